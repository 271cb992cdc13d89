"""What a practitioner reads: cases and what is new, his pattern, who is asked for what is missing."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from sharehub.notices.tell import Occasion, tell
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

HIM = "Aleksander"
PUNCHED = "Aleksander punched Marketa in the face on two separate occasions."
THREAT = "He threatened to cut Marketa's throat."
LOCKED = "When he is drinking he locks Marketa and the children in the bedroom."
SHE_TOLD = "He times Marketa when she goes to the shops."
GAP = "Gap: almost nothing is known of Aleksander's offending before he moved to the UK."
HERS = ("Marketa drinks", "smelling of alcohol")
NOT_THE_CAUSE = "None of these is the cause of his abuse."


def part(person: Person, selector: str) -> str:
    """Return one part of a page as text."""
    return re.sub(r"\s+", " ", person.page.locator(selector).inner_text())


def test_a_practitioner_reads_the_pattern(somebody: Callable[[str], Person]) -> None:
    reader = somebody("csw")
    assert flaws(reader) == []
    reader.follows(HIM)
    assert flaws(reader) == []
    # Nothing of the pattern is there before it is asked for, with a purpose.
    assert not reader.sees("punched")

    reader.follows("To protect the children")

    assert flaws(reader) == []
    assert HIM not in reader.page.title()
    text = reader.reads()
    headings = reader.page.locator("main h2").all_inner_texts()
    assert [words[:6] for words in headings] == [
        "1. His",
        "Speaki",
        "2. Wha",
        "3. Int",
        "Not kn",
        "4. Wha",
        "About ",
    ]
    assert text.index(PUNCHED) < text.index("Marketa sends the children out")
    # Every line says how it is known and how it is handled.
    assert "police record" in part(reader, f"li:has-text('{PUNCHED}') >> nth=0")
    threat = reader.page.locator("li", has_text=THREAT.partition("'")[0]).first.inner_text()
    assert "Not to him" in threat
    assert "Her worker first" in threat
    may = part(reader, "section[aria-labelledby=may]")
    assert "punched" in may
    assert "throat" not in may
    assert "drinking" not in may
    assert NOT_THE_CAUSE in text
    assert "Attendance is not change." in text
    # Pictures hold what the words beside them hold.
    reader.page.get_by_text("The timeline as a table").click()
    table = part(reader, "table")
    assert "Physical violence Feb 2024 to May 2024 Police, domestic abuse unit" in table
    lanes = reader.page.locator(".sh-timeline > text:not(.sh-tick)").all_text_contents()
    assert list(dict.fromkeys(reader.page.locator("tbody td:first-child").all_inner_texts())) == lanes
    assert "Their mother's parenting" in part(reader, "#way-1")


def test_a_health_visitor_reads_one_line(somebody: Callable[[str], Person]) -> None:
    visitor = somebody("hv").follows(HIM).follows("In short to support the children's wellbeing")

    assert flaws(visitor) == []
    assert "He has threatened to kill her." in part(visitor, "section[aria-labelledby=does]")
    assert "Say none of this to him" in part(visitor, "section[aria-labelledby=does]")
    assert visitor.sees("See her alone")
    assert visitor.sees("Children & families social work")
    # Those whose very involvement would tell something are named to nobody.
    for service in ("lcohol", "reatment", "herapist"):
        assert service not in part(visitor, "section[aria-labelledby=ring]")
    assert not visitor.sees("police record")


def test_asking_for_what_is_missing_and_whom(somebody: Callable[[str], Person]) -> None:
    asker = somebody("calc").follows(HIM).follows("To protect the children")
    assert flaws(asker) == []
    assert GAP in part(asker, "#unknown + ul")
    asker.follows("Ask somebody to close it")
    assert flaws(asker) == []
    assert asker.sees(GAP)
    asker.presses("Ask")
    assert flaws(asker) == []
    assert asker.page.title().startswith("Error: ")
    chosen = asker.page.locator("option", has_text="Police, domestic abuse unit").first
    asker.fills(unit=chosen.get_attribute("value") or "").presses("Ask")
    assert flaws(asker) == []
    assert asker.sees("Waiting for an answer")

    # The other unit hears of it on its first page, reads what is asked, and answers or says why not.
    police = somebody("police")
    assert flaws(police) == []
    assert police.sees("Your unit is asked for something.")
    assert police.sees("A request to answer")
    police.page.get_by_role("button", name="Seen").first.click()
    police.follows("A request to answer")
    assert flaws(police) == []
    police.follows("To protect the children")
    assert flaws(police) == []
    assert police.sees(GAP)
    police.presses("Decline")
    assert flaws(police) == []
    assert police.page.title().startswith("Error: ")
    police.fills(reason="ask_another_service").presses("Decline")
    assert police.sees("Declined")

    asker.follows("New")
    assert flaws(asker) == []
    assert asker.sees("A request of your unit was declined, with a reason.")
    asker.follows("A request of your unit was declined")
    assert asker.sees("Another service is better asked")
    asker.follows("New")
    asker.presses("I have seen all of these")
    assert asker.sees("Nothing is new.")


def test_who_works_with_the_family_and_what_is_due(somebody: Callable[[str], Person]) -> None:
    worker = somebody("csw").follows(HIM).follows("Who works with the family")
    assert flaws(worker) == []
    assert worker.sees("Primary school")
    assert not worker.sees("lcohol")
    worker.follows("What is due")
    assert flaws(worker) == []
    worker.follows("Requests")
    assert flaws(worker) == []
    worker.goes(f"/cases/{worker.served.case}/treatment-page")
    assert flaws(worker) == []
    worker.goes(f"/cases/{worker.served.case}/requests")
    assert flaws(worker) == []


def test_a_page_to_keep_and_a_list_to_print(hub: Served) -> None:
    with Visitor(hub).signs_in("csw") as worker:
        path = f"/cases/{hub.case}/treatment-page"
        kept = worker.sends(path, **worker.held(path), purpose="child_protection", **{"as": "pdf"})
        none = worker.sends(path, **worker.held(path), purpose="court_report", **{"as": "html"})
        due = worker.sends("/due", **worker.held("/due"), **{"as": "csv"})
        wrong = worker.sends("/due", **worker.held("/due"), **{"as": "gold"})

    assert kept.content.startswith(b"%PDF-")
    assert kept.headers["content-disposition"] == 'attachment; filename="document.pdf"'
    assert none.status_code == 422
    assert "Your role does not ask for this purpose" in none.text
    assert due.text.startswith("kind,due,overdue")
    assert wrong.status_code == 422
    assert "Choose one of the list." in wrong.text


def test_a_stranger_learns_nothing_but_what_to_do_next(hub: Served) -> None:
    nowhere = "5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10"
    with Visitor(hub).signs_in("teacher") as teacher, Visitor(hub).signs_in("respekt") as his:
        asked = {}
        for who in (teacher, his):
            for path in ("", "/pattern/wellbeing_support", "/services", "/requests", "/short/case_mapping"):
                answer = who.sees(f"/cases/{nowhere}{path}")
                asked[who, path] = (answer.status_code, _without_tokens(answer.text))
        closed = teacher.sees(f"/cases/{hub.case}/pattern/court_report")
        his_closed = his.sees(f"/cases/{hub.case}/pattern/court_report")
        services = his.sees(f"/cases/{hub.case}/services")

    assert {status for status, _ in asked.values()} <= {403, 404}
    said = [text for (who, _), (_, text) in asked.items() if who is teacher]
    assert all("What you can do" in text and "/serious-risk" in text for text in said)
    # To those who work with him a refusal is silent.
    assert not [text for (who, _), (_, text) in asked.items() if who is his and "What you can do" in text]
    assert closed.status_code == his_closed.status_code == 403
    assert "Your role does not ask for this purpose. Choose another, or ask your lead.</p>" in closed.text
    assert "What you can do" not in his_closed.text
    assert "Primary school" not in services.text


def test_his_own_worker_reads_what_he_may_hear_and_not_who_spoke(hub: Served) -> None:
    with Visitor(hub).signs_in("respekt") as worker:
        page = unescape(worker.sees(f"/cases/{hub.case}/pattern/programme_delivery").text)

    assert PUNCHED in page
    assert "police record" not in page
    assert "Police, domestic abuse unit" not in page
    assert "Unit not named" in page
    assert not any(hers in page for hers in HERS)
    assert THREAT not in page


def test_what_a_unit_was_told_of_is_marked_until_it_is_seen(hub: Served) -> None:
    stage = hub.stage
    fact = next(stage.facts[one.id] for one in stage.file.facts if one.statement == PUNCHED)
    path = f"/cases/{hub.case}/pattern/child_protection"
    with Visitor(hub).signs_in("csw") as worker:
        before = worker.sees(path).text
        with stage.hub.begin() as work:
            tell(work, Occasion.NEW_TOP_CONCERN, fact, stage.case, [stage.readers["csw"].unit])
        first = worker.sees("/").text
        marked = worker.sees(path).text
        notice = re.search(r'action="(/new/[^"]+/seen)"', first)
        assert notice
        seen = worker.sends(notice[1], **worker.held("/"))
        after = worker.sees(path).text
        page = worker.sees("/new").text

    mark = f"<i>New</i> <bdi>{PUNCHED}"
    assert "There is a new top concern about what he does." in first
    assert (mark in before, mark in marked, mark in after) == (False, True, False)
    assert marked.count("<i>New</i>") == 1
    assert seen.headers["location"] == "/"
    assert "Nothing is new." in page


def test_while_it_is_open_whose_pattern_it_is_nobody_is_called_him(hub: Served) -> None:
    with Visitor(hub).signs_in("csw") as worker:
        opened = worker.sends("/cases/new", **worker.held("/cases/new")).headers["location"]
        for part_of, name in (("adult_a", "Robin"), ("adult_b", "Kim")):
            added = worker.sends(opened, **worker.held(opened), part=part_of, name=name)
            assert added.status_code == 303
        case = opened.removesuffix("/people")
        page = worker.sees(case).text
        pattern = worker.sees(f"{case}/pattern/wellbeing_support").text
        short = worker.sees(f"{case}/short/wellbeing_support")

    assert "Read what each does" in page
    assert "/short/" not in page
    assert "It is not decided yet whose pattern of control this is." in pattern
    assert "His pattern" not in pattern
    assert "Robin" in pattern
    assert "Kim" in pattern
    assert short.headers["location"] == f"{case}/pattern/wellbeing_support"


def test_a_unit_chooses_what_it_hears_of(hub: Served) -> None:
    path = f"/cases/{hub.case}/hearing"
    with Visitor(hub).signs_in("csw") as worker:
        usual = _chosen(worker.sees(path).text)
        chosen = worker.client.post(path, data=worker.held(path) | {"kinds": ["comes_in", "gap_closed"]})
        now = _chosen(worker.sees(path).text)
        wrong = worker.sends(path, **worker.held(path), kinds="gossip")
        ended = worker.sends(f"{path}/end", **worker.held(path))
        after = _chosen(worker.sees(path).text)

    assert "comes_in" not in usual
    assert "gap_closed" in usual
    assert chosen.status_code == ended.status_code == 303
    assert now == ["comes_in", "gap_closed"]
    assert wrong.status_code == 422
    assert "Choose one of the list." in wrong.text
    assert after == usual


def test_a_unit_hears_once_and_a_stale_button_does_no_harm(hub: Served) -> None:
    with Visitor(hub).signs_in("csw") as worker:
        held = worker.held("/new")
        gone = worker.sends("/new/5c1d3a52-7f0e-4a4e-9a5b-0a9c2f2b7d10/seen", **held)
        forged = worker.client.post("/new/seen", data={"form_token": "x", "form_key": "k"})

    assert gone.status_code == 303
    assert forged.status_code == 403


def test_a_request_is_answered_and_the_answer_read(hub: Served) -> None:
    case = f"/cases/{hub.case}"
    with Visitor(hub).signs_in("calc") as calc, Visitor(hub).signs_in("police") as police:
        found = re.search(
            r'href="([^"]*/requests/ask[?]gap=[^"]*)"', calc.sees(f"{case}/pattern/child_protection").text
        )
        assert found
        form = calc.held(unescape(found[1]))
        unit = str(hub.stage.readers["police"].unit)
        due = {"due-day": "25", "due-month": "9", "due-year": "2024"}
        made = calc.sends(f"{case}/requests/ask", **form, unit=unit, **due)
        again = calc.sends(f"{case}/requests/ask", **form, unit=unit, **due)
        asked = f"{made.headers['location']}/asked/child_protection"
        page = police.sees(asked)
        # They come in no telling order.
        offered = dict(
            re.findall(r'name="answers" value="([^"]*)"(.*?)(?=name="answers"|</form>)', page.text, re.DOTALL)
        )
        fact = next(fact for fact, said in offered.items() if SHE_TOLD in said)
        nothing = police.sends(asked, **police.held(asked), do="answer")
        answered = police.sends(asked, **police.held(asked), do="answer", answers=fact)
        late = police.sends(asked, **police.held(asked), do="decline", reason="not_our_work")
        answer = calc.sees(f"{made.headers['location']}/answer/child_protection")

        # Another request is taken back, and there is nothing to answer any more.
        other = calc.sends(f"{case}/requests/ask", **calc.held(unescape(found[1])), unit=unit, **due).headers[
            "location"
        ]
        taken = calc.sends(f"{other}/withdrawal", **calc.held(other))
        gone = police.sees(other)
        past = calc.sends(
            f"{case}/requests/ask", **form | {"form_key": "another"}, unit=unit, **due | {"due-year": "2023"}
        )

    assert made.status_code == 303
    assert again.headers["location"] == made.headers["location"]
    assert GAP in unescape(page.text)
    assert nothing.status_code == 422
    assert "Choose at least one." in nothing.text
    assert answered.status_code == 303
    assert late.status_code in {404, 409, 422}
    assert SHE_TOLD in answer.text
    assert "her account" in answer.text
    assert taken.status_code == 303
    assert "Withdrawn" in gone.text or gone.status_code == 404
    assert past.status_code == 422
    assert "not over" in past.text


def _chosen(text: str) -> list[str]:
    return re.findall(r'value="([a-z_]+)" checked', text)


def _without_tokens(text: str) -> str:
    return re.sub(r'name="form_(token|key)" value="[^"]*"', "", text)
