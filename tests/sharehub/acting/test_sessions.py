"""That somebody came with a new token is on record once, however many processes and requests there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from sharehub.acting.entrance import Presented
from sharehub.acting.expiry import forget_expired
from sharehub.acting.sessions import none_remembered
from sharehub.audit.entry import Action
from sharehub.database.schema import SeenToken
from tests.sharehub.acting.test_entrance import OPEN, PLACE, Visitors

if TYPE_CHECKING:
    from sharehub.clock import SteppedClock
    from tests.sharehub.world import World


def begun(world: World) -> list[dict[str, object]]:
    return world.logged(Action.SESSION_BEGUN)


@pytest.fixture
def visitors(sqlite_world: World) -> Visitors:
    return Visitors.of(sqlite_world)


@pytest.mark.postgres
def test_a_token_that_comes_in_first_is_on_record_with_its_user_client_and_binding(world: World) -> None:
    visitors = Visitors.of(world)
    assert visitors.comes_in(visitors.issuer.token())
    visitors.door.admit(visitors.proven(visitors.bound()))

    police = world.actor("police")
    entries = begun(world)
    assert {(entry["actor"], entry["unit"], entry["role"]) for entry in entries} == {
        (str(police.user), str(police.unit), "police")
    }
    assert [entry["refs"] for entry in entries] == [
        {"client": OPEN, "bound": False},
        {"client": "phone", "bound": True},
    ]


@pytest.mark.postgres
def test_it_is_on_record_once_through_whichever_process_it_comes_again(world: World) -> None:
    visitors = Visitors.of(world)
    token = visitors.issuer.token()
    processes = [
        replace(visitors, door=replace(visitors.door, remembered=none_remembered())) for _ in range(3)
    ]

    assert all(process.comes_in(token) for process in processes for _ in range(2))

    assert len(begun(world)) == 1


def test_another_token_of_the_same_user_is_another_session(visitors: Visitors) -> None:
    visitors.comes_in(visitors.issuer.token())
    visitors.comes_in(visitors.issuer.token())

    assert len(begun(visitors.world)) == 2


def test_a_token_that_lets_nobody_in_begins_nothing(visitors: Visitors) -> None:
    assert not visitors.comes_in(visitors.issuer.token(sharehub_role="ig_officer"))

    assert begun(visitors.world) == []
    assert visitors.world.rows(SeenToken) == []


def test_after_the_first_time_no_database_is_asked_whether_it_is_news(visitors: Visitors) -> None:
    token, statements = visitors.issuer.token(), list[str]()
    visitors.comes_in(token)

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(visitors.world.hub.engine, "before_cursor_execute", note)
    visitors.comes_in(token)

    assert [statement for statement in statements if "seen_tokens" in statement] == []
    assert len(statements) == 2, "BEGIN, and who it is"


def test_nothing_of_the_token_is_kept_and_that_no_longer_than_it_counts(visitors: Visitors) -> None:
    token = visitors.issuer.token()
    visitors.comes_in(token)
    (kept,) = visitors.world.rows(SeenToken)
    assert len(kept["digest"]) == 64

    clock = cast("SteppedClock", visitors.world.hub.clock)
    clock.put(kept["until"] + timedelta(seconds=1))
    later = replace(visitors.issuer, now=int(clock.now().timestamp()))
    assert visitors.comes_in(later.token())
    with visitors.world.hub.begin() as work:
        forget_expired(work.tx)

    assert [row["digest"] for row in visitors.world.rows(SeenToken)] != [kept["digest"]]
    assert len(visitors.world.rows(SeenToken)) == 1


def test_whoever_cannot_be_put_on_record_does_not_come_in_and_does_once_they_can(visitors: Visitors) -> None:
    token, engine = visitors.issuer.token(), visitors.world.hub.engine
    with engine.begin() as connection:
        connection.execute(text("alter table log_queue rename to elsewhere"))

    with pytest.raises(DBAPIError):
        visitors.door.admit(Presented("bearer", token, [], "GET", PLACE))

    with engine.begin() as connection:
        connection.execute(text("alter table elsewhere rename to log_queue"))
    assert begun(visitors.world) == []
    assert visitors.comes_in(token)
    assert len(begun(visitors.world)) == 1
