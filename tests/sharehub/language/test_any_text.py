"""What holds for any text: no error, places inside it, the same answer twice, time in proportion."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharehub.language.cast import Cast, Voice
from sharehub.language.check import check
from sharehub.language.lexicon import words
from tests.sharehub.language.people import CRAIG, ISLA, MARKETA, NADIA, UNDETERMINED, rules

VERBATIM = (Voice.SURVIVOR_VERBATIM, Voice.CHILD_VERBATIM, Voice.PERPETRATOR_VERBATIM, Voice.LEGAL_QUOTE)
WORDS = words(
    """
Marketa Aleksander Jan he she they her his mum dad was is has had been not never to and but or
because when that who which by with from of in on the a an no punched failed protect engage engaging
attended programme hysterical volatile relationship drinking drunk violent when's mother's incident
domestic claims must , . ; : ( ) ' " - ? ! 4 May x3 social work no longer each other self-harms says
keeps going back left them what drives makes him angry
"""
)
texts = st.one_of(st.text(), st.lists(st.sampled_from(sorted(WORDS)), max_size=40).map(" ".join))
casts = st.sampled_from([MARKETA, CRAIG, ISLA, NADIA, UNDETERMINED, Cast()])


@given(texts, casts)
def test_no_text_is_an_error_and_every_place_is_inside_it(text: str, cast: Cast) -> None:
    for finding in check(text, Voice.PROFESSIONAL, cast):
        assert 0 <= finding.start < finding.end <= len(text)


@given(texts, st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_no_cast_is_an_error(text: str, names: list[str], others: list[str]) -> None:
    cast = Cast(perpetrator=tuple(names), survivor=tuple(others), children=tuple(others))

    assert check(text, Voice.LEGAL_QUOTE, cast) == ()
    assert check(text, Voice.IMPORTED, cast) == check(text, Voice.PROFESSIONAL, cast)


@given(texts, casts)
def test_the_same_text_gets_the_same_answer(text: str, cast: Cast) -> None:
    assert check(text, Voice.PROFESSIONAL, cast) == check(text, Voice.PROFESSIONAL, cast)


@given(texts, casts, st.sampled_from(VERBATIM))
def test_verbatim_words_are_left_alone(text: str, cast: Cast, voice: Voice) -> None:
    assert check(text, voice, cast) == ()


@pytest.mark.parametrize(
    "verb", ["punched", "threatened", "strangled", "pushed", "locked in", "called names", "beaten"]
)
@pytest.mark.parametrize("who", ["Marketa", "She", "Jan", "The children"])
def test_naming_who_did_it_silences_the_hidden_agent(who: str, verb: str) -> None:
    was = "were" if who == "The children" else "was"

    assert rules(f"{who} {was} {verb}.") == ["L01"]
    assert rules(f"{who} {was} {verb} by Aleksander.") == []


@pytest.mark.parametrize(
    ("said", "about_her", "about_him"),
    [
        ("{} is not engaging.", ["L07"], []),
        ("{} was hysterical.", ["L06"], []),
        ("{} failed to protect the children.", ["L03"], []),
        ("{} has depression.", ["L13"], []),
        ("{} is not coping with the children.", ["L14"], []),
        ("{} must attend the course.", ["L16"], []),
        ("{} claims to be afraid.", ["L11"], []),
        ("{} has anger issues.", [], ["L09"]),
        ("{} is only violent when drunk.", [], ["L08"]),
        ("{} has completed the programme.", [], ["L10"]),
        ("{} is controlling.", [], ["L18"]),
    ],
)
def test_the_same_words_are_asked_about_only_for_whom_the_rule_is(
    said: str, about_her: list[str], about_him: list[str]
) -> None:
    for she, he in (("She", "He"), ("Marketa", "Aleksander"), ("Mum", "Dad"), ("The mother", "The father")):
        found_for_her, found_for_him = rules(said.format(she)), rules(said.format(he))

        assert set(about_her) <= set(found_for_her)
        assert set(about_him) <= set(found_for_him)
        assert not set(about_her) & set(found_for_him)
        assert not set(about_him) & set(found_for_her)
        # And the other way round where he is the survivor.
        assert set(about_her) <= set(rules(said.format(he.replace("Aleksander", "Craig")), CRAIG))


@pytest.mark.parametrize(
    "piece",
    [
        "Marketa was hysterical when police came and she did not engage. ",
        "and when he drinks he hits her ",
        "a ",
        "'s ",
        "' ",
        "((",
        "non-",
        "very ",
        "not ",
        "dirty ",
        "who ",
        "he says ",
        ", ",
        "aaaaaaaaaaaaaaaaaaaa'",
        "1,",
    ],
)
def test_time_grows_in_proportion_to_the_text(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        check(piece * times, Voice.PROFESSIONAL, MARKETA)
        return time.process_time() - start

    seconds(50)
    # Four times the text: sixteen times the time would be quadratic.
    assert min(seconds(1600) for _ in range(2)) < 9 * max(min(seconds(400) for _ in range(2)), 0.01)
