"""For whoever holds a receipt: whether this hub signed it, and the proof that its entry is in the tree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import StringConstraints

from sharehub.acting.requests import CurrentActor, CurrentHub, Governed, PromiseSigner
from sharehub.audit.entry import Act, Action
from sharehub.audit.inclusion import prove
from sharehub.audit.note import Forged, Malformed, Unsigned, parse
from sharehub.audit.promise import open_promise, parse_promise
from sharehub.clock import EPOCH
from sharehub.errors import Invalid, NotFound
from sharehub.web.bodies import STORABLE, Body, example

if TYPE_CHECKING:
    from sharehub.audit.note import Signer
    from sharehub.audit.promise import Promise

router = APIRouter(prefix="/api/v1/log", tags=["log"], route_class=Governed)

PROOF = "text/plain; charset=utf-8"
LONGEST_RECEIPT = 10_000
AN_EXAMPLE = (
    "sharehub promise 1\nhub.example/log\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n1717405200000\n60\n\n"
    "\N{EM DASH} hub.example/log/promises AQIDBAUGBwg=\n"
)

LeafHash = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="The leaf hash that the receipt names, in hex.")
]


class ReceiptBody(Body):
    """A receipt as it was handed out, to the letter."""

    receipt: Annotated[
        str, StringConstraints(min_length=1, max_length=LONGEST_RECEIPT, pattern=STORABLE, strict=True)
    ]

    model_config = example(receipt=AN_EXAMPLE)


class CheckedReceipt(Body):
    """What a receipt comes to: whether this hub's key signed it, and whether the tree holds its entry.

    `promised_at` and `due` are what the receipt says: believe them where `signed` is true, and not otherwise.
    """

    leaf: str
    promised_at: datetime
    due: datetime
    signed: bool
    included: bool


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


@router.post("/checked-receipts", response_model=CheckedReceipt)
def check_a_receipt(
    request: Request, hub: CurrentHub, actor: CurrentActor, signer: PromiseSigner, body: ReceiptBody
) -> CheckedReceipt:
    """Say whether a receipt is by the key that this hub signs with now, and its entry in the log's tree.

    Whoever trusts nobody here checks both offline: the proof is at `/log/proofs/{leaf}`.
    """
    with hub.acting(actor, Action.PROOF_ASKED) as work:
        promise, signed = _read(body.receipt, signer)
        proof = prove(work.tx, promise.leaf_hash, request.app.state.outside.log.policy)
        leaf = promise.leaf_hash.hex()
        work.record(
            Act(
                Action.PROOF_ASKED,
                actor=actor.user,
                unit=actor.unit,
                role=actor.role,
                references={"leaf": leaf, "signed": signed},
            )
        )
    return CheckedReceipt(
        leaf=leaf,
        promised_at=EPOCH + timedelta(milliseconds=promise.at_ms),
        due=EPOCH + timedelta(milliseconds=promise.due_ms),
        signed=signed,
        included=proof is not None,
    )


def _read(receipt: str, signer: Signer | None) -> tuple[Promise, bool]:
    """Return the promise of a receipt, and whether it is by a key.

    Raises:
        Invalid: it is no receipt.
    """
    data = receipt.encode(errors="replace")
    try:
        promise = parse_promise(parse(data).text)
        EPOCH + timedelta(milliseconds=promise.due_ms)
    except (Malformed, OverflowError):
        raise Invalid("receipt", "this is no receipt: take all of it, to its last line") from None
    if signer is None:
        return promise, False
    try:
        open_promise(data, promise.origin, [signer.verifier])
    except (Forged, Unsigned):
        return promise, False
    return promise, True
