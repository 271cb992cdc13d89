"""Checking a new fact against its case, before anything is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from consent.people import Part
from sharehub.cases import names
from sharehub.cases import queries as cases
from sharehub.disclosure.known import known_facts
from sharehub.errors import Invalid
from sharehub.language.vocabulary import Kind
from sharehub.patterns import queries
from sharehub.patterns.finding import Rule
from sharehub.patterns.validation import Draft, derived_categories, findings
from sharehub.protocols import queries as partnership

if TYPE_CHECKING:
    from uuid import UUID

    from policies.vocabulary import Category
    from sharehub.cases.admission import Admitted
    from sharehub.patterns.new_fact import NewFact


OVERRIDABLE = frozenset(
    {
        Rule.GIST_NAMES_SOMEBODY,
        Rule.GIST_SHARES_A_PLACE,
        Rule.GIST_SHARES_HEALTH,
        Rule.GIST_SHARES_A_DATE,
    }
)
"""What an author may let stand with a reason: the check reads words, not meaning."""

_FIELDS = {"subject": "subject_person", "links": "intersection_links"}
"""What a fact's field is called where it is sent, if case files call it otherwise."""

_KNOWN_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def checked_categories(admitted: Admitted, fact: UUID, new: NewFact) -> frozenset[Category]:
    """Return the categories to keep a fact under; a live record must also be sound in form.

    Imported history keeps its words and its categories exactly as they are.

    Args:
        admitted: who records, in which case.
        fact: the fact's own id, which it cannot travel with.
        new: what is recorded.

    Raises:
        Invalid: somebody or something it names is not of this case, or the form is not sound; every finding
            says where, none repeats a word.
    """
    parts = cases.parts(admitted.work.tx, admitted.case)
    _check_references(admitted, new, parts)
    _check_dates(new)
    if admitted.actor.importing:
        return new.categories
    named = known_facts(admitted.work, admitted.actor, admitted.case, new.travels_with)
    companions = queries.kinds(admitted.work.tx, admitted.case, named)
    if companions.keys() != new.travels_with or fact in companions:
        raise Invalid("travels_with", "no such other fact in this case")
    draft = _draft(admitted, new, parts, frozenset(Kind(kind) for kind in companions.values()))
    _refuse_unsound(draft, new)
    categories = derived_categories(
        new.source_type, draft.source_part, draft.parts, new.covert, new.categories
    )
    if not categories:
        raise Invalid("categories", "say what it is about")
    return categories


def _refuse_unsound(draft: Draft, new: NewFact) -> None:
    reasoned = bool(new.gist_reason and new.gist_reason.strip())
    found = [item for item in findings(draft) if not (reasoned and item.code in OVERRIDABLE)]
    if found:
        first, *others = [(_FIELDS.get(item.where, item.where), item) for item in found]
        problem = "; ".join([first[1].problem, *(f"{where}: {item.problem}" for where, item in others)])
        raise Invalid(first[0], problem, [(where, item.code.value) for where, item in (first, *others)])
    if new.gist is not None and not new.gist.strip():
        raise Invalid("gist", "write one or leave it out")


def _check_references(admitted: Admitted, new: NewFact, parts: dict[UUID, str]) -> None:
    people = {
        "subject_person": {new.subject_person} - {None},
        "source_person": {new.source_person} - {None},
        "targets": new.targets,
        "about": new.about,
    }
    for where, named in people.items():
        if not named <= parts.keys():
            raise Invalid(where, "nobody of this case")
    units = {"subject_unit": new.subject_unit, "action_unit": new.action_unit}
    known = partnership.known_units(admitted.work.tx, frozenset(unit for unit in units.values() if unit))
    for where, unit in units.items():
        if unit is not None and unit not in known:
            raise Invalid(where, "no such unit")


def _check_dates(new: NewFact) -> None:
    """Refuse words where a date belongs: these columns are in the clear."""
    for where, written in (("first_known", new.first_known), ("last_known", new.last_known)):
        if written is not None and _KNOWN_DATE.fullmatch(written) is None:
            raise Invalid(where, "YYYY, YYYY-MM or YYYY-MM-DD")


def _draft(admitted: Admitted, new: NewFact, parts: dict[UUID, str], companions: frozenset[Kind]) -> Draft:
    subject = new.subject_person or new.subject_unit
    return Draft(
        kind=new.kind,
        section=new.placed(),
        source_type=new.source_type,
        statement=new.statement,
        gist=new.gist,
        names=_names_in(admitted, new),
        subject=str(subject) if subject else None,
        subject_part=Part(parts[new.subject_person]) if new.subject_person else None,
        subject_is_unit=new.subject_person is None and new.subject_unit is not None,
        about_parts=frozenset(Part(parts[person]) for person in new.about | new.targets),
        source_part=Part(parts[new.source_person]) if new.source_person else None,
        categories=new.categories,
        tactics=new.tactics,
        pathways=new.pathways,
        pathway_unknown_reason=new.pathway_unknown_reason,
        travels_with_kinds=companions,
        no_link_found_reason=new.no_link_found_reason,
        context_asked=new.context_asked,
        covert=new.covert,
        action_unit=str(new.action_unit) if new.action_unit else None,
        due=new.due,
        links=new.intersection_links,
    )


def _names_in(admitted: Admitted, new: NewFact) -> tuple[str, ...]:
    """Return the words of the gist that are names of this case, told by their tokens: no name is opened."""
    if not new.gist:
        return ()
    tokens = cases.name_tokens(admitted.work.tx, admitted.case)
    keys, case = admitted.work.keys, admitted.case
    return tuple(word for word in names.words(new.gist) if names.token(keys, case, word) in tokens)
