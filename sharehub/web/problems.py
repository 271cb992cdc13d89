"""Failures over HTTP: RFC 9457 problems with stable codes, that say where and never what was sent."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from policies.findings import PolicyError
from sharehub.errors import Invalid, NotRecent, ShareHubError
from sharehub.web.bodies import field_names
from sharehub.web.challenges import challenge
from sharehub.web.notes import notes_of
from sharehub.web.strict_json import NotStrict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fastapi import FastAPI, Request

MOST_FINDINGS = 20
NOT_ALLOWED = 405

STEPS = frozenset(
    {
        *("body", "path", "query", "header", "[key]", "line"),
        *("case", "fact", "check", "decision", "glass", "notice", "membership", "opening", "protocol"),
        *("identity", "leaf", "action"),
        *("cursor", "limit", "first", "if-match", "idempotency-key"),
        *("from", "to", "by", "opens", "closes", "more_than", "minutes", "within"),
        *("1", "2", "3", "4", "as"),
    }
)
"""Steps of a path into our own forms, beside the names of fields; any other is the sender's own."""

_BY_STATUS = {
    412: "changed_since",
    428: "precondition_required",
    400: "malformed",
    401: "unauthenticated",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    421: "misdirected",
    429: "too_many_requests",
}

_ADVICE = {
    401: "bring a token that is valid here, and proof of its key where it is bound to one",
    413: "send less: a body has a limit",
    415: "send JSON, as application/json",
    421: "this hub is not reached under that name",
    428: "send If-Match with the entity tag that the last answer gave",
    429: "wait for as many seconds as Retry-After says",
}
"""What to do about it, where the status alone does not say."""


class ProblemResponse(JSONResponse):
    """A problem in the media type of RFC 9457."""

    media_type = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    """Return a problem; `code` is stable and documented in docs/errors.md."""
    body = {
        "type": f"urn:sharehub:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return ProblemResponse({**body, **(more or {})}, status, headers=headers)


def answer_with_problems(app: FastAPI) -> None:
    """Let every known failure of an application be answered as a problem; `web.guard` answers the others."""
    app.add_exception_handler(ShareHubError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, answer_status)
    app.add_exception_handler(NotStrict, _not_strict)
    app.add_exception_handler(PolicyError, _unfit_document)


def status_problem(status: int, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    """Return the problem that stands for a status of HTTP's own, with nothing else to tell."""
    detail = _ADVICE.get(status, "the request cannot be answered")
    return problem(status, code_of(status), detail, headers=headers)


def code_of(status: int) -> str:
    """Return the code of a refusal for which HTTP has a status and this program no error of its own."""
    return _BY_STATUS.get(status, ShareHubError.code)


def _known(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, ShareHubError):  # pragma: no cover - registered for nothing else
        raise error
    notes_of(request.scope).code = error.code
    return problem(error.status, error.code, str(error), _places(error), _step_up(error))


def _step_up(error: ShareHubError) -> dict[str, str] | None:
    """Return what whoever must sign in anew is asked for; RFC 9470, section 3."""
    if not isinstance(error, NotRecent):
        return None
    return {"WWW-Authenticate": challenge(error=error.code, max_age=str(error.seconds), acr_values=error.acr)}


def _places(error: ShareHubError) -> dict[str, object]:
    """Return where the input is wrong, and by which rules where it may be several."""
    if not isinstance(error, Invalid):
        return {}
    findings = [{"where": where, "code": code} for where, code in error.broken[:MOST_FINDINGS]]
    return {"where": error.where} | ({"findings": findings} if findings else {})


def _malformed(request: Request, error: Exception) -> ProblemResponse:
    """Say where a body is wrong and which rule it breaks; pydantic's own messages may repeat the input."""
    if not isinstance(error, RequestValidationError):  # pragma: no cover - registered for nothing else
        raise error
    notes_of(request.scope).code = Invalid.code
    findings = [
        {"where": safe_place(found["loc"]), "code": found["type"]} for found in error.errors()[:MOST_FINDINGS]
    ]
    return problem(
        422, Invalid.code, "the request is not in the form that is documented", {"findings": findings}
    )


def safe_place(path: Iterable[str | int]) -> str:
    """Return where in a form something is, without a step that the sender made up."""
    return ".".join(map(_step, path))


def _step(part: str | int) -> str:
    text = str(part)
    return text if isinstance(part, int) or text in STEPS or text in field_names() else "?"


def answer_status(request: Request, error: Exception) -> ProblemResponse:
    """Answer one of HTTP's own refusals."""
    if not isinstance(error, HTTPException):  # pragma: no cover - registered for nothing else
        raise error
    notes_of(request.scope).code = code_of(error.status_code)
    headers = dict(error.headers or {})
    if error.status_code == NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return status_problem(error.status_code, headers)


def _methods(request: Request) -> list[str]:
    """Return every method that an address takes; the router names those of one of its routes alone."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.path_regex.match(request.scope["path"]):
            found |= route.methods
    return sorted(found)


def _unfit_document(request: Request, error: Exception) -> ProblemResponse:
    """Say each thing that is wrong in a policy document, with its line; the text itself is not repeated."""
    notes_of(request.scope).code = Invalid.code
    return problem(422, Invalid.code, str(error), {"where": "document"})


def _not_strict(request: Request, error: Exception) -> ProblemResponse:
    notes_of(request.scope).code = _BY_STATUS[400]
    return problem(400, _BY_STATUS[400], str(error))
