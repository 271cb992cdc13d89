"""A goal is what he will do and what that changes for them; not turning up, and nothing asked of her."""

from __future__ import annotations

import pytest

from sharehub.language.cast import Cast
from sharehub.language.goals import Flaw, behaviour_flaw, outcome_flaw, witness_flaw
from sharehub.language.outsiders import names_a_bystander, pointing_words, uninflected
from tests.sharehub.language import goal_lines_unseen as unseen
from tests.sharehub.language.goal_lines import BEHAVIOUR, CAST, NO_OUTCOME, OUTCOME, REFUSED


@pytest.mark.parametrize("text", BEHAVIOUR)
def test_what_he_will_do_or_stop_doing_is_a_behaviour(text: str) -> None:
    assert behaviour_flaw(text, CAST) is None


@pytest.mark.parametrize(("text", "flaw"), REFUSED)
def test_turning_up_demands_on_her_and_good_intentions_are_none(text: str, flaw: Flaw) -> None:
    assert behaviour_flaw(text, CAST) is flaw


@pytest.mark.parametrize("text", OUTCOME)
def test_what_changes_for_a_child_or_survivor_is_an_outcome(text: str) -> None:
    assert outcome_flaw(text, CAST) is None


@pytest.mark.parametrize(("text", "flaw"), NO_OUTCOME)
def test_what_changes_for_him_or_a_service_is_none(text: str, flaw: Flaw) -> None:
    assert outcome_flaw(text, CAST) is flaw


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert min(len(BEHAVIOUR), len(REFUSED), len(unseen.BEHAVIOUR), len(unseen.REFUSED)) >= 40


def test_lines_never_seen_before_are_taken_and_refused_as_often_as_is_claimed() -> None:
    taken = [text for text in unseen.BEHAVIOUR if behaviour_flaw(text, CAST) is None]
    refused = [text for text, _ in unseen.REFUSED if behaviour_flaw(text, CAST) is not None]
    outcomes = [text for text in unseen.OUTCOME if outcome_flaw(text, CAST) is None]
    others = [text for text in unseen.NO_OUTCOME if outcome_flaw(text, CAST) is not None]

    assert (len(taken), len(unseen.BEHAVIOUR)) == (40, 40)
    assert (len(refused), len(unseen.REFUSED)) == (40, 43)
    assert (len(outcomes), len(unseen.OUTCOME)) == (20, 20)
    assert (len(others), len(unseen.NO_OUTCOME)) == (15, 15)


def test_who_will_see_it_asks_nothing_of_her() -> None:
    assert witness_flaw("Ludmila must report it.", CAST) is Flaw.CONDITION_ON_HER
    assert witness_flaw("The health visitor, on Mondays.", CAST) is None


def test_without_a_cast_nobody_is_mistaken_for_her() -> None:
    assert behaviour_flaw("He stops timing her at the shops.", Cast()) is None
    assert behaviour_flaw("Attend the group.", Cast()) is Flaw.ATTENDANCE


@pytest.mark.parametrize(
    "text",
    [
        "The neighbour sees it.",
        "Neighbours hear no shouting.",
        "People next door hear nothing.",
        "The woman upstairs holds the passports.",
        "Her sister tells the worker.",
        "Her friend keeps the key for her.",
        "Seen by a friend.",
        "Her mother looks after Agnes.",
        "The landlord will see.",
        "As her sister reports.",
        "A passer-by called.",
        "Somebody across the landing notices.",
    ],
)
def test_a_bystander_is_found_by_the_word_for_one_or_by_what_they_do(text: str) -> None:
    assert names_a_bystander(text, CAST)


@pytest.mark.parametrize("text", [*BEHAVIOUR, *OUTCOME, *unseen.BEHAVIOUR, *unseen.OUTCOME])
def test_those_from_whom_he_no_longer_keeps_her_are_no_bystanders(text: str) -> None:
    assert not names_a_bystander(text, CAST)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Morags", "morag"),
        ("Moragu", "morag"),
        ("Jadwidze", "jadwiga"),
        ("Kowalskiego", "kowalski"),
        ("Nowakowej", "nowak"),
        ("Zofią", "zofia"),
    ],
)
def test_a_name_is_known_by_its_forms(form: str, name: str) -> None:
    assert name in uninflected(form)


def test_words_that_point_somewhere_are_few() -> None:
    text = "The neighbour at number 4 holds the passports and a spare key for the children."

    assert pointing_words(text) == {"neighbour", "4", "passport", "spare"}
    assert pointing_words("He shouts at the children in the morning and calls the police.") == set()
