"""The people of a case, as far as whoever looks may know their names: he first, since it is his pattern."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consent.people import UNDETERMINED
from sharehub.pages.words_reading import PARTS

if TYPE_CHECKING:
    from sharehub.pages.visits import Visit

HIS = "perpetrator"
UNNAMED = "A family"
_ORDER = {part: place for place, part in enumerate(PARTS)}
# Of two adults of whom nothing is decided neither comes first but by the alphabet.
_ORDER["adult_b"] = _ORDER["adult_a"]


@dataclass(frozen=True, slots=True)
class People:
    """Who is in a case: pairs of a part and a first name, he first, then her, then the children."""

    named: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def his(self) -> str:
        """Return what the case is called on a page: by his name, or as far as names are known."""
        names = [name for part, name in self.named if part == HIS]
        others = [name for part, name in self.named if part != "third_party"]
        return ", ".join(names or others) or UNNAMED

    @property
    def is_open(self) -> bool:
        """Say whether it is open whose pattern of control it is: then nobody is called him or her."""
        return any(part in UNDETERMINED for part, _ in self.named)

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Return the others, each with their part."""
        is_his = any(part == HIS for part, _ in self.named)
        return tuple(pair for pair in self.named if pair[0] != HIS) if is_his else ()

    @property
    def family(self) -> str:
        """Return the names of the others in one line."""
        return ", ".join(name for _, name in self.others)


async def people_of(visit: Visit, case: object) -> People:
    """Ask who is who in a case; each asking is on record.

    Raises:
        Refused: the case is not one of theirs.
    """
    found = (await visit.look(f"/cases/{case}/names"))["people"]
    pairs = [(one["part"], one["name"]) for one in found]
    return People(tuple(sorted(pairs, key=_place)))


def _place(pair: tuple[str, str]) -> tuple[int, str]:
    part, name = pair
    return _ORDER.get(part, len(_ORDER)), name.casefold()
