"""Opening a case, who is in it, whose pattern it is, who works on it, leaks, and standing too near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served


@pytest.mark.browser
def test_a_case_is_opened_for_two_adults_of_whom_it_is_decided_later(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    worker = somebody("csw").goes("/cases/new")
    assert flaws(worker) == []
    worker.presses("Open the case")
    assert worker.sees("Nobody yet.")
    worker.presses("Add")
    assert worker.sees("Write a name.")
    assert flaws(worker) == []
    for name, part in (("Ann <b>Example", "adult_a"), ("Bob Example", "adult_b")):
        worker.fills(name=name, part=part).presses("Add")
        assert worker.sees(name)
    # Nobody's name is in an address or a title.
    assert "Example" not in worker.page.url + worker.page.title()

    worker.follows("Whose pattern of control is it?")
    assert flaws(worker) == []
    worker.page.get_by_label("Bob Example").check()
    worker.presses("Put this decision on record")
    assert worker.sees("Bob Example The one whose pattern of control it is")
    worker.follows("It was decided wrongly")
    assert flaws(worker) == []
    worker.page.get_by_label("Ann <b>Example").check()
    worker.presses("Put it right")
    assert worker.sees("Ann <b>Example The one whose pattern of control it is")
    assert hub.entries(Action.MAPPING_CORRECTED)


@pytest.mark.browser
def test_pages_about_who_works_on_a_case_and_what_leaked_have_no_flaw(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    worker = somebody("csw")
    for page in ("members", "conflicts/new", "leaks", "leaks/new", "summary", "facts/paste"):
        worker.goes(f"/cases/{hub.case}/{page}")
        assert flaws(worker) == [], page
    worker.goes(f"/cases/{hub.case}/members").presses("Allocate")
    assert flaws(worker) == []
    assert worker.page.title().startswith("Error: ")
    worker.goes(f"/cases/{hub.case}/summary").presses("Publish the summary")
    assert worker.sees("A summary begins with his pattern")
    assert flaws(worker) == []


def test_a_leak_is_reported_in_a_closed_word(hub: Served) -> None:
    at = f"/cases/{hub.case}/leaks/new"
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        assert "Choose what it was." in visitor.sends(at, **visitor.held(at)).text
        assert visitor.sends(at, **visitor.held(at), what="address").status_code == 303
        assert "Where she or the children live" in visitor.sees(f"/cases/{hub.case}/leaks").text
    assert hub.entries(Action.LEAK_REPORTED)


def test_a_summary_holds_what_was_numbered_in_that_order(hub: Served) -> None:
    at = f"/cases/{hub.case}/summary"
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        fields = re.findall(r'id="(place-[^"]+)"', visitor.sees(at).text)
        wrong = visitor.sends(at, **visitor.held(at), **{fields[0]: "first"})
        assert wrong.status_code == 422
        assert "Write a whole number, or nothing." in wrong.text
        assert 'value="first"' in wrong.text
        sent = visitor.sends(at, **visitor.held(at), **{name: str(9 - n) for n, name in enumerate(fields)})
    assert sent.status_code == 303
    assert hub.entries(Action.SUMMARY_PUBLISHED)


def test_a_member_has_a_last_day(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("sarah_facilitator")
        found = re.findall(r'href="([^"]+/end)"', visitor.sees(f"/cases/{hub.case}/members").text)
        assert found
        last = {"last_day-day": "31", "last_day-month": "2", "last_day-year": "2024"}
        wrong = visitor.sends(found[0], **visitor.held(found[0]), **last)
        assert wrong.status_code == 422
        assert "Write a day, such as 3 7 2026." in wrong.text


def test_a_colleague_is_allocated_by_name(hub: Served) -> None:
    at = f"/cases/{hub.case}/members"
    with Visitor(hub) as visitor:
        visitor.signs_in("calc")
        page = visitor.sees(at).text
        colleagues = dict(re.findall(r'<option value="([0-9a-f-]{36})">([^<]+)</option>', page))
        # Of one's own unit alone, and nobody's system.
        assert sorted(colleagues.values()) == ["calc", "sarah_facilitator"]
        ends = re.findall(r'href="([^"]+/end)"', page)
        last = {"last_day-day": "30", "last_day-month": "9", "last_day-year": "2024"}
        for end in ends:
            assert visitor.sends(end, **visitor.held(end), **last).status_code == 303
        sarah = next(user for user, name in colleagues.items() if name == "sarah_facilitator")
        days = {"start-day": "1", "start-month": "10", "start-year": "2024"}
        sent = visitor.sends(at, **visitor.held(at), user=sarah, role="mapping_facilitator", **days)
        assert sent.status_code == 303, sent.text
        assert "From 1 October 2024" in visitor.sees(at).text


def test_whoever_stands_too_near_is_shown_nothing_more(hub: Served) -> None:
    at = f"/cases/{hub.case}/conflicts/new"
    with Visitor(hub) as visitor:
        visitor.signs_in("hv")
        assert visitor.sees(f"/cases/{hub.case}/facts").status_code == 200
        assert "Choose one." in visitor.sends(at, **visitor.held(at)).text
        declared = visitor.sends(at, **visitor.held(at), trigger="declared", declared="My cousin.")
        assert declared.status_code == 200
        assert "Until it is decided, nothing of this case is shown to you." in declared.text
        assert visitor.sees(f"/cases/{hub.case}/facts").status_code == 404
        assert visitor.sees(f"/cases/{hub.case}/people").status_code == 404
