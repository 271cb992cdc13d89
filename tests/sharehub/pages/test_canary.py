"""Every page, as everybody: nothing that was withheld from somebody is anywhere in what their pages send.

The walk follows each link of each page from the first, as a person could, and looks at all that is sent:
status, headers, redirects, markup, attributes, titles.
"""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from typing import TYPE_CHECKING

import pytest

from policies.vocabulary import Outcome
from sharehub.rehearsal.play import decided
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from tests.sharehub.pages.browsing import Served

EVERYBODY = (
    *("alc", "art", "calc", "calw", "csw", "hv", "ig", "marac", "police", "reporter", "respekt"),
    *("sarah_facilitator", "sheriff", "subp", "teacher"),
    "administrator",
)
MOST_PAGES = 400
"""Of one person; the walk must come to its end before."""
FEWEST_PAGES = 5
SHORTEST = 12
"""Characters; a shorter text could stand on a page by chance."""
_LINK = re.compile(r'href="(/[^"#?]*)(?:[#?][^"]*)?"')
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def withheld(served: Served, who: str) -> set[str]:
    """Return the statements and gists that somebody is given for no purpose."""
    given: set[str] = set()
    facts = {fact.id: fact for fact in served.stage.file.facts}
    reader = served.stage.file.readers.get(who)
    # Whoever runs the hub is no reader: all is withheld from them.
    for purpose in served.stage.rulebook.roles[reader.role].purposes if reader else ():
        for fact, answer in decided(served.stage, who, purpose).items():
            if answer.outcome is Outcome.FULL:
                # Who may have all of it is shown how others may have it, where it is their own.
                given |= {facts[fact].statement, facts[fact].gist or ""}
            elif answer.outcome is Outcome.GIST:
                given.add(facts[fact].gist or "")
    texts = {text for fact in facts.values() for text in (fact.statement, fact.gist or "")}
    return {text for text in texts - given if len(text) >= SHORTEST}


def walk(visitor: Visitor, wanted: Callable[[str], bool] = lambda _path: True) -> dict[str, httpx2.Response]:
    """Open every page that somebody can come to by links, as far as it is wanted."""
    seen: dict[str, httpx2.Response] = {}
    waiting = deque(["/", "/role", "/nothing"])
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        if path in seen or not wanted(path):
            continue
        answer = seen[path] = visitor.sees(path)
        if answer.is_redirect:
            waiting.append(answer.headers["location"])
        elif "html" in answer.headers.get("content-type", ""):
            waiting.extend(found for found in _LINK.findall(answer.text) if not found.startswith("/style"))
    return seen


def everything(answer: httpx2.Response) -> str:
    """Return all that was sent, with entities read."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.multi_items())
    return unescape(f"{answer.status_code} {answer.url}\n{headers}\n{answer.text}")


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_that_is_withheld_is_on_any_page(hub: Served, who: str) -> None:
    canaries = withheld(hub, who)
    with Visitor(hub) as visitor:
        pages = walk(visitor.signs_in(who))

    assert FEWEST_PAGES <= len(pages) < MOST_PAGES
    assert canaries
    sent = {path: everything(answer) for path, answer in pages.items()}
    assert {path: text for path, page in sent.items() for text in canaries if text in page} == {}
    assert not [path for path, answer in pages.items() if answer.status_code >= 500]
    # Names stand on pages; in addresses and titles, which browsers keep, nobody's does.
    names = [person.name for person in hub.stage.file.persons.values() if person.name]
    titles = [re.findall(r"<title>(.*?)</title>", page) for page in sent.values()]
    assert not [name for name in names if any(name in path for path in pages) or name in str(titles)]


def test_the_walk_finds_what_is_there(hub: Served) -> None:
    """The control: who is given something comes by it, so that not to find the rest says something."""
    with Visitor(hub) as visitor:
        sent = "".join(everything(answer) for answer in walk(visitor.signs_in("csw")).values())

    texts = {fact.statement for fact in hub.stage.file.facts} - withheld(hub, "csw")
    assert any(text in sent for text in texts)
