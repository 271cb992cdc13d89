"""A served hub with pages, and people who use it through a real browser.

Every page that is looked at here is looked at whole: axe, titles, headings, what the console says, reflow.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import sync_playwright
from sqlalchemy import func, select, text

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from sharehub.acting.entrance import Door
from sharehub.app import KeptLog, Outside, application, with_pages
from sharehub.assembly import fresh
from sharehub.clock import ShiftedClock, SteppedClock
from sharehub.database.schema import Base
from sharehub.demo.provider_pages import pages as provider_pages
from sharehub.demo.run import beside
from sharehub.demo.staff import let_in
from sharehub.demo.story import MOMENTS, case_file
from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import KeySet
from sharehub.identity.relying import RelyingParty
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.stage import set_stage
from sharehub.web.rates import Rates
from tests.conftest import lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sharehub.audit.entry import Action
    from sharehub.rehearsal.stage import Stage
    from sharehub.web.background import Background

CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
"""The browser without its own windows, which take most of its time, or with them."""
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOPBACK = "127.0.0.1"
PATIENCE = 20_000
"""Milliseconds for anything in the browser."""
NARROW: ViewportSize = {"width": 320, "height": 640}
USUAL: ViewportSize = {"width": 1000, "height": 800}
NOBODY_SIGNS = KeptLog()
LARGEST = 100_000
"""Bytes of a page."""


@dataclass
class Served:
    """A hub that is served, with its pages: where, and the stage that it was made on."""

    address: str
    stage: Stage
    tokens: Path
    background: Sequence[Background] = field(repr=False)

    @property
    def case(self) -> str:
        """Return the id of the one case."""
        return str(self.stage.case)

    def token(self, name: str) -> str:
        """Return an access token of somebody, for the API."""
        return (self.tokens / name).read_text(encoding="ascii")

    def entries(self, action: Action) -> list[dict[str, Any]]:
        """Return the entries of the log about a kind of act, in their order."""
        with self.stage.hub.engine.connect() as connection:
            bodies = connection.execute(text("select body from audit_entries")).scalars().all()
        found = [json.loads(body) for body in bodies]
        return sorted((one for one in found if one["action"] == action), key=lambda one: one["at"])

    def everything(self) -> dict[str, int]:
        """Return how many rows each table has, but for those that say who came and tried what."""
        passing = {"audit_entries", "log_queue", "sessions", "begun_sign_ins"}
        with self.stage.hub.engine.connect() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in Base.metadata.sorted_tables
                if table.name not in passing
            }

    def flush(self) -> None:
        """Have everything written that is counted first."""
        for one in self.background:
            one.last()


@contextmanager
def served(folder: Path, until: date = MOMENTS[-1].day, log: KeptLog = NOBODY_SIGNS) -> Iterator[Served]:
    """Serve the demo's family as they are on a day of the story, with everybody of the demo's staff.

    Args:
        folder: a new one, for the hub.
        until: the day up to which the story has gone.
        log: how the log is kept.
    """
    rules = rulebook_text()
    rulebook = parse_rulebook(rules)
    clock = SteppedClock(datetime.combine(MOMENTS[0].day, time(8), UTC))
    with closing(fresh(folder / "hub", clock)) as hub:
        stage = set_stage(hub, clock, parse(case_file(), rulebook), rules, rulebook)
        record_facts(stage)
        for happening in happenings(stage):
            if happening.day <= until:
                stage.put_clock(happening.day)
                happen(stage, happening)
        stage.put_clock(until)
        now = replace(hub, clock=ShiftedClock(datetime.combine(until, time(13), UTC)))
        with _listening() as listening:
            origin = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
            provider, registration = let_in(replace(stage, hub=now), origin, folder / "tokens")
            keys = KeySet(provider.key_set, monotonic)
            door = Door(now, Expected(provider.issuer, provider.audience), keys, origin)
            app = application(now, door, Outside(log=log, rates=Rates(share=1000)))
            people = RelyingParty(registration, provider.metadata, keys, monotonic)
            config = uvicorn.Config(
                _counted(beside(provider_pages(provider), with_pages(app, people))),
                log_level="warning",
                access_log=False,
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
            thread.start()
            try:
                yield Served(origin, stage, folder / "tokens", app.state.background)
            finally:
                server.should_exit = True
                thread.join(PATIENCE / 1000)


def _counted(app: ASGIApp) -> ASGIApp:
    """Return an application whose lines are counted: a counter forgets each thread as soon as it pauses."""

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        if sys.gettrace() is None:
            sys.settrace(threading.gettrace())
        await app(scope, receive, send)

    return counting


@contextmanager
def _listening() -> Iterator[socket.socket]:
    with closing(socket.socket()) as listening:
        listening.bind((LOOPBACK, 0))
        listening.listen(64)
        yield listening


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Run a browser; skip loudly where there is none."""
    found = next((one for one in CHROMIUMS if one.exists()), None)
    if found is None:
        lacking("browser", f"there is neither {CHROMIUMS[0]} nor {CHROMIUMS[1]}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Person:
    """Somebody at a browser of their own, with JavaScript or without."""

    def __init__(self, browser: Browser, served: Served, *, javascript: bool = True) -> None:
        """Open a browser that knows nothing yet."""
        self.served = served
        self.context: BrowserContext = browser.new_context(
            java_script_enabled=javascript, base_url=served.address, viewport=USUAL, locale="en-GB"
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self._javascript = javascript
        self.said: list[str] = []
        self.pages: set[str] = set()
        self.page.on("framenavigated", lambda frame: self.pages.add(frame.url))
        self.page.on("console", lambda message: self.said.append(_remark(message)))

    def signs_in(self, name: str) -> Person:
        """Sign in as somebody of the demo's staff, by the pages that everybody signs in by."""
        self.page.goto("/sign-in")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.locator(f'button[value="{name}"]').click()
        self.page.wait_for_url(f"{self.served.address}/**")
        return self

    def goes(self, path: str) -> Person:
        """Open a page by its address."""
        self.page.goto(path)
        return self

    def follows(self, words: str) -> Person:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=words).first.click()
        return self._there()

    def presses(self, words: str) -> Person:
        """Press a button by its words."""
        self.page.get_by_role("button", name=words).first.click()
        return self._there()

    def _there(self) -> Person:
        """Wait until the page that a click led to is there; a busy machine takes a while."""
        self.page.wait_for_load_state()
        return self

    def fills(self, **fields: str) -> Person:
        """Fill in fields by their names: text, a choice of a list, or a day as ISO 8601 writes it."""
        for name, value in fields.items():
            found = self.page.locator(f'[name="{name}"]')
            if found.count() == 0:
                for part, text in zip(("year", "month", "day"), value.split("-"), strict=True):
                    self.page.locator(f'[name="{name}-{part}"]').fill(str(int(text)))
            elif found.first.evaluate("each => each.type") in {"radio", "checkbox"}:
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif found.first.evaluate("each => each.tagName") == "SELECT":
                found.first.select_option(value)
            else:
                found.first.fill(value)
        return self

    def reads(self) -> str:
        """Return what the page shows, as text."""
        return self.page.locator("main").inner_text()

    def sees(self, words: str) -> bool:
        """Say whether the page shows words."""
        return words in re.sub(r"\s+", " ", self.reads())


def flaws(person: Person) -> list[str]:
    """Return what is wrong with the page that somebody is looking at; without a flaw the list is empty."""
    page = person.page
    # That a page itself was answered with a status of its own, a browser remarks on, also when it is past.
    themselves = tuple(f"Failed to load resource at {url}:" for url in person.pages)
    found = [f"console: {text}" for text in person.said if not text.startswith(themselves)]
    person.said.clear()
    html = page.content()
    title, headings = page.title(), page.locator("h1").all_inner_texts()
    if len(headings) != 1:
        found.append(f"{len(headings)} first headings")
    if not title.endswith(" – ShareHub") or len(title) < len(" – ShareHub") + 3:  # noqa: RUF001 - as pages have it
        found.append(f"title: {title}")
    if page.locator(".sh-summary").count() and not title.startswith("Error: "):
        found.append("a page with errors whose title does not say so")
    if len(html.encode()) > LARGEST:
        found.append(f"{len(html.encode())} bytes")
    if re.search(r"<script|\son[a-z]+=|style=", html):
        found.append("script or style within the page")
    found += _too_wide(person)
    found += _too_small(person)
    # axe is a script itself, which a page without JavaScript cannot run: the same page with it is looked at.
    if person._javascript:
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        found += [
            f"axe {each['id']}: {node['target']}"
            for each in results.response["violations"]
            for node in each["nodes"]
        ]
    return found


def _remark(message: ConsoleMessage) -> str:
    """Return what the browser remarked on, and of what is not as it should be where it is."""
    text = message.text
    failed = "Failed to load resource"
    return text.replace(failed, f"{failed} at {message.location['url']}") if text.startswith(failed) else text


def _too_wide(person: Person) -> list[str]:
    page = person.page
    page.set_viewport_size(NARROW)
    try:
        wide = page.evaluate("document.documentElement.scrollWidth")
    finally:
        page.set_viewport_size(USUAL)
    return [f"{wide} px wide on a screen of {NARROW['width']}"] if wide > NARROW["width"] else []


def _too_small(person: Person) -> list[str]:
    """Return controls below 24 px; links within a sentence may be (WCAG 2.2, 2.5.8)."""
    found = person.page.evaluate(
        """() => [...document.querySelectorAll(
          'button, input:not([type=hidden]), select, textarea, summary, nav a')]
        .filter(each => each.checkVisibility())
        .map(each => [each.outerHTML.slice(0, 60), each.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    return [f"smaller than 24 px: {html}" for html in found]
