"""The families of pages, in the order in which their addresses are looked through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from sharehub.pages import (
    administration,
    aims,
    arranging,
    before_session,
    break_glass,
    cases,
    change,
    channels,
    consents,
    endpoints,
    gates,
    hearing,
    home,
    leaks,
    log,
    meeting,
    opening,
    oversight,
    own_facts,
    pasting,
    pattern,
    permissions,
    programmes,
    protocols,
    recalls,
    receiving,
    recording,
    referring,
    requests,
    reviews,
    serious_risk,
    shared,
    signing_in,
    simulations,
    staffing,
)

if TYPE_CHECKING:
    from fastapi import APIRouter


class Family(Protocol):
    """Pages that belong together."""

    router: APIRouter


FAMILIES: Final[tuple[Family, ...]] = (
    *(signing_in, home),
    # What is offered to be written down comes before what has an id.
    *(pasting, recording, own_facts, arranging, opening, staffing, leaks, recalls),
    *(cases, pattern, requests, hearing),
    *(referring, receiving, programmes, before_session, change, aims, permissions),
    *(consents, shared, meeting, gates, serious_risk, break_glass),
    *(oversight, reviews, protocols, channels, simulations, log, endpoints, administration),
)
