"""Who would get what of a fact, put together so that it is read at a glance and nothing is left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Gets:
    """One wording, and for which purposes it is given; no words: nothing is."""

    words: str | None
    caveats: tuple[str, ...]
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What one role of one unit would get, for all that it may ask for."""

    name: str
    role: str
    gets: tuple[Gets, ...]


@dataclass(frozen=True, slots=True)
class Audiences:
    """What would stand in papers that he reads, and what each service would get.

    `are_papers`: somebody is shown who would make such papers; else nothing can be said of them.
    """

    are_papers: bool
    his: tuple[Gets, ...]
    services: tuple[Group, ...]


def grouped(items: Sequence[Mapping[str, Any]]) -> Audiences:
    """Return the API's audiences by unit and role, in its own order."""
    services: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for one in items:
        if not one["he_reads"]:
            services[one["unit"], one["name"], one["role"]].append(one)
    his = _gets(one for one in items if one["he_reads"])
    return Audiences(
        bool(his),
        tuple(one for one in his if one.words is not None),
        tuple(Group(name, role, _gets(theirs)) for (_, name, role), theirs in services.items()),
    )


def _gets(items: Iterable[Mapping[str, Any]]) -> tuple[Gets, ...]:
    found: dict[tuple[str | None, tuple[str, ...]], list[str]] = defaultdict(list)
    for one in items:
        line = one["line"]
        said = (None, ()) if line is None else (line["text"], tuple(line["caveats"]))
        found[said].append(one["purpose"])
    ordered = sorted(found.items(), key=lambda each: each[0][0] is None)
    return tuple(
        Gets(words, caveats, tuple(dict.fromkeys(purposes))) for (words, caveats), purposes in ordered
    )
