"""What stands at the top of a referral: who he is, how he comes, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sharehub.referrals import queries

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.database.transaction import Transaction
    from sharehub.disclosure.identify import Identified
    from sharehub.referrals.held import Held


@dataclass(frozen=True, slots=True)
class Top:
    """The top strip, with nothing about her. No `referrer`: that unit's very involvement would tell."""

    name: str | None = field(repr=False)
    mandate: str
    man: str
    relationship: str
    languages: tuple[str, ...]
    interpreter: bool
    area: str | None
    parenting: tuple[str, ...]
    programme: str
    referrer: str | None


def top_of(tx: Transaction, held: Held) -> Top:
    """Return the strip of a referral, without his name."""
    row, programme = held.row, queries.programme(tx, held.row["programme_id"])
    return Top(
        name=None,
        mandate=row["mandate"],
        man=row["man"],
        relationship=row["relationship"],
        languages=tuple(row["languages"]),
        interpreter=row["interpreter"],
        area=row["area"],
        parenting=tuple(row["parenting"]),
        programme="" if programme is None else programme["name"],
        referrer=queries.unit_name(tx, row["from_unit_id"]),
    )


def name_of(top: Top, names: Identified, person: UUID) -> Top:
    """Return the strip with his name, as the reader may have it."""
    return replace(top, name=next((one.name for one in names.people if one.id == person), None))
