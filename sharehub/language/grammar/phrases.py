"""Noun phrases and verb groups: what stands together between the words that link."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from sharehub.language.grammar.closed import NEGATIVE, TIME
from sharehub.language.grammar.verbs import BASE, ING, PAST, PP, S, readings
from sharehub.language.grammar.words import Tag, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sharehub.language.cast import Part

INFINITIVE = "infinitive"
_LONGEST = 20
"""Words in a phrase, or between a verb and its auxiliary, at most."""
_SUPPORTS = {"be": {ING, PP}, "have": {PP}, "do": {BASE}, "get": {PP}}
_LIGHT = frozenset({Tag.ADVERB, Tag.NOT})
_INSIDE = frozenset({Tag.DETERMINER, Tag.POSSESSIVE, Tag.NUMBER, Tag.ADJECTIVE, Tag.NOUN, Tag.NAME})


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase: its head, what describes it, whose it is, and others joined to it by "and"."""

    words: list[Word]
    head: Word
    owner: Phrase | None = None
    joined: list[Phrase] = field(default_factory=list)
    part: Part | None = None
    """Whom it means, once that is resolved; None for things."""
    owner_part: Part | None = None
    hangs_on: Phrase | None = None
    attached: list[tuple[str, Phrase]] = field(default_factory=list)
    """What prepositions hang on it: "violence by his brother", "lack of engagement from mum"."""

    @property
    def descriptions(self) -> list[Word]:
        """The adjectives before the head."""
        return [word for word in self.words if word is not self.head and word.tag is Tag.ADJECTIVE]

    @property
    def said(self) -> frozenset[str]:
        """Its words, as written and in their dictionary forms."""
        return frozenset(form for word in self.words for form in (word.word, word.lemma))

    def hung(self, *links: str) -> list[Phrase]:
        """Return what these prepositions hang on it."""
        return [phrase for link, phrase in self.attached if link in links]

    @property
    def negated(self) -> bool:
        """Whether it says that there is none."""
        return self.words[0].word in NEGATIVE or (self.hangs_on is not None and self.hangs_on.negated)

    @property
    def possessive(self) -> Word | None:
        """The word "his", "her" or the like at its beginning."""
        return next((word for word in self.words if word.tag is Tag.POSSESSIVE), None)

    @property
    def is_time(self) -> bool:
        """Whether it says when."""
        return self.head.lemma in TIME or self.head.word in TIME


@dataclass(slots=True, eq=False)
class Group:
    """A verb with its auxiliaries."""

    words: list[Word]
    verb: Word
    form: str
    negated: bool = False
    modal: str = ""
    passive: bool = False
    progressive: bool = False
    perfect: bool = False
    inner: Phrase | None = None
    """The subject of a question, which stands inside."""

    @property
    def lemma(self) -> str:
        """The verb's dictionary form."""
        return self.verb.lemma

    @property
    def bare(self) -> bool:
        """Whether it has no auxiliary."""
        return sum(word.tag in {Tag.VERB, Tag.MODAL, Tag.TO} for word in self.words) == 1

    @property
    def finite(self) -> bool:
        """Whether it makes a sentence: it has a tense, or an auxiliary that has one."""
        return self.form in {S, PAST} or bool(self.modal) or self.form == "finite"


@dataclass(slots=True, eq=False)
class Chunk:
    """One piece of a sentence: a phrase, a verb group, or a word that stands for itself."""

    kind: Tag | str
    words: list[Word]
    phrase: Phrase | None = None
    group: Group | None = None
    negated: bool = False

    @property
    def word(self) -> str:
        """Its first word."""
        return self.words[0].word


NOUNS, VERBS = "nouns", "verbs"


def chunks(words: Sequence[Word]) -> Iterator[Chunk]:
    """Yield the pieces of a text in order."""
    at = 0
    while at < len(words):
        chunk = (
            _verb_group(words, at) or _noun_phrase(words, at) or _adjective(words, at) or _single(words, at)
        )
        yield chunk
        at = chunk.words[-1].at + 1


def _single(words: Sequence[Word], at: int) -> Chunk:
    return Chunk(words[at].tag, [words[at]])


def _adjective(words: Sequence[Word], at: int) -> Chunk | None:
    last = _past_light(words, at)
    if last == len(words) or words[last].tag is not Tag.ADJECTIVE:
        return None
    inside = list(words[at : last + 1])
    return Chunk(Tag.ADJECTIVE, inside, negated=any(word.tag is Tag.NOT for word in inside))


def _noun_phrase(words: Sequence[Word], at: int) -> Chunk | None:
    phrase = _phrase(words, at)
    if phrase is None:
        return None
    while True:
        after = phrase.words[-1].at + 1
        if after + 1 >= len(words) or words[after].tag is not Tag.OWNING:
            break
        owned = _phrase(words, after + 1, owned=True)
        if owned is None:
            phrase.words.append(words[after])
            break
        owned.owner = phrase
        owned.words = [*phrase.words, words[after], *owned.words]
        phrase = owned
    return Chunk(NOUNS, phrase.words, phrase=phrase)


def _phrase(words: Sequence[Word], at: int, *, owned: bool = False) -> Phrase | None:
    """Read one noun phrase, without what owns it."""
    if words[at].tag is Tag.PRONOUN:
        return Phrase([words[at]], words[at])
    last, head = at, None
    for here in range(at, min(at + _LONGEST, len(words))):
        word = words[here]
        if not _goes_on(words, here, head):
            break
        if word.tag in {Tag.NOUN, Tag.NAME} or (word.tag is Tag.NUMBER and head is None):
            head = word if word.tag is not Tag.NUMBER or head is None else head
        last = here
    if head is None:
        return _headless(words, at, last, owned=owned)
    return Phrase(list(words[at : head.at + 1]), head)


def _goes_on(words: Sequence[Word], here: int, head: Word | None) -> bool:
    word = words[here]
    if word.tag in _LIGHT:
        return (head is None or head.tag is Tag.NUMBER) and _describes_ahead(words, here)
    if word.tag not in _INSIDE:
        return word.tag is Tag.AND and head is None and _joins_adjectives(words, here)
    if head is None or head.tag is Tag.NUMBER:
        return True
    if word.tag in {Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE, Tag.NUMBER}:
        return False
    if word.tag is Tag.NAME and head.tag is Tag.NOUN and head.part is None:
        return False
    return not (head.tag is Tag.NAME and word.tag is Tag.NOUN)


def _joins_adjectives(words: Sequence[Word], here: int) -> bool:
    return (
        0 < here < len(words) - 2
        and words[here - 1].tag is Tag.ADJECTIVE
        and words[here + 1].tag is Tag.ADJECTIVE
        and words[here + 2].tag is Tag.NOUN
    )


def _describes_ahead(words: Sequence[Word], here: int) -> bool:
    """Say whether an adverb belongs to an adjective that comes before a noun: "a very difficult woman"."""
    ahead = _past(words, here + 1, {Tag.ADVERB, Tag.ADJECTIVE, Tag.NOT, Tag.AND})
    return (
        ahead > here + 1
        and ahead < len(words)
        and words[ahead].tag in {Tag.NOUN, Tag.NAME}
        and words[here].tag is Tag.ADVERB
    )


def _headless(words: Sequence[Word], at: int, last: int, *, owned: bool) -> Phrase | None:
    if owned or words[at].tag in {Tag.DETERMINER, Tag.POSSESSIVE, Tag.NUMBER}:
        return Phrase(list(words[at : last + 1]), words[last])
    return None


def _verb_group(words: Sequence[Word], at: int) -> Chunk | None:
    here = _begins(words, at)
    if here is None:
        return None
    taken, verbs, inner = list(words[at:here]), [], None
    while True:
        word = words[here]
        taken.append(word)
        if word.tag is not Tag.TO:
            verbs.append(word)
        ahead = _past_light(words, here + 1)
        if ahead < len(words) and (word.tag is Tag.TO or _supports(word, words[ahead])):
            taken += words[here + 1 : ahead]
        elif inner is None and ahead == here + 1 and (verb := _verb_of_question(words, word, ahead)):
            inner = Phrase([words[ahead]], words[ahead])
            taken += words[here + 1 : verb]
            ahead = verb
        else:
            break
        here = ahead
    if word.lemma in _SUPPORTS or word.tag is Tag.MODAL:
        taken += (
            words[here + 1 : here + 2] if here + 1 < len(words) and words[here + 1].tag is Tag.NOT else []
        )
    return Chunk(VERBS, taken, group=_group(taken, verbs, inner)) if verbs else None


def _begins(words: Sequence[Word], at: int) -> int | None:
    """Return where the first verb, modal or "to" of a group that begins here stands; None where none does."""
    here = _past_light(words, at)
    if here == len(words) or words[here].tag not in {Tag.VERB, Tag.MODAL, Tag.TO}:
        return None
    if words[here].tag is Tag.TO:
        ahead = _past_light(words, here + 1)
        return here if ahead < len(words) and words[ahead].tag is Tag.VERB else None
    return here


def _past_light(words: Sequence[Word], at: int) -> int:
    return _past(words, at, _LIGHT)


def _past(words: Sequence[Word], at: int, tags: AbstractSet[Tag]) -> int:
    """Return the first place from here on with a word of another class, as far as a phrase goes."""
    for here in range(at, min(at + _LONGEST, len(words))):
        if words[here].tag not in tags:
            return here
    return min(at + _LONGEST, len(words))


def _supports(word: Word, after: Word) -> bool:
    """Say whether a verb is the auxiliary of the one after it."""
    if after.tag is not Tag.VERB:
        return False
    if word.tag is Tag.MODAL:
        return True
    return any(may_be(after, form) for form in _SUPPORTS.get(word.lemma, ()))


def _verb_of_question(words: Sequence[Word], word: Word, ahead: int) -> int | None:
    """Return where the verb of a question stands, whose subject comes first: "does she stay"."""
    if word.lemma not in {"do", "be", "have"} and word.tag is not Tag.MODAL:
        return None
    if (
        ahead + 1 >= len(words)
        or words[ahead].tag not in {Tag.PRONOUN, Tag.NAME}
        or not _asks(words, word.at)
    ):
        return None
    verb = _past_light(words, ahead + 1)
    return verb if verb < len(words) and _supports(word, words[verb]) else None


def _asks(words: Sequence[Word], at: int) -> bool:
    """Say whether an auxiliary stands where a question begins."""
    before = words[at - 1] if at else None
    return (
        before is None
        or before.tag in {Tag.LINK, Tag.END, Tag.PUNCTUATION, Tag.QUOTE, Tag.AND}
        or before.word in {"what", "who"}
    )


def may_be(word: Word, form: str) -> bool:
    """Say whether a word can be that form of its verb: "hit" is base, past and participle."""
    return word.form == form or any(reading.form == form for reading in readings(word.word))


def _group(taken: list[Word], verbs: list[Word], inner: Phrase | None) -> Group:
    pairs = list(pairwise(verbs))
    first, last = verbs[0], verbs[-1]
    form = first.form
    if any(word.tag is Tag.TO for word in taken):
        form = INFINITIVE
    elif len(verbs) > 1 and form in {S, PAST, ""}:
        form = "finite"
    return Group(
        taken,
        last,
        form,
        negated=any(word.tag is Tag.NOT for word in taken),
        modal=next((word.lemma for word in verbs if word.tag is Tag.MODAL), ""),
        passive=any(
            one.lemma in {"be", "get"} and may_be(two, PP) and two.lemma != "be" for one, two in pairs
        ),
        progressive=any(one.lemma == "be" and two.form == ING for one, two in pairs),
        perfect=any(one.lemma == "have" for one, _ in pairs),
        inner=inner,
    )
