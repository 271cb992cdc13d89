"""Failures over HTTP: RFC 9457 problems with stable codes, that say where and never what was sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sharehub.errors import Invalid, ShareHubError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

log = logging.getLogger("sharehub.web")

MOST_FINDINGS = 20
_BY_STATUS = {
    401: "unauthenticated",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}


class ProblemResponse(JSONResponse):
    """A problem in the media type of RFC 9457."""

    media_type = "application/problem+json"


def problem(status: int, code: str, detail: str, **more: Any) -> ProblemResponse:
    """Return a problem; `code` is stable and documented in docs/errors.md."""
    body = {"type": f"urn:sharehub:problem:{code}", "status": status, "code": code, "detail": detail, **more}
    return ProblemResponse(body, status, headers={"Cache-Control": "no-store"})


def answer_with_problems(app: FastAPI) -> None:
    """Let every failure of an application be answered as a problem."""
    app.add_exception_handler(ShareHubError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)


def _known(_request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, ShareHubError):  # pragma: no cover - registered for nothing else
        raise error
    more = {"where": error.where} if isinstance(error, Invalid) else {}
    return problem(error.status, error.code, str(error), **more)


def _malformed(_request: Request, error: Exception) -> ProblemResponse:
    """Say where a body is wrong and which rule it breaks; pydantic's own messages may repeat the input."""
    if not isinstance(error, RequestValidationError):  # pragma: no cover - registered for nothing else
        raise error
    findings = [
        {"where": ".".join(_place(part) for part in found["loc"]), "code": found["type"]}
        for found in error.errors()[:MOST_FINDINGS]
    ]
    return problem(422, Invalid.code, "the request is not in the form that is documented", findings=findings)


def _place(part: str | int) -> str:
    """Return a step of a path; a key that the sender made up may be anything, and is not repeated."""
    text = str(part)
    return text if len(text) <= 40 and text.replace("_", "").replace("-", "").isalnum() else "?"


def _http(_request: Request, error: Exception) -> ProblemResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem(status, _BY_STATUS.get(status, "error"), "the request cannot be answered")


def _unknown(_request: Request, error: Exception) -> ProblemResponse:
    # Its text may hold anything: only its kind is logged, and the answer says nothing.
    log.error("unexpected %s", type(error).__name__)
    return problem(500, "error", "something went wrong; nothing was released")
