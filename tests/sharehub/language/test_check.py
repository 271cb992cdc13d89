"""The check: whose words it reads, what it offers, and what it keeps to itself."""

from __future__ import annotations

import pytest

from sharehub.language.cast import Cast, Voice
from sharehub.language.check import Check, check
from sharehub.language.pivot import Exit
from tests.sharehub.language.people import EWAN, MARKETA, UNDETERMINED, rules

TEXT = "Mum is not engaging and was hysterical when police came."


@pytest.mark.parametrize(
    "voice",
    [Voice.SURVIVOR_VERBATIM, Voice.CHILD_VERBATIM, Voice.PERPETRATOR_VERBATIM, Voice.LEGAL_QUOTE],
)
def test_quoted_words_are_never_checked(voice: Voice) -> None:
    assert check(TEXT, voice, MARKETA) == ()


def test_imported_history_keeps_its_words_and_gets_the_finding_beside_them() -> None:
    assert rules(TEXT, voice=Voice.IMPORTED) == rules(TEXT) == ["L06", "L07"]


def test_findings_say_where_the_words_stand_in_order() -> None:
    found = check(TEXT, Voice.PROFESSIONAL, MARKETA)

    assert [TEXT[finding.start : finding.end] for finding in found] == ["is not engaging", "hysterical"]


def test_a_suggestion_takes_the_worry_seriously_turns_to_him_and_comes_back_to_her() -> None:
    found = check(TEXT, Voice.PROFESSIONAL, MARKETA, known=("he calls the police himself", "he speaks first"))
    steps = found[1].suggestion

    assert steps.validate.startswith("It is right to be concerned about how Marketa was")
    assert steps.redirect.startswith("What had Aleksander done just before?")
    assert steps.redirect.endswith("On file: he calls the police himself; he speaks first.")
    assert "what is Marketa doing to keep Agata and Jan safe and steady" in steps.come_back
    assert "if what Aleksander does were taken away" in steps.come_back


def test_every_finding_offers_the_same_two_exits() -> None:
    exits = {finding.exits for finding in check(TEXT, Voice.PROFESSIONAL, MARKETA)}

    assert exits == {(Exit.TRAINED_WORKER, Exit.MAPPING_TOOL)}


@pytest.mark.parametrize(
    ("cast", "names"),
    [
        (EWAN, ("Callum", "Ewan", "the children")),
        (Cast(perpetrator=("he", "dad"), survivor=("she",)), ("dad", "the other parent", "the children")),
        (Cast(children=("Finn",)), ("the one who does harm", "the other parent", "Finn")),
        (UNDETERMINED, ("each of the two", "the one who is afraid", "Tyler")),
    ],
)
def test_a_suggestion_speaks_of_people_by_the_names_it_has(cast: Cast, names: tuple[str, str, str]) -> None:
    (finding, *_) = check("They argue. There was an assault.", Voice.PROFESSIONAL, cast)
    him, her, children = names

    assert him in finding.suggestion.redirect
    assert f"what is {her} doing to keep {children} safe" in finding.suggestion.come_back


def test_nothing_that_is_printed_for_developers_holds_words_or_names() -> None:
    (finding, *_) = check(TEXT, Voice.PROFESSIONAL, MARKETA, known=("a fact",))

    for word in ("Marketa", "Aleksander", "hysterical", "a fact"):
        assert word not in repr(finding)


def test_one_check_serves_many_texts_of_a_case() -> None:
    one = Check(MARKETA)

    assert len(one.findings(TEXT, Voice.PROFESSIONAL)) == 2
    assert one.findings("Agata likes maths.", Voice.PROFESSIONAL) == ()
    assert one.findings(TEXT, Voice.PROFESSIONAL) == check(TEXT, Voice.PROFESSIONAL, MARKETA)
