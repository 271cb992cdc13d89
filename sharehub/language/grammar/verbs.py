"""The verbs that case notes use, and the forms that English makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sharehub.language.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

BASE, S, PAST, PP, ING = "base", "s", "past", "pp", "ing"

_LEXICON = Lexicon("verbs")
_DOUBLED = _LEXICON.words("doubled")

BE_FORMS = MappingProxyType(
    {"be": BASE, "am": S, "is": S, "are": S, "was": PAST, "were": PAST, "been": PP, "being": ING}
)
HAVE_FORMS = MappingProxyType({"have": BASE, "has": S, "had": PAST, "having": ING})
DO_FORMS = MappingProxyType({"do": BASE, "does": S, "did": PAST, "doing": ING, "done": PP})

_PREFIXES = ("re", "mis", "over", "un", "dis", "de")
_SHORTEST_REST = 4
"""What must be left behind a prefix: "red" is not "re" and "d"."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a word as a verb: its dictionary form, and which of its forms it is."""

    lemma: str
    form: str


def readings(word: str) -> tuple[Form, ...]:
    """Return every way to read a word as a verb; none for a word that is no known verb."""
    if word in _FORMS:
        return _FORMS[word]
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and rest in _FORMS and len(rest) >= _SHORTEST_REST:
            return tuple(Form(prefix + form.lemma, form.form) for form in _FORMS[rest])
    return ()


def forms_of(word: str) -> frozenset[str]:
    """Return which forms of a verb a word may be."""
    return frozenset(form.form for form in readings(word))


def _all_readings() -> Iterator[tuple[str, Form]]:
    for entry in _LEXICON.phrases("irregular"):
        base, past, pp = entry.split()
        yield from _spelt(base, past.split("/"), pp.split("/"))
    for base in sorted(_LEXICON.words("regular")):
        regular = [_ending(base, "ed")]
        yield from _spelt(base, regular, regular)
    for forms, lemma in ((BE_FORMS, "be"), (HAVE_FORMS, "have"), (DO_FORMS, "do")):
        yield from ((word, Form(lemma, form)) for word, form in forms.items())
    yield "had", Form("have", PP)


def _spelt(base: str, past: Sequence[str], pp: Sequence[str]) -> Iterator[tuple[str, Form]]:
    yield base, Form(base, BASE)
    yield _third(base), Form(base, S)
    yield _ending(base, "ing"), Form(base, ING)
    yield from ((word, Form(base, PAST)) for word in past)
    yield from ((word, Form(base, PP)) for word in pp)


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if _ends_in_y(base) else base + "s"


def _ending(base: str, ending: str) -> str:
    """Put -ed or -ing behind a verb as English spells it."""
    if base in _DOUBLED:
        return base + base[-1] + ending
    if ending == "ed":
        return base[:-1] + "ied" if _ends_in_y(base) else base.removesuffix("e") + "ed"
    if base.endswith("ie"):
        return base[:-2] + "ying"
    silent = base.endswith("e") and not base.endswith(("ee", "oe"))
    return base.removesuffix("e") + "ing" if silent else base + "ing"


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in "aeiou"


def _gathered() -> Mapping[str, tuple[Form, ...]]:
    found: dict[str, dict[Form, None]] = {}
    for word, form in _all_readings():
        found.setdefault(word, {})[form] = None
    return MappingProxyType({word: tuple(forms) for word, forms in found.items()})


_FORMS = _gathered()
