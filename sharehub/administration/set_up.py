"""Setting a hub up as a document says: what would change, and then all of it or nothing.

Said again, it changes nothing. Units stay, since records are theirs; a user or client that is no longer in
the document is ended, and no token of theirs counts from that moment on.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sharehub.administration import queries
from sharehub.administration.document import read_partnership
from sharehub.audit.entry import Action
from sharehub.errors import Conflict
from sharehub.identity.actor import ADMINISTRATOR
from sharehub.protocols import agree, partnership, rulebooks
from sharehub.protocols import queries as protocols
from sharehub.protocols.governing import act_of, permit_governing
from sharehub.protocols.partnership import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.administration.document import Partnership
    from sharehub.administration.queries import Held
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Step:
    """One change: `verb` is add, change, end or begin again; `what` names what changes, never its value."""

    verb: str
    kind: str
    code: str
    what: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it as a line of a plan."""
        return f"{self.verb} {self.kind} {self.code}" + (f": {', '.join(self.what)}" if self.what else "")


def set_up(work: Work, actor: Actor | None, text: str, *, only_plan: bool = False) -> list[Step]:
    """Bring the hub to where a document says it should be.

    Args:
        work: the unit of work; all of it or nothing.
        actor: who does it; None is the hub's own command line.
        text: the document.
        only_plan: whether to say what would change and change nothing.

    Returns:
        What was, or would be, changed, in order.

    Raises:
        Forbidden: the actor does not administer the hub.
        PolicyError: something in the document is wrong; it names each thing with its line.
        Conflict: the document would have a unit vanish, a user move, or a protocol say something else.
    """
    permit_governing(actor, ADMINISTRATOR)
    wanted = read_partnership(text)
    held = queries.held(work.tx, wanted.issuer)
    _refuse_what_cannot_be(wanted, held)
    steps = list(_steps(wanted, held))
    if not only_plan:
        _carry_out(work, actor, wanted, held, steps)
    action = Action.PARTNERSHIP_PLANNED if only_plan else Action.PARTNERSHIP_SET_UP
    digest = hashlib.sha256(text.encode()).hexdigest()
    work.record(act_of(actor, action, document=digest, steps=len(steps)))
    return steps


def _refuse_what_cannot_be(wanted: Partnership, held: Held) -> None:
    gone = sorted(held.units.keys() - wanted.units.keys())
    if gone:
        raise Conflict(f"units stay, since records are theirs: put back {', '.join(gone)}")
    moved = sorted(
        code
        for code, user in wanted.users.items()
        if code in held.users and held.users[code]["unit"] != user.unit
    )
    if moved:
        raise Conflict(f"nobody takes their records to another unit: give a new code to {', '.join(moved)}")
    turned = sorted(
        code
        for code, unit in wanted.units.items()
        if code in held.units and held.units[code]["oversight"] != unit.oversight
    )
    if turned:
        raise Conflict(f"whether a unit oversees the hub is said once, when it joins: {', '.join(turned)}")
    for one in wanted.protocols:
        if held.protocols.get((one.name, one.version), one.digest) != one.digest:
            raise Conflict(
                f"protocol {one.name} version {one.version} says something else here: raise its version"
            )


def _steps(wanted: Partnership, held: Held) -> Iterator[Step]:
    yield from _compared("agency", wanted.agencies, held.agencies)
    yield from _compared("unit", wanted.units, held.units)
    users = {code: _as_row(wanted.issuer, asdict(user)) for code, user in wanted.users.items()}
    yield from _compared("user", users, held.users)
    yield from _ended("user", wanted.users, held.users)
    yield from _compared("client", wanted.clients, held.clients)
    yield from _ended("client", wanted.clients, held.clients)
    if held.base != wanted.rulebook.digest:
        yield Step("begin", "rulebook", wanted.rulebook.name)
    for one in wanted.protocols:
        if (one.name, one.version) not in held.protocols:
            yield Step("draft", "protocol", f"{one.name}/{one.version}")


def _as_row(issuer: str, user: dict[str, Any]) -> dict[str, Any]:
    return {**user, "roles": sorted(user["roles"]), "issuer": issuer}


def _compared(kind: str, wanted: Mapping[str, Any], held: Mapping[str, RowMapping]) -> Iterator[Step]:
    for code in sorted(wanted):
        said = wanted[code] if isinstance(wanted[code], dict) else asdict(wanted[code])
        if code not in held:
            yield Step("add", kind, code)
            continue
        row = held[code]
        what = tuple(sorted(name for name, value in said.items() if row[name] != value))
        again = row.get("ended_at") is not None
        if what or again:
            yield Step("begin again" if again else "change", kind, code, what)


def _ended(kind: str, wanted: Mapping[str, Any], held: Mapping[str, RowMapping]) -> Iterator[Step]:
    for code in sorted(held.keys() - wanted.keys()):
        if held[code]["ended_at"] is None:
            yield Step("end", kind, code)


def _carry_out(work: Work, actor: Actor | None, wanted: Partnership, held: Held, steps: list[Step]) -> None:
    doer = _Doer(work, actor, wanted, held)
    for step in steps:
        doer.do(step)


class _Doer:
    """Carries out the steps of a plan, one by one."""

    def __init__(self, work: Work, actor: Actor | None, wanted: Partnership, held: Held) -> None:
        self._work = work
        self._actor = actor
        self._wanted = wanted
        self._agencies: dict[str, UUID] = {code: row["id"] for code, row in held.agencies.items()}
        self._units: dict[str, UUID] = {code: row["id"] for code, row in held.units.items()}
        self._held = held

    def do(self, step: Step) -> None:
        match step.kind:
            case "agency":
                self._agency(step)
            case "unit":
                self._unit(step)
            case "user":
                self._user(step)
            case "client":
                self._client(step)
            case "rulebook":
                rulebooks.register(self._work, self._actor, self._wanted.rulebook.text, base=True)
            case _:
                self._protocol(step)

    def _agency(self, step: Step) -> None:
        said = asdict(self._wanted.agencies[step.code])
        if step.verb == "add":
            identity = self._agencies[step.code] = self._work.new_id()
            queries.add_agency(
                self._work.tx, id=identity, code=step.code, created_at=self._work.tx.now, **said
            )
            self._record(Action.AGENCY_REGISTERED, agency=str(identity))
            return
        queries.change_agency(self._work.tx, self._agencies[step.code], **said)
        self._record(Action.AGENCY_CHANGED, agency=str(self._agencies[step.code]))

    def _unit(self, step: Step) -> None:
        unit = self._wanted.units[step.code]
        agency = self._agencies[unit.agency]
        if step.verb == "add":
            self._units[step.code] = partnership.register_unit(
                self._work,
                step.code,
                unit.name,
                discreet=unit.discreet,
                oversight=unit.oversight,
                agency=agency,
            )
            return
        identity = self._units[step.code]
        queries.change_unit(self._work.tx, identity, name=unit.name, agency_id=agency, discreet=unit.discreet)
        self._record(Action.UNIT_CHANGED, changed=str(identity))

    def _user(self, step: Step) -> None:
        if step.verb == "end":
            self._end_user(step.code)
            return
        user = self._wanted.users[step.code]
        system: Any = user.kind
        identity = Identity(step.code, self._wanted.issuer, user.subject, system)
        if step.verb == "add":
            partnership.register_user(self._work, self._units[user.unit], user.name, user.roles, identity)
            return
        row = self._held.users[step.code]
        # Whatever tokens are about were issued for what they were: they are to be had anew.
        protocols.change_user(
            self._work.tx,
            row["id"],
            name=user.name,
            roles=sorted(user.roles),
            ended_at=None,
            sessions_ended_at=self._work.tx.now,
        )
        partnership.identify_user(self._work, row["id"], identity)

    def _end_user(self, code: str) -> None:
        row, now = self._held.users[code], self._work.tx.now
        protocols.change_user(self._work.tx, row["id"], ended_at=now, sessions_ended_at=now)
        self._record(Action.USER_ENDED, user=str(row["id"]))

    def _client(self, step: Step) -> None:
        tx = self._work.tx
        if step.verb == "end":
            row = self._held.clients[step.code]
            queries.change_client(tx, row["id"], ended_at=tx.now)
            self._record(Action.CLIENT_ENDED, client=str(row["id"]))
            return
        client = self._wanted.clients[step.code]
        if step.verb == "add":
            issuer = self._wanted.issuer
            partnership.register_client(self._work, issuer, step.code, client.name, bound=client.bound)
            return
        row = self._held.clients[step.code]
        queries.change_client(tx, row["id"], name=client.name, bound=client.bound, ended_at=None)
        self._record(Action.CLIENT_CHANGED, client=str(row["id"]))

    def _protocol(self, step: Step) -> None:
        named = {f"{one.name}/{one.version}": one for one in self._wanted.protocols}
        agree.draft(self._work, self._actor, named[step.code].text)

    def _record(self, action: Action, **references: str) -> None:
        self._work.record(act_of(self._actor, action, **references))
