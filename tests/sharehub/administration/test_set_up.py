"""A partnership from its document: said again it changes nothing, and wrong it changes nothing either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import select

from policies.findings import PolicyError
from sharehub.acting.queries import entrant
from sharehub.administration.sessions import end_sessions
from sharehub.administration.set_up import set_up
from sharehub.audit.entry import Action
from sharehub.cases.queries import takes_part
from sharehub.database.schema import AuditEntry, Base
from sharehub.errors import Conflict, Forbidden, NotFound
from sharehub.protocols.queries import units_by_code
from tests.sharehub.administration.documents import ISSUER, a_document, a_user, units, users

if TYPE_CHECKING:
    from sharehub.acting.queries import Entrant
    from sharehub.hub import Hub
    from tests.sharehub.world import World


def done(hub: Hub, text: str, *, only_plan: bool = False) -> list[str]:
    """Set up, and return the steps as lines."""
    with hub.begin() as work:
        return [str(step) for step in set_up(work, None, text, only_plan=only_plan)]


def known(hub: Hub, subject: str, client: str = "pages") -> Entrant | None:
    with hub.begin() as work:
        return entrant(work.tx, ISSUER, subject, client)


LOG = {"audit_entries", "log_queue"}


def rows(hub: Hub) -> dict[str, list[str]]:
    """Return every row of every table but the log's, as text."""
    with hub.begin() as work:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in LOG]
        found = {table.name: work.tx.session.execute(table.select()) for table in tables}
        return {name: sorted(map(repr, table)) for name, table in found.items()}


def logged(hub: Hub) -> list[tuple[str, int]]:
    """Return what is on record of documents: which action, and how many steps."""
    with hub.begin() as work:
        bodies = [orjson.loads(body) for body in work.tx.session.scalars(select(AuditEntry.body))]
    return [
        (body["action"], body["refs"]["steps"]) for body in bodies if body["action"].startswith("partnership")
    ]


@pytest.mark.postgres
def test_a_new_hub_is_set_up_and_said_again_nothing_changes(hub: Hub) -> None:
    planned = done(hub, a_document(), only_plan=True)
    before = rows(hub)
    first = done(hub, a_document())
    after = rows(hub)

    assert before["units"] == []
    assert planned == first
    assert first[:4] == ["add agency council", "add agency police", "add unit CF-SW", "add unit IG"]
    assert first[-3:] == ["add client feed", "add client pages", "begin rulebook edinburgh-default"]
    assert done(hub, a_document()) == []
    assert rows(hub) == after
    assert sorted(logged(hub)) == [
        ("partnership.planned", len(first)),
        ("partnership.set_up", 0),
        ("partnership.set_up", len(first)),
    ]
    person = known(hub, "sub-1")
    assert person
    assert (person.unit_code, person.kind, person.roles, person.bound) == (
        "POL-DA",
        "person",
        ["police"],
        False,
    )


def test_what_changed_is_changed_and_nothing_else(sqlite_hub: Hub) -> None:
    done(sqlite_hub, a_document())
    police = a_user("POL-DA", ["police", "signatory"], "sub-1")

    changed = done(
        sqlite_hub,
        a_document(
            users=users(**{"p.one": police}),
            units=units(IG={**units()["IG"], "name": "Officers"}),
            clients={"pages": {"name": "The pages", "bound": "yes"}},
        ),
    )

    assert changed == [
        "change unit IG: name",
        "change user p.one: roles",
        "change client pages: bound",
        "end client feed",
    ]
    person = known(sqlite_hub, "sub-1")
    assert person
    assert (person.roles, person.bound) == (["police", "signatory"], True)
    assert person.since is not None
    assert known(sqlite_hub, "sub-2", "feed") is None


def test_who_is_no_longer_there_is_ended_and_can_begin_again(sqlite_hub: Hub) -> None:
    done(sqlite_hub, a_document())
    fewer = users()
    del fewer["p.one"]

    assert done(sqlite_hub, a_document(users=fewer)) == ["end user p.one"]
    assert known(sqlite_hub, "sub-1") is None
    assert done(sqlite_hub, a_document()) == ["begin again user p.one"]
    assert known(sqlite_hub, "sub-1")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"units": {"POL-DA": units()["POL-DA"]}, "users": {"p.one": users()["p.one"]}},
            "put back CF-SW, IG",
        ),
        ({"users": users(**{"p.one": a_user("CF-SW", ["police"], "sub-1")})}, "give a new code to p.one"),
        ({"units": units(IG={**units()["IG"], "oversight": "no"})}, "said once, when it joins: IG"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    sqlite_hub: Hub, changes: dict[str, Any], problem: str
) -> None:
    done(sqlite_hub, a_document())
    before = rows(sqlite_hub)

    with pytest.raises(Conflict, match=problem):
        done(sqlite_hub, a_document(**changes))
    assert rows(sqlite_hub) == before


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"issuer": "http://id.example"}, "issuer must be the https address"),
        (
            {"units": units(X={"name": "x", "agency": "nobody", "discreet": "no", "oversight": "no"})},
            "units.X.agency",
        ),
        (
            {"units": units(X={"name": "x", "agency": "police", "oversight": "no"})},
            "units.X.discreet is missing",
        ),
        ({"users": users(x=a_user("NONE", ["police"], "s"))}, "users.x.unit is not a known unit"),
        (
            {"users": users(x=a_user("IG", ["king"], "s"))},
            "users.x.roles holds a role that the rulebook does not",
        ),
        ({"users": users(x=a_user("IG", [], "s"))}, "users.x.roles must list at least one"),
        ({"users": users(x=a_user("IG", ["administrator", "police"], "s"))}, "goes with no other role"),
        ({"users": users(x=a_user("IG", ["signatory"], "s", "system"))}, "only a person can have"),
        ({"users": users(x=a_user("IG", ["police"], "sub-1"))}, "users name one subject twice"),
        ({"users": users(x=a_user("IG", ["police"], "a b"))}, "users.x.subject must be as the provider"),
        ({"users": users(x={**a_user("IG", ["police"], "s"), "kind": "robot"})}, "users.x.kind"),
        ({"rulebook": "id: nothing\n"}, "rulebook in it, line"),
        ({"protocols": ["shipped"]}, r"protocols\[0\] names a party that is no unit"),
        ({"protocols": ["id: x"]}, r"protocols\[0\] in it, line"),
        ({"extra": "x"}, "extra is not a known key"),
    ],
)
def test_a_wrong_document_is_refused_with_its_line_and_nothing_of_it_happens(
    sqlite_hub: Hub, changes: dict[str, Any], finding: str
) -> None:
    before = rows(sqlite_hub)

    with pytest.raises(PolicyError, match=finding) as refused:
        done(sqlite_hub, a_document(**changes))
    assert all(found.line for found in refused.value.findings)
    assert rows(sqlite_hub) == before


def test_a_unit_that_oversees_takes_part_in_every_case_there_is_and_is_to_be(sqlite_world: World) -> None:
    hub = sqlite_world.hub
    joined = units()
    joined["IG2"] = {**joined.pop("IG"), "name": "More officers"}
    with hub.begin() as work:
        # The world was not made from a document: its units have none of the document's agencies.
        everything = {code: {"name": f"Unit {code}", "agency": "council", "discreet": "no", "oversight": "no"}
                      for code in sqlite_world.units}  # fmt: skip
        everything["IG"]["oversight"] = "yes"
        set_up(work, None, a_document(units=everything | {"IG2": joined["IG2"]}, users=users()))
        officers = units_by_code(work.tx, frozenset({"IG2", "HV"}))

        assert takes_part(work.tx, sqlite_world.case, officers["IG2"])
        assert not takes_part(work.tx, uuid4(), officers["HV"])


def test_only_who_administers_the_hub_sets_it_up_or_ends_sessions(sqlite_world: World) -> None:
    for name in ("officer", "police", "social_worker"):
        with pytest.raises(Forbidden), sqlite_world.hub.begin() as work:
            set_up(work, sqlite_world.actor(name), a_document())
        with pytest.raises(Forbidden), sqlite_world.hub.begin() as work:
            end_sessions(work, sqlite_world.actor(name), None)


def test_sessions_end_for_one_or_for_all(sqlite_hub: Hub) -> None:
    done(sqlite_hub, a_document())
    with sqlite_hub.begin() as work:
        assert end_sessions(work, None, "p.one") == 1
    one, other = known(sqlite_hub, "sub-1"), known(sqlite_hub, "sub-2")
    assert one
    assert other
    assert (one.since is not None, other.since) == (True, None)
    with sqlite_hub.begin() as work:
        assert end_sessions(work, None, None) == len(users())
    with pytest.raises(NotFound), sqlite_hub.begin() as work:
        end_sessions(work, None, "nobody")


def test_the_log_says_what_was_set_up_and_by_whom(sqlite_world: World) -> None:
    hub = sqlite_world.hub
    everything = {code: {"name": f"Unit {code}", "agency": "council", "discreet": "no", "oversight": "no"}
                  for code in sqlite_world.units}  # fmt: skip
    everything["IG"]["oversight"] = "yes"
    with hub.begin() as work:
        set_up(work, sqlite_world.administrator, a_document(units=everything))

    (entry,) = sqlite_world.logged(Action.PARTNERSHIP_SET_UP)
    assert entry["actor"] == str(sqlite_world.administrator.user)
    assert len(sqlite_world.logged(Action.UNIT_CHANGED)) == len(everything)
    assert "Synthetic" not in str(sqlite_world.logged())
