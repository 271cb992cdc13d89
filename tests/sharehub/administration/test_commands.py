"""Commands upon a hub, on both databases: on record refused or failed, and a service as long as it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from policies.findings import PolicyError
from sharehub.administration.commands import commanded, serving
from sharehub.administration.migrate import migrate
from sharehub.audit.entry import Act, Action
from sharehub.database.migrate import newest
from sharehub.database.schema import AuditEntry
from sharehub.database.transaction import within
from sharehub.errors import NotFound
from tests.sharehub.web.clients import SECRET

if TYPE_CHECKING:
    from sharehub.hub import Hub


def logged(hub: Hub) -> list[dict[str, Any]]:
    """Return the entries of a hub, in their order."""
    with hub.begin() as work:
        bodies = work.tx.session.scalars(select(AuditEntry.body).order_by(AuditEntry.at, AuditEntry.id))
        return [orjson.loads(body) for body in bodies]


def end_with(hub: Hub, error: Exception) -> None:
    with commanded(hub, "set-up"):
        raise error


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("error", "action", "said"),
    [
        (NotFound(SECRET), "command.refused", {"code": "not_found"}),
        (PolicyError([]), "command.refused", {"code": "invalid"}),
        (LookupError(SECRET), "command.failed", {"failure": "LookupError"}),
    ],
    ids=["refused", "a document", "failed"],
)
def test_a_command_that_is_not_done_leaves_what_it_was_and_why(
    hub: Hub, error: Exception, action: str, said: dict[str, str]
) -> None:
    with pytest.raises(type(error)):
        end_with(hub, error)

    (entry,) = logged(hub)
    assert (entry["action"], entry["refs"]) == (action, {"command": "set-up"} | said)
    assert SECRET not in repr(entry)


def test_a_command_that_is_done_leaves_what_it_did_and_nothing_beside(sqlite_hub: Hub) -> None:
    with commanded(sqlite_hub, "set-up"):
        pass

    assert logged(sqlite_hub) == []


def forget_the_queue(hub: Hub) -> None:
    with hub.engine.begin() as connection:
        connection.execute(text("alter table log_queue rename to elsewhere"))


def test_what_was_wrong_is_told_where_it_cannot_be_put_on_record(sqlite_hub: Hub) -> None:
    forget_the_queue(sqlite_hub)

    with pytest.raises(NotFound):
        end_with(sqlite_hub, NotFound("no such user"))


@pytest.mark.postgres
def test_a_service_is_on_record_from_when_it_starts_until_it_stops(hub: Hub) -> None:
    with serving(hub):
        (started,) = logged(hub)

    _, stopped = logged(hub)
    assert (started["action"], started["refs"]["schema"]) == ("service.started", newest())
    assert (stopped["action"], stopped["refs"]) == ("service.stopped", {"started": started["id"]})


def test_a_service_whose_start_cannot_be_put_on_record_does_not_start(sqlite_hub: Hub) -> None:
    forget_the_queue(sqlite_hub)

    with pytest.raises(DBAPIError), serving(sqlite_hub):
        pytest.fail("it started")


def test_that_a_service_stopped_is_alarmed_where_it_cannot_be_put_on_record(
    sqlite_hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(sqlite_hub):
        forget_the_queue(sqlite_hub)

    assert [record.getMessage() for record in caplog.records if record.name == "sharehub.alarm"] == [
        "that the service stopped could not be put on record: OperationalError"
    ]


@pytest.mark.postgres
def test_a_migration_is_on_record_with_the_schemas_it_went_from_and_to(hub: Hub) -> None:
    migrate(hub)

    (entry,) = logged(hub)
    assert (entry["action"], entry["refs"]) == ("schema.migrated", {"from": newest(), "to": newest()})


@pytest.mark.postgres
def test_whoever_works_within_a_transaction_leaves_its_end_to_whoever_began_it(hub: Hub) -> None:
    now, entry = hub.clock.now(), an_entry(hub)
    for committed in (False, True):
        with hub.engine.connect() as connection, connection.begin() as began:
            with within(connection, now, now.date()) as tx:
                tx.session.add(AuditEntry(**entry))
            assert began.is_active
            if not committed:
                began.rollback()
        assert len(logged(hub)) == committed


def an_entry(hub: Hub) -> dict[str, Any]:
    """Return the columns of an entry, as the log would write them."""
    with hub.begin() as work:
        work.record(Act(Action.KEYS_ROTATED))
        row = work.tx.session.execute(select(AuditEntry.__table__)).mappings().one()
        work.tx.session.rollback()
    return dict(row)
