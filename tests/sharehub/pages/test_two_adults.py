"""A meeting about two adults while it is undetermined whose pattern of control it is, and once it is not."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.language.vocabulary import Tactic
from sharehub.pages.two_adults import AGAINST, BESIDES, FOR, GROUPS, Mapped, mapped
from sharehub.pages.walls import hang
from tests.sharehub.pages.browsing import flaws, served
from tests.sharehub.pages.referred import asks
from tests.sharehub.pages.test_meeting import a_line, assert_readable_in_a_room, seats
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sharehub.pages.browsing import Person, Served

DAY = date(2024, 6, 12)
HELD = "Robin held the door shut."
PUSHED = "Kim pushed Robin at the door."
PHONE = "Robin reads Kim's phone every evening."
FETCHED = "Robin fetches Jo from school on time."
HID = "Jo hides under the table."
CLAIMS = re.compile(r"\b([Hh]is|[Hh]im|[Hh]e|[Hh]er|[Ss]he)\b")
"""What says of somebody here that he is the one, or she the other."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the demo's hub, on the day of a meeting about another family."""
    with served(tmp_path_factory.mktemp("served"), DAY) as found:
        yield found


class Family:
    """A case of two mapped adults and a child, with a meeting open for those who work on it."""

    def __init__(self, hub: Served) -> None:
        """Open the case, allocate and open the meeting over the API."""
        self.hub = hub
        self.case = asks(hub, "csw", "POST", "/cases").json()["id"]
        # Written down in no order of the alphabet.
        self.people = {
            name: self._made("csw", "people", part=part, name=name)
            for name, part in (("Robin", "adult_a"), ("Kim", "adult_b"), ("Jo", "child"))
        }
        others = {name: hub.stage.readers[name] for name in ("police", "hv", "sarah_facilitator")}
        for actor in others.values():
            self._made("csw", "memberships", user=str(actor.user), role=actor.role, start=DAY.isoformat())
        units = {str(actor.unit) for actor in (*others.values(), hub.stage.readers["csw"])}
        self._made("csw", "gates", gate="mapping_meeting", units=sorted(units), start=DAY.isoformat())

    def _made(self, who: str, path: str, **body: Any) -> str:
        return str(asks(self.hub, who, "POST", f"/cases/{self.case}/{path}", body).json()["id"])

    def publishes(self, who: str, statement: str, subject: str = "", **more: Any) -> str:
        """Record something and publish it; return its id."""
        usual = {
            "kind": "behaviour",
            "statement": statement,
            "source_type": "agency_observation",
            "source_exposure": "none",
            "categories": ["behaviour"],
            "pathways": ["CHILD_SAFETY_WELLBEING"],
            "first_known": "2024-03",
            "last_known": "2024-05",
        }
        if subject:
            usual["subject_person"] = self.people[subject]
        fact = self._made(who, "facts", **(usual | more))
        asks(self.hub, who, "POST", f"/cases/{self.case}/facts/{fact}/publication", seen='"1"')
        return fact

    def fill(self) -> None:
        """Let both have done things, one of them in the context of the other's."""
        held = self.publishes("police", HELD, "Robin", tactics=["CONFINE"], context_asked=True)
        self.publishes("police", PUSHED, "Kim", tactics=["PHYSICAL"], travels_with=[held])
        self.publishes("csw", PHONE, "Robin", tactics=["MONITOR"], context_asked=True)
        effort = {"kind": "protective_effort", "categories": ["protective_effort"], "covert": False}
        self.publishes("csw", FETCHED, "Robin", **effort)
        self.publishes("csw", HID, kind="impact", categories=["behaviour"], about=[self.people["Jo"]])


@pytest.fixture(scope="module")
def family(hub: Served) -> Family:
    made = Family(hub)
    made.fill()
    return made


def shows_the_wall(person: Person, family: Family, *names: str) -> str:
    person.goes(f"/cases/{family.case}/meeting/room")
    seats(person, *names)
    return person.fills(read="yes").presses("Show the wall").reads()


@pytest.mark.browser
def test_the_two_stand_side_by_side_until_it_is_decided(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    family = Family(hub)
    family.fill()
    facilitator = somebody("sarah_facilitator")
    told = shows_the_wall(facilitator, family, "police", "hv", "csw")

    assert flaws(facilitator) == []
    page = facilitator.page
    names = page.locator(".sh-two h3").all_inner_texts()
    assert names == ["Kim", "Robin"]
    kim, robin = page.locator(".sh-two > section").all()
    # The same headings for both, in one order; an act hangs with the context that it never goes without.
    assert [each.locator("h4").all_inner_texts() for each in (kim, robin)] == [
        ["Violence", "Control and restriction", FOR]
    ] * 2
    its = robin.locator("li", has_text=HELD).locator(".sh-card-number").inner_text()
    assert re.sub(r"\s+", " ", kim.locator("li").inner_text()) == (
        f"1 {PUSHED} Not to either. In its context: {its} {HELD} Mar 2024 to May 2024"
    )
    assert [HELD in robin.inner_text(), PHONE in robin.inner_text(), FETCHED in robin.inner_text()] == [
        True
    ] * 3
    assert "Whose pattern of control it is: undetermined" in told
    assert HID in told
    assert not CLAIMS.findall(told.partition("What may not be here")[0])
    assert_side_by_side(facilitator)
    assert_readable_in_a_room(facilitator, "If we removed what the other does")

    page.get_by_role("link", name="Decide it").click()
    page.get_by_label("Robin").check()
    facilitator.presses("Put this decision on record")
    told = shows_the_wall(facilitator, family, "police", "hv", "csw")
    assert flaws(facilitator) == []
    assert page.locator(".sh-two, .sh-decision").count() == 0
    assert "1. His pattern: what he does to control" in told
    assert told.index(HELD) < told.index("What she did") < told.index(PUSHED)
    assert told.index("In its context:", told.index(PUSHED)) < told.index("What he does to them")
    assert told.index(FETCHED) < told.index("What she does to protect them")
    assert_readable_in_a_room(facilitator)


def assert_side_by_side(person: Person) -> None:
    person.page.set_viewport_size({"width": 1920, "height": 1080})
    kim, robin = (box.bounding_box() for box in person.page.locator(".sh-two > section").all())
    assert kim is not None
    assert robin is not None
    assert (kim["y"], kim["width"]) == (robin["y"], robin["width"])
    assert kim["x"] + kim["width"] <= robin["x"]


def test_before_those_alone_who_work_with_neither_it_says_how_things_are_known(family: Family) -> None:
    with Visitor(family.hub) as facilitator:
        room = f"/cases/{family.case}/meeting/room"
        page = facilitator.signs_in("sarah_facilitator").sees(room).text
        held = facilitator.held(room)
        by_role = {
            value.rpartition(".")[2]: value for value in re.findall(r'name="seats" value="([^"]+)"', page)
        }
        known = facilitator.sends(
            "/wall", **held, read="yes", seats=[by_role["police"], by_role["health_visitor"]]
        )
        silent = facilitator.sends("/wall", **held, read="yes", seats=[by_role["children_families_sw"]])

    assert "seen by staff" in known.text
    assert "seen by staff" not in silent.text
    # Both walls are sorted alike, whoever is in the room.
    for page in (known.text, silent.text):
        assert page.index("<bdi>Kim</bdi>") < page.index("<bdi>Robin</bdi>")
        assert page.count("<h4>For the children</h4>") == 2


def test_no_page_of_the_meeting_says_whose_pattern_it_is(family: Family) -> None:
    meeting = f"/cases/{family.case}/meeting"
    with Visitor(family.hub) as facilitator:
        facilitator.signs_in("sarah_facilitator")
        pages = {
            path: facilitator.sees(f"{meeting}{path}").text
            for path in ("", "/invitations", "/principles", "/room", "/after")
        }
        held = facilitator.held(f"{meeting}/invitations")
        seat = re.findall(r'name="seats" value="([^"]+children_families_sw)"', pages["/invitations"])
        pages["costs"] = facilitator.sends(f"{meeting}/invitations", **held, seats=seat).text

    for path, page in pages.items():
        text = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
        assert not CLAIMS.findall(text), path
    assert "works with one of the two adults" in pages["costs"].lower()


def test_who_may_turn_out_to_work_with_the_one_is_told_that_costs_are_not_told(family: Family) -> None:
    at = f"/cases/{family.case}/meeting/invitations"
    police = family.hub.stage.readers["police"]
    with Visitor(family.hub) as worker:
        held = worker.signs_in("csw").held(at)
        # Nor is anybody listed to them: whoever comes says so themselves.
        costs = worker.sends(at, **held, given=f"{police.user}.{police.unit}.police").text

    assert "those who work with either adult or with the family are not told" in costs
    assert "Nothing that you may read yourself." not in costs


def test_the_pattern_speaks_of_neither_as_him(family: Family) -> None:
    with Visitor(family.hub) as facilitator:
        page = (
            facilitator.signs_in("sarah_facilitator").sees(f"/cases/{family.case}/pattern/case_mapping").text
        )

    main = page.partition("<main")[2].partition("<h2>About this page</h2>")[0]
    assert HELD in main
    assert "Not to either adult" in main
    assert not CLAIMS.findall(re.sub(r"<[^>]+>", " ", main))


def test_where_nothing_hangs_it_is_said_what_it_would_take_and_what_is_decided(hub: Served) -> None:
    family = Family(hub)
    told = {"source_type": "survivor", "source_person": family.people["Kim"], "source_exposure": "certain"}
    family.publishes("police", "Robin shouts.", "Robin", tactics=["DEGRADE"], context_asked=True, **told)
    with Visitor(hub) as worker:
        worker.signs_in("csw")
        page = worker.sends("/wall", **worker.held(f"/cases/{family.case}/meeting/room"), read="yes").text

    # What one of the two told hangs before nobody who may work with the other.
    assert "Robin shouts." not in page
    assert "Nothing hangs here, so that nothing else is opened: what each does comes first." in page
    assert "whoever works with either adult or with the family counts as working with the other&#39;s" in page
    assert "Whose pattern of control it is: undetermined" in page


def test_nobody_is_offered_a_decision_who_may_not_make_it(family: Family) -> None:
    with Visitor(family.hub) as hv:
        held = hv.signs_in("hv").held(f"/cases/{family.case}/meeting/room")
        page = hv.sends("/wall", **held, read="yes").text

    assert "undetermined" in page
    assert f'href="/cases/{family.case}/mapping"' not in page
    assert f'href="/cases/{family.case}/facts/new/note"' in page


def test_a_card_hangs_once_and_a_heading_with_both_or_with_neither() -> None:
    people = Mapped({"k": "Kim", "r": "Robin"})
    both = a_line("both", by="r", tactics=["PHYSICAL", "HARM_CHILD"], section=1)
    other = a_line("other", by="k")
    effort = a_line("effort", kind="protective_effort", by="k", section=2)
    nobodys = a_line("nobodys", kind="protective_effort", section=2)
    gist = {"id": "gist", "section": 1, "text": "In short.", "caveats": []}

    wall = hang([gist, nobodys, effort, both, other], people)

    assert [
        (one.name, [(words, [card.text for card in cards]) for words, cards in one.groups])
        for one in wall.adults
    ] == [
        ("Kim", [(BESIDES, ["other"]), (AGAINST, []), (FOR, ["effort"])]),
        ("Robin", [(BESIDES, []), (AGAINST, ["both"]), (FOR, [])]),
    ]
    assert [card.text for card in wall.columns[0][2]] == ["In short."]
    assert [card.text for card in wall.efforts] == ["nobodys"]
    assert [one.number for adult in wall.adults for _, cards in adult.groups for one in cards] == [1, 2, 3]


def test_what_is_done_for_the_children_alone_opens_nothing() -> None:
    effort = a_line("effort", kind="protective_effort", by="k", section=2)

    assert not hang([effort], Mapped({"k": "Kim", "r": "Robin"})).opened


def test_each_of_the_two_has_a_lane_of_time_under_a_name_that_fits() -> None:
    long = "Aleksandra Brzęczyszczykiewicz"
    acts = [a_line("one", by="k", last_known="2024-05"), a_line("two", by="r", first_known="2024-03")]

    wall = hang(acts, Mapped({"k": long, "r": "Robin"}))

    assert wall.strip is not None
    assert [name for name, _ in wall.strip.lanes] == ["Aleksandra Brzęczyszc…", "Robin"]


def test_neither_comes_first_but_by_the_alphabet() -> None:
    people = [
        {"id": "1", "part": "adult_a", "name": "robin"},
        {"id": "2", "part": "adult_b", "name": "Kim"},
        {"id": "3", "part": "child", "name": "Ada"},
    ]

    assert [*mapped(people).undecided.values()] == ["Kim", "robin"]
    assert mapped([{"id": "1", "part": "survivor", "name": "Kim"}]) == Mapped({}, frozenset({"1"}))


def test_every_family_of_tactics_has_a_heading_and_no_two() -> None:
    assert sorted(word for family in GROUPS.values() for word in family) == sorted(Tactic)


def test_what_is_written_down_is_headed_as_neither_ones(hub: Served, family: Family) -> None:
    facts = f"/cases/{family.case}/facts"
    with Visitor(hub).signs_in("csw") as worker:
        form = worker.sees(f"{facts}/new").text
        pasted = worker.sends(
            f"{facts}/paste", **worker.held(f"{facts}/paste"), pasted="Kim slept badly."
        ).text
        own = worker.sees(facts).text

    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", form)
    assert heading == "What one of the two did"
    others = re.findall(r'facts/new[^"]*">([^<]*)</a>', form)
    chosen = re.findall(
        r"<option[^>]*>([^<]*)</option>", pasted[pasted.index('id="kind"') :].partition("</select>")[0]
    )
    assert "What one of the two does to protect" in others
    assert heading in chosen
    assert not CLAIMS.findall(" ".join([heading, *others, *chosen]))
    # The list does not know whose each of them is.
    assert re.search(r"An act, [a-z ]+, May 2024", own)
    assert "Something done to protect, May 2024" in own
