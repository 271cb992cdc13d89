"""A referral of the demo's family, made over the API; and pages that are looked at as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2

from tests.sharehub.pages.browsing import flaws

if TYPE_CHECKING:
    from tests.sharehub.pages.browsing import Person, Served

PATIENCE = 60
A_WRONG_FORM = "422 (Unprocessable Entity)"
GOAL = "He leaves her and the children free to come and go, with keys of their own."


def whole(person: Person) -> None:
    """Look at a page as a whole; that a form before it was wrong is no flaw of this one."""
    person.said = [text for text in person.said if A_WRONG_FORM not in text]
    assert flaws(person) == []


def asks(served: Served, who: str, method: str, path: str, body: Any = None, seen: str = "") -> Any:
    """Ask the API as somebody; return its answer."""
    headers = {"Authorization": f"Bearer {served.token(who)}", "Idempotency-Key": uuid4().hex}
    if seen:
        headers["If-Match"] = seen
    address = f"{served.address}/api/v1{path}"
    answer = httpx2.request(method, address, json=body, headers=headers, timeout=PATIENCE, trust_env=False)
    assert answer.is_success, answer.text
    return answer


def a_programme(served: Served, code: str = "RESPEKT", name: str = "Respekt") -> str:
    """Enter a programme into the directory; return its id."""
    body = {
        "unit": str(served.stage.readers["respekt"].unit),
        "code": code,
        "name": name,
        "mandates": ["non_court_mandated"],
        "men_only": True,
        "heterosexual_only": False,
        "languages": ["pl", "en"],
        "open": True,
    }
    return str(asks(served, "sarah_facilitator", "POST", "/programmes", body).json()["id"])


def a_goal(served: Served) -> None:
    """Set a goal, as his referrer."""
    people = served.stage.persons
    body = {
        "behaviour": {"text": GOAL},
        "outcome": {"text": "Marketa and the children leave the house and come back whenever they choose."},
        "outcome_for": [str(people["MARK"]), str(people["JAN"])],
    }
    asks(served, "csw", "POST", f"/cases/{served.case}/goals", body)


def sent(served: Served, programme: str) -> str:
    """Draft, approve and send a referral; return its id."""
    man = served.stage.readers["respekt"]
    here = f"/cases/{served.case}/referrals"
    body = {
        "programme": programme,
        "person": str(served.stage.persons["ALEK"]),
        "recipient": str(man.user),
        "recipient_role": man.role,
        "purpose": "child_protection",
        "mandate": "non_court_mandated",
        "man": "yes",
        "relationship": "heterosexual",
        "languages": ["pl"],
        "interpreter": False,
        "parenting": ["lives_with_children"],
        "asked_tactics": ["ECONOMIC"],
        "earlier_asked": True,
    }
    referral = str(asks(served, "csw", "POST", here, body).json()["id"])
    looked = asks(served, "csw", "POST", f"{here}/{referral}/preview")
    digest = {"digest": looked.json()["digest"]}
    approved = asks(served, "csw", "POST", f"{here}/{referral}/approval", digest, looked.headers["etag"])
    asks(served, "csw", "POST", f"{here}/{referral}/dispatch", seen=approved.headers["etag"])
    return referral
