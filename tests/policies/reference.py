"""The decision procedure once more, written straight from its text: slow, plain, and sharing no code with it.

Only the words (vocabulary, questions) and whether consent stands are common; the latter has a reference of
its own. Every answer is a tuple: outcome, reason, caveats, what it rests on, protocols.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consent.standing import ConsentAsk, stands
from tests.policies.reference_question import (
    REASONS,
    Answer,
    Question,
    Stop,
    outcome_of,
    some_cover,
    stop,
    strictest_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policies.question import Ask, Case, Fact, ProtocolInForce, Reader
    from policies.table import Row, Table

WHOSE = {"s": ("survivor",), "p": ("perpetrator",), "k": ("child",), "t": ("third_party",)}
ACCOUNT_OF = {"child_account": "k", "survivor_account": "s", "protective_effort": "s", "sexual": "s"}


class Reading:
    """One fact, one rulebook."""

    def __init__(
        self, question: Question, fact: Fact, protocol: str | None, table: Table, *, alone: bool
    ) -> None:
        self.q, self.fact, self.protocol, self.table, self.lonely = (
            question,
            fact,
            protocol,
            table,
            alone and fact.owner != question.reader.unit,
        )
        self.own = fact.owner == question.reader.unit
        self.row: Row | None = table.rows.get((question.reader.role, question.ask.purpose))
        self.grants: list[Any] = []
        self.grounds: set[str] = set()

    @property
    def known_row(self) -> Row:
        assert self.row is not None
        return self.row

    @property
    def towards_him(self) -> bool:
        both = {"survivor", "perpetrator", "family"}
        return self.known_row.perp_facing or (self.q.open_whose_pattern and self.known_row.works_with in both)

    def glass_ids(self) -> set[str]:
        if self.row is None or self.towards_him or self.row.he_reads:
            return set()
        reader, purpose = self.q.reader.id, self.q.ask.purpose
        return {
            glass.id
            for glass in self.q.case.break_glass
            if glass.reader == reader and purpose in glass.purposes
        }

    def broken(self, categories: Iterable[str]) -> bool:
        wanted = set(categories)
        return bool(wanted and self.glass_ids()) and wanted <= set(self.known_row.break_glass)

    def naming(self, records: Iterable[Any]) -> list[Any]:
        q = self.q
        these = [one for one in records if self.fact.id in one.facts and q.reader.unit in one.units]
        return [one for one in these if q.ask.purpose in one.purposes and one.span.covers(q.ask.day)]

    def approvals(self) -> set[str]:
        from_owner = [one for one in self.q.case.approvals if one.by == self.fact.owner]
        return {one.id for one in self.naming(from_owner)}

    def decisions(self) -> set[str]:
        return {one.id for one in self.naming(self.q.case.serious_risk_decisions)}

    def answer(self) -> Answer:
        protocols = () if self.protocol is None else (self.protocol,)
        try:
            reason = self.steps()
        except Stop as stopped:
            reason = str(stopped)
        if outcome_of(reason) == "withheld":
            kept = () if reason == "NOT_ALLOCATED" else protocols
            return "withheld", reason, frozenset(), frozenset(), kept
        caveats = frozenset(self.caveats(reason))
        return outcome_of(reason), reason, caveats, frozenset(self.grounds), protocols

    def steps(self) -> str:
        lifted = not some_cover(self.q.reader.memberships, self.q.ask.day)  # 2
        if lifted and not self.broken(self.fact.categories):
            stop("NOT_ALLOCATED")
        self.three_and_four()
        self.five()
        doors = (
            ("PURPOSE_GATE_CLOSED", self.gate_open),
            ("NO_PROTOCOL", lambda: not self.lonely),
            ("CHANNEL_NARROWED", self.channel_open),
        )  # 6, 8
        shut = next((reason for reason, is_open in doors if not is_open()), None)
        if shut is not None and not self.broken(self.fact.categories):
            stop(shut)
        lifted = lifted or shut is not None
        reason = "OWN_RECORD" if self.own and not self.known_row.he_reads else self.nine_to_eleven()  # 7
        if lifted:
            self.grounds |= self.glass_ids()
            return "BREAK_GLASS"
        return reason

    def three_and_four(self) -> None:
        reader = self.q.reader
        if reader.role == "ig_officer":
            stop("METADATA_ONLY")
        parties = {unit for protocol in self.q.protocols for unit in protocol.parties}
        if (
            reader.role not in self.table.roles
            or {reader.unit, self.fact.owner} - parties - self.q.case.units
        ):
            stop("FAULT")
        if self.row is None:
            stop("PURPOSE_NOT_FOR_ROLE")

    def five(self) -> None:
        fact, day = self.fact, self.q.ask.day
        if fact.published is None:
            stop("FAULT")
        if day < fact.published:
            stop("NOT_YET_PUBLISHED")
        if fact.retracted is not None and not day < fact.retracted:
            stop("RETRACTED")

    def gate_open(self) -> bool:
        mine, wanted = self.q.reader.unit, self.known_row.gate
        if wanted is None:
            return True
        gates = [one for one in self.q.case.gates if one.gate == wanted]
        return some_cover(
            [one.span for one in gates if one.units is None or mine in one.units], self.q.ask.day
        )

    def channel_open(self) -> bool:
        """Whether the owner keeps none of the fact's categories back from this unit, for this purpose."""
        q, kept_back = self.q, set[str]()
        this_channel = (self.fact.owner, q.reader.unit, q.ask.purpose)
        for one in q.case.narrowings:
            if not self.own and (one.by, one.to, one.purpose) == this_channel and one.span.covers(q.ask.day):
                kept_back |= {"everything"} if one.categories is None else set(one.categories)
        return "everything" not in kept_back and not kept_back & set(self.fact.categories)

    def nine_to_eleven(self) -> str:
        fact, he_reads = self.fact, self.known_row.he_reads
        self.approvals(), self.decisions()  # a broken record that names this release is a fault
        if not self.own and "ORIGINATOR_CONTROLS_ONWARD" in fact.caveats:  # 9
            self.grounds |= self.approvals() or stop("ORIGINATOR_APPROVAL_NEEDED")
        if he_reads and "NOT_IN_DOCUMENT_HE_MAY_READ" in fact.caveats:  # 10
            stop("PERPETRATOR_WILL_READ")
        named = {*fact.about, *fact.targets, fact.source_person} - {None}
        if not fact.categories or named - set(self.q.case.people):
            stop("FAULT")
        reason = min([self.cell(category) for category in fact.categories], key=REASONS.index)
        if outcome_of(reason) == "withheld":
            stop(reason)
        if (self.towards_him or he_reads) and self.shows_who_spoke() and fact.perp_aware != "yes":  # 11
            self.accept_exposure(reason)
        if outcome_of(reason) == "gist" and not fact.has_gist:
            stop("NO_GIST_WRITTEN")
        return reason

    def shows_who_spoke(self) -> bool:
        exposure = self.fact.source_exposure
        return exposure == "certain" or (exposure == "possible" and self.account())

    def accept_exposure(self, reason: str) -> None:
        if outcome_of(reason) != "full":
            stop("SOURCE_EXPOSED")
        spoke = self.came_from()
        if spoke and all(any(grant.subject == who for grant in self.grants) for who in spoke):
            return
        if self.decisions() and not self.known_row.he_reads:
            return
        self.grounds |= self.approvals() or stop("SOURCE_EXPOSED")

    def account(self) -> bool:
        fact = self.fact
        return (
            fact.source_type in {"survivor", "child"}
            or fact.source_person in self.q.parts("survivor") | self.q.parts("child")
            or bool({"survivor_account", "child_account"} & set(fact.categories))
        )

    def came_from(self) -> set[str]:
        fact = self.fact
        if fact.source_person is not None:
            return {fact.source_person}
        children = self.q.parts("child") & {*fact.about, *fact.targets}
        return {"survivor": self.q.parts("survivor"), "child": children}.get(fact.source_type, set())

    def belongs_to(self, letter: str) -> set[str]:
        them = self.q.parts(*WHOSE[letter])
        if letter in "sp":
            return them
        return {who for who in them if who in {*self.fact.about, *self.fact.targets, self.fact.source_person}}

    def asked(self, letter: str, category: str) -> tuple[str | None, list[Any]]:
        """Why consent fails, or None, and the grants."""
        q, missing, grants = self.q, [], []
        for who in self.belongs_to(letter):
            ask = ConsentAsk(
                who, q.reader.unit, q.ask.purpose, category, self.fact.id, q.ask.day, q.case.people
            )
            standing = stands(q.case.consent_events, ask)
            if standing.grant is None:
                missing.append(str(standing.reason))
            else:
                grants.append(standing.grant)
        if missing:
            return min(missing, key=REASONS.index), []
        return (None, grants) if grants else ("CONSENT_ABSENT", [])

    def agreed(self, grants: list[Any]) -> str:
        self.grants += grants
        self.grounds |= {grant.id for grant in grants}
        return "CONSENT"

    def cell(self, category: Any) -> str:
        code, decisions = str(self.known_row.codes[category]), self.decisions()
        if code == "X":
            return "NEVER_FOR_THIS_ROLE"
        if decisions and not self.known_row.he_reads:
            self.grounds |= decisions
            return "OVERRIDE_SERIOUS_RISK"
        if self.broken([category]):
            self.grounds |= self.glass_ids()
            return "BREAK_GLASS"
        always = {"F": "ROLE_AND_PURPOSE", "G": "GIST_FOR_ROLE", "N": "NOT_NEEDED_FOR_ROLE"}.get(code)
        return always or self.by_code(code, category)

    def by_code(self, code: str, category: str) -> str:
        if code in {"A", "RA", "FA"}:
            return self.by_awareness_or_approval(code)
        return self.in_a_report(category) if code == "R" else self.by_consent(code, category)

    def by_awareness_or_approval(self, code: str) -> str:
        if code != "A" and self.fact.perp_aware == "yes":
            return "PERPETRATOR_ALREADY_KNOWS"
        if code == "FA":
            return "GIST_FOR_ROLE"
        if self.approvals():
            self.grounds |= self.approvals()
            return "ORIGINATOR_APPROVED"
        return "PERPETRATOR_WILL_READ" if code == "RA" else "ORIGINATOR_APPROVAL_NEEDED"

    def in_a_report(self, category: str) -> str:
        if category in ACCOUNT_OF:
            why, grants = self.asked(ACCOUNT_OF[category], category)
            if why is None and all(grant.may_appear_in_report for grant in grants):
                return self.agreed(grants)
        return "PERPETRATOR_WILL_READ"

    def by_consent(self, code: str, category: str) -> str:
        she_told = self.fact.source_type == "survivor" or self.fact.source_person in self.q.parts("survivor")
        if code == "Os" and not she_told:
            return "ROLE_AND_PURPOSE"
        letter = code[-1]
        why, grants = self.asked(letter, category)
        if why is None:
            return self.agreed(grants)
        return self.gist_without(why, letter, category) if code.startswith("GC") else why

    def gist_without(self, why: str, letter: str, category: str) -> str:
        no = why in {"CONSENT_REFUSED", "CONSENT_WITHDRAWN", "CONSENT_EXCLUDES_FACT"}
        if no and self.came_from() & self.belongs_to(letter) and not self.known_row.statutory:
            return why
        if category not in self.table.about_her or "behaviour" in self.fact.categories:
            return "GIST_FOR_ROLE"
        if not self.known_row.lists_gist_about_her:
            return "NOT_NEEDED_FOR_ROLE"
        return "GIST_FOR_ROLE" if category in self.known_row.gist_about_her else why

    def caveats(self, reason: str) -> set[str]:
        fact, row = self.fact, self.known_row
        if self.own and not row.he_reads:
            return set()
        caveats = {str(caveat) for caveat in fact.caveats}
        knows_all = fact.perp_aware == "yes" and not self.account()
        if not knows_all and not (outcome_of(reason) == "full" and self.all_let_him_hear()):
            caveats.add("NOT_TO_PERPETRATOR")
        if fact.relationship_context == "previous_relationship" and row.works_with in {
            "survivor",
            "family",
            "child",
        }:
            caveats.add("NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS")
        return caveats

    def all_let_him_hear(self) -> bool:
        for who in (spoke := self.came_from()):
            theirs = [grant for grant in self.grants if grant.subject == who]
            if not any(grant.may_be_put_to_perpetrator for grant in theirs):
                return False
            if self.q.case.people[who].part == "perpetrator" and self.account():
                return False
        return bool(spoke)


def answer_one(question: Question, fact: Fact) -> Answer:
    nothing: tuple[frozenset[str], frozenset[str], tuple[str, ...]] = (frozenset(), frozenset(), ())
    try:
        conflict = question.conflict()  # 1
        if conflict is not None:
            return "withheld", conflict, *nothing
        member = some_cover(question.reader.memberships, question.ask.day)
        running = [
            glass
            for glass in question.case.break_glass
            if glass.reader == question.reader.id and question.ask.purpose in glass.purposes
        ]
        if not member and not running:
            return "withheld", "NOT_ALLOCATED", *nothing
        tables = question.tables(fact)
        readings = [Reading(question, fact, name, table, alone=False) for name, table in tables]
        alone = Reading(question, fact, None, question.base, alone=True)
        return strictest_of([reading.answer() for reading in readings or [alone]])
    except (TypeError, ValueError, KeyError):
        return "withheld", "FAULT", *nothing


def expected(
    reader: Reader,
    ask: Ask,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: Table,
) -> dict[str, Answer]:
    question = Question(reader, ask, case, protocols, base)
    answers = {fact.id: answer_one(question, fact) for fact in case.facts}
    changed = True
    while changed:  # 12
        changed = False
        for fact in case.facts:
            outcome, reason, _, _, protocols_asked = answers[fact.id]
            if outcome == "withheld" or reason == "OWN_RECORD":
                continue
            if any(answers.get(other, ("withheld",))[0] == "withheld" for other in fact.travels_with):
                answers[fact.id] = ("withheld", "CONTEXT_WITHHELD", frozenset(), frozenset(), protocols_asked)
                changed = True
    return answers
