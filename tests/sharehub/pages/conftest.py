"""A browser for all tests of pages, and a hub that is served for the tests of one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sharehub.pages.browsing import Person, a_browser, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.sharehub.pages.browsing import Served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a browser, for the tests of one file: while it runs, nothing else in this process runs a loop."""
    with a_browser() as found:
        yield found


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the demo's family, served, as they are at the end of the story."""
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def somebody(
    browser: Browser, hub: Served, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Person]]:
    """Yield what signs somebody in at a browser of their own: with JavaScript, and without."""
    opened: list[Person] = []

    def signed_in(name: str) -> Person:
        opened.append(Person(browser, hub, javascript=request.param))
        return opened[-1].signs_in(name)

    yield signed_in
    for person in opened:
        person.context.close()
