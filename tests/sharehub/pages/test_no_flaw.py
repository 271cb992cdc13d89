"""Every page that anybody can come to by links, once, in a real browser: without a flaw.

Journeys look at the states of forms; here no page is left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sharehub.pages.app import routed
from sharehub.pages.visits import Page
from tests.sharehub.pages.browsing import Person, flaws
from tests.sharehub.pages.test_canary import walk
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.sharehub.pages.browsing import Served

pytestmark = pytest.mark.browser

TEMPLATES = [
    (route.path, route.path_regex)
    for route in routed().routes
    if isinstance(route, Page) and "GET" in (route.methods or ())
]


WHO = ("csw", "respekt", "calw", "sarah_facilitator", "ig", "hv", "administrator")
"""Between them they come by nearly every page."""


ALIKE = 5
"""Pages of one template that are opened for the links on them."""


def template_of(path: str) -> str:
    """Return the template of a page's address."""
    return next((template for template, pattern in TEMPLATES if pattern.match(path)), path)


def test_no_page_that_links_lead_to_has_a_flaw(browser: Browser, hub: Served) -> None:
    seen: set[str] = set()
    wrong: dict[str, list[str]] = {}
    for who in WHO:
        pages = {template: path for template, path in _reached(hub, who).items() if template not in seen}
        person = Person(browser, hub).signs_in(who)
        for path in pages.values():
            person.said.clear()
            wrong[path] = flaws(person.goes(path))
        person.context.close()
        seen |= pages.keys()

    assert {path: flaw for path, flaw in wrong.items() if flaw} == {}
    # The rest is behind forms, or is of what the story has none of; the journeys come by it.
    unseen = {template for template, _ in TEMPLATES if template not in seen}
    assert len(seen) > 2 * len(unseen), sorted(unseen)


def _reached(hub: Served, who: str) -> dict[str, str]:
    """Return the pages that somebody comes to, one of each template."""
    opened: Counter[str] = Counter()

    def is_another(path: str) -> bool:
        opened[template_of(path)] += 1
        return opened[template_of(path)] <= ALIKE

    with Visitor(hub) as visitor:
        visitor.signs_in(who)
        return {
            template_of(path): path
            for path, answer in walk(visitor, is_another).items()
            if answer.status_code == 200 and "html" in answer.headers["content-type"]
        }
