from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from consent.people import Part
from policies.vocabulary import Category, SourceType
from sharehub.errors import Invalid
from sharehub.language.vocabulary import IntersectionLink, Kind, Pathway, Tactic
from sharehub.patterns.finding import Finding, Rule
from sharehub.patterns.validation import DERIVED, Draft, derived_categories, findings

BEHAVIOUR = Draft(
    kind=Kind.BEHAVIOUR,
    section=1,
    source_type=SourceType.AGENCY_OBSERVATION,
    statement="He kicked the door.",
    gist="He is violent.",
    subject="HIM",
    subject_part=Part.PERPETRATOR,
    categories=frozenset({Category.BEHAVIOUR}),
    tactics=frozenset({Tactic.INTIMIDATE}),
    pathways=frozenset({Pathway.PARTNER_PARENTING}),
)
HERS = replace(BEHAVIOUR, subject="HER", subject_part=Part.SURVIVOR)
INTERSECTION = replace(HERS, kind=Kind.INTERSECTION, tactics=frozenset(), pathways=frozenset())
EFFORT = replace(INTERSECTION, kind=Kind.PROTECTIVE_EFFORT, covert=False)
GAP = replace(BEHAVIOUR, kind=Kind.GAP, tactics=frozenset(), action_unit="SW", due=date(2024, 7, 1))


def broken(draft: Draft, **changes: Any) -> list[Rule]:
    return [finding.code for finding in findings(replace(draft, **changes))]


@pytest.mark.parametrize("draft", [BEHAVIOUR, EFFORT, GAP], ids=["behaviour", "effort", "gap"])
def test_a_sound_draft_has_no_findings(draft: Draft) -> None:
    assert findings(draft) == []


@pytest.mark.parametrize(
    "kind", [Kind.SERVICE_RESPONSE, Kind.CHANGE_EVIDENCE, Kind.GOAL, Kind.COMMITMENT, Kind.NOTE]
)
def test_other_kinds_ask_for_words_alone(kind: Kind) -> None:
    assert findings(Draft(kind, 4, SourceType.AGENCY_OBSERVATION, "He said he would come on time.")) == []


def test_behaviour_needs_a_person_who_did_it() -> None:
    assert broken(BEHAVIOUR, subject=None, subject_part=None) == [Rule.SUBJECT_MISSING]
    assert broken(BEHAVIOUR, subject_part=None, subject_is_unit=True) == [Rule.SUBJECT_NOT_A_PERSON]


def test_behaviour_needs_a_tactic() -> None:
    assert broken(BEHAVIOUR, tactics=frozenset()) == [Rule.TACTIC_MISSING]


@pytest.mark.parametrize("kind", [Kind.BEHAVIOUR, Kind.IMPACT])
def test_behaviour_and_impact_need_a_pathway_or_the_reason_why_it_is_not_known(kind: Kind) -> None:
    without = replace(BEHAVIOUR, kind=kind, pathways=frozenset())
    assert broken(without) == [Rule.PATHWAY_MISSING]
    assert broken(without, pathway_unknown_reason="nobody has asked the children") == []


def test_a_survivors_difficulty_never_stands_alone() -> None:
    assert broken(INTERSECTION) == [Rule.COMPANION_MISSING]
    assert broken(INTERSECTION, travels_with_kinds=frozenset({Kind.IMPACT})) == [Rule.COMPANION_MISSING]
    assert broken(INTERSECTION, travels_with_kinds=frozenset({Kind.BEHAVIOUR})) == []
    assert broken(INTERSECTION, no_link_found_reason="asked, and none was found") == []


@pytest.mark.parametrize(
    ("subject", "about", "expected"),
    [
        (Part.SURVIVOR, frozenset(), [Rule.COMPANION_MISSING]),
        (Part.ADULT_A, frozenset(), [Rule.COMPANION_MISSING]),
        (None, frozenset({Part.SURVIVOR}), [Rule.COMPANION_MISSING]),
        (Part.CHILD, frozenset({Part.ADULT_B}), [Rule.COMPANION_MISSING]),
        (Part.PERPETRATOR, frozenset({Part.SURVIVOR}), []),
        (Part.CHILD, frozenset({Part.PERPETRATOR}), []),
    ],
)
def test_an_intersection_is_hers_unless_it_is_his_own(
    subject: Part | None, about: frozenset[Part], expected: list[Rule]
) -> None:
    assert broken(INTERSECTION, subject_part=subject, about_parts=about) == expected


@pytest.mark.parametrize("part", [Part.SURVIVOR, Part.ADULT_A, Part.ADULT_B])
def test_a_survivors_act_needs_its_context(part: Part) -> None:
    assert broken(HERS, subject_part=part) == [Rule.CONTEXT_NOT_ASKED]
    assert broken(HERS, subject_part=part, travels_with_kinds=frozenset({Kind.IMPACT})) == []
    assert broken(HERS, subject_part=part, context_asked=True) == []


def test_a_protective_effort_needs_an_answer_to_whether_it_is_covert() -> None:
    assert broken(EFFORT, covert=None) == [Rule.COVERT_NOT_ANSWERED]
    assert broken(EFFORT, covert=True) == []


def test_a_gap_needs_a_unit_and_a_day() -> None:
    assert broken(GAP, action_unit=None) == [Rule.ACTION_UNIT_MISSING]
    assert broken(GAP, due=None) == [Rule.DUE_MISSING]


def test_only_an_intersection_has_links() -> None:
    links = frozenset({IntersectionLink.HE_OFFERS_AS_EXCUSE})
    assert broken(BEHAVIOUR, links=links) == [Rule.LINK_OUTSIDE_INTERSECTION]
    assert broken(INTERSECTION, links=links, subject_part=Part.PERPETRATOR) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"statement": " "}, [Rule.STATEMENT_MISSING]),
        ({"statement": "x" * 600}, []),
        ({"statement": "x" * 601}, [Rule.STATEMENT_TOO_LONG]),
        ({"gist": "x" * 160}, []),
        ({"gist": "x" * 161}, [Rule.GIST_TOO_LONG]),
        ({"gist": None}, []),
        ({"section": 0}, [Rule.SECTION_UNKNOWN]),
        ({"section": 5}, [Rule.SECTION_UNKNOWN]),
        ({"section": 4}, []),
    ],
)
def test_texts_and_section_keep_their_bounds(changes: dict[str, Any], expected: list[Rule]) -> None:
    assert broken(BEHAVIOUR, **changes) == expected


def test_the_short_form_is_checked_against_the_statement_and_the_names() -> None:
    assert broken(BEHAVIOUR, gist="He frightens Nadia.", names=("Nadia",)) == [Rule.GIST_NAMES_SOMEBODY]


@pytest.mark.parametrize("category", sorted(DERIVED))
def test_a_derived_category_cannot_be_claimed_without_its_source(category: Category) -> None:
    problem = f"{category.value} follows from the source, and this source does not bear it"
    draft = replace(BEHAVIOUR, categories=frozenset({category}))
    assert findings(draft) == [Finding(Rule.CATEGORY_WITHOUT_SOURCE, "categories", problem)]
    with pytest.raises(Invalid, match="claimed without it"):
        derived_categories(SourceType.AGENCY_OBSERVATION, None, frozenset(), None, frozenset({category}))


def test_a_third_party_as_subject_bears_its_category() -> None:
    third = frozenset({Category.THIRD_PARTY})
    draft = replace(
        BEHAVIOUR, subject_part=Part.THIRD_PARTY, about_parts=frozenset({Part.CHILD}), categories=third
    )
    assert findings(draft) == []
    assert draft.parts == {Part.THIRD_PARTY, Part.CHILD}
    assert derived_categories(draft.source_type, None, draft.parts, None, frozenset()) == third


@pytest.mark.parametrize(
    ("source_type", "source_part", "about", "category"),
    [
        (SourceType.SURVIVOR, None, frozenset(), Category.SURVIVOR_ACCOUNT),
        (SourceType.DOCUMENT, Part.SURVIVOR, frozenset(), Category.SURVIVOR_ACCOUNT),
        (SourceType.DOCUMENT, Part.ADULT_B, frozenset(), Category.SURVIVOR_ACCOUNT),
        (SourceType.CHILD, None, frozenset(), Category.CHILD_ACCOUNT),
        (SourceType.DOCUMENT, Part.CHILD, frozenset(), Category.CHILD_ACCOUNT),
        (SourceType.THIRD_PARTY, None, frozenset(), Category.THIRD_PARTY),
        (SourceType.DOCUMENT, Part.THIRD_PARTY, frozenset(), Category.THIRD_PARTY),
        (SourceType.POLICE_RECORD, None, frozenset({Part.CHILD, Part.THIRD_PARTY}), Category.THIRD_PARTY),
        (SourceType.POLICE_INTELLIGENCE, None, frozenset(), Category.INTELLIGENCE),
    ],
)
def test_the_source_adds_its_category_which_cannot_be_removed(
    source_type: SourceType, source_part: Part | None, about: frozenset[Part], category: Category
) -> None:
    given = frozenset({Category.BEHAVIOUR})
    expected = frozenset({Category.BEHAVIOUR, category})
    assert derived_categories(source_type, source_part, about, None, given) == expected
    assert derived_categories(source_type, source_part, about, None, expected) == expected


@pytest.mark.parametrize(
    "source_type", [SourceType.DOCUMENT, SourceType.COURT_RECORD, SourceType.PERPETRATOR]
)
def test_another_source_adds_nothing(source_type: SourceType) -> None:
    about = frozenset({Part.SURVIVOR, Part.CHILD})
    assert derived_categories(source_type, Part.PERPETRATOR, about, None, frozenset()) == frozenset()


@pytest.mark.parametrize(("covert", "added"), [(True, {Category.SAFETY}), (False, set()), (None, set())])
def test_what_he_must_not_learn_of_is_a_matter_of_safety(
    *, covert: bool | None, added: set[Category]
) -> None:
    assert derived_categories(SourceType.AGENCY_OBSERVATION, None, frozenset(), covert, frozenset()) == added


def test_a_draft_never_shows_its_words_in_its_repr() -> None:
    words = {"statement", "gist", "names", "pathway_unknown_reason", "no_link_found_reason"}
    assert not [word for word in words if f"{word}=" in repr(BEHAVIOUR)]
