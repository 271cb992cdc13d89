"""A facilitator: prepares a meeting, invites with open eyes, and shows the wall in the room."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from sharehub.audit.entry import Action
from sharehub.pages.two_adults import Mapped
from sharehub.pages.walls import hang
from tests.sharehub.pages.browsing import flaws, served
from tests.sharehub.pages.test_canary import withheld
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

BEFORE = date(2024, 6, 12)
INTERPRETER = "Marketa needs a Polish interpreter who is not family"
PUNCHED = "Aleksander punched Marketa in the face"
BEDTIME = "She puts the children to bed early"
QUESTION = "If we removed his pattern, are we still worried about her parenting?"
A3_LANDSCAPE = (1191, 842)
"""Points."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the demo's family, served, on the day before the meeting."""
    with served(tmp_path_factory.mktemp("served"), BEFORE) as found:
        yield found


def a_line(identity: str, **said: Any) -> dict[str, Any]:
    """Return a line in full as a wall's answer has it."""
    place = {
        "kind": said.pop("kind", "behaviour"),
        "by": said.pop("by", None),
        "travels_with": said.pop("travels_with", []),
    }
    usual = {"section": 1, "text": identity, "caveats": [], "tactics": []}
    return {"id": identity, **usual, **said, "place": place}


def seats(person: Person, *names: str) -> None:
    for name in names:
        person.page.get_by_label(f"{name}: ").check()


def test_a_facilitator_prepares_invites_and_shows_the_wall(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    facilitator = somebody("sarah_facilitator").goes(f"/cases/{hub.case}/meeting")
    assert flaws(facilitator) == []
    assert facilitator.sees("with the children")
    # Services that are there for her or a child's health alone are named to nobody else.
    assert not facilitator.sees("Alcohol recovery")
    assert not facilitator.sees("Art therapist")

    facilitator.follows("Whom to invite")
    assert facilitator.sees("Nobody sits at a wall as MARAC coordinator")
    seats(facilitator, "police", "csw", "teacher", "hv")
    facilitator.presses("See what the wall would lose")
    assert flaws(facilitator) == []
    lost = facilitator.page.locator("li", has=facilitator.page.locator("h3", has_text="police: "))
    assert INTERPRETER in lost.inner_text()
    assert "only its short form hangs" in lost.inner_text()

    facilitator.presses("Open it for these, and for my own service")
    assert flaws(facilitator) == []
    assert facilitator.sees("Case-mapping meeting")
    assert hub.entries(Action.GATE_OPENED)[-1]["refs"]["gate"] == "mapping_meeting"

    facilitator.goes(f"/cases/{hub.case}/meeting").follows("In the room: the principles")
    assert flaws(facilitator) == []
    facilitator.follows("They are read aloud").presses("Show the wall")
    assert facilitator.sees("Read the principles aloud first")
    seats(facilitator, "police", "csw", "teacher", "hv")
    facilitator.fills(read="yes").presses("Show the wall")
    assert flaws(facilitator) == []
    told = facilitator.reads()
    # His side first, what she does beside what it does to them; the police are there, so only the short form.
    assert told.index(PUNCHED) < told.index(BEDTIME) < told.index(QUESTION)
    assert INTERPRETER not in told
    assert "Use an independent Polish interpreter at every contact." in told
    # Nothing that anybody in the room is never given is anywhere on it.
    html = facilitator.page.content()
    for name in ("police", "csw", "teacher", "hv"):
        assert not [text for text in withheld(hub, name) if text in html]
    assert hub.case not in facilitator.page.url
    assert_readable_in_a_room(facilitator)


def assert_readable_in_a_room(person: Person, asked: str = QUESTION) -> None:
    person.page.set_viewport_size({"width": 1920, "height": 1080})
    size = person.page.locator(".sh-card").first.evaluate(
        "each => parseFloat(getComputedStyle(each).fontSize)"
    )
    assert size >= 24
    columns = [box.bounding_box() for box in person.page.locator(".sh-wall > section").all()]
    assert len(columns) == 4
    tops = {round(box["y"]) for box in columns if box}
    assert len(tops) == 1
    printed = pypdfium2.PdfDocument(person.page.pdf(prefer_css_page_size=True))
    assert {tuple(map(round, page.get_size())) for page in printed} == {A3_LANDSCAPE}
    paper = "\n".join(page.get_textpage().get_text_range() for page in printed)
    # All of the wall is on paper, and nothing of the ways through the pages.
    assert asked.split(",", maxsplit=1)[0] in paper.replace("\r\n", " ")
    assert "Sign out" not in paper
    assert "Somebody came or left" not in paper


def test_with_somebody_there_who_is_not_open_to_it_nothing_hangs(hub: Served) -> None:
    with Visitor(hub) as facilitator:
        facilitator.signs_in("sarah_facilitator")
        calc = next(
            value
            for value in facilitator.sees(f"/cases/{hub.case}/meeting/room").text.split('"')
            if value.endswith(".health_visitor")
        )
        held = facilitator.held(f"/cases/{hub.case}/meeting/room")
        forged = calc.replace("health_visitor", "school")
        assert PUNCHED in facilitator.sends("/wall", **held, read="yes").text
        # A seat that was not offered is none: nobody makes a room out of ids.
        assert PUNCHED in facilitator.sends("/wall", **held, read="yes", seats=forged).text
        assert facilitator.sends("/wall", **(held | {"case": "x"}), read="yes").status_code == 404
        assert facilitator.sees("/wall").headers["location"] == "/"
        assert facilitator.sees(f"/cases/{hub.case}/meeting/after").status_code == 200


def test_her_worker_is_seated_by_what_she_gives_the_facilitator_herself(hub: Served) -> None:
    meeting = f"/cases/{hub.case}/meeting"
    with Visitor(hub) as worker, Visitor(hub) as facilitator:
        shown = worker.signs_in("calw").sees(meeting).text
        seat = shown.partition("<code>")[2].partition("</code>")[0]
        assert seat.endswith(".caledonian_women")

        held = facilitator.signs_in("sarah_facilitator").held(f"{meeting}/invitations")
        assert seat not in facilitator.sees(f"{meeting}/invitations").text
        costs = facilitator.sends(f"{meeting}/invitations", **held, given=seat)
        assert "Somebody who is not listed: Women&#39;s worker" in costs.text
        # The meeting is not open to her service yet: with her in the room nothing hangs.
        room = facilitator.held(f"{meeting}/room")
        assert PUNCHED not in facilitator.sends("/wall", **room, read="yes", given=seat).text
        opening = {"gate": "mapping_meeting", "units": seat.split(".")[1]}
        day = {"start-day": "12", "start-month": "6", "start-year": "2024"}
        assert facilitator.sends(f"/cases/{hub.case}/gates", **room, **opening, **day).status_code == 303
        assert PUNCHED in facilitator.sends("/wall", **room, read="yes", given=seat).text

        for wrong in ("her worker", f"{seat} {seat}x", seat.replace("caledonian_women", "marac_coordinator")):
            answer = facilitator.sends("/wall", **room, read="yes", given=wrong)
            assert answer.status_code == 422
            assert "on a line of its own" in answer.text


def test_the_second_column_opens_when_the_first_has_cards() -> None:
    effort = a_line("effort", kind="protective_effort", section=2, text="She keeps them safe.")
    his = a_line("his", text="He shouts.", last_known="2024-05")
    gap = a_line("gap", kind="gap", text="Nobody knows.")

    closed = hang([effort])
    assert not closed.opened
    assert closed.efforts == ()
    assert len(closed.columns) == 1

    wall = hang([gap, effort, his])
    assert [card.text for card in wall.columns[0][2]] == ["He shouts.", "Nobody knows."]
    assert [card.text for card in wall.efforts] == ["She keeps them safe."]
    assert wall.strip is not None
    assert [bar.card.number for bar in wall.strip.bars] == [1]


def test_what_comes_without_a_name_or_a_kind_hangs_by_its_section_alone() -> None:
    gist = {"id": "gist", "section": 1, "text": "In short.", "caveats": []}

    wall = hang([a_line("his", by="him"), gist], Mapped(hers=frozenset({"her"})))

    assert [card.number for card in wall.columns[0][2]] == [1, 2]


def test_what_she_did_is_no_pattern_of_his_and_has_its_context_on_the_same_card() -> None:
    his = a_line("his", text="He held the door shut.", by="him")
    hers = a_line("hers", text="She pushed him.", by="her", travels_with=["his"], first_known="2024-05")
    alone = {**hers, "place": {"kind": "behaviour", "by": "her", "travels_with": []}}
    people = Mapped(hers=frozenset({"her"}))

    wall = hang([hers, his], people)

    assert [card.text for card in wall.columns[0][2]] == ["He held the door shut."]
    assert [(card.number, card.context) for card in wall.hers] == [(2, [(1, "He held the door shut.")])]
    assert wall.strip is not None
    assert [name for name, _ in wall.strip.lanes] == ["What she does"]
    # Nothing about her hangs before what he does.
    assert not hang([alone], people).opened


def test_what_he_does_for_them_does_not_hang_as_hers() -> None:
    kind = {"kind": "protective_effort", "section": 2, "last_known": "2024-05"}
    told = [a_line("his", by="him"), a_line("school", by="him", **kind), a_line("bed", by="her", **kind)]

    wall = hang([*told, a_line("nobody's", **kind)], Mapped(hers=frozenset({"her"})))

    assert [card.text for card in wall.columns[1][2]] == ["school"]
    assert [card.text for card in wall.efforts] == ["bed", "nobody's"]
    assert wall.strip is not None
    assert [name for name, _ in wall.strip.lanes] == ["What he does", "What she does"]


@pytest.mark.parametrize("who", ["hv", "calw"])
def test_others_than_the_facilitator_open_no_meeting(hub: Served, who: str) -> None:
    with Visitor(hub) as somebody:
        page = somebody.signs_in(who).sees(f"/cases/{hub.case}/gates").text
    assert "Case-mapping meeting" not in page


def test_those_who_work_with_him_prepare_nothing(hub: Served) -> None:
    with Visitor(hub) as his:
        page = his.signs_in("respekt").sees(f"/cases/{hub.case}/meeting").text
    assert "Health visiting" not in page
    assert PUNCHED not in page
