"""Work becomes durable with the act that asks for it, holds ids alone, and is not the application's to do."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from sharehub.audit.entry import Act, Action
from sharehub.database.schema import OutboxTask
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.outbox.standing import work_standing
from tests.sharehub.database.logins import Logins, logins_on
from tests.sharehub.worker.trials import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from sharehub.clock import SteppedClock
    from sharehub.hub import Hub

pytestmark = pytest.mark.postgres
CASE = UUID(int=7)
INSERT = (
    "insert into outbox_tasks (id, kind, ids, created_at, due_at, {})"
    " values (gen_random_uuid(), 'a', '[]', now(), now(), {})"
)


def test_work_and_act_become_durable_together_or_not_at_all(hub: Hub) -> None:
    with hub.begin() as work:
        work.record(Act(Action.CASE_SHREDDED))
        done = put(work, Kind.DESTROY_CASE_KEY, [CASE])
    with suppress(ZeroDivisionError), hub.begin() as work:
        put(work, Kind.DESTROY_CASE_KEY, [uuid4()])
        raise ZeroDivisionError

    (row,) = rows(hub.engine)
    assert UUID(str(row["id"])) == done
    assert (row["kind"], row["handed_out"], row["done_at"]) == ("case.destroy_key", 0, None)


@pytest.mark.parametrize("content", ["Ludmila Example", "7", True, 1.5, b"7", None, [1]])
def test_nothing_but_ids_and_numbers_is_put(sqlite_hub: Hub, content: Any) -> None:
    with pytest.raises(TypeError, match="ids and numbers alone"), sqlite_hub.begin() as work:
        put(work, Kind.DESTROY_CASE_KEY, [content])

    assert rows(sqlite_hub.engine) == []


def test_what_is_to_be_done_once_waits_once_and_again_when_it_is_done(hub: Hub) -> None:
    def again() -> bool:
        with hub.begin() as work:
            return put(work, Kind.DESTROY_CASE_KEY, [CASE], once=True) is not None

    with hub.begin() as work:
        put(work, Kind.DESTROY_CASE_KEY, [uuid4()], once=True)
    assert [again(), again()] == [True, False]
    with hub.engine.begin() as connection:
        connection.execute(text("update outbox_tasks set done_at = created_at"))
    assert [again(), again()] == [True, False]


def test_how_much_waits_is_told_and_how_old_it_is(hub: Hub) -> None:
    with hub.begin() as work:
        first = put(work, Kind.DESTROY_CASE_KEY, [CASE])
        put(work, Kind.DESTROY_CASE_KEY, [CASE], work.tx.now.replace(year=2030))
        put(work, Kind.DESTROY_CASE_KEY, [CASE])
        began = work.tx.now
    with hub.engine.begin() as connection:
        connection.execute(update(OutboxTask).where(OutboxTask.id == first).values(dead_at=began))
    cast("SteppedClock", hub.clock).put(began + timedelta(minutes=1))

    with hub.glance() as tx:
        assert tuple(work_standing(tx)) == (60, 2, 1)


@pytest.fixture
def logins(postgres_hub: Hub, postgres_migrated: tuple[str, str] | None) -> Iterator[Logins]:
    assert postgres_migrated
    assert postgres_hub.engine.dialect.name == "postgresql"
    with logins_on(postgres_migrated[0]) as found:
        yield found


class TestTheApplicationsLogin:
    def bound(self, hub: Hub, engine: Engine) -> Hub:
        return type(hub)(engine, hub.keys, hub.clock, hub.zone, hub.random)

    def test_puts_work_once_or_more_and_is_told_how_much_waits(
        self, postgres_hub: Hub, logins: Logins
    ) -> None:
        hub = self.bound(postgres_hub, logins.engine("app"))
        with hub.begin() as work:
            put(work, Kind.DESTROY_CASE_KEY, [CASE])
            made = [put(work, Kind.DESTROY_CASE_KEY, [CASE], once=True) for _ in range(2)]
        with hub.glance() as tx:
            assert work_standing(tx).waiting == 2
        assert made[0] is not None
        assert made[1] is None

    @pytest.mark.parametrize(
        "statement",
        [
            "select ids from outbox_tasks",
            "update outbox_tasks set done_at = due_at",
            "delete from outbox_tasks",
            INSERT.format("done_at", "now()"),
            INSERT.format("leased_by", "gen_random_uuid()"),
            "insert into schedules values ('a', 1, now())",
            "select * from key_rotations",
        ],
    )
    def test_looks_at_no_work_takes_none_up_and_calls_none_done(
        self, postgres_hub: Hub, logins: Logins, statement: str
    ) -> None:
        assert rows(postgres_hub.engine) == []
        with pytest.raises(DBAPIError), logins.engine("app").begin() as connection:
            connection.execute(text(statement))
