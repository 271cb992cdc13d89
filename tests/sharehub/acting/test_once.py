"""What is asked twice is done once, whoever asks at the same moment, and whatever breaks in between."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from sharehub.audit.entry import Action
from sharehub.database.schema import Fact, FactVersion, IdempotencyKey
from tests.sharehub.web.clients import SECRET, Staff, a_body, assert_problem

if TYPE_CHECKING:
    import httpx2
    from sqlalchemy import Connection

    from tests.sharehub.world import World

CLIENTS = 16


@pytest.fixture
def staff(world: World) -> Staff:
    """Return the staff of a world at the API, on each database in turn."""
    return Staff(world)


def under(key: str) -> dict[str, Any]:
    """Return what a request brings to be done once under a key."""
    return {"headers": {"Idempotency-Key": key}}


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(staff: Staff) -> None:
    body = a_body(staff.world)

    first = staff.post("police", "/facts", json=body, **under("one"))
    again = staff.post("police", "/facts", json=body, **under("one"))

    assert (first.status_code, first.content, first.headers["etag"]) == (201, again.content, '"1"')
    assert (again.status_code, again.headers["etag"]) == (201, '"1"')
    assert len(staff.world.rows(Fact)) == 1
    assert len(staff.world.logged(Action.FACT_RECORDED)) == 1
    (repeated,) = staff.world.logged(Action.ACT_REPEATED)
    assert repeated["refs"] == {"action": "fact.recorded"}


def test_a_request_without_a_body_is_repeated_too(staff: Staff) -> None:
    fact = staff.record("police")

    answers = [
        staff.post("police", f"/facts/{fact}/publication", seen=1, **under("publish")) for _ in range(2)
    ]

    assert [(one.status_code, one.content, one.headers["etag"]) for one in answers] == [(204, b"", '"2"')] * 2
    assert len(staff.world.logged(Action.FACT_PUBLISHED)) == 1


def test_a_key_that_comes_with_another_request_is_refused(staff: Staff) -> None:
    staff.post("police", "/facts", json=a_body(staff.world), **under("one"))

    other = staff.post("police", "/facts", json=a_body(staff.world, gist=None), **under("one"))

    assert_problem(other, 422, "key_reused")
    assert len(staff.world.rows(Fact)) == 1


def test_the_same_request_about_another_revision_is_another_request(staff: Staff) -> None:
    fact = staff.record("police")
    staff.post("police", f"/facts/{fact}/publication", seen=1, **under("one"))

    other = staff.post("police", f"/facts/{fact}/publication", seen=2, **under("one"))

    assert_problem(other, 422, "key_reused")


def test_a_key_is_its_users_own(staff: Staff) -> None:
    body = a_body(staff.world)

    answers = [
        staff.post(name, "/facts", json=body, **under("one")).json()["id"] for name in ("police", "teacher")
    ]

    assert len(set(answers)) == len(staff.world.rows(Fact)) == 2


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_without_a_key_nothing_is_done(staff: Staff, key: str) -> None:
    answer = staff.post("police", "/facts", json=a_body(staff.world), **under(key))

    assert assert_problem(answer, 422, "invalid") == {"where": "Idempotency-Key"}
    assert staff.world.rows(Fact) == []


def test_a_refused_act_leaves_its_key_free(staff: Staff) -> None:
    refused = staff.post("police", "/facts", json=a_body(staff.world, targets=[str(uuid4())]), **under("one"))
    done = staff.post("police", "/facts", json=a_body(staff.world), **under("one"))

    assert (refused.status_code, done.status_code) == (422, 201)


def test_a_commit_that_fails_is_an_error_and_the_request_can_come_again(staff: Staff) -> None:
    engine, body = staff.world.hub.engine, a_body(staff.world)

    def fail(_connection: Connection) -> None:
        raise OSError(SECRET)

    event.listen(engine, "commit", fail)
    failed = staff.post("police", "/facts", json=body, **under("one"))
    event.remove(engine, "commit", fail)

    assert_problem(failed, 500, "error")
    assert staff.world.rows(Fact) == staff.world.rows(IdempotencyKey) == []
    assert staff.post("police", "/facts", json=body, **under("one")).status_code == 201


def test_what_is_kept_of_a_request_is_digests_and_ids(staff: Staff) -> None:
    body = a_body(staff.world, statement=f"He kicked the door of {SECRET}.")

    answer = staff.post("police", "/facts", json=body, **under(f"key of {SECRET}"))

    (row,) = staff.world.rows(IdempotencyKey)
    assert SECRET not in repr(row)
    assert row["answer"] == answer.content == f'{{"id":"{answer.json()["id"]}"}}'.encode()


def test_many_submissions_at_once_make_one_record(staff: Staff) -> None:
    body = a_body(staff.world)

    def submit(_number: int) -> httpx2.Response:
        return staff.post("police", "/facts", json=body, **under("one"))

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(submit, range(CLIENTS)))

    assert {(one.status_code, one.content) for one in answers} == {(201, answers[0].content)}
    assert len(staff.world.rows(Fact)) == len(staff.world.rows(FactVersion)) == 1
    assert len(staff.world.logged(Action.ACT_REPEATED)) == CLIENTS - 1


def test_many_editors_of_one_fact_lose_no_update(staff: Staff) -> None:
    """Each corrects until it gets through: sixteen versions follow the first, each standing on the last."""
    fact = staff.record("police")

    def edit(number: int) -> int:
        body = a_body(staff.world, statement=f"He kicked door {number} while the child sat behind it.")
        seen = 1
        while True:
            answer = staff.post("police", f"/facts/{fact}/versions", json=body, seen=seen)
            if answer.status_code == 204:
                assert answer.headers["etag"] == f'"{seen + 1}"'
                return seen
            assert_problem(answer, 412, "changed_since")
            seen += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        stood_on = Counter(pool.map(edit, range(CLIENTS)))

    assert stood_on == Counter(range(1, CLIENTS + 1))
    assert [row["revision"] for row in staff.world.rows(Fact)] == [CLIENTS + 1]
    assert len(staff.world.rows(FactVersion)) == CLIENTS + 1


@pytest.mark.parametrize("tag", ["*", 'W/"1"', "1", '"0"', '"1", "2"', '"x"'])
def test_what_is_no_entity_tag_of_ours_matches_nothing(staff: Staff, tag: str) -> None:
    fact = staff.record("police")

    answer = staff.post("police", f"/facts/{fact}/publication", headers={"If-Match": tag})

    assert_problem(answer, 412, "changed_since")


def test_nobody_changes_what_they_have_not_seen(staff: Staff) -> None:
    fact = staff.record("police")

    assert_problem(staff.post("police", f"/facts/{fact}/retraction"), 428, "precondition_required")
