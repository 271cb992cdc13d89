"""The people of one case: whom a fact belongs to, whom it came from, whose account it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consent.people import UNDETERMINED, Part, undetermined
from policies.vocabulary import Category, SourceType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consent.people import Person
    from policies.question import Fact

_ACCOUNTS = frozenset({Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT})
_TOLD = frozenset({SourceType.SURVIVOR, SourceType.CHILD})
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Circle:
    """The ids of a case's people by what they count as.

    While it is open whose pattern of control it is, both adults count as survivor, for what is theirs to
    give, and as perpetrator, for what needs "the perpetrator's" consent.
    """

    people: Mapping[str, Person]
    everyone: frozenset[str]
    undetermined: bool
    survivors: frozenset[str]
    perpetrators: frozenset[str]
    children: frozenset[str]
    third_parties: frozenset[str]


def circle_of(people: Mapping[str, Person]) -> Circle:
    """Sort a case's people by what they count as."""

    def those(*parts: Part) -> frozenset[str]:
        return frozenset(key for key, person in people.items() if person.part in parts)

    return Circle(
        people=people,
        everyone=frozenset(people),
        undetermined=undetermined(people),
        survivors=those(Part.SURVIVOR, *UNDETERMINED),
        perpetrators=those(Part.PERPETRATOR, *UNDETERMINED),
        children=those(Part.CHILD),
        third_parties=those(Part.THIRD_PARTY),
    )


def knows_everyone(circle: Circle, fact: Fact) -> bool:
    """Say whether everybody the fact names is in the case; whoever is not could be anybody."""
    known, source = circle.everyone, fact.source_person
    return fact.about <= known and fact.targets <= known and (source is None or source in known)


def belongs_to(circle: Circle, part: Part, fact: Fact) -> frozenset[str]:
    """Everyone of that part to whom the fact belongs; nobody, when none is found.

    What is the survivors' or the perpetrators' belongs to each of them; children and third parties are those
    among whom the fact is about, whom it was done to, and who told it.
    Source: decisions.md, "Resolving a cell".
    """
    if part is Part.SURVIVOR:
        return circle.survivors
    if part is Part.PERPETRATOR:
        return circle.perpetrators
    kin = circle.children if part is Part.CHILD else circle.third_parties
    return kin & (fact.about | fact.targets | {fact.source_person})


def came_from(circle: Circle, fact: Fact) -> frozenset[str]:
    """Everyone the fact came from; nobody, when its source names no person and is no survivor and no child.

    Source: decisions.md, step 13.
    """
    if fact.source_person is not None:
        return frozenset({fact.source_person})
    if fact.source_type == SourceType.SURVIVOR:
        return circle.survivors
    if fact.source_type == SourceType.CHILD:
        return circle.children & (fact.about | fact.targets)
    return _NOBODY


def she_told(circle: Circle, fact: Fact) -> bool:
    """Say whether a survivor told it: by source type or by source person."""
    return fact.source_type == SourceType.SURVIVOR or fact.source_person in circle.survivors


def is_account(circle: Circle, fact: Fact) -> bool:
    """Say whether it came from a survivor or a child: by source type, source person or category."""
    return (
        fact.source_type in _TOLD
        or not _ACCOUNTS.isdisjoint(fact.categories)
        or fact.source_person in circle.survivors
        or fact.source_person in circle.children
    )
