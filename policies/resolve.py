"""What one cell of the release matrix comes to for one fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from consent.people import Part
from policies.circle import belongs_to, came_from, she_told
from policies.precedence import RANK, Ruling
from policies.vocabulary import Category, Code, Outcome, PerpAware, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from consent.record import ConsentEvent
    from policies.inquiry import Inquiry
    from policies.question import Fact
    from policies.table import Row


class Matter(NamedTuple):
    """One fact before one rulebook: all that its cells are resolved from.

    `approvals` and `decisions` are the ids of the owner's approvals and the serious-risk decisions that name
    this release; `glass` are the categories that a running break-glass decision lifts.
    """

    fact: Fact
    inquiry: Inquiry
    row: Row
    about_her: frozenset[Category]
    works_with_him: bool
    approvals: frozenset[str]
    decisions: frozenset[str]
    glass: frozenset[Category]


def resolve(matter: Matter, category: Category) -> Ruling:
    """Resolve the cell for one category of the matter's fact.

    Raises:
        KeyError: the row does not know the category, or the code is none of ours.
        ValueError: consent cannot be read.
    Source: decisions.md, "Resolving a cell".
    """
    code = matter.row.codes[category]
    rule = _RULES[code]
    if code == Code.NEVER:
        return _NEVER
    if matter.decisions and not matter.row.he_reads:
        return Ruling(Outcome.FULL, Reason.OVERRIDE_SERIOUS_RISK, rests_on=matter.decisions)
    if category in matter.glass:
        return Ruling(Outcome.FULL, Reason.BREAK_GLASS, rests_on=matter.inquiry.glass)
    return rule(matter, category)


def whose_yes(matter: Matter, category: Category) -> frozenset[str]:
    """Everyone whose consent the cell asks for; nobody, for a cell that is no matter of consent."""
    code = matter.row.codes[category]
    if code == Code.REPORT_CONSENT:
        part = _WHOSE_ACCOUNT.get(category)
    else:
        part = Part.SURVIVOR if code == Code.OWN_EFFORTS else _WHOSE.get(code)
    return frozenset() if part is None else belongs_to(matter.inquiry.circle, part, matter.fact)


def _withheld(reason: Reason) -> Ruling:
    return Ruling(Outcome.WITHHELD, reason)


_NEVER = _withheld(Reason.NEVER_FOR_THIS_ROLE)
_FULL = Ruling(Outcome.FULL, Reason.ROLE_AND_PURPOSE)
_GIST = Ruling(Outcome.GIST, Reason.GIST_FOR_ROLE)
_NOT_NEEDED = _withheld(Reason.NOT_NEEDED_FOR_ROLE)
_HE_KNOWS = Ruling(Outcome.FULL, Reason.PERPETRATOR_ALREADY_KNOWS)
_HE_WILL_READ = _withheld(Reason.PERPETRATOR_WILL_READ)

_WHOSE_ACCOUNT = {
    Category.CHILD_ACCOUNT: Part.CHILD,
    Category.SURVIVOR_ACCOUNT: Part.SURVIVOR,
    Category.PROTECTIVE_EFFORT: Part.SURVIVOR,
    Category.SEXUAL: Part.SURVIVOR,
}
_WHOSE = {
    Code.CONSENT_SURVIVOR: Part.SURVIVOR,
    Code.CONSENT_PERPETRATOR: Part.PERPETRATOR,
    Code.CONSENT_CHILD: Part.CHILD,
    Code.CONSENT_THIRD_PARTY: Part.THIRD_PARTY,
    Code.GIST_CONSENT_SURVIVOR: Part.SURVIVOR,
    Code.GIST_CONSENT_PERPETRATOR: Part.PERPETRATOR,
    Code.GIST_CONSENT_CHILD: Part.CHILD,
    Code.GIST_CONSENT_THIRD_PARTY: Part.THIRD_PARTY,
}
_A_NO = frozenset({Reason.CONSENT_REFUSED, Reason.CONSENT_WITHDRAWN, Reason.CONSENT_EXCLUDES_FACT})


def _asked(matter: Matter, category: Category) -> tuple[ConsentEvent, ...] | Reason:
    """Every grant, when everyone whose yes it takes has given one; else the strongest reason among them.

    Everyone is heard before anything is answered, so that a fault in one person's consent never hides
    behind another's no.
    """
    heard = [matter.inquiry.consent(who, category, matter.fact) for who in whose_yes(matter, category)]
    reasons = [answer for answer in heard if isinstance(answer, Reason)]
    if reasons:
        return min(reasons, key=RANK.__getitem__)
    grants = tuple(answer for answer in heard if not isinstance(answer, Reason))
    return grants or Reason.CONSENT_ABSENT


def _agreed(grants: tuple[ConsentEvent, ...]) -> Ruling:
    return Ruling(Outcome.FULL, Reason.CONSENT, grants, frozenset(grant.id for grant in grants))


def _consent(matter: Matter, category: Category) -> Ruling:
    answer = _asked(matter, category)
    return _withheld(answer) if isinstance(answer, Reason) else _agreed(answer)


def _consent_or_gist(matter: Matter, category: Category) -> Ruling:
    answer = _asked(matter, category)
    return _gist_without_consent(matter, category, answer) if isinstance(answer, Reason) else _agreed(answer)


def _gist_without_consent(matter: Matter, category: Category, why: Reason) -> Ruling:
    """The three branches, in order, of decisions.md, "Gist without consent"."""
    if why in _A_NO and not matter.row.statutory and _is_the_sources(matter, category):
        return _withheld(why)  # a no is not laundered through a gist
    if category in matter.about_her and Category.BEHAVIOUR not in matter.fact.categories:
        if not matter.row.lists_gist_about_her:
            return _NOT_NEEDED
        return _GIST if category in matter.row.gist_about_her else _withheld(why)
    return _GIST


def _is_the_sources(matter: Matter, category: Category) -> bool:
    return not came_from(matter.inquiry.circle, matter.fact).isdisjoint(whose_yes(matter, category))


def _own_efforts(matter: Matter, category: Category) -> Ruling:
    return _consent(matter, category) if she_told(matter.inquiry.circle, matter.fact) else _FULL


def _may_appear_in_report(matter: Matter, category: Category) -> Ruling:
    answer = _asked(matter, category)
    if isinstance(answer, Reason) or not all(grant.may_appear_in_report for grant in answer):
        return _HE_WILL_READ
    return _agreed(answer)


def _approved(matter: Matter) -> Ruling | None:
    if not matter.approvals:
        return None
    return Ruling(Outcome.FULL, Reason.ORIGINATOR_APPROVED, rests_on=matter.approvals)


def _full_if_aware(matter: Matter, _: Category) -> Ruling:
    return _HE_KNOWS if matter.fact.perp_aware == PerpAware.YES else _GIST


def _report_if_aware(matter: Matter, _: Category) -> Ruling:
    if matter.fact.perp_aware == PerpAware.YES:
        return _HE_KNOWS
    return _approved(matter) or _HE_WILL_READ


def _approval(matter: Matter, _: Category) -> Ruling:
    return _approved(matter) or _withheld(Reason.ORIGINATOR_APPROVAL_NEEDED)


_RULES: dict[Code, Callable[[Matter, Category], Ruling]] = {
    Code.NEVER: lambda _matter, _category: _NEVER,
    Code.FULL: lambda _matter, _category: _FULL,
    Code.GIST: lambda _matter, _category: _GIST,
    Code.NOT_NEEDED: lambda _matter, _category: _NOT_NEEDED,
    Code.FULL_IF_AWARE: _full_if_aware,
    Code.REPORT_IF_AWARE: _report_if_aware,
    Code.REPORT_CONSENT: _may_appear_in_report,
    Code.APPROVAL: _approval,
    Code.OWN_EFFORTS: _own_efforts,
    **dict.fromkeys(
        (Code.CONSENT_SURVIVOR, Code.CONSENT_PERPETRATOR, Code.CONSENT_CHILD, Code.CONSENT_THIRD_PARTY),
        _consent,
    ),
    **dict.fromkeys(
        (
            Code.GIST_CONSENT_SURVIVOR,
            Code.GIST_CONSENT_PERPETRATOR,
            Code.GIST_CONSENT_CHILD,
            Code.GIST_CONSENT_THIRD_PARTY,
        ),
        _consent_or_gist,
    ),
}
