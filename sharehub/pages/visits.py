"""One request to a page: whose session it is, what it may ask the API, and how it is answered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from urllib.parse import quote, urlsplit
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sharehub.pages.asking import Api, Refused
from sharehub.pages.forms import KEY, REVISION, TOKEN, Form, read_form
from sharehub.pages.places import places_of
from sharehub.pages.rendering import moment, render
from sharehub.web.notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from starlette.types import ASGIApp

    from sharehub.identity.relying import RelyingParty
    from sharehub.pages.asking import Answer
    from sharehub.pages.forms import Error
    from sharehub.sessions.store import Session, Sessions

Json: TypeAlias = Any
"""What the API answered: its description says of which form."""

Id: TypeAlias = UUID
"""An id in an address; what is none leads nowhere."""

Purpose: TypeAlias = Annotated[str, Path(pattern=r"^[a-z][a-z_]{0,63}$")]
"""What something is asked for, in an address."""

SEE_OTHER = 303
WRONG = 422
FORBIDDEN, NOT_FOUND = 403, 404
TURNED = "no_session"


@dataclass(frozen=True, slots=True)
class House:
    """What all pages of a hub share: the API, sessions, where people sign in, and the zone of clocks."""

    api: ASGIApp
    sessions: Sessions
    provider: RelyingParty
    zone: ZoneInfo

    @property
    def origin(self) -> str:
        """Return the pages' own scheme and host."""
        return self.provider.registration.origin

    @property
    def secure(self) -> bool:
        """Say whether the pages are reached over TLS: all but the demo's, which stay on one machine, are."""
        return self.origin.startswith("https://")

    @property
    def cookie(self) -> str:
        """Return the name of the session's cookie; with the prefix no other host can set it."""
        return "__Host-sharehub" if self.secure else "sharehub"

    def policy(self) -> str:
        """Return the Content-Security-Policy of pages; signing in and out posts to the provider's own."""
        parts = urlsplit(self.provider.registration.issuer)
        return (
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self';"
            f" form-action 'self' {parts.scheme}://{parts.netloc}; base-uri 'none'; frame-ancestors 'none'"
        )


class Away(Exception):
    """The answer is to go somewhere else first."""

    def __init__(self, path: str) -> None:
        """Say where."""
        super().__init__(path)
        self.path = path


@dataclass(slots=True)
class Visit:
    """One page, for one person in one role. What it shows comes from `api`, and from nowhere else."""

    request: Request
    house: House
    session: Session
    api: Api
    form: Form = field(default_factory=Form)

    @property
    def role(self) -> str:
        """Return the role in which they act."""
        return self.session.role or ""

    async def get(self, path: str, **query: str) -> Json:
        """Return what the API answers at a path."""
        return (await self.api.ask("GET", path, query=query or None)).body

    async def every(self, path: str, **query: str) -> list[dict[str, Any]]:
        """Return all items of one of the API's lists."""
        return await self.api.every(path, query or None)

    async def public(self, path: str) -> Answer:
        """Return what the hub answers everybody at a path of its own: its health, the log's checkpoint."""
        return await self.api.public(path)

    async def look(self, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """Ask for something that is a disclosure: looked at anew each time, and on record each time."""
        return (await self.api.ask("POST", path, body)).body

    async def act(self, path: str, body: Mapping[str, Any] | None = None, *, again: str = "") -> Answer:
        """Do an act, once, under the key of the form that was sent.

        Args:
            path: where, below the API's prefix.
            body: what is sent.
            again: tells several acts of one form apart.
        """
        key = f"{self.form.one(KEY)}{again}"
        revision = self.form.one(REVISION) or None
        return await self.api.ask("POST", path, body, key=key, revision=revision)

    def page(self, template: str, *, status: int = 200, **given: object) -> HTMLResponse:
        """Return a page of this session's."""
        usual = {"errors": [], "form": self.form, "revision": ""}
        text = render(template, visit=self, **(usual | given))
        return HTMLResponse(text, status)

    def wrong(self, template: str, errors: list[Error], **given: object) -> HTMLResponse:
        """Return a form again, with all that was filled in and what is wrong with it."""
        return self.page(template, status=WRONG, errors=errors, **given)

    def go(self, path: str) -> RedirectResponse:
        """Send the browser on after an act, so that reloading repeats nothing."""
        return RedirectResponse(path, SEE_OTHER)

    def hand_over(self, answer: Answer, name: str) -> Response:
        """Return a document of the API's as a file to keep."""
        kind = answer.headers.get("content-type", "application/octet-stream")
        return Response(
            answer.content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    # What templates ask for.

    def places(self) -> tuple[tuple[str, str], ...]:
        """Return the main pages of this role, as address and words."""
        return places_of(self.role)

    def is_at(self, path: str) -> bool:
        """Say whether this page is one of the main ones, or below it."""
        here = self.request.url.path
        return here == path or (path != "/" and here.startswith(f"{path}/"))

    def token(self) -> str:
        """Return what this session's forms hold."""
        return self.session.token()

    def key(self) -> str:
        """Return a new key, under which a form's act is done once; a form that was wrong keeps its own."""
        return self.form.one(KEY) or secrets.token_urlsafe(24)

    def at(self, value: str) -> str:
        """Write a moment as the clock on the wall shows it."""
        return moment(value, self.house.zone)

    def today(self) -> date:
        """Return the civil day of the hub's clock."""
        return self.house.sessions.now().astimezone(self.house.zone).date()

    def ends(self) -> str:
        """Return until when the session lasts at the most."""
        return f"{self.session.until.astimezone(self.house.zone):%H:%M}"


class Page(APIRoute):
    """A page for those who are signed in and have chosen a role; its forms count for their session alone."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler, with what comes before and after it."""
        handle = super().get_route_handler()

        async def paged(request: Request) -> Response:
            notes = notes_of(request.scope)
            try:
                visit = request.state.visit = await enter(request)
                answer = await _answered(handle, visit)
            except Away as away:
                notes.code, notes.turned = "unauthenticated", TURNED
                return RedirectResponse(away.path, SEE_OTHER)
            notes.of_answers = True
            return answer

        return paged


async def _answered(handle: Callable[[Request], Coroutine[Any, Any, Response]], visit: Visit) -> Response:
    try:
        return await handle(visit.request)
    except Refused as refused:
        if refused.anew:
            return visit.go(f"/sign-in/anew?to={quote(visit.request.url.path)}")
        silent = refused.status in {FORBIDDEN, NOT_FOUND} and await _works_with_him(visit)
        return visit.page("refused.html.j2", status=refused.status, refused=refused, silent=silent)
    except RequestValidationError:
        # An address that is none: it is not said which part of it.
        return visit.page("nowhere.html.j2", status=NOT_FOUND)


async def _works_with_him(visit: Visit) -> bool:
    """Say whether they work with him, who are told nothing of what would open a door; if in doubt they do."""
    try:
        return bool((await visit.get("/me"))["works_with_him"])
    except Refused:
        return True


async def enter(request: Request) -> Visit:
    """Return whose request it is, in which role.

    Raises:
        Away: they are not signed in, or have not chosen.
        HTTPException: a form is not of this session.
    """
    house: House = request.app.state.house
    session = await session_of(request)
    if session is None:
        back = quote(request.url.path) if request.method == "GET" else "/"
        raise Away(f"/sign-in?to={back}")
    actor = session.actor(house.provider.registration.step_up_acr)
    if actor is None:
        raise Away("/role")
    request.state.actor = actor
    form = Form()
    if request.method == "POST":
        form = await ours(request, session)
    return Visit(request, house, session, Api(house.api, house.origin, actor), form)


async def ours(request: Request, session: Session) -> Form:
    """Return the form of a request, which must be one that this session was given, sent from a page of ours.

    Raises:
        HTTPException: it is not.
    """
    house: House = request.app.state.house
    form = await read_form(request)
    origin = request.headers.get("origin", house.origin)
    if origin != house.origin or not session.is_ours(form.one(TOKEN)):
        raise HTTPException(FORBIDDEN)
    return form


async def session_of(request: Request) -> Session | None:
    """Return the session of the browser that asks, if it has one that counts."""
    house: House = request.app.state.house
    name = request.cookies.get(house.cookie)
    return await run_in_threadpool(house.sessions.find, name) if name else None


async def _visit(request: Request) -> Visit:
    visit: Visit = request.state.visit
    return visit


Visiting = Annotated[Visit, Depends(_visit)]
