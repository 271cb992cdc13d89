"""What officers decide afterwards: looking alone, conflicts, holds and the end of a case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx2

from sharehub.audit.entry import Action
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from tests.sharehub.pages.browsing import Served

GROUNDS = "He is on his way to her, and knows the address."


def api(hub: Served, who: str, path: str, body: object = None) -> httpx2.Response:
    """Ask the API for something of the case, as somebody."""
    headers = {"Authorization": f"Bearer {hub.token(who)}", "Idempotency-Key": str(uuid4())}
    address = f"{hub.address}/api/v1/cases/{hub.case}{path}"
    return httpx2.post(address, headers=headers, json=body, trust_env=False)


def officer(hub: Served, name: str = "ig") -> Visitor:
    """Return an officer who is signed in; who has two roles chooses that one."""
    visitor = Visitor(hub).signs_in(name)
    if name != "ig":
        visitor.sends("/role", **visitor.held("/role"), role="ig_officer")
    return visitor


def test_a_conflict_of_interest_is_decided(hub: Served) -> None:
    teacher = str(hub.stage.readers["teacher"].user)
    raised = api(
        hub,
        "police",
        "/conflict-checks",
        {"user": teacher, "trigger": "same_surname", "declared": None, "on": "2024-09-10"},
    )
    assert raised.status_code == 201, raised.text
    path = f"/reviews/cases/{hub.case}/conflicts/{raised.json()['id']}"
    with officer(hub) as visitor:
        case = visitor.sees(f"/reviews/cases/{hub.case}").text
        assert path in case
        assert "the same surname" in case
        held = visitor.held(path)
        unfinished = visitor.sends(path, **held, result="cleared")
        decided = visitor.sends(
            path, **held, result="cleared", **{"on-day": "11", "on-month": "9", "on-year": "2024"}
        )
        gone = visitor.sees(path)

    assert unfinished.status_code == 422
    assert 'value="cleared" checked' in unfinished.text
    assert decided.headers["location"] == f"/reviews/cases/{hub.case}"
    assert gone.status_code == 404
    assert hub.entries(Action.CONFLICT_DECIDED)[-1]["refs"]["result"] == "cleared"


def test_looking_alone_is_reviewed_without_a_word_of_why(hub: Served) -> None:
    broken = api(
        hub,
        "police",
        "/break-glass",
        {
            "purposes": ["child_protection"],
            "risk": GROUNDS,
            "who_is_at_risk": "She and the children.",
            "why_not_less": "A short form names no street.",
            "nobody_reached": "Her worker, twice.",
        },
    )
    assert broken.status_code == 201, broken.text
    with officer(hub) as visitor:
        waiting = visitor.sees("/reviews").text
        path = re.findall(r'href="(/reviews/glass/[^"]+)"', waiting)[0]
        page = visitor.sees(path).text
        done = visitor.sends(path, **visitor.held(path), verdict="lesson", note="Give night staff a number.")
        after = visitor.sees("/reviews").text

    assert "police" in page
    assert GROUNDS not in page + waiting
    assert done.headers["location"] == "/reviews"
    assert path not in after
    assert hub.entries(Action.GLASS_REVIEWED)[-1]["refs"]["verdict"] == "lesson"


def test_every_kind_of_answer_is_shown_in_words(hub: Served) -> None:
    for number in range(3):
        looked = api(hub, "csw", "/disclosures", {"purpose": "child_protection"})
        assert looked.status_code == 200, number
    sheriff = str(hub.stage.readers["sheriff"].user)
    excluded = {"user": sheriff, "reason": "A relative.", "start": "2024-09-10", "end": None}
    assert api(hub, "ig", "/exclusions", excluded).status_code == 201
    mark = str(hub.stage.persons["MARK"])
    consent = {
        "day": "2024-09-11",
        "subject": mark,
        "given_by": mark,
        "status": "active",
        "kind": "consent",
        "recipients": [str(hub.stage.units["SCHOOL"])],
        "except_units": [],
        "purposes": ["wellbeing_support"],
        "categories": ["survivor_account"],
        "exclude_facts": [],
        "expires": "2024-09-30",
        "may_be_put_to_perpetrator": False,
        "may_appear_in_report": False,
        "asked_alone": True,
        "note": "She agrees.",
    }
    recorded = api(hub, "calw", "/consents", consent)
    assert recorded.status_code == 201, recorded.text
    with officer(hub) as visitor:
        case = visitor.sees(f"/oversight/cases/{hub.case}").text
        fact = re.findall(r"/oversight/facts/([0-9a-f-]{36})", case)[0]
        shown = {
            name: visitor.sees(f"/oversight/{name}")
            for name in (
                f"facts/{fact}/holders",
                "bulk?more_than=1",
                "since-excluded",
                "consents",
                "protocols",
            )
        }

    assert {answer.status_code for answer in shown.values()} == {200}
    holders, bulk, kept, consents, protocols = (answer.text for answer in shown.values())
    assert "on screen" in holders
    assert "csw" in bulk
    assert "sheriff" in kept
    assert "excluded" in kept
    assert "30 September 2024" in consents
    assert "Primary school" in consents
    assert "She agrees" not in consents
    assert "REHEARSED-1, version 1" in re.sub(r"</?bdi>", "", protocols)


def test_a_hold_keeps_a_case_and_two_officers_end_it(hub: Served) -> None:
    at = f"/reviews/cases/{hub.case}"
    with officer(hub) as one, officer(hub, "governance") as other:
        held = one.held(f"{at}/destruction")
        on_hold = one.sends(f"{at}/hold", **one.held(at), held="yes")
        kept = one.sends(f"{at}/destruction/asking", **held)
        lifted = one.sends(f"{at}/hold", **one.held(at), held="no")
        asked = one.sends(f"{at}/destruction/asking", **one.held(f"{at}/destruction"))
        alone = one.sends(f"{at}/destruction/approval", **one.held(f"{at}/destruction"))
        assert not hub.entries(Action.CASE_SHREDDED)
        done = other.sends(f"{at}/destruction/approval", **other.held(f"{at}/destruction"))
        certificate = other.sends(f"{at}/certificate", **other.held("/reviews"))
        gone = other.sees(f"/oversight/cases/{hub.case}")

    assert (on_hold.status_code, lifted.status_code) == (303, 303)
    assert kept.status_code == 422
    assert "Another officer has to approve it" in asked.text
    assert alone.status_code == 422
    assert "It is destroyed" in done.text
    assert certificate.headers["content-type"] == "application/pdf"
    assert certificate.content.startswith(b"%PDF")
    assert gone.status_code in {404, 410}
