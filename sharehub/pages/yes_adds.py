"""What a yes adds where the law has something shared in any case: read from the rulebook, never assumed.

For such a purpose much goes in short form and some in full, whatever anybody says. A yes adds only where a
cell waits for it: what is theirs in full, to roles that would otherwise have a short form of it or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from policies.vocabulary import Category, Code
from sharehub.pages import words_consents
from sharehub.pages.forms import Error
from sharehub.pages.knowing import services_of
from sharehub.pages.rules import shared_anyway
from sharehub.pages.rules_read import shipped
from sharehub.pages.words import purpose as purpose_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from policies.table import Row, Table
    from sharehub.pages.visits import Json, Visit

_HERS: Final = frozenset({Code.CONSENT_SURVIVOR, Code.GIST_CONSENT_SURVIVOR, Code.OWN_EFFORTS})
WAITS_FOR: Final = MappingProxyType(
    {
        "survivor": _HERS,
        "adult_a": _HERS,
        "adult_b": _HERS,
        "child": frozenset({Code.CONSENT_CHILD, Code.GIST_CONSENT_CHILD}),
        "third_party": frozenset({Code.CONSENT_THIRD_PARTY, Code.GIST_CONSENT_THIRD_PARTY}),
        "perpetrator": frozenset({Code.CONSENT_PERPETRATOR, Code.GIST_CONSENT_PERPETRATOR}),
    }
)
"""The cells that wait for somebody's yes, by their part."""
IN_FULL: Final = "in_full"
"""The field for purposes for which something is shared in any case: a yes there is to more than that."""
FOR_NOTHING: Final = (
    "for those you chose, a yes changes nothing about what follows. Tell them, and leave it out:"
)


@dataclass(frozen=True, slots=True)
class Added:
    """What a yes to one kind of information adds for one purpose.

    `roles`: who has it in full with a yes alone; `with_him`: those of them who work with him, `if_told`: of
    them it is so where she told it, and not where others saw it. `everybody`: that is all who may ask.
    `in_full`: others have it in full whatever is said.
    """

    kind: str
    roles: tuple[str, ...]
    with_him: frozenset[str]
    if_told: frozenset[str]
    everybody: bool
    in_full: bool


def added(
    purpose: str, parts: Iterable[str], kinds: Iterable[str], table: Table | None = None
) -> list[Added]:
    """Return what a yes of people of some parts adds for a purpose, by kind in order; nothing: ask nobody.

    Args:
        purpose: for which something is shared.
        parts: whose yes it is, one of them or several.
        kinds: of information, as a form offers them.
        table: a rulebook's; that of the one that ships if it is left out.
    """
    codes = frozenset[Code]().union(*(WAITS_FOR[part] for part in parts))
    rows = _rows(purpose, table or shipped())
    found = (_added(Category(kind), codes, rows) for kind in kinds if kind in set(Category))
    return [one for one in found if one.roles]


def changes_nothing(
    purpose: str, part: str, kinds: Iterable[str], roles: Collection[str] | None = None
) -> list[str]:
    """Return those of some kinds about which a yes of somebody's changes nothing for a purpose.

    Args:
        purpose: for which something is shared.
        part: whose yes it is.
        kinds: to which they would say yes.
        roles: in which those named work on the case; None where that is not known of all.
    """
    chosen = [*kinds]
    adds = {
        one.kind
        for one in added(purpose, [part], chosen)
        if roles is None or not frozenset(one.roles).isdisjoint(roles)
    }
    return [kind for kind in chosen if kind not in adds]


def beyond(parts: Collection[str], kinds: Collection[str]) -> dict[str, Sequence[Added]]:
    """Return what a yes adds for each purpose for which something is shared in any case, and it adds any."""
    found = {purpose: added(purpose, parts, kinds) for purpose in shared_anyway()}
    return {purpose: adds for purpose, adds in found.items() if adds}


async def asked_for_nothing(visit: Visit, case: UUID, body: Json, part: str) -> list[Error]:
    """Return what is wrong with a yes that would change nothing of what is shared for those it names.

    Args:
        visit: whose form it came in.
        case: in which case.
        body: the consent as it is sent.
        part: of the person whose it is.
    """
    anyway = [purpose for purpose in shared_anyway() if purpose in body["purposes"]]
    if body["status"] not in words_consents.YES or not anyway or not body["recipients"]:
        return []
    working: dict[str, set[str]] = {}
    for one in await services_of(visit, case):
        working.setdefault(one["unit"], set()).add(one["role"])
    # In which roles another service would come to work on the case is not known.
    known = working.keys() >= {*body["recipients"]}
    roles = {role for unit in body["recipients"] for role in working[unit]} if known else None
    idle = {purpose: changes_nothing(purpose, part, body["categories"], roles) for purpose in anyway}
    return [
        Error(IN_FULL, f"{purpose_words(purpose)}: {FOR_NOTHING} {words_consents.kinds(kinds)}.")
        for purpose, kinds in idle.items()
        if kinds
    ]


def _rows(purpose: str, table: Table) -> Mapping[str, Row]:
    return {role: row for (role, asked), row in table.rows.items() if asked == purpose}


def _added(kind: Category, codes: frozenset[Code], rows: Mapping[str, Row]) -> Added:
    cells = {role: row.codes[kind] for role, row in rows.items()}
    waiting = tuple(role for role, code in cells.items() if code in codes)
    return Added(
        kind,
        waiting,
        frozenset(role for role in waiting if rows[role].perp_facing),
        frozenset(role for role in waiting if cells[role] is Code.OWN_EFFORTS),
        everybody=len(waiting) == len(rows),
        in_full=Code.FULL in cells.values(),
    )
