"""Her worker: what she said yes to is written down in her words, shown to her, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

WORDS = "Powiedziałam tak, ale nie o sąsiadce."
THREAT = "He threatened to cut Marketa's throat."
SCHOOL = "Primary school"


def unit(hub: Served, code: str) -> str:
    return str(hub.stage.units[code])


def writes_a_yes(worker: Person, hub: Served) -> None:
    """Fill in the form for a yes of hers, for the school, without the threat."""
    worker.fills(whose=str(hub.stage.persons["MARK"]), by="themselves", alone="yes", interpreter="none")
    worker.fills(recipients=unit(hub, "SCHOOL"), purposes="wellbeing_support", place="In our rooms")
    worker.fills(categories="survivor_account", own_words=WORDS)
    worker.page.get_by_text("But not these").click()
    worker.page.get_by_label(THREAT).check()
    worker.presses("Write it down")


def test_her_worker_writes_a_yes_down_shows_her_and_takes_it_back(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    worker, case = somebody("calw"), hub.case
    worker.goes(f"/cases/{case}/consents").follows("Write down a yes")
    assert worker.sees("There is no yes to everything")
    # No box is for everybody, for anything or for all of hers, and he is none of those who may say yes.
    assert worker.page.locator('input[value="*"]').count() == 0
    assert not worker.sees("Aleksander")
    worker.presses("Write it down")
    assert flaws(worker) == []
    assert worker.sees("she agrees to people, not to everybody")

    writes_a_yes(worker, hub)
    assert flaws(worker) == []
    assert worker.sees("Marketa: yes, to what was named")
    assert worker.sees(f"Who {SCHOOL}")
    # Her words are sealed: not even the page that wrote them down repeats them.
    assert not worker.sees(WORDS)
    assert hub.entries(Action.CONSENT_RECORDED)[-1]["refs"]["status"] == "limited"

    worker.follows("Take back the yes")
    assert flaws(worker) == []
    assert worker.sees("What was read, said or remembered cannot be called back")
    assert worker.sees("Nobody is told that she took something back")
    worker.fills(own_words="Już nie.").presses("Take it back")
    assert worker.sees("Marketa: took it back")
    assert worker.sees("It opens nothing now.")
    # What she has taken back is nothing that she could still stop.
    worker.goes(f"/cases/{case}/shared").presses("Open the page to read with her")
    assert not worker.sees("You can stop this today")
    assert worker.sees("yes, to what was named, which is over")
    assert hub.entries(Action.CONSENT_RECORDED)[-1]["refs"]["status"] == "rescinded"


def test_she_is_shown_what_was_shared_and_that_is_written_down(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    worker, case = somebody("calw").goes(f"/cases/{hub.case}/consents/yes"), hub.case
    writes_a_yes(worker, hub)
    worker.follows("What has been shared, and what she can stop")
    assert flaws(worker) == []
    worker.presses("Open the page to read with her")
    assert flaws(worker) == []
    assert worker.sees("What you said yes to")
    assert worker.sees(SCHOOL)
    assert worker.sees("You can stop this today")
    assert worker.sees(THREAT)
    # What a browser prints beside the page names no case; what she told is not on paper that he may find.
    assert case not in worker.page.url
    worker.page.emulate_media(media="print")
    assert THREAT not in worker.reads()
    assert SCHOOL in worker.reads()
    worker.page.emulate_media(media="screen")

    worker.follows("Write down that this was read").presses("Write it down")
    assert flaws(worker) == []
    worker.page.get_by_label(THREAT).check()
    worker.fills(asked="yes")
    worker.page.locator("#consent").select_option(index=1)
    worker.presses("Write it down")
    assert worker.sees("Read with her 11 September 2024; asked whether it may be shared: yes")
    assert hub.entries(Action.SHOWN_TO_HER)[-1]["refs"]["facts"] == [str(hub.stage.facts["M04"])]


def test_what_is_shared_in_any_case_is_told_and_not_asked(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    worker = somebody("calw").goes(f"/cases/{hub.case}/consents").follows("They were told, not asked")
    assert flaws(worker) == []
    assert worker.sees("This is no consent")
    worker.fills(whose=str(hub.stage.persons["MARK"]), purposes="marac_safety", alone="yes")
    worker.presses("Write it down")
    assert worker.sees("Marketa: was told, not asked")
    assert hub.entries(Action.CONSENT_RECORDED)[-1]["refs"]["kind"] == "informed_only"
    # For these nobody is asked: a form for a yes offers them apart, and only for more than is shared anyway.
    worker.goes(f"/cases/{hub.case}/consents/told").follows("write down that yes")
    assert worker.page.locator('[name="purposes"][value="marac_safety"]').count() == 0
    assert worker.sees("Nothing they say stops that: they are told, and not asked.")


@pytest.mark.parametrize(
    ("whose", "by", "alone", "wrong"),
    [
        ("MARK", "parent:MARK", "yes", "Only a child under 12 can be answered for"),
        ("MARK", "child_understands", "yes", "Only a child under 12 can be answered for"),
        ("MARK", "parent:ALEK", "yes", "Only a child under 12 can be answered for"),
        ("AGAT", "parent:ALEK", "yes", "speaks for nobody but himself"),
        ("AGAT", "parent:MARK", "", "Say whether they were asked alone"),
    ],
)
def test_nobody_speaks_for_whom_they_may_not(
    hub: Served, whose: str, by: str, alone: str, wrong: str
) -> None:
    people = {name: str(identity) for name, identity in hub.stage.persons.items()}
    path = f"/cases/{hub.case}/consents/no"
    before = len(hub.entries(Action.CONSENT_RECORDED))
    with Visitor(hub) as worker:
        held = worker.signs_in("calw").held(path)
        if by.startswith("parent:"):
            by = f"parent:{people[by.removeprefix('parent:')]}"
        fields = {"whose": people[whose], "by": by, "alone": alone, "extent": "all", "own_words": "Nie."}
        answer = worker.sends(path, **held, **fields)

    assert answer.status_code == 422
    assert wrong in answer.text
    # All that was filled in is there still.
    assert "Nie." in answer.text
    assert len(hub.entries(Action.CONSENT_RECORDED)) == before


def test_a_child_under_twelve_is_answered_for_by_the_parent_who_does_no_harm(hub: Served) -> None:
    people = {name: str(identity) for name, identity in hub.stage.persons.items()}
    path = f"/cases/{hub.case}/consents/no"
    with Visitor(hub) as worker:
        held = worker.signs_in("calw").held(path)
        fields = {"whose": people["JAN"], "by": f"parent:{people['MARK']}", "alone": "yes"}
        answer = worker.sends(path, **held, **fields, extent="all", own_words="Nie.")

        assert answer.status_code == 303
        assert "Jan</bdi>: no" in worker.sees(answer.headers["location"]).text
    refs = hub.entries(Action.CONSENT_RECORDED)[-1]["refs"]
    assert (refs["subject"], refs["given_by"]) == (people["JAN"], people["MARK"])


@pytest.mark.parametrize("who", ["respekt", "subp"])
def test_those_who_work_with_him_see_nothing_of_what_she_said(hub: Served, who: str) -> None:
    with Visitor(hub) as his:
        his.signs_in(who)
        form = his.sees(f"/cases/{hub.case}/consents/yes").text
        assert "What she has told" not in form
        assert ">Marketa<" not in form
        for path in ("consents", "shared"):
            page = his.sees(f"/cases/{hub.case}/{path}").text
            assert "Marketa: yes" not in page
            assert THREAT not in page


def test_a_role_that_writes_nothing_down_is_told_so_and_offered_nothing(hub: Served) -> None:
    with Visitor(hub) as court:
        listed = court.signs_in("sheriff").sees(f"/cases/{hub.case}/consents")
        assert "/consents/yes" not in listed.text
        refused = court.sees(f"/cases/{hub.case}/consents/yes")
    assert refused.status_code == 403
    assert "nobody&#39;s yes or no is written down" in refused.text


def test_there_is_no_taking_back_of_what_is_no_yes_of_hers(hub: Served) -> None:
    with Visitor(hub) as worker:
        answer = worker.signs_in("calw").sees(f"/cases/{hub.case}/consents/{hub.case}/withdrawal")
        assert answer.status_code == 404
        # The page that is read with her shows nobody's by its address alone.
        assert worker.sees("/shared-with-her").headers["location"] == "/"
        held = worker.held(f"/cases/{hub.case}/shared")
        assert worker.sends("/shared-with-her", **(held | {"case": "x"})).status_code == 404


def test_her_worker_sees_which_units_had_what_is_hers_and_who_works_with_him_does_not(hub: Served) -> None:
    with Visitor(hub) as reader, Visitor(hub) as worker, Visitor(hub) as other:
        assert reader.signs_in("csw").sees(f"/cases/{hub.case}/pattern/child_protection").status_code == 200
        page = worker.signs_in("calw").sees(f"/cases/{hub.case}/shared").text
        others = other.signs_in("respekt").sees(f"/cases/{hub.case}/shared").text

    assert "Children &amp; families social work</bdi> had it to protect the children, last on" in page
    assert "had it" not in others
