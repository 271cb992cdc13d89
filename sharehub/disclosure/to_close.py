"""Who is to close a gap, and by when, as far as the reader of a document may be told.

Both stand beside a gap that came in full. Protective readers get the unit's name, unless its very involvement
would tell, and the day. Those who work with him get neither of other units, since it tells who works with
whom; of their own unit they get the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sharehub.language.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sharehub.disclosure.rendering import Manner


@dataclass(frozen=True, slots=True)
class ToClose:
    """Whose a gap is: the reader's own unit's (`yours`), or another's, by name; None where not to be told."""

    unit: str | None
    yours: bool
    due: date | None


def to_close(row: Mapping[str, Any], manner: Manner) -> ToClose | None:
    """Return who is to close a fact that comes in full, and by when; None: there is nothing to tell.

    Args:
        row: the fact's columns in the clear, which its manifest binds.
        manner: how the release is written, and to which units it goes.
    """
    if row["kind"] != Kind.GAP or row["action_unit_id"] is None:
        return None
    unit, due = str(row["action_unit_id"]), row["due"]
    if manner.readers == {unit}:
        return ToClose(None, yours=True, due=due)
    if manner.his_side:
        return None
    name, discreet = manner.units.get(unit, ("", True))
    shown = None if discreet or "owner_unit" not in manner.show else name
    return None if shown is None and due is None else ToClose(shown, yours=False, due=due)
