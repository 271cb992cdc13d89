"""Which words a draft shares with a third party's or a safety fact, among those its author reads in full.

A goal is read by his workers and by him. Whoever writes one may know more than they do, and a word can tell
it. So the draft is held against what its author could have on the screen beside it, and against nothing
else: of a fact that the author may not read in full, nothing can be learnt by trying words. Such a look is
decided and recorded like any other, before anything is opened.

Source: domain/documents.md; docs/decisions/0034.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policies.vocabulary import Category
from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Wanted, opened, prepare, with_companions
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.known import by_purpose, in_full
from sharehub.disclosure.recording import asking
from sharehub.language.outsiders import pointing_words
from sharehub.language.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

TELLING = frozenset({Category.THIRD_PARTY, Category.SAFETY})
"""What must not be told by the way, and could not be taken back."""


_LINES = frozenset({Kind.GOAL, Kind.COMMITMENT})
"""Kinds that were held against the others themselves."""


class _Look(NamedTuple):
    """For which purpose an author is to read which facts, and what these travel with."""

    purpose: str
    facts: frozenset[str]


def shared_words(hub: Hub, actor: Actor, case: UUID, texts: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Return, text by text, the words that it shares with telling facts which its author reads in full.

    Where the author reads none, nothing is asked, recorded or opened. An importer compares nothing: they
    never read.

    Raises:
        KeysUnavailable, KeyDestroyed, Tampered: as `sharehub.disclosure.disclose.disclose`.
    """
    if actor.importing or not any(text.strip() for text in texts):
        return tuple(frozenset() for _ in texts)
    with hub.begin(actor.unit) as work:
        looks = list(_looks(work, actor, case))
    there = frozenset[str]().union(*(_words_for(hub, actor, case, look) for look in looks))
    return tuple(pointing_words(text) & there if there else frozenset() for text in texts)


def _words_for(hub: Hub, actor: Actor, case: UUID, look: _Look) -> frozenset[str]:
    wanted = Wanted(Action.DOCUMENT_ASKED, look.purpose, {"document": "words_shared"}, limited_to=look.facts)
    with asking(hub, actor, Action.DOCUMENT_ASKED, case) as work:
        prepared = prepare(work, actor, case, wanted)
    if isinstance(prepared, Refused):
        return frozenset()
    composed = opened(hub, prepared, work.entries[-1])
    stored = prepared.decided.recorded.case.facts
    telling = {
        fact.id
        for fact in stored
        if fact.categories & TELLING
        and fact.id in composed.places
        and composed.places[fact.id].kind not in _LINES
    }
    return frozenset[str]().union(*(pointing_words(composed.lines[fact]["text"]) for fact in telling))


def _looks(work: Work, actor: Actor, case: UUID) -> Iterator[_Look]:
    """Yield as few looks as show the author every telling fact that they read in full for any purpose."""
    loaded, answers = by_purpose(work, actor, case)
    telling = {fact.id for fact in loaded.case.facts if fact.categories & TELLING}
    seen: set[str] = set()
    for purpose, decided in sorted(answers.items()):
        new = (in_full(decided) & telling) - seen
        if new:
            seen |= new
            yield _Look(purpose, frozenset(with_companions(loaded.case, new)))
