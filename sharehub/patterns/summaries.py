"""Publishing a summary: a dated, ordered selection of facts under the four sections; it grants nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit.entry import Action
from sharehub.cases.admission import admit
from sharehub.disclosure.known import known_facts
from sharehub.errors import Invalid
from sharehub.language.vocabulary import FIRST_SECTION, LAST_SECTION
from sharehub.patterns import queries
from sharehub.protocols.permits import permit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def publish_summary(work: Work, actor: Actor, case: UUID, sections: Mapping[int, Sequence[UUID]]) -> UUID:
    """Publish a summary in the name of the actor's unit; its earlier ones are superseded.

    Args:
        work: the unit of work.
        actor: who publishes.
        case: of which case.
        sections: fact ids in order, under the sections 1 to 4 of the mapping tool. Section 1, his pattern,
            may not be empty: nothing about her comes before it.

    Raises:
        Invalid: a section is unknown, section 1 is empty, a fact stands twice or is not of this case.
    """
    permit(work, actor, "publish_summary")
    admitted = admit(work, actor, case)
    if not all(FIRST_SECTION <= section <= LAST_SECTION for section in sections):
        raise Invalid("sections", "the sections are 1 to 4")
    if not sections.get(FIRST_SECTION):
        raise Invalid("sections.1", "a summary begins with his pattern")
    chosen = [fact for facts in sections.values() for fact in facts]
    if len(set(chosen)) != len(chosen):
        raise Invalid("sections", "a fact stands in a summary once")
    if known_facts(work, actor, case, chosen) != set(chosen):
        raise Invalid("sections", "no such fact in this case")
    identity = work.new_id()
    places = [
        {"summary_id": identity, "section": section, "position": position, "fact_id": fact}
        for section, facts in sections.items()
        for position, fact in enumerate(facts)
    ]
    queries.supersede_summaries(work.tx, case, actor.unit)
    queries.add_summary(
        work.tx,
        places,
        id=identity,
        case_id=case,
        unit_id=actor.unit,
        number=queries.next_summary(work.tx, case),
        status="published",
        published_by=actor.user,
        published_at=work.tx.now,
    )
    admitted.record(Action.SUMMARY_PUBLISHED, summary=str(identity))
    return identity
