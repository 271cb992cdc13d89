"""What a newly recorded fact must hold to be sound, and what its source makes of its categories.

Source: domain model section 1, "Validation worth having"; release matrix section 2. Imported history may
break these rules: there the findings are listed, and nothing is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from consent.people import UNDETERMINED, Part
from policies.vocabulary import Category, SourceType
from sharehub.errors import Invalid
from sharehub.language.vocabulary import FIRST_SECTION, LAST_SECTION, IntersectionLink, Kind, Pathway, Tactic
from sharehub.patterns.finding import Finding, Rule
from sharehub.patterns.gist import shared_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

LONGEST_STATEMENT = 600
LONGEST_GIST = 160

SURVIVORS = UNDETERMINED | {Part.SURVIVOR}
"""Until a mapping decision, each mapped adult is treated as a survivor for what belongs to them."""

DERIVED = frozenset(
    {Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT, Category.THIRD_PARTY, Category.INTELLIGENCE}
)
"""Categories that follow from the source; an author can neither claim nor remove them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact as its author has written it so far.

    `about_parts` are the parts of all it was done to or also identifies, `parts` those and its subject's.
    `covert` answers "would it stop working if he knew?", None when nobody answered. `context_asked` says that
    the author asked for the context of a survivor's act and that none is known. `names` are those of
    everybody in the case.
    """

    kind: Kind
    section: int
    source_type: SourceType
    statement: str = field(repr=False)
    gist: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    subject: str | None = None
    subject_part: Part | None = None
    subject_is_unit: bool = False
    about_parts: frozenset[Part] = frozenset()
    source_part: Part | None = None
    categories: frozenset[Category] = frozenset()
    tactics: frozenset[Tactic] = frozenset()
    pathways: frozenset[Pathway] = frozenset()
    pathway_unknown_reason: str | None = field(default=None, repr=False)
    travels_with_kinds: frozenset[Kind] = frozenset()
    no_link_found_reason: str | None = field(default=None, repr=False)
    context_asked: bool = False
    covert: bool | None = None
    action_unit: str | None = None
    due: date | None = None
    links: frozenset[IntersectionLink] = frozenset()

    @property
    def parts(self) -> frozenset[Part]:
        """The parts of everybody the fact is about: what `derived_categories` asks for."""
        return self.about_parts | ({self.subject_part} if self.subject_part else set())


def findings(draft: Draft) -> list[Finding]:
    """Say which rules a draft breaks, in the order of its fields; an empty list means it may be recorded."""
    found = [*_text(draft), *_behaviour(draft), *_context(draft), *_by_kind(draft), *_categories(draft)]
    if draft.gist is not None:
        found += shared_words(draft.statement, draft.gist, draft.names)
    return found


def derived_categories(
    source_type: SourceType,
    source_part: Part | None,
    about_parts: frozenset[Part],
    covert: bool | None,  # noqa: FBT001 - an answer with three values, not a switch
    given: frozenset[Category],
) -> frozenset[Category]:
    """Return the categories of a live record: what its author gave, and what its source makes of it.

    Args:
        source_type: where it is known from.
        source_part: the part of the person who told or handed it over, None where nobody is named.
        about_parts: the parts of everybody it is about, its subject too (`Draft.parts`).
        covert: whether it would stop working if he knew; None, not answered, adds nothing.
        given: the categories its author chose.

    Raises:
        Invalid: a derived category is claimed that the source does not bear. It is not dropped instead, since
            that would open what its author meant to close.
    """
    borne = _from_source(source_type, source_part, about_parts)
    if given & DERIVED - borne:
        raise Invalid("categories", "a category that follows from the source was claimed without it")
    return given | borne | (frozenset({Category.SAFETY}) if covert else frozenset())


def _text(draft: Draft) -> Iterator[Finding]:
    if not draft.statement.strip():
        yield Finding(Rule.STATEMENT_MISSING, "statement", "say what was said or done")
    if len(draft.statement) > LONGEST_STATEMENT:
        yield Finding(
            Rule.STATEMENT_TOO_LONG, "statement", f"at most {LONGEST_STATEMENT} characters; split it"
        )
    if draft.gist is not None and len(draft.gist) > LONGEST_GIST:
        yield Finding(Rule.GIST_TOO_LONG, "gist", f"at most {LONGEST_GIST} characters")
    if not FIRST_SECTION <= draft.section <= LAST_SECTION:
        yield Finding(Rule.SECTION_UNKNOWN, "section", f"one of {FIRST_SECTION} to {LAST_SECTION}")


def _behaviour(draft: Draft) -> Iterator[Finding]:
    if draft.kind is Kind.BEHAVIOUR:
        if draft.subject is None:
            yield Finding(Rule.SUBJECT_MISSING, "subject", "say who did it")
        elif draft.subject_is_unit:
            yield Finding(Rule.SUBJECT_NOT_A_PERSON, "subject", "behaviour is a person's, not a unit's")
        if not draft.tactics:
            yield Finding(Rule.TACTIC_MISSING, "tactics", "name at least one tactic")
    unexplained = not draft.pathways and not draft.pathway_unknown_reason
    if draft.kind in {Kind.BEHAVIOUR, Kind.IMPACT} and unexplained:
        yield Finding(
            Rule.PATHWAY_MISSING, "pathways", "say how it reaches the children, or why that is not known"
        )


def _context(draft: Draft) -> Iterator[Finding]:
    """A survivor's difficulty, and a survivor's act, never stand alone."""
    accompanied = Kind.BEHAVIOUR in draft.travels_with_kinds or bool(draft.no_link_found_reason)
    if draft.kind is Kind.INTERSECTION and _is_about_a_survivor(draft) and not accompanied:
        problem = "let it travel with the behaviour that explains it, or say why none was found"
        yield Finding(Rule.COMPANION_MISSING, "travels_with", problem)
    placed = bool(draft.travels_with_kinds) or draft.context_asked
    if draft.kind is Kind.BEHAVIOUR and draft.subject_part in SURVIVORS and not placed:
        problem = "let it travel with its context, or record that the context was asked and none is known"
        yield Finding(Rule.CONTEXT_NOT_ASKED, "travels_with", problem)


def _by_kind(draft: Draft) -> Iterator[Finding]:
    if draft.kind is Kind.PROTECTIVE_EFFORT and draft.covert is None:
        yield Finding(Rule.COVERT_NOT_ANSWERED, "covert", "would it stop working if he knew?")
    if draft.kind is Kind.GAP and draft.action_unit is None:
        yield Finding(Rule.ACTION_UNIT_MISSING, "action_unit", "say which unit will close the gap")
    if draft.kind is Kind.GAP and draft.due is None:
        yield Finding(Rule.DUE_MISSING, "due", "say by which day")
    if draft.links and draft.kind is not Kind.INTERSECTION:
        yield Finding(Rule.LINK_OUTSIDE_INTERSECTION, "links", "only an intersection has links")


def _categories(draft: Draft) -> Iterator[Finding]:
    borne = _from_source(draft.source_type, draft.source_part, draft.parts)
    for category in sorted(draft.categories & DERIVED - borne):
        problem = f"{category.value} follows from the source, and this source does not bear it"
        yield Finding(Rule.CATEGORY_WITHOUT_SOURCE, "categories", problem)


def _is_about_a_survivor(draft: Draft) -> bool:
    """Hers, unless it is the perpetrator's own: then his part in it is what the fact says."""
    theirs = draft.subject_part in SURVIVORS or bool(draft.about_parts & SURVIVORS)
    return theirs and draft.subject_part is not Part.PERPETRATOR


def _from_source(
    source_type: SourceType, source_part: Part | None, about_parts: frozenset[Part]
) -> frozenset[Category]:
    """Return what the source makes of a fact: a paper that a survivor handed over is her account too."""
    third_party = source_type is SourceType.THIRD_PARTY or Part.THIRD_PARTY in about_parts | {source_part}
    borne = {
        Category.SURVIVOR_ACCOUNT: source_type is SourceType.SURVIVOR or source_part in SURVIVORS,
        Category.CHILD_ACCOUNT: source_type is SourceType.CHILD or source_part is Part.CHILD,
        Category.THIRD_PARTY: third_party,
        Category.INTELLIGENCE: source_type is SourceType.POLICE_INTELLIGENCE,
    }
    return frozenset(category for category, applies in borne.items() if applies)
