"""Telling of a published fact: the units whose people get it, by the same decision that a reading makes.

The act that publishes puts work alone, as does a yes, by which more may go; what is told is decided here,
after it. A unit hears of a fact if all of it who work on the case get it in full, but those who work with
him: these hear of no fact at all.
What ranks first is asked for each reader anew, among what that reader gets: otherwise the silence about one
fact would tell of another.

Where what she told comes within reach of his side, her worker hears first, and others of a new top concern
once somebody of hers has seen that, or when it has waited long enough. A breach waits for nobody.

Source: domain/documents.md, section 6, items 8 and 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from consent.people import UNDETERMINED
from policies.vocabulary import SourceType, WorksWith
from sharehub.audit.entry import Act, Action
from sharehub.cases import queries as cases
from sharehub.disclosure.given import given
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.queries import hold_case
from sharehub.language.vocabulary import Kind as FactKind
from sharehub.language.vocabulary import Tactic
from sharehub.notices import queries
from sharehub.notices.gate import at_work
from sharehub.notices.tell import Occasion, tell
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.protocols.sides import side_of, works_with

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sharehub.audit.entry import Value
    from sharehub.disclosure.given import Given
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.notices.queries import News

    Told = Mapping[Occasion, AbstractSet[UUID]]

HELD_BACK = timedelta(hours=4)
"""How long others wait at most for somebody of hers to see what his side may have now."""
_NOBODY: frozenset[UUID] = frozenset()


def put_if_news(work: Work, fact: UUID, row: Mapping[str, object]) -> None:
    """Put the telling of a fact that was published now, where it may be something to tell of.

    Args:
        work: the unit of work that publishes it.
        fact: which.
        row: its columns.
    """
    tactics = row["tactics"]
    breach = isinstance(tactics, list) and Tactic.BREACH in tactics
    if breach or row["concern_rank"] is not None or _is_hers(row):
        put(work, Kind.TELL_OF_FACT, [fact])


def put_of_case(work: Work, case: UUID) -> None:
    """Put the telling of every published fact of a case that may be news to somebody from now on.

    For when somebody agrees: what goes further by that, they hear of as if it were published now.
    """
    for row in queries.published(work.tx, case):
        put_if_news(work, row["id"], dict(row))


def tell_of_fact(work: Work, fact: UUID) -> None:
    """Decide which units hear of a fact, and tell them; one that was taken back meanwhile is no news."""
    news = queries.news(work.tx, fact)
    told: Told = {}
    alias = None
    if news is not None and not hold_case(work.tx, news.case).shredded:
        alias = work.keys.alias(str(news.case))
        told = _tell(work, fact, news)
    references: dict[str, Value] = {
        occasion.value: [*sorted(map(str, units))] for occasion, units in told.items() if units
    }
    references["about"] = str(fact)
    work.record(Act(Action.NOTICE_TOLD, case_alias=alias, references=references))


@dataclass(frozen=True, slots=True)
class _People:
    """Who works on a case: by unit those who hear of facts; and those who work with him."""

    by_unit: Mapping[UUID, list[Seat]]
    his: tuple[Seat, ...]
    with_her: frozenset[UUID]
    given: Mapping[Seat, Given]

    def all_get(self, unit: UUID, fact: UUID) -> bool:
        """Say whether all of a unit who would hear get a fact in full."""
        return all(str(fact) in self.given[seat].full for seat in self.by_unit[unit])


def _tell(work: Work, fact: UUID, news: News) -> Told:
    people = _people(work, news)
    hearing: AbstractSet[UUID] = {
        unit for unit in people.by_unit if unit != news.owner and people.all_get(unit, fact)
    }
    breach = hearing if Tactic.BREACH in news.tactics else _NOBODY
    ranks = queries.ranked(work.tx, news.case, news.owner)
    top = {unit for unit in hearing - breach if _first(people, unit, fact, ranks)}
    theirs = news.hers and any(str(fact) in people.given[seat].at_all for seat in people.his)
    first = hearing & people.with_her if theirs else _NOBODY
    later = work.tx.now + HELD_BACK if first else None
    before = queries.told_already(work.tx, fact)
    told: dict[Occasion, AbstractSet[UUID]] = {}
    for occasion, units in (
        (Occasion.HIS_SIDE_MAY_HAVE, first),
        (Occasion.BREACH, breach),
        (Occasion.NEW_TOP_CONCERN, top),
    ):
        # Said once, however often the fact is put right.
        told[occasion] = {unit for unit in units if (occasion.value, unit) not in before}
        waits = told[occasion] - people.with_her if occasion is Occasion.NEW_TOP_CONCERN else _NOBODY
        tell(work, occasion, fact, news.case, told[occasion] - waits)
        tell(work, occasion, fact, news.case, waits, later)
    return told


def _first(people: _People, unit: UUID, fact: UUID, ranks: Mapping[str, int]) -> bool:
    """Say whether a fact ranks first of all that its unit ranked and these readers get in full."""
    own = ranks.get(str(fact))
    return own is not None and all(
        ranks[other] >= own
        for seat in people.by_unit[unit]
        for other in ranks.keys() & people.given[seat].full
    )


def _people(work: Work, news: News) -> _People:
    case = news.case
    open_still = any(part in UNDETERMINED for part in cases.parts(work.tx, case).values())
    by_unit: dict[UUID, list[Seat]] = {}
    his: list[Seat] = []
    with_her: set[UUID] = set()
    for actor in at_work(work, case):
        seat = Seat(actor.user, actor.unit, actor.role)
        if side_of(work.tx, actor).is_his(undetermined=open_still):
            his.append(seat)
            continue
        by_unit.setdefault(actor.unit, []).append(seat)
        if _is_her_worker(work, actor):
            with_her.add(actor.unit)
    seats = [*his, *(seat for seats in by_unit.values() for seat in seats)]
    return _People(by_unit, tuple(his), frozenset(with_her), given(work, case, seats))


def _is_her_worker(work: Work, actor: Actor) -> bool:
    return WorksWith.SURVIVOR in works_with(work.tx, actor)


def _is_hers(row: Mapping[str, object]) -> bool:
    return row["source_type"] == SourceType.SURVIVOR or row["kind"] == FactKind.PROTECTIVE_EFFORT
