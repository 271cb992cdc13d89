from __future__ import annotations

from sharehub.language.vocabulary import (
    DEFAULT_SECTION,
    FIRST_SECTION,
    LAST_SECTION,
    IntersectionLink,
    IntersectionTopic,
    Kind,
    Tactic,
)


def test_every_kind_has_a_section_of_the_mapping_tool() -> None:
    assert set(DEFAULT_SECTION) == set(Kind)
    assert set(DEFAULT_SECTION.values()) == set(range(FIRST_SECTION, LAST_SECTION + 1))


def test_his_pattern_comes_first() -> None:
    assert {kind for kind, section in DEFAULT_SECTION.items() if section == FIRST_SECTION} == {
        Kind.BEHAVIOUR,
        Kind.GAP,
    }


def test_the_lists_are_as_long_as_the_model_says() -> None:
    assert [len(words) for words in (Kind, Tactic, IntersectionLink, IntersectionTopic)] == [10, 22, 10, 12]


def test_no_link_says_that_anything_causes_his_behaviour() -> None:
    causing = [link.value for link in IntersectionLink if "cause" in link]
    assert causing == ["he_causes_or_worsens_her_difficulty", "co_occurs_not_cause"]
