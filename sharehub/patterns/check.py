"""Checking a new fact against its case, before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import Part
from sharehub.cases import queries as cases
from sharehub.cases.people import name_token, words
from sharehub.errors import Invalid
from sharehub.language.vocabulary import Kind
from sharehub.patterns import queries
from sharehub.patterns.validation import Draft, derived_categories, findings
from sharehub.protocols import queries as partnership

if TYPE_CHECKING:
    from uuid import UUID

    from policies.vocabulary import Category
    from sharehub.cases.admission import Admitted
    from sharehub.patterns.new_fact import NewFact


def checked_categories(admitted: Admitted, new: NewFact) -> frozenset[Category]:
    """Return the categories to keep a fact under; a live record must also be sound in form.

    Imported history keeps its words and its categories exactly as they are.

    Raises:
        Invalid: somebody or something it names is not of this case, or the form is not sound; every finding
            says where, none repeats a word.
    """
    parts = cases.parts(admitted.work.tx, admitted.case)
    _check_references(admitted, new, parts)
    if admitted.actor.importing:
        return new.categories
    companions = queries.kinds(admitted.work.tx, admitted.case, new.travels_with)
    if companions.keys() != new.travels_with:
        raise Invalid("travels_with", "no such fact in this case")
    draft = _draft(admitted, new, parts, frozenset(Kind(kind) for kind in companions.values()))
    found = [item for item in findings(draft) if not (item.where == "gist" and new.gist_reason)]
    if found:
        raise Invalid(found[0].where, "; ".join(f"{item.where}: {item.problem}" for item in found))
    return derived_categories(
        new.source_type, draft.source_part, draft.parts, new.covert, new.categories
    )


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
    units = frozenset(unit for unit in (new.subject_unit, new.action_unit) if unit is not None)
    if partnership.known_units(admitted.work.tx, units) != units:
        raise Invalid("subject_unit", "no such unit")


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
    keys = admitted.work.keys
    return tuple(word for word in sorted(words(new.gist)) if name_token(keys, admitted.case, word) in tokens)
