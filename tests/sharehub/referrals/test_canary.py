"""A canary: what is kept from somebody comes out of no route of referrals, document or entry, for anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from policies.vocabulary import Category, SourceType
from sharehub.audit.entry import Action
from sharehub.language.vocabulary import Kind
from sharehub.patterns.publish import retract
from sharehub.patterns.record import record
from tests.sharehub.documents.reading import text_of, without_spaces
from tests.sharehub.referrals.referring import Referring, an_impact
from tests.sharehub.web.clients import Staff, assert_problem

if TYPE_CHECKING:
    import httpx2

    from tests.sharehub.world import World

HERS = "Zlatohlavek"
"""In what she told and lets nobody have."""
NEIGHBOUR = "Kralicek"
"""In what tells of the neighbour: never for those who work with him."""
DRAFT = "Slepyska"
"""In what nobody has published."""
GOAL = "Bazalicka"
"""In a goal that names who helps her."""
LONG = "Sikmoslov"
"""In the long form of what his side gets in short."""
SHORT = "krtecek"
"""In the short forms of these."""
CANARIES = (HERS, SHORT, NEIGHBOUR, DRAFT, GOAL)


def a_family(world: World) -> None:
    world.publish(world.behaviour())
    world.publish(
        world.told_by_her(statement=f"He said {HERS} to her.", gist=f"He is {SHORT} to her."), by="police"
    )
    world.publish(
        world.behaviour(
            statement=f"The children go to {NEIGHBOUR}.",
            gist=None,
            kind=Kind.PROTECTIVE_EFFORT,
            categories=frozenset({Category.SAFETY, Category.THIRD_PARTY}),
            source_type=SourceType.AGENCY_OBSERVATION,
            tactics=frozenset(),
            pathways=frozenset(),
            covert=True,
            about=frozenset({world.people["neighbour"]}),
        ),
        by="womens_worker",
    )
    world.publish(
        world.behaviour(
            statement=f"She and the children go to {GOAL} when they want.",
            gist=None,
            kind=Kind.GOAL,
            categories=frozenset({Category.SAFETY}),
            tactics=frozenset(),
            pathways=frozenset(),
        ),
        by="womens_worker",
    )
    world.publish(
        an_impact(
            world,
            statement=f"Agnes draws {LONG} at school.",
            categories=frozenset({Category.CHILD_WELLBEING}),
        ),
        by="teacher",
    )
    world.act(record, "police", world.behaviour(statement=f"He did {DRAFT}.", gist=f"He is {SHORT}."))


def everything(staff: Staff, referring: Referring, name: str) -> list[httpx2.Response]:
    """Ask every route of referrals as somebody; return what is answered."""
    here = f"/referrals/{referring.id}"
    body = {"programme": str(referring.new.programme)}
    return [
        staff.call(name, "GET", "/referrals"),
        staff.call(name, "GET", f"{here}/steps"),
        staff.post(name, "/referrals", json=body),
        staff.post(name, f"{here}/changes", json=body, seen=1),
        staff.post(name, f"{here}/preview"),
        staff.post(name, f"{here}/approval", json={"digest": "0" * 64}, seen=1),
        staff.post(name, f"{here}/dispatch", seen=1),
        staff.post(name, f"{here}/reading"),
        staff.post(name, f"{here}/document", json={"form": "html"}),
        staff.post(name, f"{here}/document", json={"form": "pdf"}),
        staff.post(name, f"{here}/moves", json={"to": "accepted"}, seen=1),
        staff.call(name, "GET", "", case="../programmes"),
    ]


def shown(answer: httpx2.Response) -> str:
    if answer.headers["content-type"] == "application/pdf":
        return without_spaces(text_of(answer.content))
    return answer.text


@pytest.mark.parametrize("sent", [False, True])
def test_what_is_kept_back_comes_out_of_no_route_for_anybody(sqlite_world: World, *, sent: bool) -> None:
    a_family(sqlite_world)
    referring = Referring.of(sqlite_world)
    if sent:
        referring.approved().sent()
    staff = Staff(sqlite_world)

    for name in sqlite_world.staff:
        for answer in everything(staff, referring, name):
            assert answer.status_code < 500, (name, answer.text)
            for canary in (*CANARIES, LONG):
                assert canary not in shown(answer), (name, canary)
    said = str(sqlite_world.logged())
    assert not any(canary in said for canary in (*CANARIES, LONG, "Konrad", "kicked"))


def test_the_canary_would_have_sung(sqlite_world: World) -> None:
    """With her yes, what she told comes out by every route that shows lines."""
    a_family(sqlite_world)
    sqlite_world.consents()
    referring = Referring.of(sqlite_world)
    staff = Staff(sqlite_world)

    looked = staff.post("social_worker", f"/referrals/{referring.id}/preview")
    referring.approved().sent()
    found = everything(staff, referring, "mens_worker")

    assert HERS in looked.text
    assert sum(HERS in shown(answer) for answer in found) == 3
    assert not any(NEIGHBOUR in shown(answer) or GOAL in shown(answer) for answer in (*found, looked))


def test_two_cases_that_differ_in_what_is_kept_back_read_alike(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    referring = Referring.of(world).approved().sent()
    staff = Staff(world)
    here = f"/referrals/{referring.id}"

    before = staff.post("mens_worker", f"{here}/reading").json()
    world.publish(world.told_by_her(statement=f"He said {HERS}.", gist=f"He is {SHORT}."))
    after = staff.post("mens_worker", f"{here}/reading").json()

    for answer in (before, after):
        _without_ids(answer)
    assert before == after


def _without_ids(value: Any) -> None:
    """Take away what is random in an answer."""
    if isinstance(value, dict):
        value.pop("id", None)
        if "said_to_him" in value:
            value.update({name: len(ids) for name, ids in value.items()})
        for inner in value.values():
            _without_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_ids(inner)


def test_a_document_is_a_page_or_a_tagged_pdf_and_says_when_it_is_out_of_date(world: World) -> None:
    fact = world.publish(world.behaviour())
    referring = Referring.of(world).approved().sent()
    staff = Staff(world)
    place = f"/referrals/{referring.id}/document"

    html = staff.post("mens_worker", place, json={"form": "html"})
    pdf = staff.post("mens_worker", place, json={"form": "pdf"})

    assert html.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in html.headers["content-security-policy"]
    assert pdf.content.startswith(b"%PDF")
    for text in map(without_spaces, (html.text, text_of(pdf.content))):
        said = ("Konrad kicked the kitchen door", "None of these is the cause of his abuse.")
        assert all(without_spaces(one) in text for one in said)
        assert text.index("Hispattern") < text.index("Whatshedoestoprotect")
    world.act(retract, "police", fact)
    gone = staff.post("mens_worker", place, json={"form": "html"})
    assert "Your copy of 3 June 2024 is out of date" in gone.text
    assert "kicked" not in gone.text
    assert_problem(staff.post("police", place, json={"form": "html"}), 403, "forbidden")
    assert len(world.logged(Action.REFERRAL_READ)) == 3


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_document_says_its_release_brings_its_receipt_and_may_have_its_own_style(
    sqlite_world: World, form: str
) -> None:
    referring = Referring.of(sqlite_world).approved().sent()
    staff = Staff(sqlite_world)

    answer = staff.post("mens_worker", f"/referrals/{referring.id}/document", json={"form": form})

    assert answer.status_code == 200, answer.text
    assert UUID(answer.headers["Release-Id"]).version == 4
    assert answer.headers["Content-Disposition"] == f'inline; filename="document.{form}"'
    assert ("style-src 'sha256-" in answer.headers["Content-Security-Policy"]) == (form == "html")
    assert answer.headers["Cache-Control"] == "no-store"
    assert str(sqlite_world.case)[:8].upper() not in answer.text
