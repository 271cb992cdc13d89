"""Documents over HTTP: what comes with them, what is on record of them, and how they are refused."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from policies.lifecycle import SuspensionReason
from policies.shipped import rulebook_text
from sharehub.audit.entry import Action
from sharehub.audit.promise import open_promise
from sharehub.database.schema import Protocol
from sharehub.documents.document import DocumentForm, DocumentKind
from sharehub.documents.pdf import DocumentFailed
from sharehub.errors import Forbidden
from sharehub.oversight.acts.questions import Acts
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.permissions.permission import Reply
from sharehub.protocols import rulebooks, suspend
from sharehub.reports import ask as asking
from sharehub.reports.ask import Asked, Made, ask_for_document
from tests.sharehub.audit.trees import ORIGIN
from tests.sharehub.documents.reading import page, text_of, title_of
from tests.sharehub.oversight.offices import THE_HUBS, Offices
from tests.sharehub.permissions.asking import asked_of_him, says
from tests.sharehub.test_receipts import with_receipts
from tests.sharehub.web.clients import Staff, assert_problem

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

    from tests.sharehub.world import World

CHANGE = {"document": "change_report", "purpose": "child_protection"}
STATEMENT = "Konrad kicked the kitchen door while Agnes sat behind it."


@pytest.fixture
def staff(sqlite_world: World) -> Staff:
    """Return staff at the API of a family of whom one thing is known."""
    sqlite_world.open("cp_concern", "CF-SW")
    sqlite_world.publish(sqlite_world.behaviour())
    return Staff(sqlite_world)


def ask(staff: Staff, who: str = "social_worker", **body: Any) -> httpx2.Response:
    return staff.post(who, "/documents", json={"as": "html", **body})


def test_a_page_is_answered_that_may_have_its_own_style_and_do_nothing(staff: Staff) -> None:
    answer = ask(staff, **CHANGE)

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert STATEMENT in page(answer.text).text
    assert not page(answer.text).all("script", "img", "link", "a")


def test_a_pdf_is_answered_under_a_name_that_says_nothing(staff: Staff) -> None:
    answer = ask(staff, **CHANGE | {"as": "pdf"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="document.pdf"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert STATEMENT.replace(" ", "") in text_of(answer.content)
    assert re.fullmatch(r"Change report, case [0-9A-Z]{4}-[0-9A-Z]{4}", title_of(answer.content) or "")


def test_a_document_is_on_record_as_a_look_with_its_kind_and_form(staff: Staff) -> None:
    answer = ask(staff, **CHANGE | {"as": "pdf"})

    entry = staff.world.logged(Action.DOCUMENT_ASKED)[-1]
    assert entry["purpose"] == "child_protection"
    assert (entry["refs"]["document"], entry["refs"]["form"]) == ("change_report", "pdf")
    assert entry["refs"]["release"] == answer.headers["release-id"]
    assert UUID(entry["refs"]["release"]).version == 4
    assert STATEMENT not in str(entry)


def test_officers_of_the_owner_see_that_a_document_was_made_of_its_fact_and_others_what_they_may(
    staff: Staff,
) -> None:
    offices = Offices.of(staff.world)
    ask(staff, **CHANGE)

    (look,) = offices.looks("POL-DA")
    assert (look["medium"], look["action"], look["lines"][0]["outcome"]) == (
        "document",
        "document.asked",
        "full",
    )
    assert [one["medium"] for one in offices.looks("CF-SW")] == ["document"]
    assert offices.looks("HV") == []
    assert len(offices.asks(THE_HUBS, Acts("action", action=Action.DOCUMENT_ASKED))) == 1


def test_a_receipt_comes_in_a_header(sqlite_world: World, tmp_path: Path) -> None:
    sqlite_world.open("cp_concern", "CF-SW")
    signing, key = with_receipts(sqlite_world, tmp_path)

    answer = ask(signing, **CHANGE)

    note = base64.b64decode(answer.headers["log-receipt"], validate=True)
    promise = open_promise(note, ORIGIN, [key])
    assert promise.at_ms == sqlite_world.logged(Action.DOCUMENT_ASKED)[-1]["at"] // 1000
    assert "log-receipt" not in ask(Staff(sqlite_world), **CHANGE).headers


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("teacher", {"document": "court_report"}, 403, "forbidden"),
        ("social_worker", {"document": "treatment_page"}, 403, "forbidden"),
        ("officer", CHANGE | {"purpose": "audit"}, 403, "forbidden"),
        ("police_two", {"document": "change_report"}, 422, "invalid"),
        ("court", {"document": "court_report", "purpose": "case_mapping"}, 422, "invalid"),
        ("court", {"document": "treatment_page", "purpose": "court_report"}, 403, "forbidden"),
        ("court", {"document": "referral"}, 422, "invalid"),
        ("court", {"document": "court_report", "as": "docx"}, 422, "invalid"),
    ],
)
def test_what_is_not_answered_is_a_problem_like_any_other(
    staff: Staff, who: str, body: dict[str, Any], status: int, code: str
) -> None:
    staff.world.open("court_request", "SHERIFF")
    before = len(staff.world.logged())

    answer = ask(staff, who, **body)

    assert_problem(answer, status, code)
    assert "release-id" not in answer.headers
    assert len(staff.world.logged()) == before + 1


def test_a_form_that_is_wrong_is_named_as_it_is_sent(staff: Staff) -> None:
    found = ask(staff, **CHANGE | {"as": "docx"}).json()["findings"]
    assert found == [{"where": "body.as", "code": "enum"}]


def test_a_case_that_is_not_the_callers_answers_as_a_look_does(staff: Staff) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    document = staff.post("police", "/documents", json={**CHANGE, "as": "pdf"}, case=nowhere)
    look = staff.post("police", "/disclosures", json={"purpose": "child_protection"}, case=nowhere)

    assert document.status_code == 404
    assert document.content == look.content


def test_papers_that_he_reads_are_not_made_where_no_rulebook_says_that_he_reads_them(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    world.open("court_request", "SHERIFF")
    other = rulebook_text().replace("[court_report, hearing_report]", "[hearing_report]")
    court = world.actor("court")
    wanted = Asked(DocumentKind.COURT_REPORT, DocumentForm.HTML)
    assert isinstance(ask_for_document(world.hub, court, world.case, wanted), Made)
    protocol = world.rows(Protocol)[0]["id"]
    with world.hub.begin() as work:
        suspend.suspend(work, world.administrator, protocol, SuspensionReason.BREACH)
    with world.hub.begin() as work:
        rulebooks.register(work, world.administrator, other, base=True)

    with pytest.raises(Forbidden, match="no rulebook here says that he reads"):
        ask_for_document(world.hub, court, world.case, wanted)

    assert world.logged()[-1]["refs"] == {"action": "document.asked", "code": "forbidden"}


def test_an_importer_gets_no_document(sqlite_world: World) -> None:
    wanted = Asked(DocumentKind.CHANGE_REPORT, DocumentForm.HTML, "child_protection")
    with pytest.raises(Forbidden):
        ask_for_document(sqlite_world.hub, sqlite_world.importer("CF-SW"), sqlite_world.case, wanted)


@pytest.mark.parametrize("form", DocumentForm)
def test_what_cannot_be_set_stays_on_record_and_is_alarmed_and_says_nothing(
    sqlite_world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, form: DocumentForm
) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    # No blank line comes from anywhere that a test can reach.
    monkeypatch.setattr(asking, "permitted", lambda *_: ("Sekret-Zofia", ""))
    worker = world.actor("his_substance_worker")

    with pytest.raises(DocumentFailed) as failed:
        ask_for_document(world.hub, worker, world.case, Asked(DocumentKind.TREATMENT_PAGE, form))

    entry = world.logged(Action.DOCUMENT_ASKED)[-1]
    assert (failed.value.code, failed.value.status) == ("error", 500)
    assert failed.value.__cause__ is failed.value.__context__ is None
    assert "Sekret" not in f"{failed.value!r} {caplog.text}"
    assert entry["id"] in caplog.text


def test_a_gist_that_says_nothing_is_left_out_and_stops_no_document(sqlite_world: World) -> None:
    world, importer = sqlite_world, sqlite_world.importer("POL-DA")
    for gist in (" ", "He frightens them."):
        with world.hub.begin() as work:
            publish(
                work, importer, world.case, record(work, importer, world.case, world.behaviour(gist=gist))
            )
    staff, purpose = Staff(world), "wellbeing_support"

    answer = ask(staff, "teacher", document="treatment_page", purpose=purpose)

    assert answer.status_code == 200
    assert staff.texts("teacher", purpose).count(" ") == 1
    assert answer.text.count("He frightens them.") == 1


def test_what_he_permitted_is_shown_to_his_own_worker_while_it_stands(sqlite_world: World) -> None:
    world = sqlite_world
    permission = asked_of_him(world)

    def page(who: str = "his_substance_worker") -> str:
        asked = Asked(DocumentKind.TREATMENT_PAGE, DocumentForm.HTML)
        made = ask_for_document(world.hub, world.actor(who), world.case, asked)
        return made.content.decode() if isinstance(made, Made) else ""

    assert "You may tell" not in page()
    says(world, permission, Reply.GIVEN)
    assert "You may tell Unit RESP-M" in page()
    assert "may tell you" not in page()
    says(world, permission, Reply.WITHDRAWN)
    assert "You may tell" not in page()
