"""Who is acting in a request, and on which hub."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request

from sharehub.hub import Hub
from sharehub.identity.actor import Actor


def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def _actor(request: Request, authorization: Annotated[str | None, Header()] = None) -> Actor:
    scheme, _, token = (authorization or "").partition(" ")
    actor: Actor | None = request.app.state.tokens.actor(token) if scheme.lower() == "bearer" else None
    if actor is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    return actor


CurrentHub = Annotated[Hub, Depends(_hub)]
CurrentActor = Annotated[Actor, Depends(_actor)]
