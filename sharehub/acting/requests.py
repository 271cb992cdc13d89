"""What a route is given of a request: the hub, the actor, and the desk at which an act is done once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

from fastapi import Depends, Header, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from sharehub.acting.entrance import Entrance, Presented, Turned
from sharehub.acting.once import Admits, Desk
from sharehub.audit.log import Entered
from sharehub.audit.note import Signer
from sharehub.audit.promise import promise_of
from sharehub.errors import ChangedSince
from sharehub.hub import Hub
from sharehub.identity.actor import Actor
from sharehub.web import strict_json
from sharehub.web.challenges import challenge
from sharehub.web.notes import notes_of
from sharehub.web.problems import answer_status
from sharehub.web.rates import PER_ADDRESS, PER_CLIENT, PER_USER

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from fastapi import FastAPI

    from sharehub.web.problems import ProblemResponse
    from sharehub.web.rates import Quota, Rates

API = "/api/"
CALLER = "sharehub.caller"
"""Where the hub's own pages, within this process, say for whom they ask: somebody who is signed in there."""
NOWHERE = (404, 405)
PRECONDITION_REQUIRED = 428
TOO_MANY = 429
UNSUPPORTED = 415
JSON_TYPES = frozenset({"application/json"})
_REVISION = re.compile(r'"([1-9][0-9]{0,8})"')


class Governed(APIRoute):
    """A route behind the door: who is asking comes first, then how often, then what is sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler, with what comes before it."""
        handle = super().get_route_handler()
        bodied = self.body_field is not None

        async def governed(request: Request) -> Response:
            await run_in_threadpool(let_in, request)
            if bodied:
                await _check_body(request)
            return await handle(request)

        return governed


def let_in(request: Request) -> None:
    """Find out who is asking and count it; from then on the request is theirs, refused or not.

    Raises:
        HTTPException: nobody is, or too often.
    """
    rates: Rates = request.app.state.rates
    entrance: Entrance = request.app.state.entrance
    address = request.client.host if request.client else ""
    # Nothing that comes over the network can put anything there.
    caller = request.scope.get(CALLER) or entrance.admit(_presented(request))
    if isinstance(caller, Turned):
        notes_of(request.scope).turned = caller.why
        request.state.turned = caller
        _count(request, rates, PER_ADDRESS, address)
        raise HTTPException(401, headers={"WWW-Authenticate": challenge(error=caller.error)})
    request.state.actor = caller.actor
    if caller.client is not None:
        _count(request, rates, PER_CLIENT, caller.client)
    _count(request, rates, PER_USER, str(caller.actor.user))


def ask_who_elsewhere(app: FastAPI) -> None:
    """Let those who ask the API for what it has not come to the door first, like everybody."""
    for status in NOWHERE:
        app.add_exception_handler(status, _elsewhere)


def _elsewhere(request: Request, error: Exception) -> ProblemResponse:
    known = hasattr(request.state, "actor") or hasattr(request.state, "turned")
    if not known and request.url.path.startswith(API):
        try:
            let_in(request)
        except HTTPException as turned:
            error = turned
    return answer_status(request, error)


def _count(request: Request, rates: Rates, quota: Quota, whose: str) -> None:
    counted = rates.count(quota, whose)
    notes_of(request.scope).headers.update(counted.headers())
    if not counted.allowed:
        raise HTTPException(TOO_MANY)


async def _check_body(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise HTTPException(UNSUPPORTED)
    strict_json.check(await request.body())


async def _hub(request: Request) -> Hub:
    """Return the hub, which notes on the request that something of it is on record."""
    hub: Hub = request.app.state.hub
    return hub.telling(notes_of(request.scope).put_on_record)


async def _actor(request: Request) -> Actor:
    """Return who is asking, as the route was told before anything else of the request was looked at."""
    actor: Actor = request.state.actor
    return actor


def _presented(request: Request) -> Presented:
    given = request.headers.getlist("authorization")
    # Two headers of which one reader takes the first and another the last are none.
    scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    return Presented(
        scheme=scheme.lower(),
        token=token.strip(),
        proofs=request.headers.getlist("dpop"),
        method=request.method,
        path=request.scope["raw_path"].decode("latin-1"),
    )


async def _asked(request: Request) -> str:
    """Return the digest of what is asked: method, path, precondition and body, each with its length."""
    parts = (
        request.method.encode(),
        request.scope["raw_path"],
        request.headers.get("if-match", "").encode(),
        await request.body(),
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _desk(admits: Admits) -> Callable[..., Coroutine[Any, Any, Desk]]:
    async def desk(
        request: Request,
        hub: CurrentHub,
        actor: CurrentActor,
        asked: Annotated[str, Depends(_asked)],
        idempotency_key: Annotated[
            str | None,
            Header(description="New for each act. The same one again gets the answer of the first time."),
        ] = None,
    ) -> Desk:
        patience: float = request.app.state.outside.log.patience
        return Desk(hub, actor, admits, idempotency_key, asked, patience, _case(request))

    return desk


def _case(request: Request) -> UUID | None:
    """Return the case that a path names; what is no id is refused by the route's own parameter."""
    try:
        return UUID(request.path_params["case"])
    except (KeyError, ValueError):
        return None


async def _revision(
    if_match: Annotated[
        str | None, Header(description="The entity tag that the last answer about this gave.")
    ] = None,
) -> int:
    """Return the revision that the actor last saw: nobody changes what they have not seen."""
    if if_match is None:
        raise HTTPException(PRECONDITION_REQUIRED)
    found = _REVISION.fullmatch(if_match)
    if found is None:
        raise ChangedSince("no revision has this entity tag")
    return int(found[1])


Promise: TypeAlias = Callable[[Entered], "str | None"]
"""Returns the receipt for an entry, a promise that it will be in the log's tree; None where nobody signs."""


async def _signer(request: Request) -> Signer | None:
    """Return the key of the hub's promises, which signs manifests too; None where nobody signs."""
    signer: Signer | None = request.app.state.outside.log.promises
    return signer


async def _promises(request: Request) -> Promise:
    signer = await _signer(request)

    def promise(entered: Entered) -> str | None:
        return None if signer is None else promise_of(signer, entered.leaf_hash, entered.at)

    return promise


CurrentHub = Annotated[Hub, Depends(_hub)]
CurrentActor = Annotated[Actor, Depends(_actor)]


async def _patience(request: Request) -> float:
    """Return how many seconds what waits for the log's tree waits at the most."""
    patience: float = request.app.state.outside.log.patience
    return patience


Patience = Annotated[float, Depends(_patience)]
Promises = Annotated[Promise, Depends(_promises)]
PromiseSigner = Annotated[Signer | None, Depends(_signer)]
AnyDesk = Annotated[Desk, Depends(_desk(Admits.ANYBODY))]
PersonsDesk = Annotated[Desk, Depends(_desk(Admits.PERSONS))]
OfficersDesk = Annotated[Desk, Depends(_desk(Admits.OFFICERS))]
AdministratorsDesk = Annotated[Desk, Depends(_desk(Admits.ADMINISTRATORS))]
Expected = Annotated[int, Depends(_revision)]
