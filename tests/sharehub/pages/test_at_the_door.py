"""The pages before one is signed in, and after, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sharehub.pages.browsing import Person, flaws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.sharehub.pages.browsing import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def nobody(browser: Browser, hub: Served) -> Iterator[Person]:
    person = Person(browser, hub)
    yield person
    person.context.close()


@pytest.mark.parametrize("path", ["/sign-in", "/signed-out", "/signed-in?code=x&state=y", "/nothing"])
def test_the_pages_at_the_door_have_no_flaw(nobody: Person, path: str) -> None:
    # That an answer is a refusal is what the browser says of some of them itself.
    nobody.goes(path).said.clear()

    assert flaws(nobody) == []


def test_a_page_that_is_wrong_in_every_way_is_found_out(nobody: Person) -> None:
    """The negative control: what finds nothing on the other pages finds this."""
    nobody.goes("/sign-in")
    nobody.page.evaluate(
        """() => {
          document.title = 'x';
          document.body.innerHTML = `<h1>a</h1><h1>b</h1><img src="/none.png"><div>wide</div><button></button>
          <p style="color:red">pale</p><input><div class="sh-summary"></div>`;
          const look = (what, how) => Object.assign(document.querySelector(what).style, how);
          look('div', { width: '900px' });
          look('button', { width: '9px', height: '9px', padding: '0' });
          look('p', { color: '#ddd', background: '#fff' });
        }"""
    )
    nobody.page.wait_for_timeout(200)

    found = "\n".join(flaws(nobody))

    for flaw in (
        *(
            "2 first headings",
            "title: x",
            "whose title does not say so",
            "style within",
            "px wide",
            "smaller than",
        ),
        *("axe button-name", "axe color-contrast", "axe image-alt", "axe label", "console: "),
    ):
        assert flaw in found


def test_the_keyboard_comes_by_everything_in_order_and_shows_where_it_is(
    somebody: Callable[[str], Person],
) -> None:
    person = somebody("csw")
    places: list[str] = []
    for _ in range(6):
        person.page.keyboard.press("Tab")
        places.append(person.page.evaluate("document.activeElement.textContent.trim()"))
        outline = person.page.evaluate(
            "(each => each.outlineStyle + each.outlineWidth)(getComputedStyle(document.activeElement))"
        )
        assert outline == "solid3px"

    assert places[:4] == ["Skip to the page", "ShareHub", "Leave this page", "Sign out"]
    person.page.keyboard.press("Shift+Tab")
    person.goes("/")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main"


def test_after_signing_out_the_way_back_shows_nothing(somebody: Callable[[str], Person]) -> None:
    person = somebody("csw")
    person.goes("/")
    person.presses("Sign out")
    assert person.sees("You are signed out")

    person.page.go_back()

    assert "Your cases" not in person.page.title()
    assert person.page.title().startswith(("Sign in", "You are signed out", "Signed out"))


def test_a_tab_left_open_after_signing_out_does_nothing(somebody: Callable[[str], Person]) -> None:
    person = somebody("csw")
    stale = person.context.new_page()
    stale.goto("/")
    person.presses("Sign out")

    stale.get_by_role("button", name="Sign out").click()

    assert "You are signed out" in stale.title()
