"""Every page there is: for nobody without a session, and no form without its token, whatever else is sent."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

from sharehub.pages.app import routed
from sharehub.pages.visits import Page
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sharehub.pages.browsing import Served

ROUTES = [
    (method, route.path, isinstance(route, Page))
    for route in routed().routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
BEHIND = [(method, path) for method, path, behind in ROUTES if behind]
AT_THE_DOOR = {
    *(("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/sign-in/anew"), ("POST", "/sign-in/anew")),
    *(
        ("GET", "/signed-in"),
        ("GET", "/role"),
        ("POST", "/role"),
        ("POST", "/sign-out"),
        ("GET", "/signed-out"),
    ),
    *(("GET", "/signed-out"), ("POST", "/signed-out-elsewhere"), ("GET", "/style/mark.svg")),
}
"""All that ask for no session, or for one whose role is not chosen; and the stylesheet, by its content."""


def address(path: str) -> str:
    """Return an address of a page: every id in it is of nothing that there is."""
    return re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), path)


@pytest.fixture(scope="module")
def nobody(hub: Served) -> Iterator[Visitor]:
    with Visitor(hub) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def worker(hub: Served) -> Iterator[Visitor]:
    with ExitStack() as stack:
        yield stack.enter_context(Visitor(hub)).signs_in("csw")


def test_no_page_stands_before_the_door_but_those_that_are_listed() -> None:
    open_ones = {(method, path) for method, path, behind in ROUTES if not behind}

    assert {(method, path) for method, path in open_ones if not path.endswith(".css")} == AT_THE_DOOR
    assert len(BEHIND) > len(AT_THE_DOOR)


@pytest.mark.parametrize(("method", "path"), BEHIND)
def test_whoever_has_no_session_is_sent_to_sign_in(nobody: Visitor, method: str, path: str) -> None:
    answer = nobody.client.request(method, address(path), data={"any": "thing"} if method == "POST" else None)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?to=/")
    assert answer.content == b""


@pytest.mark.parametrize("path", sorted({path for method, path in BEHIND if method == "POST"}))
def test_no_form_is_taken_without_its_token(worker: Visitor, path: str) -> None:
    before = worker.served.everything()

    answer = worker.client.post(address(path), data={"form_key": "x", "form_token": "0" * 64})

    assert answer.status_code == 403
    assert "Nothing was done" in answer.text
    assert worker.served.everything() == before


@pytest.mark.parametrize(("method", "path"), BEHIND)
def test_what_is_not_there_is_told_without_a_failure(worker: Visitor, method: str, path: str) -> None:
    held = worker.held("/") if method == "POST" else {}

    answer = worker.client.request(method, address(path), data=held or None)

    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text
