"""What people of the partnership are called, for officers who read in the log by whom something was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sharehub.oversight.standing import queries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.oversight.looking import Item, Look


@dataclass(frozen=True, slots=True)
class StaffNames:
    """What these users are called, and of which unit they are: staff, and nobody of a family."""

    users: Collection[UUID]
    name: ClassVar[str] = "staff_names"
    case: ClassVar[UUID | None] = None

    def references(self) -> dict[str, Value]:
        """Return how many are asked about: who they are stands in what was asked before."""
        return {"users": len(self.users)}

    def found(self, look: Look, after: UUID | None, most: int) -> Sequence[Item]:
        """Return those of them that there are."""
        del after, most
        return [dict(row) for row in queries.names(look.tx, self.users)]
