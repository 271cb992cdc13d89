"""L16: what is demanded of her as a condition, or to prove herself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sharehub.language.cast import Part
from sharehub.language.lexicon import Lexicon
from sharehub.language.rules.idioms import Idioms
from sharehub.language.rules.scene import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.language.grammar.clauses import Clause
    from sharehub.language.grammar.phrases import Group, Phrase
    from sharehub.language.grammar.reading import Act
    from sharehub.language.rules.scene import Scene

_LEXICON = Lexicon("conditions")
_WORDS = _LEXICON.lists
_PHRASES = Idioms(_LEXICON.phrases("phrases"))
_IF = frozenset({"if", "unless", "until", "provided", "providing", "once", "as"})
_NOT_DEMANDED = frozenset({"why", "whether", "how", "what", "when", "where", "rel"})
_BY_NOBODY = frozenset({Part.SERVICE, None, Part.THING})


def conditions(scene: Scene) -> Iterator[Span]:
    """Yield what is demanded of her, at most once."""
    first = next(_found(scene), None)
    if first is not None:
        yield first


def _found(scene: Scene) -> Iterator[Span]:
    for act in scene.reading.acts:
        if scene.hers(act.doer) and not act.passive and scene.stands(act) and _asked_of_her(scene, act):
            yield Span.of(act)
    for clause, span in _PHRASES.found(
        scene, lambda part, _elided: part in {Part.SURVIVOR, None, Part.SERVICE}
    ):
        about_her = scene.subject(clause) is Part.SURVIVOR or Part.SURVIVOR in scene.named_parts
        about_him = any(word.part is Part.PERPETRATOR for word in clause.words)
        if about_her and not about_him and not _open_to_her(scene, clause):
            yield span
    yield from (
        Span.of(phrase) for clause, phrase in scene.reading.nouns() if _hangs_on_her(scene, clause, phrase)
    )


def _asked_of_her(scene: Scene, act: Act) -> bool:
    if _demanded(scene, act):
        return True
    return act.lemma in _WORDS["complies"] and (_conditional(scene, act) or _expected(scene, act))


def _open_to_her(scene: Scene, clause: Clause) -> bool:
    """Say whether it is an offer, or her own wish."""
    if scene.said(clause) & _WORDS["wish"]:
        return True
    return any(
        other.parent is clause
        and other.link in {"if", "when", "whenever"}
        and scene.subject(other) is Part.SURVIVOR
        and scene.said(other) & _WORDS["if_she"]
        for other in scene.around(clause)
    )


def _demanded(scene: Scene, act: Act) -> bool:
    """Find "must attend", "needs to show", "is expected to report", "mum to engage"."""
    clause = act.clause
    if (
        act.group is not _asked_for(clause)
        or act.group.perfect
        or clause.link in _NOT_DEMANDED
        or _only_asked(scene, clause)
    ):
        return False
    contact = act.lemma == "have" and "contact" in {phrase.head.lemma for phrase in clause.objects}
    if (act.lemma in _WORDS["states"] and not contact) or _open_to_her(scene, clause):
        return False
    first = clause.verbs[0]
    if first.negated and first.lemma in _WORDS["needs"] and len(clause.verbs) > 1:
        return False
    return any(one.modal in _WORDS["must"] for one in clause.verbs) or _needs(clause)


def _asked_for(clause: Clause) -> Group:
    """Return what of a chain is asked for: the stopping in "must stop seeing him"."""
    leads = _WORDS["needs"] | _WORDS["needs_passive"] | {"be"}
    chain = clause.verbs
    after = (
        two
        for one, two in pairwise(chain)
        if one.lemma in leads and not (two.lemma in leads and two is not chain[-1])
    )
    return next(after, chain[0])


def _needs(clause: Clause) -> bool:
    """Say whether a verb of the chain demands the next: "has to attend", not "has a chance to attend"."""
    for one, following in pairwise(clause.verbs):
        between = [word for word in clause.words if one.words[-1].at < word.at < following.words[0].at]
        close = all(word.tag in {"adverb", "not", "verb"} for word in between)
        demands = one.lemma in _WORDS["needs"] or (one.passive and one.lemma in _WORDS["needs_passive"])
        demands = demands or (one.lemma == "be" and following.form == "infinitive")
        if close and demands:
            return True
    return False


def _only_asked(scene: Scene, clause: Clause) -> bool:
    """Say whether it is something asked or thought about, or what he says."""
    above = clause.governor
    if above is None:
        return False
    subject = scene.subject(above)
    wonders = subject is Part.SURVIVOR and any(group.lemma in _WORDS["asked_of"] for group in above.verbs)
    return subject is Part.PERPETRATOR or wonders


def _conditional(scene: Scene, act: Act) -> bool:
    """Find "the children come home if she completes the course"."""
    if act.clause.link not in _IF or act.lemma in _WORDS["not_as_condition"]:
        return False
    others = [one for one in scene.around(act.clause) if one is not act.clause and one.verbs]
    return any(
        scene.said(one) & _WORDS["outcomes"] and scene.subject(one) is not Part.PERPETRATOR for one in others
    )


def _expected(scene: Scene, act: Act) -> bool:
    """Find "we expect her to report", "it is essential that she attends"."""
    above = act.clause.governor
    if above is None or scene.subject(above) not in _BY_NOBODY:
        return False
    asks = any(group.lemma in _WORDS["asks"] and not group.negated for group in above.verbs)
    return asks or bool(scene.said(above) & _WORDS["condition"])


def _hangs_on_her(scene: Scene, clause: Clause, phrase: Phrase) -> bool:
    """Find "the return depends on mum's engagement"."""
    if (
        phrase.owner_part is not Part.SURVIVOR
        or phrase.head.lemma not in _WORDS["hers"]
        or scene.challenged(clause, phrase.head)
    ):
        return False
    return any(one.lemma in _WORDS["hangs"] for one in clause.verbs) or bool(
        scene.said(clause) & _WORDS["hanging"]
    )
