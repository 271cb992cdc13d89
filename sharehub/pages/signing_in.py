"""Signing in, choosing a role, and signing out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sharehub.identity.relying import Unavailable
from sharehub.identity.signed import Rejected
from sharehub.pages.forms import read_form
from sharehub.pages.rendering import render
from sharehub.pages.visits import SEE_OTHER, House, ours, session_of
from sharehub.sessions.store import LONGEST, TO_SIGN_IN
from sharehub.web.notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from sharehub.sessions.store import Returned, Session

_LOCAL = re.compile(r"/(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?")
"""The paths of ours; nothing that a browser could take for another host's."""
LONGEST_PATH = 200
UNAVAILABLE = 503


class Threshold(APIRoute):
    """A page that stands before sessions and roles; it holds fixed words, and of the session whose it is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[None, None, Response]]:
        """Return the route's handler, with what comes after it."""
        handle = super().get_route_handler()

        async def paged(request: Request) -> Response:
            try:
                answer = await handle(request)
            except Unavailable:
                notes_of(request.scope).code = "provider_unavailable"
                return HTMLResponse(render("provider.html.j2"), UNAVAILABLE)
            notes_of(request.scope).of_answers = True
            return answer

        return paged


router = APIRouter(route_class=Threshold)


@router.get("/sign-in")
async def sign_in(request: Request, to: str = "/") -> Response:
    """Offer to sign in."""
    if await session_of(request) is not None:
        return RedirectResponse(local(to), SEE_OTHER)
    return HTMLResponse(render("sign_in.html.j2", to=local(to)))


@router.post("/sign-in")
async def set_out(request: Request) -> Response:
    """Send the browser to the identity provider."""
    form = await read_form(request)
    return await _sent(request, local(form.one("to")))


@router.get("/sign-in/anew")
async def set_out_anew(request: Request, to: str = "/") -> Response:
    """Say why somebody has to prove anew who they are, and offer it."""
    if await session_of(request) is None:
        return RedirectResponse(f"/sign-in?to={quote(local(to))}", SEE_OTHER)
    return HTMLResponse(render("anew.html.j2", to=local(to)))


@router.post("/sign-in/anew")
async def prove_anew(request: Request) -> Response:
    """Send the browser to the identity provider, which is to ask who they are, whatever it remembers."""
    session = await session_of(request)
    form = await read_form(request)
    if session is None:
        return RedirectResponse("/sign-in", SEE_OTHER)
    return await _sent(request, local(form.one("to")), session)


@router.get("/signed-in")
async def back(request: Request) -> Response:
    """Take in whoever comes back from the provider."""
    house: House = request.app.state.house
    begun = request.cookies.get(_waiting(house))
    returned = dict(request.query_params)
    found = await run_in_threadpool(_taken_in, house, begun, returned) if begun else None
    if found is None:
        notes = notes_of(request.scope)
        notes.code, notes.turned = "unauthenticated", "sign_in"
        answer: Response = HTMLResponse(render("not_signed_in.html.j2"), 403)
    else:
        answer = RedirectResponse(found.back, SEE_OTHER)
        _hand(answer, house, house.cookie, found.session, int(LONGEST.total_seconds()))
    answer.delete_cookie(_waiting(house), path="/", secure=house.secure, httponly=True, samesite="lax")
    return answer


@router.get("/role")
async def choose(request: Request) -> Response:
    """Offer the roles of whoever is signed in."""
    session = await _known(request)
    return HTMLResponse(render("role.html.j2", session=session, token=session.token(), errors=[]))


@router.post("/role")
async def chosen(request: Request) -> Response:
    """Go on in a role."""
    house: House = request.app.state.house
    session = await _known(request)
    form = await ours(request, session)
    name = await run_in_threadpool(house.sessions.choose, session, form.one("role"))
    if name is None:
        # Not one of theirs: no page offers it.
        raise HTTPException(403)
    answer = RedirectResponse("/", SEE_OTHER)
    _hand(answer, house, house.cookie, name, int(LONGEST.total_seconds()))
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session, here and at the provider."""
    house: House = request.app.state.house
    session = await _known(request)
    await ours(request, session)
    await run_in_threadpool(house.sessions.end, session)
    try:
        away = await run_in_threadpool(house.provider.farewell, session.id_token)
    except Unavailable:
        # Here they are signed out all the same.
        away = None
    answer = RedirectResponse(away or "/signed-out", SEE_OTHER)
    answer.delete_cookie(house.cookie, path="/", secure=house.secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/signed-out")
async def signed_out() -> Response:
    """Say that they are."""
    return HTMLResponse(render("signed_out.html.j2"))


@router.post("/signed-out-elsewhere")
async def signed_out_elsewhere(request: Request) -> Response:
    """End what the provider says has ended; OpenID Connect Back-Channel Logout 1.0."""
    house: House = request.app.state.house
    form = await read_form(request)
    told = await run_in_threadpool(house.provider.told_to_end, form.one("logout_token"), house.sessions.now())
    if isinstance(told, Rejected):
        notes = notes_of(request.scope)
        notes.code, notes.turned = "unauthenticated", told.why
        return Response(status_code=400)
    await run_in_threadpool(house.sessions.end_at_provider, told)
    return Response(status_code=200)


def local(path: str) -> str:
    """Return a path of ours, or the first page for whatever else was given."""
    return path if len(path) <= LONGEST_PATH and _LOCAL.fullmatch(path) else "/"


def _taken_in(house: House, begun: str, returned: dict[str, str]) -> Returned | None:
    found = house.sessions.back(begun)
    if found is None:
        return None
    remembered, waiting = found
    signed_in = house.provider.finish(returned, remembered, house.sessions.now())
    return None if isinstance(signed_in, Rejected) else house.sessions.begin(signed_in, waiting)


async def _sent(request: Request, to: str, session: Session | None = None) -> Response:
    house: House = request.app.state.house

    def begin() -> tuple[str, str]:
        url, begun = house.provider.begin(anew=session is not None)
        return url, house.sessions.set_out(begun, to, session.name if session else None)

    url, name = await run_in_threadpool(begin)
    answer = RedirectResponse(url, SEE_OTHER)
    _hand(answer, house, _waiting(house), name, int(TO_SIGN_IN.total_seconds()))
    return answer


async def _known(request: Request) -> Session:
    session = await session_of(request)
    if session is None:
        notes = notes_of(request.scope)
        notes.turned = "no_session"
        raise HTTPException(401)
    return session


def _waiting(house: House) -> str:
    return f"{house.cookie}-signing-in"


def _hand(answer: Response, house: House, cookie: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        cookie, value, max_age=seconds, path="/", secure=house.secure, httponly=True, samesite="lax"
    )
