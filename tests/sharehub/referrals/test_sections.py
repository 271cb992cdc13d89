"""Where the lines of a referral stand: each somewhere, a gist under its section alone, nothing made up."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from policies.vocabulary import Caveat, RelationshipContext
from sharehub.audit.log import Entered
from sharehub.disclosure.compose import Composed, Place
from sharehub.documents.html import as_html
from sharehub.documents.lines import Mark
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.referrals.completeness import ONLY_VIOLENCE, Beside, Completeness, asked, completeness
from sharehub.referrals.document import Stamped, as_document
from sharehub.referrals.queries import Asked, Hangs, Pair
from sharehub.referrals.read import Reading
from sharehub.referrals.sections import NOT_THE_CAUSE, arrange
from sharehub.referrals.top import Top
from sharehub.referrals.words import MOST_WORRYING_FIRST, VIOLENT, Mandate, Parenting, Relationship

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.disclosure.rendering import Line

DAY = date(2024, 7, 3)
ENTERED = Entered(UUID(int=1), b"", datetime(2024, 7, 3, tzinfo=UTC))
TOP = Top(
    *("Konrad Example", Mandate.NON_COURT_MANDATED, "yes", Relationship.HETEROSEXUAL, ("pl",), False, None),
    *((Parenting.CONTACT,), "Respekt", None),
)


def a_line(place: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"line {place}",
        "section": 1,
        "text": f"Thing {place}.",
        "caveats": [],
        "tactics": ["CONFINE"],
        "pathways": ["FAMILY_ECOLOGY"],
        "frequency": "weekly",
        "trend": "steady",
        "first_known": "2024-02",
        "last_known": None,
    } | changes


def a_gist(place: int, section: int) -> dict[str, Any]:
    return {"id": f"line {place}", "section": section, "text": f"Thing {place}.", "caveats": []}


def composed(lines: Mapping[str, Line], places: Mapping[str, Place]) -> Composed:
    return Composed(UUID(int=2), "programme_referral", DAY, True, lines, places, (), (), ENTERED)


def of(*kinds: Kind, **changes: Any) -> Composed:
    """Return a document of one line in full of each kind."""
    facts = [str(UUID(int=place)) for place in range(len(kinds))]
    return composed(
        {fact: a_line(place, **changes) for place, fact in enumerate(facts)},
        {fact: Place(kind, "this_relationship", ()) for fact, kind in zip(facts, kinds, strict=True)},
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[Composed, dict[str, Pair]]:
    lines, places = {}, {}
    for number in range(draw(st.integers(0, 8))):
        fact = str(UUID(int=number))
        if draw(st.booleans()):
            lines[fact] = a_gist(number, draw(st.integers(1, 4)))
            continue
        lines[fact] = a_line(
            number,
            tactics=draw(st.lists(st.sampled_from(list(Tactic)), max_size=3, unique=True)),
            pathways=draw(st.lists(st.sampled_from(list(Pathway)), max_size=3, unique=True)),
            caveats=draw(st.lists(st.sampled_from(list(Caveat)), max_size=2, unique=True)),
        )
        places[fact] = Place(
            draw(st.sampled_from(list(Kind))),
            draw(st.sampled_from(list(RelationshipContext))),
            (),
            draw(st.booleans()),
        )
    some = st.integers(0, 9).map(lambda number: UUID(int=number))
    pairs = draw(st.dictionaries(some.map(str), st.builds(Pair, some, st.none() | some), max_size=3))
    return composed(lines, places), pairs


def standing(value: Any, found: list[str]) -> list[str]:
    """Gather the texts of all lines of a document, however often each stands there."""
    if isinstance(value, dict):
        if "text" in value:
            found.append(value["text"])
        for inner in value.values():
            standing(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            standing(inner, found)
    return found


@given(documents())
def test_every_line_stands_somewhere_and_nothing_else_does(drawn: tuple[Composed, dict[str, Pair]]) -> None:
    document, pairs = drawn

    sections = arrange(document, Hangs(pairs))

    texts = {line["text"] for line in document.lines.values()}
    here = set(standing(asdict(sections), []))
    assert here == texts
    reading = Reading("men's worker", TOP, sections, DAY, (), (), ENTERED.id, ENTERED)
    page = as_html(as_document(reading, Stamped("REFERENCE", "men's worker", DAY)))
    assert all(text in page for text in here)
    assert page.index("His pattern") < page.index("What she does to protect")


@given(documents())
def test_a_gist_stands_under_its_section_and_nowhere_else(drawn: tuple[Composed, dict[str, Pair]]) -> None:
    document, pairs = drawn
    sections = arrange(document, Hangs(pairs))
    short = {
        1: sections.pattern_in_short,
        2: sections.family_in_short,
        3: sections.intersections_in_short,
        4: sections.change_in_short,
    }

    gists = [line for fact, line in document.lines.items() if fact not in document.places]
    for section, entries in short.items():
        assert [one.text for one in entries] == [line["text"] for line in gists if line["section"] == section]
    everywhere = standing(asdict(sections), [])
    assert all(everywhere.count(line["text"]) == 1 for line in gists)


def test_the_families_stand_in_one_order_in_every_referral_and_each_line_once() -> None:
    assert set(MOST_WORRYING_FIRST) == set(Tactic)
    document = of(Kind.BEHAVIOUR, Kind.BEHAVIOUR, tactics=["DEGRADE", "STRANGLE"])

    sections = arrange(document, Hangs({}))

    assert [family.tactic for family in sections.pattern] == [Tactic.STRANGLE]
    assert [line.text for line in sections.pattern[0].lines] == ["Thing 0.", "Thing 1."]
    assert {state.tactic for state in sections.band if state.here} == {Tactic.DEGRADE, Tactic.STRANGLE}
    assert sections.fixed == NOT_THE_CAUSE


def test_what_hangs_on_a_goal_is_shown_where_the_reader_has_it_in_full() -> None:
    goal, outcome, witness = (str(UUID(int=number)) for number in range(3))
    document = composed(
        {goal: a_line(0), outcome: a_line(1), witness: a_gist(2, 4)},
        {goal: Place("goal", "this_relationship", ()), outcome: Place("goal", "this_relationship", ())},
    )

    (aim,) = arrange(document, Hangs({goal: Pair(UUID(outcome), UUID(witness))})).goals

    assert aim.goal.text == "Thing 0."
    assert aim.outcome is not None
    assert aim.outcome.text == "Thing 1."
    assert aim.witness is None


def test_a_gap_is_closed_to_those_who_have_what_closes_it_in_full_and_stands_as_it_was_to_others() -> None:
    gap, by = str(UUID(int=0)), str(UUID(int=1))
    here = Place("gap", "this_relationship", ())
    full = composed({gap: a_line(0), by: a_line(1)}, {gap: here, by: Place("behaviour", "", ())})
    short = composed({gap: a_line(0), by: a_gist(1, 1)}, {gap: here})
    without = composed({gap: a_line(0)}, {gap: here})

    hers = replace(full, his_side=False)
    for document, is_closed in (
        (hers, True),
        (full, False),
        (replace(short, his_side=False), False),
        (replace(without, his_side=False), False),
    ):
        sections = arrange(document, Hangs({}, ((gap, by),)))
        found = sections.closed_gaps if is_closed else sections.gaps
        assert [entry.text for entry in found] == ["Thing 0."]
        assert len(sections.gaps) + len(sections.closed_gaps) == 1


def test_what_others_record_of_his_change_is_not_said_to_be_his_words() -> None:
    sections = arrange(of(Kind.COMMITMENT, Kind.CHANGE_EVIDENCE), Hangs({}))
    page = as_html(
        as_document(
            Reading("men's worker", TOP, sections, DAY, (), (), ENTERED.id, ENTERED),
            Stamped("REFERENCE", "men's worker", DAY),
        )
    )

    assert [entry.text for entry in sections.he_says] == ["Thing 0."]
    assert [entry.text for entry in sections.of_change] == ["Thing 1."]
    # Once on the line, and once where its meaning is told.
    assert page.count(Mark.HIS_WORDS.words) >= 2
    assert Mark.HIS_WORDS.words not in page[page.index("Thing 1.") : page.index("Thing 1.") + 40]


def test_said_to_him_already_is_what_he_knows_and_may_be_put_to_him() -> None:
    facts = [str(UUID(int=number)) for number in range(3)]
    document = composed(
        {
            facts[0]: a_line(0),
            facts[1]: a_line(1, caveats=["NOT_TO_PERPETRATOR"]),
            facts[2]: a_line(2),
        },
        {
            facts[0]: Place("behaviour", "this_relationship", (), True),
            facts[1]: Place("behaviour", "this_relationship", (), True),
            # She said that it may be put to him; he does not know yet.
            facts[2]: Place("behaviour", "this_relationship", (), False),
        },
    )

    handling = arrange(document, Hangs({})).handling

    assert (handling.said_to_him, handling.not_to_him) == (("line 0",), ("line 1",))


def reported(document: Composed, **changes: Any) -> Completeness:
    beside: dict[str, Any] = {
        "asked_tactics": frozenset(),
        "earlier_asked": False,
        "permission_sought": False,
        "agreement": None,
        "findings": (),
    }
    return completeness(document, Beside(**(beside | changes)))


def test_a_referral_of_violence_alone_says_so() -> None:
    for tactics, only in ((["PHYSICAL", "STRANGLE"], True), (["PHYSICAL", "MONITOR"], False)):
        report = reported(of(Kind.BEHAVIOUR, tactics=tactics))
        assert report.warnings == ((ONLY_VIOLENCE,) if only else ())
        assert report.non_violent_control is not only
    assert reported(composed({}, {})).warnings == ()
    assert Tactic.MONITOR not in VIOLENT


def test_what_was_asked_without_anything_here_is_kept_apart_from_what_nobody_asked() -> None:
    report = reported(
        of(Kind.BEHAVIOUR, tactics=["CONFINE"]), asked_tactics=frozenset({Tactic.CONFINE, Tactic.TECH})
    )

    assert report.covered == (Tactic.CONFINE,)
    assert report.asked_and_nothing_here == (Tactic.TECH,)
    assert len(report.not_asked) == 20
    assert report.pathways_missing == (Pathway.PARTNER_PARENTING, Pathway.CHILD_SAFETY_WELLBEING)
    assert not report.children_effects
    assert reported(of(Kind.IMPACT)).children_effects


def test_that_she_was_asked_is_said_without_what_she_said() -> None:
    assert asdict(asked(None)) == {"asked": False, "on": None, "by": None}
    assert asdict(asked(Asked(DAY, None))) == {"asked": True, "on": "2024-07-03", "by": None}
