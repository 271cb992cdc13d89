"""The log: how it stands, who witnesses it, and whether a receipt is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from sharehub.pages.asking import Refused
from sharehub.pages.forms import Error, errors_of, sentence
from sharehub.pages.visits import NOT_FOUND, Page, Visiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from sharehub.pages.visits import Visit

# Below /log/ stands what partners fetch; pages about it stand beside.
router = APIRouter(route_class=Page)

WITNESSED = {
    "reached": "As many witnesses as are needed have seen this log lately.",
    "stale": "Enough witnesses saw it, but too long ago. Tell whoever runs the hub.",
    "lacking": "Fewer witnesses than are needed have seen it. Tell whoever runs the hub.",
    "unwitnessed": "Nobody outside witnesses this log: whoever runs the hub could rewrite it unseen.",
}
_HEAD = 3
_SIGNED = "\N{EM DASH} "
_LEAF = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log's checkpoint says: of which log, how large, under which root, and who signed below."""

    origin: str
    size: str
    root: str
    signed: tuple[str, ...]


@router.get("/log")
async def state(visit: Visiting) -> Response:
    """Show how the log stands."""
    return visit.page("log/state.html.j2", **await _state(visit))


@router.post("/log")
async def check(visit: Visiting) -> Response:
    """Show whether a receipt is by this hub, and its entry in the log."""
    try:
        checked = await visit.look("/log/checked-receipts", {"receipt": f"{visit.form.one('receipt')}\n"})
    except Refused as refused:
        errors = errors_of(refused)
        if refused.code == "invalid":
            errors = [Error("receipt", sentence(refused.detail))]
        return visit.wrong("log/state.html.j2", errors, **await _state(visit))
    return visit.page("log/state.html.j2", **(await _state(visit) | {"checked": checked}))


@router.get("/log-checkpoint")
async def checkpoint(visit: Visiting) -> Response:
    """Hand over the checkpoint, to keep."""
    return visit.hand_over(await visit.public("/log/checkpoint"), "checkpoint.txt")


@router.get("/log-proof/{leaf}")
async def proof(visit: Visiting, leaf: str) -> Response:
    """Hand over the proof that an entry is in the log's tree, to check elsewhere."""
    if not _LEAF.issuperset(leaf):
        raise HTTPException(NOT_FOUND)
    return visit.hand_over(await visit.api.ask("GET", f"/log/proofs/{leaf}"), "proof.txt")


async def _state(visit: Visit) -> dict[str, Any]:
    health = (await visit.public("/health/ready")).body
    return {
        "tree": health["tree"],
        "checkpoint": await _checkpoint(visit),
        "waits": health["oldest_queued_seconds"],
        "witnessed": WITNESSED,
        "checked": None,
    }


async def _checkpoint(visit: Visit) -> Checkpoint | None:
    try:
        whole = (await visit.public("/log/checkpoint")).content.decode()
    except Refused:
        return None
    lines = whole.splitlines()
    signed = tuple(line.removeprefix(_SIGNED).split(" ")[0] for line in lines if line.startswith(_SIGNED))
    origin, size, root = lines[:_HEAD]
    return Checkpoint(origin, size, root, signed)
