"""What a route is given of a request: the hub, the actor, and the desk at which an act is done once."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, HTTPException, Request

from sharehub.acting.entrance import Entrance, Presented, Turned
from sharehub.acting.once import Admits, Desk
from sharehub.errors import ChangedSince
from sharehub.hub import Hub
from sharehub.identity.actor import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

PRECONDITION_REQUIRED = 428
_REVISION = re.compile(r'"([1-9][0-9]{0,8})"')


def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def _actor(request: Request) -> Actor:
    """Return who is asking; it runs before anything else of a request is looked at."""
    entrance: Entrance = request.app.state.entrance
    found = entrance.admit(_presented(request))
    if isinstance(found, Turned):
        raise HTTPException(401, headers={"WWW-Authenticate": _challenge(found)})
    return found


def _challenge(turned: Turned) -> str:
    """Return the challenges of RFC 6750 and RFC 9449; which of many things was wrong is not told."""
    error = f' error="{turned.error}",' if turned.error else ""
    return f'Bearer{error.rstrip(",")}, DPoP{error} algs="ES256 PS256 EdDSA"'


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


def _desk(admits: Admits) -> Callable[..., Desk]:
    def desk(
        hub: CurrentHub,
        actor: CurrentActor,
        asked: Annotated[str, Depends(_asked)],
        idempotency_key: Annotated[
            str | None,
            Header(description="New for each act. The same one again gets the answer of the first time."),
        ] = None,
    ) -> Desk:
        return Desk(hub, actor, admits, idempotency_key, asked)

    return desk


def _revision(
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


CurrentHub = Annotated[Hub, Depends(_hub)]
CurrentActor = Annotated[Actor, Depends(_actor)]
AnyDesk = Annotated[Desk, Depends(_desk(Admits.ANYBODY))]
PersonsDesk = Annotated[Desk, Depends(_desk(Admits.PERSONS))]
OfficersDesk = Annotated[Desk, Depends(_desk(Admits.OFFICERS))]
AdministratorsDesk = Annotated[Desk, Depends(_desk(Admits.ADMINISTRATORS))]
Expected = Annotated[int, Depends(_revision)]
