"""Signing in and out, and whoever tries to come in, or to have something done, in another way."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest

from sharehub.audit.entry import Action
from tests.sharehub.pages.visiting import COOKIE, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sharehub.pages.browsing import Served

A_CASE = "/cases/00000000-0000-4000-8000-000000000000"


@pytest.fixture
def visitors(hub: Served) -> Iterator[Callable[[], Visitor]]:
    """Yield what makes another visitor, each with cookies of their own."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Visitor(hub))


@pytest.fixture
def visitor(visitors: Callable[[], Visitor]) -> Visitor:
    return visitors()


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back_to_where_they_were(
    hub: Served, visitor: Visitor
) -> None:
    turned = visitor.sees(A_CASE)
    assert (turned.status_code, turned.headers["location"]) == (303, f"/sign-in?to={A_CASE}")
    assert f'name="to" value="{A_CASE}"' in visitor.sees(turned.headers["location"]).text

    back = visitor.comes_back(visitor.chooses(visitor.sets_out(A_CASE), "csw"))

    assert (back.status_code, back.headers["location"]) == (303, A_CASE)
    assert hub.entries(Action.SESSION_BEGUN)[-1]["role"] == "children_families_sw"


@pytest.mark.parametrize(
    "to",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "/%2f/elsewhere.example",
        "/\t/elsewhere.example",
        "/a//b",
        "/cases?x=1",
        "/a/../b",
        "javascript:alert(1)",
        "/" + "a" * 300,
        "",
    ],
)
def test_nobody_is_sent_anywhere_but_to_a_page_of_ours(visitor: Visitor, to: str) -> None:
    back = visitor.comes_back(visitor.chooses(visitor.sets_out(to), "csw"))

    assert back.headers["location"] == "/"
    assert visitor.sees(f"/sign-in?{urlencode({'to': to})}").headers["location"] == "/"


def test_the_cookie_is_for_this_host_and_no_script(visitor: Visitor) -> None:
    back = visitor.comes_back(visitor.chooses(visitor.sets_out(), "csw"))

    (cookie,) = [each for each in back.headers.get_list("set-cookie") if each.startswith(f"{COOKIE}=")]
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()
    assert re.match(rf"{COOKIE}=[0-9a-f]{{64}};", cookie)


def test_a_session_that_was_put_there_beforehand_is_not_the_one_that_begins(
    visitors: Callable[[], Visitor], visitor: Visitor
) -> None:
    fixed = "ab" * 32
    visitor.client.cookies.set(COOKIE, fixed)

    visitor.signs_in("csw")

    cookies = [cookie.value for cookie in visitor.client.cookies.jar if cookie.name == COOKIE]
    assert [value for value in cookies if value != fixed]
    other = visitors()
    other.client.cookies.set(COOKIE, fixed)
    assert other.sees("/").status_code == 303


def test_a_way_back_counts_once(visitors: Callable[[], Visitor], visitor: Visitor) -> None:
    address = visitor.chooses(visitor.sets_out(), "csw")
    waiting = {cookie.name: cookie.value or "" for cookie in visitor.client.cookies.jar}
    visitor.comes_back(address)

    again = visitors()
    again.client.cookies.update(waiting)

    assert again.comes_back(address).status_code == 403
    assert again.session is None


def test_a_way_back_counts_in_the_browser_that_set_out(
    visitors: Callable[[], Visitor], visitor: Visitor
) -> None:
    """An attacker's own way back, put before somebody else, signs nobody in as the attacker."""
    address = visitor.chooses(visitor.sets_out(), "csw")

    victim = visitors()
    assert victim.comes_back(address).status_code == 403
    victim.sets_out()
    assert victim.comes_back(address).status_code == 403
    assert victim.session is None


@pytest.mark.parametrize(
    "changes", [{"state": "another"}, {"iss": "https://elsewhere.example"}, {"code": "guessed"}]
)
def test_a_way_back_that_was_changed_lets_nobody_in(visitor: Visitor, changes: dict[str, str]) -> None:
    parts = urlsplit(visitor.chooses(visitor.sets_out(), "csw"))
    changed = urlencode(dict(parse_qsl(parts.query)) | changes)

    answer = visitor.comes_back(parts._replace(query=changed).geturl())

    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert visitor.session is None


def test_a_form_of_no_session_another_session_or_another_site_does_nothing(
    visitors: Callable[[], Visitor], hub: Served, visitor: Visitor
) -> None:
    visitor.signs_in("csw")
    token = visitor.held("/")["form_token"]
    other = visitors().signs_in("csw")
    before = len(hub.entries(Action.SESSION_ENDED))

    assert visitor.sends("/sign-out", form_key="x").status_code == 403
    assert visitor.sends("/sign-out", form_token="").status_code == 403
    assert visitor.sends("/sign-out", form_token=other.held("/")["form_token"]).status_code == 403
    foreign = visitor.client.post(
        "/sign-out", data={"form_token": token}, headers={"Origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403
    assert "Nothing was done" in foreign.text
    as_json = visitor.client.post("/sign-out", json={"form_token": token})
    assert as_json.status_code == 415
    assert len(hub.entries(Action.SESSION_ENDED)) == before
    assert visitor.sees("/").status_code == 200


def test_signing_out_ends_it_here_and_at_the_provider_and_a_tab_left_open_does_nothing(
    visitors: Callable[[], Visitor], hub: Served, visitor: Visitor
) -> None:
    visitor.signs_in("csw")
    session, stale = visitor.session, visitor.held("/")

    out = visitor.signs_out()

    assert (out.status_code, "You are signed out" in out.text) == (200, True)
    assert any("/identity/end" in str(step.url) for step in out.history)
    thief = visitors()
    thief.client.cookies.set(COOKIE, session or "")
    assert thief.sees("/").headers["location"].startswith("/sign-in")
    assert thief.sends("/sign-out", **stale).status_code == 401
    assert hub.entries(Action.SESSION_ENDED)[-1]["refs"] == {"by": "themselves"}


def test_a_role_that_is_not_theirs_is_not_to_be_had_by_a_form(hub: Served, visitor: Visitor) -> None:
    visitor.signs_in("csw")
    held = visitor.held("/role")

    assert visitor.sends("/role", role="ig_officer", **held).status_code == 403
    assert visitor.sends("/role", role="", **held).status_code == 403
    assert hub.entries(Action.ROLE_CHOSEN) == []
    assert "Social worker" in visitor.sees("/").text


def test_a_token_for_the_api_opens_no_page_and_a_session_opens_no_api(hub: Served, visitor: Visitor) -> None:
    visitor.signs_in("csw")

    assert visitor.sees("/api/v1/cases").status_code == 401
    bearer = {"Authorization": f"Bearer {hub.token('csw')}"}
    assert httpx2.get(f"{hub.address}/api/v1/cases", headers=bearer).status_code == 200
    assert httpx2.get(f"{hub.address}/", headers=bearer).status_code == 303
    # Nor does any header say for whom somebody asks.
    forged = {"sharehub.caller": "csw", "X-Sharehub-Caller": "csw"}
    assert httpx2.get(f"{hub.address}/api/v1/cases", headers=forged).status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/role", "/nothing/here", "/cases/none", "/style/mark.svg"]
)
def test_every_page_bears_the_policy_and_is_kept_nowhere(visitor: Visitor, path: str) -> None:
    visitor.signs_in("csw")

    answer = visitor.sees(path)

    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy
    assert answer.headers["cache-control"] == ("public, max-age=86400" if "style" in path else "no-store")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_leads_nowhere_looks_the_same_whatever_it_is(visitor: Visitor) -> None:
    visitor.signs_in("csw")

    texts = {visitor.sees(path).text for path in ("/nothing/here", "/nothing")}

    assert len(texts) == 1
    assert visitor.sees("/nothing").status_code == 404


def test_whoever_is_turned_away_is_counted_and_nothing_of_them_is_written(
    visitors: Callable[[], Visitor], hub: Served
) -> None:
    stranger = visitors()
    for _ in range(3):
        stranger.sees(A_CASE)
        stranger.sends("/sign-out")
    hub.flush()

    told = [entry["refs"] for entry in hub.entries(Action.ANONYMOUS_REFUSED)]
    kinds = {(one["route"], one["code"]) for refs in told for one in refs["counts"]}
    assert ("/cases/{case}", "unauthenticated") in kinds
    assert ("/sign-out", "unauthenticated") in kinds
    assert A_CASE not in str(told)
