"""A men's worker: two minutes before a session, a referral received, three questions, permission."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.sharehub.pages.browsing import served
from tests.sharehub.pages.referred import GOAL, a_goal, a_programme, sent, whole
from tests.sharehub.pages.test_canary import everything, withheld
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

AFTER_THE_MEETING = date(2024, 7, 16)
SECRETS = (
    *("throat", "neighbour", "encouraging her to drink", "smelling of alcohol", "sober", "hysterical"),
    *("ADHD", "glasses", "dirty clothes", "removal", "interpreter who is not family", "signal"),
)
"""Words of what he who works with him gets in short form or not at all."""
WHO_SPOKE = (
    *("How we know", "her account", "police record", "Police, domestic abuse unit", "Primary school"),
    *("Health visiting", "art therapist", "Alcohol", "withdrawn", "withheld from you", "not shared"),
)
"""Who spoke and who recorded, and that something is kept back."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the demo's family after the meeting."""
    with served(tmp_path_factory.mktemp("served"), until=AFTER_THE_MEETING) as found:
        yield found


@pytest.fixture(scope="module")
def canaries(hub: Served) -> set[str]:
    """Return what he who works with him is given for no purpose, before anything is added to the story."""
    return withheld(hub, "respekt")


@pytest.fixture(scope="module", autouse=True)
def _with_a_goal(hub: Served, canaries: set[str]) -> None:
    """Have his referrer set a goal."""
    assert len(canaries) > 10
    a_goal(hub)


@pytest.fixture(scope="module")
def programme(hub: Served) -> str:
    """Return a programme of the directory."""
    return a_programme(hub)


def part(person: Person, heading: str) -> str:
    """Return what stands in the part of a page that begins with a heading."""
    return person.page.locator("div", has=person.page.get_by_role("heading", name=heading)).last.inner_text()


def test_before_a_session_one_page_says_what_may_be_said(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    worker = somebody("respekt").goes(f"/cases/{hub.case}").follows("Before a session")
    whole(worker)

    say, silent = part(worker, "You may say"), part(worker, "You must not say")
    assert "Aleksander punched Marketa in the face" in say
    assert "He times Marketa" not in say
    assert "He times Marketa when she goes to the shops." in silent
    assert "She puts the children to bed early" in silent
    assert "punched" not in silent
    assert worker.sees(f"{GOAL} ▪")
    assert worker.sees("(not to be put to him)")
    assert [each for each in (*SECRETS, *WHO_SPOKE) if each in worker.page.content()] == []

    worker.follows("Record what he said").fills(
        words="I will not shout in front of the children.", said_on="2024-07-15", he_knows="yes"
    ).presses("Record it")
    whole(worker)
    worker.follows("Say what became of it").presses("Record it")
    assert worker.sees("Say what was seen.")
    worker.fills(
        kept="partly", seen="He raised his voice once and went out of the room.", seen_on="2024-07-16"
    ).presses("Record it")
    worker.goes(f"/cases/{hub.case}/before-session")
    assert worker.sees("Kept in part: He raised his voice once and went out of the room.")


def test_a_referral_is_received_accepted_and_reported_on(
    somebody: Callable[[str], Person], hub: Served, programme: str
) -> None:
    referral = sent(hub, programme)
    worker = somebody("respekt").goes(f"/cases/{hub.case}").follows("Referrals to a programme")
    whole(worker)
    worker.page.locator(f'a[href$="{referral}"]').click()
    worker.presses("Decline")
    assert worker.sees("Choose why.")

    worker.follows("Read it")
    whole(worker)
    assert worker.sees("Who he is Aleksander")
    assert worker.sees("None of these is the cause of his abuse.")
    assert worker.sees("That says nothing of what he does or does not do.")
    used = worker.page.locator("p", has_text="Said to him already").locator("+ ul").inner_text()
    assert "Aleksander punched Marketa" in used
    assert "times Marketa" not in used
    shown = worker.reads()
    assert shown.index("His pattern") < shown.index("What she does to protect")
    assert [each for each in (*SECRETS, *WHO_SPOKE) if each in worker.page.content()] == []
    with worker.page.expect_download() as kept:
        worker.presses("Keep it as a PDF")
    assert kept.value.path().read_bytes().startswith(b"%PDF-")

    worker.follows("Back to the referral").presses("Accept")
    worker.presses("He has begun the programme")
    whole(worker)
    assert worker.sees("Attendance is not change.")

    worker.follows("Say what has changed").presses("Keep and share it")
    assert worker.sees("Answer this; “I do not know” is an answer.")
    whole(worker)
    him = str(hub.stage.persons["ALEK"])
    worker.fills(start="2024-07-08", end="2024-07-15", share="little", offered="2", attended="2")
    worker.fills(**{"names-PHYSICAL": "yes", "names-CONFINE": "no", f"claim-{him}": "none"})
    worker.fills(**{"change-PHYSICAL": "replaced", "change-SYSTEMS": "none"}).presses("Keep and share it")
    assert worker.sees("Say by what it was replaced.")
    worker.fills(**{"by-PHYSICAL": "MONITOR", "since-PHYSICAL": "2024-07"}).presses("Keep and share it")
    whole(worker)
    assert worker.sees("He names little of the pattern on file.")
    assert worker.sees("It has been replaced by something else he does. Now: monitoring.")
    shown = worker.reads()
    assert shown.index("No change is evidenced.") < shown.index("He came to 2 of 2 sessions.")
    assert worker.sees("He came to 2 of 2 sessions. Attendance is not change.")
    # His own service says nothing in the name of her or of a child.
    assert "report-" not in worker.goes(f"/cases/{hub.case}/change/new").page.content()


def test_a_referral_that_was_taken_back_is_one_sentence(hub: Served, programme: str) -> None:
    referral = sent(hub, programme)
    here = f"/cases/{hub.case}/referrals/{referral}"
    with Visitor(hub) as visitor:
        taken = visitor.signs_in("csw").sends(f"{here}/moves", **visitor.held(here) | {"to": "recalled"})
    with Visitor(hub) as visitor:
        read = visitor.signs_in("respekt").sees(f"{here}/reading").text
        one = visitor.sees(here).text

    assert taken.status_code == 303
    assert "is out of date: use the current one and destroy others." in read
    assert "Aleksander" not in read
    assert "His pattern" not in read
    assert f'href="{here}/reading"' not in one
    assert "Taken back" in one


def test_the_report_of_change_is_kept_as_a_file(hub: Served) -> None:
    here = f"/cases/{hub.case}/change"
    with Visitor(hub) as visitor:
        held = visitor.signs_in("csw").held(here)
        report = visitor.sends(f"{here}/report", **held)

    assert held["purpose"] == "child_protection"
    assert report.content.startswith(b"%PDF-")
    assert report.headers["content-disposition"] == 'attachment; filename="change.pdf"'


def test_his_service_asks_him_and_he_alone_answers(somebody: Callable[[str], Person], hub: Served) -> None:
    service = somebody("subp").goes(f"/cases/{hub.case}/permissions")
    whole(service)
    service.follows("Ask your client").presses("Write down that you ask")
    assert service.sees("Choose with whom.")
    whole(service)
    # Nobody else than their own client is there to be asked.
    assert service.page.locator("[name=person]").count() == 1
    service.fills(
        with_unit=str(hub.stage.readers["respekt"].unit),
        directions="treatment_to_programme",
        purposes="programme_delivery",
        categories="progress",
        ends="2024-12-31",
    ).presses("Write down that you ask")
    assert service.sees("asked, not answered")
    whole(service)

    with Visitor(hub) as visitor:
        before = visitor.signs_in("respekt").sees(f"/cases/{hub.case}/permissions").text
    asked = service.page.locator("ul.sh-list > li", has_text="asked, not answered")
    asked.get_by_role("link", name="Write down what they said").click()
    service.fills(direction="treatment_to_programme", answer="given", asked_alone="no").presses(
        "Write it down"
    )
    assert service.sees("ask again")
    service.fills(asked_alone="yes").presses("Write it down")
    assert service.sees("yes, it stands today")
    with Visitor(hub) as visitor:
        after = visitor.signs_in("respekt").sees(f"/cases/{hub.case}/permissions").text
    # That he was asked is nobody's to know; that he agreed is known to whom he named.
    assert before.count("Substance service") < after.count("Substance service")


def test_nothing_withheld_is_on_any_page_of_who_works_with_him(
    hub: Served, programme: str, canaries: set[str]
) -> None:
    referral = sent(hub, programme)
    case = f"/cases/{hub.case}"
    pages = [
        *(f"{case}/before-session{ask}" for ask in ("", "?for=programme_referral", "?for=case_mapping")),
        *(f"{case}/referrals", f"{case}/referrals/{referral}", f"{case}/referrals/{referral}/reading"),
        *(f"{case}/change", f"{case}/change?for=programme_referral", f"{case}/change/new"),
        *(f"{case}/goals", f"{case}/goals/new", f"{case}/commitments", f"{case}/permissions", "/programmes"),
    ]
    with Visitor(hub) as visitor:
        visitor.signs_in("respekt")
        for page in pages:
            answer = visitor.sees(page)
            assert answer.status_code == 200, page
            text = everything(answer)
            assert [each for each in canaries if each in text] == [], page
            assert [each for each in SECRETS if each in text] == [], page
