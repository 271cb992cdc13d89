"""That backups of data and of keys are kept apart, as far as one machine can know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.backup.folder import named
from sharehub.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sharehub.backup.manifest import Held


def require_apart(target: Path, kind: Held, others: Iterable[Path]) -> None:
    """Refuse a place where whoever gets one would find the other.

    Args:
        target: where a backup is to be kept.
        kind: of what.
        others: folders of what it must be kept apart from, such as that of the root key's file.

    Raises:
        Conflict: it lies in one of them, holds one, or holds backups of the other kind.
    """
    place = target.resolve()
    for other in (one.resolve() for one in others):
        if place.is_relative_to(other) or other.is_relative_to(place):
            raise Conflict(f"this place is not apart from the {_what(kind)}: back up into another")
    below = [one for one in place.iterdir() if one.is_dir()] if place.is_dir() else []
    if any(named(one, kind.other) for one in (place, *place.parents, *below)):
        raise Conflict(f"there are backups of {kind.other.value} here: keep the two in different places")


def _what(kind: Held) -> str:
    return "keys" if kind.other.value == "keys" else "data or the root key"
