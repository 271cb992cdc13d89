"""What Cedar policies ask about: consent, approval, serious risk, break-glass and whose record it is.

Written from domain/decisions.md alone; shares nothing with the compiled table, which it is there to check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.cedar_text import NEVER, all_of, any_of, covers, entities, entity, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.rulebook import Rulebook

ANSWERED_NO = ("excludes_fact", "refused", "withdrawn")
"""The states of consent in which the person has said no to this fact."""


def for_purposes(purposes: Iterable[str]) -> str:
    """The purpose asked for is one of these."""
    return one_of("context.purpose", "Purpose", purposes)


def of_category(category: str) -> str:
    """The question is about this category of the fact."""
    return f"context.category == {entity('Category', category)}"


def carries(category: str) -> str:
    """The fact carries this category, whichever is being asked about."""
    return f"resource.categories.contains({entity('Category', category)})"


def came_from(part: str) -> str:
    """Somebody the fact came from has this part in the case."""
    return f"resource.came_from.contains({entity('Part', part)})"


def consented(part: str) -> str:
    """Everyone of this part to whom the fact belongs has a consent that stands on the day."""
    consent = f"context.consent.{part}"
    return all_of(
        f"{consent}.state == {entity('ConsentState', 'given')}",
        f"!({consent} has last && {consent}.last < context.day)",
    )


def may_appear_in_report(part: str) -> str:
    """Their consent stands and says that it may appear in a report he will read."""
    return all_of(consented(part), f"context.consent.{part}.may_appear_in_report")


def answered_no(part: str) -> str:
    """Somebody of this part to whom the fact belongs refused, withdrew, or left this fact out."""
    return one_of(f"context.consent.{part}.state", "ConsentState", ANSWERED_NO)


def he_knows() -> str:
    """He already knows that agencies hold this; unknown counts as no."""
    return f"resource.perp_aware == {entity('PerpAware', 'yes')}"


def she_told() -> str:
    """A survivor told it, by the kind of source or by the person it came from."""
    return any_of(f"resource.source_type == {entity('SourceType', 'survivor')}", came_from("survivor"))


def names_this(record: str) -> str:
    """A record (approval or serious-risk decision) names this fact, unit, purpose and day."""
    return all_of(
        f"context has {record}",
        f"context.{record}.facts.contains(resource)",
        f"context.{record}.units.contains(principal.unit)",
        f"context.{record}.purposes.contains(context.purpose)",
        covers(f"context.{record}"),
    )


def approved() -> str:
    """The owner unit itself approved this release; another unit's approval counts for nothing."""
    return all_of(names_this("approval"), "context.approval.by == resource.owner")


def serious_risk() -> str:
    """A serious-risk decision names this release."""
    return names_this("serious_risk")


def he_reads(rulebook: Rulebook) -> str:
    """What is released for this purpose will be read by him."""
    return for_purposes(rulebook.perpetrator_reads)


def own_unit() -> str:
    """The fact is the reader's own unit's."""
    return "resource.owner == principal.unit"


def own_record(rulebook: Rulebook) -> str:
    """The fact is the reader's own unit's, and not on its way into his hands."""
    return all_of(own_unit(), f"!({he_reads(rulebook)})")


def glass_broken(rulebook: Rulebook) -> str:
    """This reader broke the glass for this purpose, in a role that may and does not work with him."""
    roles = {role for role in rulebook.break_glass.roles if not rulebook.roles[role].perp_facing}
    if not roles:
        return NEVER
    return all_of(
        "context has break_glass",
        "context.break_glass.reader == principal",
        "context.break_glass.purposes.contains(context.purpose)",
        f"principal in {entities('Role', roles)}",
        f"!({he_reads(rulebook)})",
    )


def doors_broken(rulebook: Rulebook) -> str:
    """Break-glass opens allocation, gate and protocol only where it covers everything the fact carries."""
    if not rulebook.break_glass.categories:
        return NEVER
    listed = entities("Category", rulebook.break_glass.categories)
    return all_of(glass_broken(rulebook), f"{listed}.containsAll(resource.categories)")
