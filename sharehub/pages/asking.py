"""The API as one person uses it through the pages: each goes in by the same door and leaves its entry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2

from sharehub.acting.entrance import Caller
from sharehub.acting.requests import CALLER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

    from sharehub.identity.actor import Actor

PREFIX = "/api/v1"
JSON = frozenset({"application/json", "application/problem+json"})
UNWELL = 503
MOST_PAGES = 20
"""Of one list; a page that would show more says so."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with what was sent: where, in the API's words, and which rule it breaks."""

    where: str
    code: str


class Refused(Exception):
    """The API did not do it. `detail` is its own sentence, which repeats nothing that was sent."""

    def __init__(
        self, status: int, code: str, detail: str, findings: Sequence[Finding] = (), *, anew: bool = False
    ) -> None:
        """Say with which status and code; `anew`: whoever asks has to prove anew who they are."""
        super().__init__(code)
        self.status, self.code, self.detail, self.findings = status, code, detail, tuple(findings)
        self.anew = anew


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered: its JSON (None where it is none), its bytes, and its headers."""

    status: int
    body: Any
    content: bytes
    headers: Mapping[str, str] = field(repr=False)

    @property
    def revision(self) -> str | None:
        """Return the entity tag of what was asked about."""
        return self.headers.get("etag")


class Api:
    """The API, for one actor."""

    def __init__(self, app: ASGIApp, origin: str, actor: Actor) -> None:
        """Ask an application that runs in this process, as somebody who is signed in."""
        caller = Caller(actor, client=None)

        async def entered(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, CALLER: caller}, receive, send)

        self._transport = httpx2.ASGITransport(app=entered, raise_app_exceptions=False)
        self._origin = origin

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        key: str | None = None,
        revision: str | None = None,
    ) -> Answer:
        """Ask the API.

        Args:
            method: as HTTP names it.
            path: below the API's prefix.
            body: what is sent, as JSON.
            query: what stands in the address; never anything of a person.
            key: of an act, which is done once under it.
            revision: the entity tag that whoever acts last saw.

        Raises:
            Refused: it was not done.
        """
        headers = {"Idempotency-Key": key} if key else {}
        if revision:
            headers["If-Match"] = revision
        content = None if body is None else json.dumps(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        async with self._client() as client:
            found = await client.request(
                method, PREFIX + path, params=query, content=content, headers=headers
            )
        is_json = found.headers.get("content-type", "").partition(";")[0] in JSON
        said = found.json() if is_json and found.content else None
        if not found.is_success:
            raise _refused(found.status_code, said if isinstance(said, dict) else {}, found.headers)
        return Answer(found.status_code, said, found.content, found.headers)

    async def public(self, path: str) -> Answer:
        """Return what the hub answers everybody at a path of its own: its health, the log's checkpoint.

        Raises:
            Refused: it is not there; a hub that is not well says so with a body, which is no refusal.
        """
        async with self._client() as client:
            found = await client.get(path)
        is_json = found.headers.get("content-type", "").partition(";")[0] in JSON
        if not found.is_success and not (is_json and found.status_code == UNWELL):
            raise _refused(found.status_code, {}, found.headers)
        return Answer(found.status_code, found.json() if is_json else None, found.content, found.headers)

    def _client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=self._transport, base_url=self._origin, trust_env=False)

    async def every(self, path: str, query: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Return the items of a list, of all its pages up to `MOST_PAGES`.

        Raises:
            Refused: the list is not for this actor.
        """
        items: list[dict[str, Any]] = []
        asked = dict(query or {})
        for _ in range(MOST_PAGES):
            page = (await self.ask("GET", path, query=asked)).body
            items.extend(page["items"])
            if page["next"] is None:
                break
            asked["cursor"] = page["next"]
        return items


def _refused(status: int, said: Mapping[str, Any], headers: Mapping[str, str]) -> Refused:
    findings = [Finding(str(one["where"]), str(one["code"])) for one in said.get("findings", ())]
    if not findings and "where" in said:
        findings = [Finding(str(said["where"]), str(said.get("code", "")))]
    anew = "insufficient_user_authentication" in headers.get("www-authenticate", "")
    code = str(said.get("code", "error"))
    return Refused(status, code, str(said.get("detail", "")), findings, anew=anew)
