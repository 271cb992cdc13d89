"""What an officer reads in place of codes."""

from __future__ import annotations

import pytest

from policies.plain_words import CODES, listed, row
from policies.vocabulary import Category, Code
from tests.policies.builders import cells

THIRD_PARTIES = "in full if each third party it belongs to consents"


def test_every_code_has_its_words_and_no_two_the_same() -> None:
    assert {
        Code.FULL: "in full",
        Code.GIST: "in short form",
        Code.CONSENT_SURVIVOR: "in full if she consents, else not at all",
        Code.CONSENT_PERPETRATOR: "in full if he consents, else not at all",
        Code.CONSENT_CHILD: "in full if each child it belongs to consents, else not at all",
        Code.CONSENT_THIRD_PARTY: f"{THIRD_PARTIES}, else not at all",
        Code.GIST_CONSENT_SURVIVOR: "in full if she consents, else in short form",
        Code.GIST_CONSENT_PERPETRATOR: "in full if he consents, else in short form",
        Code.GIST_CONSENT_CHILD: "in full if each child it belongs to consents, else in short form",
        Code.GIST_CONSENT_THIRD_PARTY: f"{THIRD_PARTIES}, else in short form",
        Code.OWN_EFFORTS: "in full if others saw it, if she told it only with her consent",
        Code.APPROVAL: "in full if its unit approves, else not at all",
        Code.FULL_IF_AWARE: "in full if he knows already, else in short form",
        Code.REPORT_IF_AWARE: "in full if he knows already or its unit approves, else not at all",
        Code.REPORT_CONSENT: "in full if those whose account it is agreed to a report, else not at all",
        Code.NOT_NEEDED: "not at all, but by a serious-risk decision",
        Code.NEVER: "never",
    } == CODES
    assert len(set(CODES.values())) == len(Code)


@pytest.mark.parametrize(
    ("words", "sentence"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_in_a_sentence(words: list[str], sentence: str) -> None:
    assert listed(words) == sentence


def test_a_row_is_written_by_what_goes_which_way() -> None:
    categories = ", ".join(kind for kind in Category if kind not in {Category.SAFETY, Category.OFFENCE})

    assert row(cells(Code.GIST, safety=Code.NEVER, offence=Code.FULL)) == (
        f"in full: offence; in short form: {categories}; never: safety"
    )
