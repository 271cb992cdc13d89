"""Lines of a release as documents show them, and stamps: words, never a field more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from policies.vocabulary import Caveat
from sharehub.disclosure import wording
from sharehub.disclosure.papers import case_reference
from sharehub.documents.lines import Mark
from sharehub.language.vocabulary import Tactic
from sharehub.reports.families import FAMILIES, listed
from sharehub.reports.lines import item
from sharehub.reports.services import SERVICES, Service, guidance, service_of
from sharehub.reports.stamping import caveats_of
from tests.policies.drafts import SHIPPED as RULEBOOK


def a_line(**more: Any) -> dict[str, Any]:
    plain = {"id": "-", "section": 1, "text": "He shut the door.", "caveats": [], "tactics": ["CONFINE"]}
    return plain | {"pathways": [], "frequency": "weekly", "trend": "escalating"} | more


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2024-02", "2024-05", "Feb 2024 to May 2024"),
        ("2024-02-14", "2024-02-20", "Feb 2024"),
        ("2023", "2024-05-02", "2023 to May 2024"),
        ("2024-02", None, "since Feb 2024"),
        (None, "2024-12-31", "last known Dec 2024"),
    ],
)
def test_days_are_said_to_the_month(first: str | None, last: str | None, said: str) -> None:
    assert item(a_line(first_known=first, last_known=last), he_reads=False).details[0] == said


def test_how_often_and_which_way_are_said_where_they_are_known() -> None:
    assert item(a_line(), he_reads=False).details == ("weekly", "rising")
    assert item(a_line(frequency="unknown", trend="unknown"), he_reads=False).details == ()


def test_other_families_are_named_on_a_line_that_stands_under_one() -> None:
    line = a_line(tactics=["CONFINE", "HARM_CHILD"], frequency="unknown", trend="unknown")
    assert item(line, he_reads=True, under="HARM_CHILD").details == (
        "also: keeping in, by keys, doors, papers, sleep or food",
    )


def test_families_are_listed_the_most_worrying_first() -> None:
    assert listed(["DEGRADE", "STRANGLE"]) == "strangling, choking, smothering; insults and humiliation"


def test_how_it_is_known_is_said_as_far_as_the_release_says_it() -> None:
    how = {
        "source_type": "survivor",
        "basis": "reported_first_hand",
        "corroboration": "none",
        "unit": "Police",
    }
    assert item(a_line(how_we_know=how), he_reads=False).attribution == "her account; first hand; Police"
    assert item(a_line(how_we_know={"unit": "Police"}), he_reads=False).attribution == "Police"
    assert item(a_line(how_we_know={}), he_reads=False).attribution is None
    assert item(a_line(), he_reads=False).attribution is None


def test_caveats_that_a_reader_must_know_on_the_line_are_marks_on_it() -> None:
    caveats = ["CHECK_WITH_SURVIVOR_FIRST", "COURT_CONTROLLED", "NOT_TO_PERPETRATOR"]
    line = a_line(caveats=caveats, how_we_know={"source_type": "perpetrator"})
    assert item(line, he_reads=False).marks == (Mark.NOT_TO_HIM, Mark.CHECK_WITH_HER_WORKER, Mark.HIS_WORDS)
    assert item(line, he_reads=True).marks == ()


def test_a_gist_has_its_text_and_marks_and_nothing_else() -> None:
    gist = {"id": "-", "section": 1, "text": "He confines.", "caveats": ["NOT_TO_PERPETRATOR"]}
    made = item(gist, he_reads=False)
    assert (made.details, made.attribution, made.marks) == ((), None, (Mark.NOT_TO_HIM,))


def test_every_closed_word_has_words() -> None:
    assert set(wording.CAVEATS) == set(Caveat)
    assert set(FAMILIES) == set(Tactic)
    assert RULEBOOK.roles.keys() - {"ig_officer"} == wording.ROLES.keys()
    assert RULEBOOK.purposes.keys() - {"audit"} == wording.PURPOSES.keys()
    assert SERVICES.keys() <= RULEBOOK.roles.keys()


def test_words_of_another_rulebook_are_read_out() -> None:
    assert wording.role_in_words("night_nurse") == "night nurse"
    assert wording.purpose_in_words("night_watch") == "night watch"


@pytest.mark.parametrize(
    ("role", "his_side", "service"),
    [
        ("substance_survivor", False, Service.SUBSTANCE_HERS),
        ("substance_survivor", True, Service.SUBSTANCE_HERS),
        ("substance_perpetrator", True, Service.HIS),
        ("child_therapist", False, Service.CHILD),
        ("night_nurse", False, Service.ANY),
        ("night_nurse", True, Service.HIS),
    ],
)
def test_a_service_is_known_by_its_role_or_else_by_its_side(
    role: str, service: Service, *, his_side: bool
) -> None:
    assert service_of(role, his_side=his_side) is service


def test_guidance_names_nobody_and_no_cause() -> None:
    said = " ".join(text for one in Service for text in (*guidance(one).shows, *guidance(one).helps))
    assert "because" not in said
    assert all(guidance(one).shows and guidance(one).helps for one in Service)


def test_a_reference_is_eight_letters_that_are_not_taken_for_one_another() -> None:
    one, other = case_reference(UUID(int=1)), case_reference(UUID(int=2))
    assert one == case_reference(UUID(int=1)) != other
    assert {len(one), len(other)} == {9}
    assert not set(one + other) & set("ILOU")


def test_caveats_are_said_once_each_and_on_papers_that_he_reads_only_those_of_the_papers() -> None:
    lines = [a_line(caveats=[caveat]) for caveat in (*Caveat, *Caveat)]
    assert caveats_of(lines, he_reads=False) == tuple(wording.CAVEATS.values())
    assert caveats_of(lines, he_reads=True) == (
        "Only with an interpreter who belongs to neither side.",
        "The court decides on any further use.",
    )
    assert caveats_of([], he_reads=False) == ()
