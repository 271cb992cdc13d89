"""What follows in the demo: a request is answered, a channel narrowed, and who relied on a yes is told."""

from __future__ import annotations

from sharehub.demo.story import ASKED, MOMENTS, NARROWED, RECALLED, REFERRED, REPORTED


def chapter(told: str, begin: str, end: str | None) -> list[str]:
    """Return the lines of a chapter below its title."""
    start = told.index(begin)
    return told[start : None if end is None else told.index(end)].splitlines()[1:]


def test_a_gap_is_asked_about_answered_and_closed(told: str) -> None:
    asks, answers, *_ = chapter(told, ASKED.title, REFERRED.title)

    assert asks == "sarah_facilitator asks csw about M26, by 4 July 2024. csw hears: request made."
    assert answers.startswith("csw answers with M27. sarah_facilitator reads it")
    assert answers.endswith("Gaps open: 1 before, 0 now.")


def test_a_unit_keeps_back_what_she_told_it_and_nothing_else(told: str) -> None:
    keeps, full, *_ = chapter(told, NARROWED.title, REPORTED.title)

    assert keeps.startswith("An officer of police keeps her account back from respekt,")
    # Of what the police recorded; what she told others goes on.
    assert full == ("In full: 16 before; then 13, without M07, M08, M09; 16 again once that is lifted.")


def test_whoever_relied_on_her_agreement_is_told_in_one_neutral_sentence_and_nobody_else(told: str) -> None:
    who, by, learns, others, *_ = chapter(told, RECALLED.title, None)

    assert who == (
        "Told: csw, respekt, and nobody else. respekt hears: Your copy of 20 August 2024 is out of date: "
        "use the current one and destroy others."
    )
    assert by == "To say so by 16 September 2024: respekt says so today; csw has not yet."
    assert learns == "Of M08 the officer of police learns: gone: screen; beyond recall: referral;"
    assert others == "held by other rules: by 10 others."


def test_it_comes_after_the_withdrawal_and_costs_few_lines(told: str) -> None:
    assert told.index(MOMENTS[2].title) < told.index(RECALLED.title)
    chapters = ((ASKED, REFERRED.title), (NARROWED, REPORTED.title), (RECALLED, None))
    assert sum(len(chapter(told, one.title, end)) for one, end in chapters) <= 12
