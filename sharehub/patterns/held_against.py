"""A draft held against what its author reads, before the act: what is opened for it is on record first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.disclosure.overlap import shared_words
from sharehub.patterns import queries
from sharehub.patterns.naming import GUARDED, outsider, told_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from sharehub.patterns.new_fact import NewFact


def shared_in(hub: Hub, actor: Actor, case: UUID, new: NewFact, fact: UUID | None = None) -> list[str]:
    """Return the fields of a fact that share a word with what must not be told; none where it is no line.

    Args:
        hub: the hub.
        actor: who writes.
        case: in which case.
        new: what is written.
        fact: in the place of which fact, None for a new one.
    """
    if new.kind not in GUARDED and not (fact is not None and _is_line(hub, actor, fact)):
        return []
    return shared_by(hub, actor, case, told_in(new))


def shared_by(hub: Hub, actor: Actor, case: UUID, texts: Mapping[str, str | None]) -> list[str]:
    """Return which of the texts share a word with what must not be told, by the fields they stand in."""
    written = {where: text for where, text in texts.items() if text}
    found = shared_words(hub, actor, case, list(written.values()))
    return [where for where, words in zip(written, found, strict=True) if words]


def refuse(shared: Iterable[str]) -> None:
    """Refuse what shares a word; in the act's own unit of work, so that the refusal is on record.

    Raises:
        Invalid: something does.
    """
    for where in shared:
        raise outsider(where)


def _is_line(hub: Hub, actor: Actor, fact: UUID) -> bool:
    with hub.begin(actor.unit) as work:
        return queries.line_of(work.tx, fact) is not None
