"""The finite domain of cells: every role, purpose and category, and every condition a cell can depend on.

Every cell means every one: no role, purpose or category is left out. Conditions are pruned by the code: the
product runs over the conditions that the code can depend on (`_turns`), twice, once with everything else as
generous as can be and once as sparse, so that a decision which looks at the wrong condition shows. Where the
code also depends on who told, the sparse round takes one teller only. The product over all conditions,
unpruned, is asked for one cell of each code (`unpruned`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from policies.question import ConflictCheck
from policies.vocabulary import Category, Caveat, Code, PerpAware
from tests.policies.cedar_point import (
    BEFORE,
    LONG_AGO,
    OTHER,
    OWNER,
    RUNNING,
    UNIT,
    Agreement,
    KeptBack,
    Naming,
    Opened,
    Point,
    Said,
    State,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from policies.rulebook import Rulebook

Changes = dict[str, Any]

UNKNOWN_ROLE, UNKNOWN_PURPOSE = "window_cleaner", "idle_curiosity"

AGREED = Said(State.STANDING, in_report=True)
SAIDS = (
    Said(State.STANDING),
    Said(State.ABSENT),
    Said(State.REFUSED),
    Said(State.WITHDRAWN),
    Said(State.EXCLUDED),
    Said(State.STANDING, last=BEFORE),
)
IN_REPORT = tuple(replace(said, in_report=True) for said in SAIDS if said.state is not State.ABSENT)

TOLD_BY_THE_OWNER = {
    "survivor": (Told.BY_HER, Told.BY_SURVIVORS_UNNAMED, Told.BY_A_NEIGHBOUR_AS_HERS),
    "perpetrator": (Told.BY_HIM,),
    "child": (Told.BY_A_CHILD, Told.BY_CHILDREN_UNNAMED),
    "third_party": (Told.BY_A_NEIGHBOUR, Told.BY_A_NEIGHBOUR_AS_HERS),
}
PERSONS = tuple(TOLD_BY_THE_OWNER)
LETTER = {"s": "survivor", "p": "perpetrator", "k": "child", "t": "third_party"}

GENEROUS: Changes = {
    **dict.fromkeys(PERSONS, AGREED),
    "aware": PerpAware.YES,
    "approval": Naming(),
    "told": Told.BY_AN_AGENCY,
}
SPARSE: Changes = {
    **dict.fromkeys(PERSONS, Said(State.REFUSED)),
    "aware": PerpAware.UNKNOWN,
    "approval": None,
    "told": Told.BY_HER,
}

CLOSED: Mapping[str, Changes] = {
    "not a member": {"membership": None},
    "excluded": {"exclusion": RUNNING},
    "check pending": {"check": ConflictCheck(LONG_AGO)},
    "check decided: excluded": {"check": ConflictCheck(LONG_AGO, LONG_AGO, excluded=True)},
    "check decided: cleared": {"check": ConflictCheck(LONG_AGO, LONG_AGO)},
    "no gate": {"gate": None},
    "another gate": {"gate": Opened("a_gate_that_opens_nothing")},
    "no protocol": {"protocol": None},
    "protocol with another unit": {"protocol": Agreement(parties=frozenset({UNIT, OTHER}))},
    "protocol of others": {"protocol": Agreement(parties=frozenset({OWNER, OTHER}))},
    "protocol of three": {"protocol": Agreement(parties=frozenset({UNIT, OWNER, OTHER}))},
    "protocol for another purpose": {"protocol": Agreement(purpose=UNKNOWN_PURPOSE)},
    "channel paused": {"kept_back": KeptBack()},
    "channel narrowed": {"kept_back": KeptBack(frozenset({Category.BEHAVIOUR, Category.SAFETY}))},
    "channel narrowed by nothing": {"kept_back": KeptBack(frozenset())},
    "channel to another unit narrowed": {"kept_back": KeptBack(to=OTHER)},
    "channel of another unit narrowed": {"kept_back": KeptBack(by=OTHER)},
    "channel for another purpose narrowed": {"kept_back": KeptBack(purpose=UNKNOWN_PURPOSE)},
    "own channel narrowed": {"kept_back": KeptBack(by=UNIT)},
    "originator controls": {"caveats": frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}), "approval": None},
    "originator approved": {"caveats": frozenset({Caveat.ORIGINATOR_CONTROLS_ONWARD}), "approval": Naming()},
    "not where he reads": {"caveats": frozenset({Caveat.NOT_IN_DOCUMENT_HE_MAY_READ})},
    "no category": {"categories": frozenset()},
}
BESIDE_THE_POINT = (Naming(unit=OTHER), Naming(fact="fact-2"), Naming(purpose=UNKNOWN_PURPOSE))
NOT_THE_OWNERS = (Naming(by=OTHER), Naming(by=UNIT))


def facts_of() -> Iterator[frozenset[Category]]:
    """Every category alone, and with behaviour beside it."""
    for category in Category:
        yield frozenset({category})
    for category in Category:
        if category is not Category.BEHAVIOUR:
            yield frozenset({category, Category.BEHAVIOUR})


def code_of(rulebook: Rulebook, role: str, purpose: str, category: Category) -> Code:
    """The cell as the rulebook writes it: the role's row for the purpose, else its default."""
    row = rulebook.roles[role].by_purpose.get(purpose, {})
    return row.get(category, rulebook.roles[role].default[category])


def a_point(rulebook: Rulebook, role: str, purpose: str, *categories: Category, **changes: Any) -> Point:
    """A point with every door open, the purpose's own gate among them."""
    gate = rulebook.purposes.get(purpose)
    point = Point(role, purpose, frozenset(categories), None if gate is None else Opened(gate))
    return replace(point, **changes)


def points_of(rulebook: Rulebook, role: str) -> Iterator[Point]:
    """Every point of one role: for its own purposes all conditions, for any other the most generous point."""
    asked = rulebook.roles[role].purposes if role in rulebook.roles else ()
    for purpose in (*rulebook.purposes, UNKNOWN_PURPOSE):
        for categories in facts_of():
            base = a_point(rulebook, role, purpose, *categories)
            if purpose in asked:
                yield from _cell(rulebook, base)
            else:
                yield replace(base, **GENEROUS, serious_risk=Naming(), glass=purpose)
        if purpose in asked:
            yield from _doors(a_point(rulebook, role, purpose, Category.BEHAVIOUR))
            yield from _glass(a_point(rulebook, role, purpose, Category.BEHAVIOUR))
            yield from _doors(a_point(rulebook, role, purpose, Category.SURVIVOR_HEALTH))


def cells_alone(rulebook: Rulebook, role: str) -> Iterator[Point]:
    """Every category alone, for the role's own purposes, under the conditions that its code depends on."""
    for purpose, category in product(rulebook.roles[role].purposes, Category):
        yield from _cell(rulebook, a_point(rulebook, role, purpose, category))


def unpruned(rulebook: Rulebook) -> Iterator[Point]:
    """One cell of each code, over the product of all conditions."""
    conditions = {
        **dict.fromkeys(PERSONS, (AGREED, Said(State.REFUSED))),
        "told": (Told.BY_AN_AGENCY, Told.BY_HER, Told.BY_A_NEIGHBOUR_AS_HERS),
        "aware": (PerpAware.YES, PerpAware.UNKNOWN),
        "approval": (Naming(), None),
        "serious_risk": (Naming(), None),
    }
    for cell in one_cell_of_each_code(rulebook).values():
        yield from (replace(cell, **changes) for changes in _product(conditions))


def one_cell_of_each_code(rulebook: Rulebook) -> dict[Code, Point]:
    """The first cell of each code in the rulebook, its doors open."""
    found: dict[Code, Point] = {}
    for role, terms in rulebook.roles.items():
        if role == "ig_officer":
            continue  # audits access and gets nothing, whatever the cells say
        for purpose, category in product(terms.purposes, Category):
            code = code_of(rulebook, role, purpose, category)
            found.setdefault(code, a_point(rulebook, role, purpose, category))
    return found


def _cell(rulebook: Rulebook, base: Point) -> Iterator[Point]:
    codes = {category: code_of(rulebook, base.role, base.purpose, category) for category in base.categories}
    turns = _together(_turns(code, category) for category, code in codes.items())
    one_teller = {**turns, "told": turns["told"][:1]} if "told" in turns else turns
    he_reads = base.purpose in rulebook.perpetrator_reads
    for rest, conditions in ((GENEROUS, turns), (SPARSE, one_teller)):
        for changes in _product(conditions):
            point = replace(base, **{**rest, **changes})
            yield point
            if he_reads:
                yield replace(point, owner=UNIT, protocol=None)
        last = replace(base, **rest)
        yield replace(last, serious_risk=Naming())
        yield replace(last, glass=base.purpose)
        yield replace(last, owner=UNIT, protocol=None)
    # With every door shut but break-glass: what it opens depends on the categories it covers.
    yield replace(base, **SPARSE, glass=base.purpose, membership=None, gate=None, protocol=None)


def _turns(code: Code, category: Category) -> Mapping[str, tuple[Any, ...]]:
    """The conditions that a cell with this code can depend on, and what each may be."""
    if code.startswith(("C", "GC")):
        whose = LETTER[code[-1]]
        told = (Told.BY_AN_AGENCY, *TOLD_BY_THE_OWNER[whose]) if code.startswith("G") else ()
        return {whose: SAIDS} | ({"told": told} if told else {})
    others: Mapping[Code, Mapping[str, tuple[Any, ...]]] = {
        Code.FULL_IF_AWARE: {"aware": tuple(PerpAware)},
        Code.REPORT_IF_AWARE: {"aware": tuple(PerpAware), "approval": (Naming(), None)},
        Code.APPROVAL: {"approval": (Naming(), None)},
        Code.OWN_EFFORTS: {
            "survivor": SAIDS,
            "told": (*TOLD_BY_THE_OWNER["survivor"], Told.BY_HER_PAPERS, Told.BY_HIM),
        },
        Code.REPORT_CONSENT: {
            "child" if category is Category.CHILD_ACCOUNT else "survivor": (*SAIDS, *IN_REPORT),
        },
    }
    return others.get(code, {})


def _together(turns: Iterable[Mapping[str, tuple[Any, ...]]]) -> dict[str, tuple[Any, ...]]:
    """What several categories depend on: all that each of them does."""
    merged: dict[str, tuple[Any, ...]] = {}
    for one in turns:
        for name, values in one.items():
            merged[name] = tuple(dict.fromkeys((*merged.get(name, ()), *values)))
    return merged


def _product(conditions: Mapping[str, tuple[Any, ...]]) -> Iterator[Changes]:
    for values in product(*conditions.values()):
        yield dict(zip(conditions, values, strict=True))


def _doors(base: Point) -> Iterator[Point]:
    """Each door shut in turn, before another's record and one's own; and records that name something else."""
    generous = replace(base, **GENEROUS)
    for changes in (*CLOSED.values(), *_gates(base)):
        yield replace(generous, **changes)
        yield replace(generous, **changes, owner=UNIT)
    for naming in (*BESIDE_THE_POINT, *NOT_THE_OWNERS):
        yield replace(base, **{**SPARSE, "approval": naming})
        yield replace(generous, **{**CLOSED["originator approved"], "approval": naming})
    for naming in BESIDE_THE_POINT:
        yield replace(base, **SPARSE, serious_risk=naming)


def _glass(base: Point) -> Iterator[Point]:
    """The glass broken before each shut door, and for a purpose other than the one asked for."""
    for changes in (*CLOSED.values(), *_gates(base)):
        point = replace(base, **{**GENEROUS, **changes}, glass=base.purpose)
        yield point
        yield replace(point, owner=UNIT)
    yield replace(base, **SPARSE, glass=UNKNOWN_PURPOSE)


def _gates(base: Point) -> Iterator[Changes]:
    """The purpose's own gate, opened for nobody, for another unit and for the reader's."""
    if base.gate is not None:
        for units in (frozenset[str](), frozenset({OTHER}), frozenset({OTHER, UNIT})):
            yield {"gate": replace(base.gate, units=units)}
