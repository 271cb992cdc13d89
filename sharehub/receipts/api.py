"""The proof, for whoever holds a receipt, that its entry is in the log's tree."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from sharehub.acting.requests import CurrentActor, CurrentHub, Governed
from sharehub.audit.entry import Act, Action
from sharehub.audit.inclusion import prove
from sharehub.errors import NotFound

router = APIRouter(prefix="/api/v1/log", tags=["log"], route_class=Governed)

PROOF = "text/plain; charset=utf-8"

LeafHash = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="The leaf hash that the receipt names, in hex.")
]


@router.get("/proofs/{leaf}", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def ask_for_a_proof(request: Request, hub: CurrentHub, actor: CurrentActor, leaf: LeafHash) -> Response:
    """Ask for the proof that an entry is in the log's tree (C2SP tlog-proof).

    What is not in the tree yet, and what never was recorded, is not found: a receipt says until when to wait.
    """
    with hub.acting(actor, Action.PROOF_ASKED) as work:
        found = prove(work.tx, bytes.fromhex(leaf), request.app.state.outside.log.policy)
        if found is None:
            raise NotFound("no such entry in the log's tree, or not yet")
        work.record(
            Act(
                Action.PROOF_ASKED,
                actor=actor.user,
                unit=actor.unit,
                role=actor.role,
                references={"leaf": leaf},
            )
        )
    return Response(found, media_type=PROOF)
