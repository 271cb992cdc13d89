"""The API's description: OpenAPI 3.1, with every refusal that a route may answer and examples of bodies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

if TYPE_CHECKING:
    from fastapi import FastAPI

REFUSALS = {
    400: "The request is no HTTP, or its body no JSON that all readers read alike.",
    401: "Nobody knows who is asking, or they must sign in anew for this; WWW-Authenticate says which.",
    403: "This role may not do this, whatever the case holds.",
    404: "There is no such thing, or it is not the caller's; the two are never told apart.",
    405: "This address does not take this method.",
    409: "It does not fit the present state.",
    410: "The case was shredded.",
    412: "Somebody changed it after the version that If-Match names.",
    413: "The body is too long.",
    415: "The body is not sent as JSON.",
    421: "This hub is not reached under that name.",
    422: "Something in the request is wrong; the answer says where.",
    428: "An edit without If-Match.",
    429: "A quota is used up.",
    500: "Something unforeseen; nothing was released.",
    503: "The keys cannot be had now; nothing was released.",
}
ABOUT = (
    "Agencies publish what they know of a perpetrator's pattern; each reader gets what the signed protocols,"
    " the consents and the moment allow."
)
TAGS = {
    "cases": "Families that come into the exchange, and who works with them.",
    "facts": "What an agency records of a pattern, and publishes.",
    "disclosures": "Looking: a pattern, a wall, who is who. Each look is recorded before it is answered.",
    "consents": "Who said what about sharing, and releases that stand on an approval.",
    "serious risk": "Releases against the rule, approved by a second person or decided alone; all reviewed.",
    "channels": "Which routes protocols open, what a unit keeps back from its own, and who would get what.",
    "notices": "What somebody must hear of at once: kinds and ids.",
    "endpoints": "Where a unit is told outside the hub that something waits: mailboxes and webhooks.",
    "recalls": "Copies that are out of date: of which day, and whether they are gone; never why.",
    "programmes": "The directory: programmes for those who abuse, and whom each takes. It names no case.",
    "referrals": "Him, to a programme: what would go, what was approved, and what became of it.",
    "change": "Goals, what he said he will do, and change by three questions.",
    "permissions": "A treatment service's wish to speak with another unit, and what its client says.",
    "deadlines": "What is due, of the cases that one works on or in an officer's scope.",
    "requests": "What one unit asks another: about its own work, or what would close a gap.",
    "gaps": "What nobody knows yet, and the facts that close it.",
    "shown to her": "What was read with her, and what of hers is shared with whom.",
    "custody": "Legal holds, and the end of a case.",
    "oversight": "What officers ask of the log: who looked at what, when and why; never content.",
    "imports": "Loading what an agency holds already, line by line.",
    "partnership": "Units, protocols and rulebooks.",
    "log": "The proof that what one was promised is in the log.",
    "administration": "Running a hub, by those who read nothing.",
}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "A failure (RFC 9457). `code` is stable; no text repeats what was sent.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "`urn:sharehub:problem:` and the code."},
        "title": {"type": "string", "description": "The phrase of the status."},
        "status": {"type": "integer", "description": "The status."},
        "code": {"type": "string", "description": "A stable, documented code."},
        "detail": {"type": "string", "description": "What is wrong, for people."},
        "where": {"type": "string", "description": "Which part of the request is wrong."},
        "findings": {
            "type": "array",
            "description": "Places and rules, where a body is not in its form.",
            "items": {
                "type": "object",
                "required": ["where", "code"],
                "properties": {
                    "where": {"type": "string", "description": "The place."},
                    "code": {"type": "string", "description": "The rule it breaks."},
                },
            },
        },
    },
    "example": {
        "type": "urn:sharehub:problem:not_found",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "no such case, or you do not work on it",
    },
}
RENAMED = {"consent__record__Kind": "ConsentKind", "sharehub__language__vocabulary__Kind": "FactKind"}
SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token (RFC 9068) for one user in one unit and one role.",
    },
    "dpop": {
        "type": "http",
        "scheme": "dpop",
        "description": "The same, bound to a key, with a proof of it in the DPoP header (RFC 9449).",
    },
}
NEEDED = frozenset({"idempotency-key", "if-match"})
PROBLEM_JSON = "application/problem+json"


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application's API."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=ABOUT,
        routes=[route for route in app.routes if isinstance(route, APIRoute)],
        contact={"name": "ShareHub", "url": "https://sharehub.example/contact"},
        license_info={"name": "See the repository", "url": "https://sharehub.example/licence"},
        servers=[{"url": "https://hub.example", "description": "Your hub."}],
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    document = _renamed(document)
    schemas = document["components"]["schemas"]
    for gone in ("HTTPValidationError", "ValidationError"):
        schemas.pop(gone, None)
    schemas["Problem"] = PROBLEM
    document["components"]["securitySchemes"] = SECURITY
    document["components"]["responses"] = {
        f"Problem{status}": _problem(status, text) for status, text in REFUSALS.items()
    }
    document["components"]["headers"] = _HEADERS
    document["security"] = [{"bearer": []}, {"dpop": []}]
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation)
    return document


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    """Give each schema a name that is read: two enumerations of one name would bear their modules' names."""
    text = json.dumps(document)
    for long, short in RENAMED.items():
        text = text.replace(f"#/components/schemas/{long}", f"#/components/schemas/{short}")
    found: dict[str, Any] = json.loads(text)
    schemas = found["components"]["schemas"]
    for long, short in RENAMED.items():
        schemas[short] = schemas.pop(long) | {"title": short}
    return found


_HEADERS = {
    "RequestId": {
        "description": "The id of this request, under which those who run the hub find it in their log.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "What is left of the caller's quota, and for how many seconds.",
        "schema": {"type": "string"},
    },
    "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
}


def _problem(status: int, text: str) -> dict[str, Any]:
    headers = {"Request-Id": {"$ref": "#/components/headers/RequestId"}}
    if status == 429:  # noqa: PLR2004 - HTTP's own
        headers["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    return {
        "description": text,
        "headers": headers,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _complete(operation: dict[str, Any]) -> None:
    """Name every refusal of a route, and what comes with each of its answers."""
    operation["operationId"] = operation["operationId"].partition("_api_v1")[0]
    for parameter in operation.get("parameters", ()):
        # Checked after who is asking, and so optional to the framework; to the caller they are not.
        parameter["required"] = parameter["required"] or parameter["name"] in NEEDED
    for answer in operation["responses"].values():
        answer["headers"] = answer.get("headers", {}) | {
            "Request-Id": {"$ref": "#/components/headers/RequestId"},
            "RateLimit": {"$ref": "#/components/headers/RateLimit"},
        }
    for status in REFUSALS:
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
