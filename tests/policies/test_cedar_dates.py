"""Both sides of every date: the day before the first, the first, the last and the day after the last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies import cedar
from policies.compile import compile_table
from policies.question import ConflictCheck, Span
from policies.vocabulary import Category, Caveat, Outcome
from tests.policies.cedar_domain import GENEROUS, SPARSE, a_point, one_cell_of_each_code
from tests.policies.cedar_point import (
    AFTER,
    BEFORE,
    DAY,
    LONG_AGO,
    Agreement,
    Naming,
    Point,
    Said,
    State,
    decided,
)
from tests.policies.cedar_question import cedar_answers
from tests.policies.drafts import SHIPPED as RULEBOOK

TABLE = compile_table(RULEBOOK)

WITHHELD, GIST, FULL = Outcome.WITHHELD, Outcome.GIST, Outcome.FULL

SIDES = (Span(AFTER), Span(DAY), Span(LONG_AGO, DAY), Span(LONG_AGO, BEFORE))
"""The day asked about is the day before a span's first, its first, its last, and the day after its last."""
WITHIN = (WITHHELD, FULL, FULL, WITHHELD)
OUTSIDE = (FULL, WITHHELD, WITHHELD, FULL)

OPEN = a_point(RULEBOOK, "police", "child_protection", Category.BEHAVIOUR)
NEEDS_APPROVAL = replace(OPEN, categories=frozenset({Category.SAFETY}))
NEEDS_HER_YES = a_point(RULEBOOK, "idaa", "survivor_support", Category.SURVIVOR_ACCOUNT)
GIST_WITHOUT_HER_YES = replace(OPEN, categories=frozenset({Category.SURVIVOR_HEALTH}))
ORIGINATOR_CONTROLS = replace(OPEN, caveats=frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}))
CONTROLLED = ORIGINATOR_CONTROLS.caveats

Turns = tuple[dict[str, Any], ...]

MEMBERSHIP: Turns = tuple({"membership": span} for span in SIDES)
EXCLUSION: Turns = tuple({"exclusion": span} for span in SIDES)
PROTOCOL: Turns = tuple({"protocol": Agreement(span)} for span in SIDES)
APPROVAL: Turns = tuple({"approval": Naming(span)} for span in SIDES)
SERIOUS_RISK: Turns = tuple({"serious_risk": Naming(span)} for span in SIDES)
RAISED: Turns = tuple({"check": ConflictCheck(day)} for day in (AFTER, DAY, BEFORE))
CLEARED: Turns = tuple({"check": ConflictCheck(LONG_AGO, day)} for day in (AFTER, DAY, BEFORE))
CONFLICT: Turns = tuple(
    {"check": ConflictCheck(LONG_AGO, day, excluded=True)} for day in (AFTER, DAY, BEFORE)
)
PUBLICATION: Turns = tuple({"published": day} for day in (AFTER, DAY, BEFORE))
RETRACTION: Turns = tuple({"retracted": day} for day in (AFTER, DAY, BEFORE))
EXPIRY: Turns = tuple({"survivor": Said(State.STANDING, last=day)} for day in (AFTER, DAY, BEFORE))


def gate_of(point: Point) -> Turns:
    """The point's own gate on both sides of its dates; nothing to turn where the purpose has none."""
    return () if point.gate is None else tuple({"gate": replace(point.gate, span=span)} for span in SIDES)


DATED = {
    "membership": (OPEN, MEMBERSHIP, WITHIN),
    "gate": (OPEN, gate_of(OPEN), WITHIN),
    "protocol": (OPEN, PROTOCOL, WITHIN),
    "exclusion": (OPEN, EXCLUSION, OUTSIDE),
    "conflict check raised": (OPEN, RAISED, (FULL, WITHHELD, WITHHELD)),
    "conflict check cleared": (OPEN, CLEARED, (WITHHELD, FULL, FULL)),
    "conflict check that excluded": (OPEN, CONFLICT, (WITHHELD, WITHHELD, WITHHELD)),
    "publication": (OPEN, PUBLICATION, (WITHHELD, FULL, FULL)),
    "retraction": (OPEN, RETRACTION, (FULL, WITHHELD, WITHHELD)),
    "approval of a cell": (NEEDS_APPROVAL, APPROVAL, WITHIN),
    "approval of what the originator controls": (ORIGINATOR_CONTROLS, APPROVAL, WITHIN),
    "serious-risk decision": (NEEDS_APPROVAL, SERIOUS_RISK, WITHIN),
    "expiry of her consent": (NEEDS_HER_YES, EXPIRY, (FULL, FULL, WITHHELD)),
    "expiry of consent that leaves a gist": (GIST_WITHOUT_HER_YES, EXPIRY, (FULL, FULL, GIST)),
}


@pytest.mark.parametrize("dated", DATED)
def test_a_date_turns_on_its_own_day_for_cedar_and_for_the_product(dated: str) -> None:
    point, turns, outcomes = DATED[dated]
    turned = [replace(point, **changes) for changes in turns]
    assert tuple(cedar_answers(cedar.policies_for(RULEBOOK, point.role), turned)) == outcomes
    assert tuple(decided(one, TABLE) for one in turned) == outcomes


EVERYWHERE = (
    *(MEMBERSHIP + EXCLUSION + PROTOCOL + RAISED + CLEARED + CONFLICT + PUBLICATION + RETRACTION),
    *(APPROVAL + SERIOUS_RISK + EXPIRY),
    *({"approval": Naming(span), "caveats": CONTROLLED} for span in SIDES),
)


@pytest.mark.parametrize("code", one_cell_of_each_code(RULEBOOK))
def test_a_cell_of_each_code_agrees_on_both_sides_of_every_date(code: str) -> None:
    cell = next(point for name, point in one_cell_of_each_code(RULEBOOK).items() if name == code)
    points = [
        replace(cell, **{**rest, **changes})
        for rest in (GENEROUS, SPARSE)
        for changes in (*EVERYWHERE, *gate_of(cell))
    ]
    answers = cedar_answers(cedar.policies_for(RULEBOOK, cell.role), points)
    assert answers == [decided(point, TABLE) for point in points]
