"""`make tour`: goes through the demo's pages as its staff do, and takes the pictures of docs/tour.md anew.

A step that does not find its words stops it: no picture shows something else than the text beside it says.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sharehub.pages.browsing import Person, a_browser, served

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Served

PICTURES = Path(__file__).parents[3] / "docs" / "tour"
SIZE: tuple[int, int] = (1000, 860)
"""Of a picture, in pixels: what a person sees before they scroll."""
WORDING = "Mum was hysterical and is not engaging. She was punched on Monday."


@dataclass(frozen=True, slots=True)
class Step:
    """One picture: its name, who looks, how they come there, and words that must be on the page."""

    picture: str
    who: str
    comes: Callable[[Person], object]
    words: str


def at(path: str) -> Callable[[Person], object]:
    """Return a way to a page by its address; {case} is the demo's case."""
    return lambda person: person.goes(path.format(case=person.served.case))


def _a_draft(person: Person) -> None:
    at("/cases/{case}/facts/new")(person)
    person.fills(statement=WORDING).presses("Look at the wording")


STEPS = (
    Step("first-page", "csw", at("/"), "Your cases"),
    Step("writing", "csw", _a_draft, "Another way to put it?"),
    Step(
        "pattern",
        "csw",
        at("/cases/{case}/pattern/child_protection"),
        "His pattern and actions to harm the children",
    ),
    Step("in-short", "hv", at("/cases/{case}/short/wellbeing_support"), "In short"),
    Step("before-session", "respekt", at("/cases/{case}/before-session"), "You must not say"),
    Step("her-consent", "calw", at("/cases/{case}/consents"), "yes"),
    Step("meeting", "sarah_facilitator", at("/cases/{case}/meeting"), "meeting"),
    Step("heat-map", "ig", at("/oversight/heat-map"), "purpose"),
    Step("protocols", "ig", at("/protocols"), "Protocols"),
    Step("serious-risk", "teacher", at("/serious-risk"), "Ring 999 first"),
)


def take(hub: Served, folder: Path) -> None:
    """Take every picture into a folder.

    Raises:
        AssertionError: a page does not say what its picture is about.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with a_browser() as browser:
        for step in STEPS:
            person = Person(browser, hub, javascript=False).signs_in(step.who)
            person.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
            step.comes(person)
            assert person.sees(step.words), f"{step.picture}: {person.reads()[:300]}"
            person.page.screenshot(path=folder / f"{step.picture}.png")
            person.context.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch, served(Path(scratch)) as found:
        take(found, PICTURES)
    sys.stdout.write(f"{len(STEPS)} pictures\n")
