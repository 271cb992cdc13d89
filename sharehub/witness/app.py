"""The witness over HTTP: one address, to which logs send their checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sharehub.audit.submission import LONGEST
from sharehub.errors import KeysUnavailable

if TYPE_CHECKING:
    from starlette.requests import Request

    from sharehub.witness.attend import Witness

TOO_LARGE = 413
UNAVAILABLE = 503


def application(witness: Witness) -> Starlette:
    """Return the application of one witness."""

    async def add_checkpoint(request: Request) -> Response:
        data = bytearray()
        async for part in request.stream():
            data += part
            if len(data) > LONGEST:
                return PlainTextResponse("a submission is at most 64 KiB\n", TOO_LARGE)
        try:
            reply = await run_in_threadpool(witness.attend, bytes(data))
        except KeysUnavailable as error:
            return PlainTextResponse(f"{error}\n", UNAVAILABLE)
        return Response(reply.body, reply.status, media_type=reply.kind)

    async def live(_request: Request) -> Response:
        return PlainTextResponse("live\n")

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/health/live", live),
        ]
    )
