"""Whatever is done to the versions of an agreement, by whomever and in any order: what is in force is signed.

A plain reading of the rules runs beside the hub; whatever the two say must be the same after every act.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from policies.lifecycle import RehearsalKind, Standing, SuspensionReason
from sharehub.database.schema import Protocol, ProtocolSignature
from sharehub.errors import ShareHubError
from sharehub.protocols import agree, suspend
from tests.sharehub.conftest import on_sqlite
from tests.sharehub.protocols.agreements import NAME, between, digests, in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World

START = date(2024, 6, 3)
PARTIES = ("POL-DA", "HV")
WHO = st.sampled_from((*PARTIES, *PARTIES, "SCHOOL", "keeper", "police"))
"""The two parties; a unit that is party to the first version alone; who runs the hub; and a practitioner."""
WHICH = st.integers(0, 30)
"""Which of the versions that there are, counted from the last and round again."""
ENDS = st.sampled_from([None, None, START + timedelta(2), START + timedelta(5)])


@dataclass
class Version:
    """What should be known of one version."""

    id: UUID
    number: int
    parties: frozenset[str]
    expires: date | None
    status: str = "draft"
    signed: set[str] = field(default_factory=set)

    def over(self, day: date) -> bool:
        return self.expires is not None and self.expires < day


class Agreement(RuleBasedStateMachine):
    """One agreement between two units, beside its first version, which many signed."""

    make: Callable[[], World]
    reached: ClassVar[set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.day = START
        (first,) = self.world.rows(Protocol)
        parties = frozenset(self.world.units)
        self.versions = [Version(first["id"], 1, parties, date(2026, 3, 31), "in_force", set(parties))]
        self.fact = self.world.behaviour()
        self.world.publish(self.fact)
        self.world.open("cp_concern", "HV")

    def teardown(self) -> None:
        self.world.hub.close()

    def actor(self, who: str) -> Actor:
        if who == "keeper":
            return self.world.administrator
        return self.world.signatories.get(who) or self.world.actor(who)

    def one(self, which: int) -> Version:
        return self.versions[-1 - which % len(self.versions)]

    def done(self, act: Callable[[Work], Any]) -> bool:
        """Do an act, and say whether it was taken."""
        try:
            with self.world.hub.begin() as work:
                act(work)
        except ShareHubError:
            return False
        return True

    def runs(self, version: Version) -> bool:
        return version.status == "in_force" and not version.over(self.day)

    @rule(who=WHO, expires=ENDS)
    def draft(self, who: str, expires: date | None) -> None:
        number = self.versions[-1].number + 1
        days = {"review_due": str(START), "expires": "none" if expires is None else str(expires)}
        text = between(*PARTIES, version=number, purposes=["child_protection"], **days)
        made: list[UUID] = []
        taken = self.done(lambda work: made.append(agree.draft(work, self.actor(who), text).id))

        assert taken == (who != "police")
        if taken:
            self.versions.append(Version(made[0], number, frozenset(PARTIES), expires))

    @rule(who=WHO, which=WHICH)
    def rehearse(self, who: str, which: int) -> None:
        version, kind = self.one(which), RehearsalKind.SIMULATION
        taken = self.done(
            lambda work: agree.rehearse(work, self.actor(who), version.id, *digests(work, version.id), kind)
        )

        assert taken == (version.status in {"draft", "rehearsed"} and self.may_govern(who, version))
        if taken:
            version.status = "rehearsed"

    def may_govern(self, who: str, version: Version) -> bool:
        return who == "keeper" or who in version.parties

    @rule(who=WHO, which=WHICH)
    def sign(self, who: str, which: int) -> None:
        version = self.one(which)
        taken = self.done(
            lambda work: agree.sign(work, self.actor(who), version.id, digests(work, version.id)[0])
        )

        assert taken == self.may_sign(who, version)
        if taken:
            self.signs(who, version)

    @rule(expires=ENDS)
    def all_agree(self, expires: date | None) -> None:
        self.draft("keeper", expires)
        self.rehearse("keeper", 0)
        self.all_sign(0)

    @rule(which=WHICH)
    def all_sign(self, which: int) -> None:
        for who in PARTIES:
            self.sign(who, which)

    def may_sign(self, who: str, version: Version) -> bool:
        overtaken = any(
            other.number > version.number and other.status in {"in_force", "suspended", "superseded"}
            for other in self.versions
        )
        last = version.signed | {who} == version.parties
        gap = version.over(self.day) and any(self.runs(other) for other in self.versions)
        waits = version.status == "rehearsed" and who in version.parties and who not in version.signed
        return waits and not overtaken and not (last and gap)

    def signs(self, who: str, version: Version) -> None:
        version.signed.add(who)
        if version.signed == version.parties:
            for other in self.versions:
                if other is not version and other.status in {"in_force", "suspended"}:
                    other.status = "superseded"
            version.status = "in_force"

    @rule(who=WHO, which=WHICH)
    def withdraw_signature(self, who: str, which: int) -> None:
        version = self.one(which)
        taken = self.done(lambda work: agree.withdraw_signature(work, self.actor(who), version.id))

        waits = version.status == "rehearsed" or (
            version.status == "suspended" and not version.over(self.day)
        )
        assert taken == (waits and who in version.parties and who in version.signed)
        if taken:
            version.signed.remove(who)

    @rule(who=WHO, which=WHICH)
    def withdraw(self, who: str, which: int) -> None:
        version = self.one(which)
        taken = self.done(lambda work: agree.withdraw(work, self.actor(who), version.id))

        assert taken == (version.status in {"draft", "rehearsed"} and self.may_govern(who, version))
        if taken:
            version.status = "withdrawn"

    @rule(who=WHO, which=WHICH, reason=st.sampled_from(SuspensionReason))
    def suspend(self, who: str, which: int, reason: SuspensionReason) -> None:
        version = self.one(which)
        taken = self.done(lambda work: suspend.suspend(work, self.actor(who), version.id, reason))

        assert taken == (self.runs(version) and self.may_govern(who, version))
        if taken:
            version.status, version.signed = "suspended", set()

    @rule(who=WHO, which=WHICH)
    def resume(self, who: str, which: int) -> None:
        self.resumes(who, self.one(which))

    @rule()
    def all_resume(self) -> None:
        for version in self.versions:
            for who in sorted(version.parties):
                self.resumes(who, version)

    def resumes(self, who: str, version: Version) -> None:
        taken = self.done(
            lambda work: suspend.resume(work, self.actor(who), version.id, digests(work, version.id)[0])
        )

        waits = version.status == "suspended" and not version.over(self.day)
        assert taken == (waits and who in version.parties and who not in version.signed)
        if taken:
            self.signs(who, version)

    @rule(days=st.integers(1, 2))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days)
        self.world.go_to(self.day)

    @invariant()
    def what_is_stored_is_what_should_be(self) -> None:
        stored = {row["id"]: row["status"] for row in self.world.rows(Protocol)}
        assert stored == {version.id: version.status for version in self.versions}
        for version in self.versions:
            running = version.status == "in_force"
            self.reached.add("expired" if running and version.over(self.day) else version.status)

    @invariant()
    def at_most_one_is_in_force_and_every_party_signed_just_that(self) -> None:
        rows = [row for row in self.world.rows(Protocol) if row["status"] == "in_force"]
        assert len(rows) <= 1
        for row in rows:
            signed = {
                one["unit_id"]
                for one in self.world.rows(ProtocolSignature)
                if (one["protocol_id"], one["round"], one["withdrawn_at"]) == (row["id"], row["round"], None)
                and (one["protocol_digest"], one["rulebook_digest"])
                == (row["digest"], row["rulebook_digest"])
            }
            version = next(one for one in self.versions if one.id == row["id"])
            assert signed == {self.world.units[code] for code in version.parties}

    @invariant()
    def nothing_but_what_is_in_force_today_opens_anything(self) -> None:
        named = [f"{NAME}/{one.number}" for one in self.versions if one.status == "in_force"]
        assert in_force(self.world, "HV") == named
        running = any(self.runs(version) for version in self.versions)
        assert self.world.texts("health_visitor", "child_protection") == [self.fact.statement] * running


def test_in_any_sequence_what_is_in_force_is_one_version_that_all_have_signed(
    sqlite_founded: tuple[Path, World], tmp_path: Path
) -> None:
    founded, world = sqlite_founded

    def another() -> World:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        shutil.copytree(founded, folder)
        return replace(world, hub=on_sqlite(folder, datetime.combine(START, time(9, 0, 1), UTC)))

    class Here(Agreement):
        make = staticmethod(another)
        reached: ClassVar[set[str]] = set()

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # Else nothing was tried.
    assert Here.reached == set(Standing)
