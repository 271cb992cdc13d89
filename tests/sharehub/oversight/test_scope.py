"""The rules of what an officer may know, one by one; and that nothing out of scope changes what they get."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.answer import FactDecision
from policies.question import Reader
from policies.vocabulary import Caveat, Outcome, Reason
from sharehub.disclosure.portions import Held, Room, Side, portions
from sharehub.oversight.scope import OUTCOME, Scope, Share, seen, told

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN, OTHER, THIRD = (UUID(int=number, version=4) for number in (1, 2, 3))
UNITS = (OWN, OTHER, THIRD)
ALIAS = "f" * 32

WENT = ["a fact", "full", "CONSENT", ["NOT_TO_PERPETRATOR"], 2]
KEPT = ["another", "withheld", "CONSENT_REFUSED", [], 1]
HAD: list[Any] = [None, "gist", None, [], None]

OFFICER, OF_HIS, OVERSEER = Scope(OWN), Scope(OWN, faces_him=True), Scope(OWN, oversees=True)
PEOPLE = {
    OWN: {"user": "one", "unit": str(OWN), "role": "r"},
    OTHER: {"user": "two", "unit": str(OTHER), "role": "r"},
}


def share(unit: UUID, side: Side, asker: UUID, *room: UUID) -> Share:
    """Return a portion with one line of each kind that its side has."""
    owner = side is Side.OWNER
    return Share(
        unit=unit,
        side=side,
        asker_unit=asker,
        refused=False,
        case_alias=ALIAS,
        released=[WENT] if owner else [HAD],
        withheld=[KEPT] if owner else [],
        readers=[PEOPLE[one] for one in room],
    )


@pytest.mark.parametrize(
    ("portion", "officer", "of_his", "overseer"),
    [
        # Its own facts: every outcome, whoever looked, but what was kept from its own who work with him.
        (share(OWN, Side.OWNER, OTHER), [WENT, KEPT], [WENT, KEPT], [WENT, KEPT]),
        (share(OWN, Side.OWNER, OWN), [WENT, KEPT], [WENT], [WENT, KEPT]),
        (share(OWN, Side.OWNER, OTHER, OTHER, OWN), [WENT, KEPT], [WENT], [WENT, KEPT]),
        (share(OWN, Side.OWNER, OTHER, OTHER), [WENT, KEPT], [WENT, KEPT], [WENT, KEPT]),
        # What its people had; who oversees the hub has these lines from their owners.
        (share(OWN, Side.ASKER, OWN), [HAD], [HAD], []),
        (share(OWN, Side.RECEIVER, OTHER, OWN), [HAD], [HAD], []),
        # What is others'.
        (share(OTHER, Side.OWNER, OWN), [], [], [WENT, KEPT]),
        (share(OTHER, Side.OWNER, OTHER), [], [], [WENT, KEPT]),
        (share(OTHER, Side.ASKER, OTHER), [], [], []),
        (share(OTHER, Side.RECEIVER, OWN, OTHER), [], [], []),
    ],
    ids=lambda given: (
        f"{given.side} of {'own' if given.unit == OWN else 'other'}, asked by "
        f"{'own' if given.asker_unit == OWN else 'other'}, {len(given.readers)} in the room"
        if isinstance(given, Share)
        else ""
    ),
)
def test_what_is_seen_of_a_portion(
    portion: Share, officer: list[Any], of_his: list[Any], overseer: list[Any]
) -> None:
    for scope, expected in ((OFFICER, officer), (OF_HIS, of_his), (OVERSEER, overseer)):
        found = seen(scope, [portion])
        assert sorted(map(repr, found.lines)) == sorted(map(repr, expected)), scope
        own = portion.unit == OWN or scope.oversees
        assert [one["user"] for one in found.readers] == (
            sorted(one["user"] for one in portion.readers) if own else []
        )
        assert found.case_alias == (ALIAS if own else None)


def test_a_refused_look_is_refused_to_whoever_may_know_of_it() -> None:
    refused = replace(share(OWN, Side.ASKER, OWN), refused=True, case_alias=None, released=[])

    assert (seen(OFFICER, [refused]).outcome, seen(OFFICER, [refused]).case_alias) == ("refused", None)
    assert seen(Scope(OTHER), [refused]).outcome == "done"


def test_what_an_entry_refers_to_is_told_in_words_that_its_people_were_told() -> None:
    references = {"refusal": "not_found", "release": "x", "channels": [], "people": ["y"], "code": "conflict"}

    assert told(OFFICER, references) == {"refusal": "not_found", "code": "conflict"}
    assert told(OVERSEER, references) == references


@dataclass(frozen=True)
class Decided:
    """A decision: what each fact is answered, whose it is, and who heard it."""

    answers: Mapping[str, FactDecision]
    held: Mapping[str, Held]
    room: Room
    refused: bool

    def shares(self) -> list[Share]:
        """Return everybody's portions, as they are stored."""
        asker = UUID(self.room.asker.unit)
        return [
            Share(
                unit=UUID(one.unit),
                side=one.side,
                asker_unit=asker,
                refused=self.refused,
                case_alias=None if self.refused and one.side is not Side.OWNER else ALIAS,
                released=one.released,
                withheld=one.withheld or (),
                readers=one.readers or (),
            )
            for one in portions(self.room, self.held, self.answers, refused=self.refused)
        ]

    def heard_by(self, unit: UUID) -> bool:
        return any(reader.unit == str(unit) for reader in self.room.readers)


NAMES = [f"fact {number}" for number in range(7)]
HELD = st.builds(Held, st.sampled_from([str(unit) for unit in UNITS]), st.none() | st.integers(1, 9))
RELEASED = st.builds(
    FactDecision,
    st.sampled_from([Outcome.FULL, Outcome.GIST]),
    st.sampled_from([Reason.OWN_RECORD, Reason.CONSENT, Reason.GIST_FOR_ROLE]),
    st.frozensets(st.sampled_from(Caveat), max_size=2),
)
WITHHELD = st.builds(
    FactDecision,
    st.just(Outcome.WITHHELD),
    st.sampled_from([Reason.CONSENT_REFUSED, Reason.FAULT, Reason.NOT_ALLOCATED, Reason.CONTEXT_WITHHELD]),
)
READERS = st.builds(
    Reader,
    st.sampled_from(["a", "b", "c"]),
    st.just("role"),
    st.sampled_from([str(u) for u in UNITS]),
    st.just(()),
)


@st.composite
def decisions(draw: st.DrawFn) -> Decided:
    held = draw(st.dictionaries(st.sampled_from(NAMES), HELD))
    answers = {fact: draw(RELEASED | WITHHELD) for fact in held}
    room = Room(draw(st.lists(READERS, min_size=1, max_size=4)), draw(st.booleans()))
    return Decided(answers, held, room, draw(st.booleans()))


@st.composite
def changed_out_of_scope(draw: st.DrawFn) -> tuple[Scope, Decided, Decided]:
    """Return a decision, and one that differs from it in nothing that an officer may know of."""
    before = draw(decisions())
    scope = draw(st.sampled_from([OFFICER, OF_HIS]))
    heard = before.heard_by(OWN)
    held, answers = dict(before.held), dict(before.answers)
    for fact in NAMES:
        known = held.get(fact)
        own = known is not None and known.owner == str(OWN)
        went = fact in answers and answers[fact].outcome is not Outcome.WITHHELD and not before.refused
        free = not went if heard else True
        may_change = (free and not own) or (own and scope.faces_him and heard and not went)
        if may_change and draw(st.booleans()):
            held.pop(fact, None)
            answers.pop(fact, None)
            if draw(st.booleans()):
                # Another unit's, or a kept-back one of its own where its people work with him.
                kept = st.just(str(OWN)) if own else st.sampled_from([str(OTHER), str(THIRD)])
                held[fact] = Held(draw(kept), draw(st.none() | st.integers(1, 9)))
                answers[fact] = draw(WITHHELD if heard else RELEASED | WITHHELD)
    return scope, before, replace(before, held=held, answers=answers)


def owns_something(decided: Decided) -> bool:
    return any(held.owner == str(OWN) for held in decided.held.values())


def tells(decided: Decided) -> bool:
    """Say whether an officer finds the look at all."""
    return any(share.unit == OWN for share in decided.shares())


A_ROOM = Room([Reader("a", "role", str(OTHER), ()), Reader("b", "role", str(OWN), ())], True)
KEPT_BACK = Decided(
    {"fact 0": FactDecision(Outcome.WITHHELD, Reason.NOT_ALLOCATED)},
    {"fact 0": Held(str(OWN), None)},
    A_ROOM,
    refused=True,
)


@given(changed_out_of_scope())
@example((OF_HIS, KEPT_BACK, replace(KEPT_BACK, answers={}, held={})))
def test_nothing_out_of_scope_changes_what_an_officer_sees(drawn: tuple[Scope, Decided, Decided]) -> None:
    scope, before, after = drawn

    one, other = (seen(scope, decided.shares()) for decided in (before, after))

    if owns_something(before) == owns_something(after):
        assert one == other
    else:
        # Who owns nothing there any more is not told who else was in the room.
        assert (scope.faces_him, before.heard_by(OWN)) == (True, True)
        assert one.lines == other.lines
        if tells(before) and tells(after):
            assert one.outcome == other.outcome
        else:
            # Nor, where nothing was given, that a look was refused in whose room somebody of theirs was.
            assert (before.refused, before.room.asker.unit != str(OWN)) == (True, True)


@given(decisions())
def test_no_portion_holds_a_line_that_is_not_its_units_to_know(decided: Decided) -> None:
    for one in decided.shares():
        named = [line[0] for line in (*one.released, *one.withheld)]
        if one.side is Side.OWNER:
            assert {decided.held[fact].owner for fact in named} == {str(one.unit)}
        else:
            assert one.withheld == ()
            assert {decided.held[fact].owner for fact in named if fact} <= {str(u) for u in UNITS} - {
                str(one.unit)
            }
            assert "withheld" not in {line[OUTCOME] for line in one.released}
            assert decided.heard_by(one.unit)
            assert (named == [None] * len(named)) or not decided.room.his_side


@given(decisions())
def test_owners_portions_together_hold_every_answer_once(decided: Decided) -> None:
    found = seen(OVERSEER, decided.shares()).lines

    assert sorted(line[0] for line in found) == sorted(decided.answers)
    for fact, outcome, *_ in found:
        released = decided.answers[fact].outcome.value if not decided.refused else "withheld"
        assert outcome == released


def test_a_reason_to_release_is_none_why_a_look_was_refused() -> None:
    room = Room([Reader("a", "role", str(OTHER), ())], his_side=False)
    answers = {"x": FactDecision(Outcome.FULL, Reason.OWN_RECORD)}

    (owners, asker) = portions(room, {"x": Held(str(OWN), 3)}, answers, refused=True)

    assert (owners.released, owners.withheld) == ([], [["x", "withheld", None, [], 3]])
    assert (asker.side, asker.released) == (Side.ASKER, [])
