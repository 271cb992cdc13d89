"""What a clause denies: by its verbs, by what stands between them, and from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.language.grammar.words import Tag
from sharehub.language.lexicon import words

if TYPE_CHECKING:
    from sharehub.language.grammar.clauses import Clause

_NEGATORS = words(
    "slow loath disinclined averse fail failure refuse refusal decline neglect omit avoid struggle "
    "resist lack inability unable unwilling unwillingness reluctant reluctance incapable hesitant "
    "resistant resistance forget cease stop lacking unprepared inadequate insufficient poor impossible"
)
"""Words that deny what follows them: "failed to protect" denies the protecting."""
_NOT_OBLIGED = frozenset({"need", "have"})
"""Denied, these leave open what follows: who need not attend may attend."""
_NOTHING = frozenset({"no", "not", "nothing", "little"})


def negated(clause: Clause, place: int) -> bool:
    """Say whether the chain up to a verb denies it: "failed to protect" does, "never failed to" does not."""
    chain = clause.verbs[: place + 1]
    if not chain:
        return False
    first, last = chain[0].words[-1].at, chain[-1].words[0].at
    between = (word for word in clause.words if first < word.at < last and word.tag is not Tag.VERB)
    times = sum(group.negated for group in chain if group is chain[-1] or group.lemma not in _NOT_OBLIGED)
    times += sum(group.lemma in _NEGATORS for group in chain[:-1])
    times += sum(word.lemma in _NEGATORS or word.word in _NOTHING for word in between)
    return (times + _negated_outside(clause, chain[0].words[0].at)) % 2 == 1


def negated_at(clause: Clause, at: int) -> bool:
    """Say whether what stands here is denied by the verb before it."""
    before = [place for place, group in enumerate(clause.verbs) if group.words[0].at < at]
    return negated(clause, before[-1] if before else len(clause.verbs) - 1)


def _negated_outside(clause: Clause, at: int) -> int:
    """Count what denies a gerund from outside: "incapable of protecting"."""
    if clause.parent is None or clause.link not in {"of", "in", "from"}:
        return 0
    before = [word for word in clause.parent.words if word.at < at][-3:]
    return sum(word.lemma in _NEGATORS or word.word == "no" for word in before)
