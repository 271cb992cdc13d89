"""Doing what a request asks, once: a repeated request gets the answer that the first one got.

The key is claimed in the act's own transaction: there is an answer to repeat exactly when the act is done,
and whoever repeats it at the same moment waits for that. A refused act leaves its key free. An answer that is
kept holds ids and closed words, never content: a look at a pattern is never repeated, but looked at anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fastapi.responses import Response

from policies.routes import IG_OFFICER
from sharehub.acting import queries
from sharehub.audit import inclusion
from sharehub.audit.entry import Act, Action
from sharehub.errors import Forbidden, Invalid, KeyReused
from sharehub.identity.actor import ADMINISTRATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from pydantic import BaseModel

    from sharehub.audit.log import Entered
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


class Admits(StrEnum):
    """For whom a route is; the rulebook and the case decide the rest."""

    ANYBODY = "anybody"
    PERSONS = "persons"
    OFFICERS = "officers"
    ADMINISTRATORS = "administrators"

    def admits(self, actor: Actor) -> bool:
        """Say whether an actor is of those for whom the route is."""
        match self:
            case Admits.ANYBODY:
                return True
            case Admits.PERSONS:
                return not actor.system
            case Admits.OFFICERS:
                return not actor.system and actor.role == IG_OFFICER
            case Admits.ADMINISTRATORS:
                return not actor.system and actor.role == ADMINISTRATOR


INCLUSION = "Log-Inclusion"
"""The header that says whether an act's entry is in the log's tree already: `included`, or `pending`."""


def in_the_tree(hub: Hub, entered: Entered, patience: float) -> dict[str, str]:
    """Wait until an entry is in the log's tree; return the header that says whether it is.

    `patience` is in seconds; 0 where nobody sequences, and then nothing is said.
    """
    if not patience:
        return {}
    included = inclusion.wait(hub.engine, hub.clock, entered.leaf_hash, patience)
    return {INCLUSION: "included" if included else "pending"}


LONGEST_KEY = 255
"""Characters; draft-ietf-httpapi-idempotency-key-header sets no limit, a database column does."""


@dataclass(frozen=True, slots=True)
class Done:
    """What is answered about an act that was done: ids and closed words, never content."""

    body: BaseModel | None = None
    revision: int | None = None

    def answer(self) -> bytes:
        """Return the body as it goes out, empty where there is none."""
        return b"" if self.body is None else self.body.model_dump_json().encode()

    def etag(self) -> str | None:
        """Return the entity tag of what was acted upon, where it has revisions."""
        return None if self.revision is None else f'"{self.revision}"'


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one request is dealt with: on which hub, for whom, and under which key it is done once.

    `request` is the digest of what is asked: method, path, precondition and body. `patience` is how many
    seconds an act that waits for the log's tree waits at the most. `case` is the one that its path names, be
    it there or not.
    """

    hub: Hub
    actor: Actor
    admits: Admits = Admits.ANYBODY
    key: str | None = None
    request: str = ""
    patience: float = 0.0
    case: UUID | None = None

    def does(
        self, action: Action, act: Callable[[Work], Done], status: int = 201, *, waits: bool = False
    ) -> Response:
        """Do an act and answer, or give again the answer of the time it was done.

        An administrator's act, and one that `waits`, is answered once its entry is in the log's tree, or when
        patience ends; which of the two it was, the answer says. It is done and on record in either case.

        Raises:
            Forbidden: the route is not for such an actor.
            Invalid: the request has no idempotency key.
            KeyReused: its key came before with another request.
            ShareHubError: the act was refused; that is on record, and the key stays free.
        """
        with self.hub.acting(self.actor, action, self.case) as work:
            if not self.admits.admits(self.actor):
                raise Forbidden(f"this is for {self.admits} alone")
            key = self._key()
            held = queries.claim(work.tx, self.actor.user, key, self.request)
            if held is not None:
                return self._again(work, action, held)
            done = act(work)
            answer, etag = done.answer(), done.etag()
            queries.answered(work.tx, self.actor.user, key, status, etag, answer)
        response = _response(status, etag, answer)
        if waits or self.admits is Admits.ADMINISTRATORS:
            response.headers.update(in_the_tree(self.hub, work.entries[-1], self.patience))
        return response

    def _key(self) -> str:
        if not self.key or len(self.key) > LONGEST_KEY:
            raise Invalid(
                "Idempotency-Key", f"send this header: 1 to {LONGEST_KEY} characters, new for each act"
            )
        # Kept as a digest: a client may have put anything into it.
        return hashlib.sha256(self.key.encode()).hexdigest()

    def _again(self, work: Work, action: Action, held: queries.Held) -> Response:
        if held.request != self.request:
            raise KeyReused("this idempotency key came before with another request; use a new one")
        work.record(
            Act(
                Action.ACT_REPEATED,
                actor=self.actor.user,
                unit=self.actor.unit,
                role=self.actor.role,
                references={"action": action.value},
            )
        )
        return _response(held.status, held.etag, held.answer)


def _response(status: int, etag: str | None, answer: bytes) -> Response:
    headers = {} if etag is None else {"ETag": etag}
    return Response(answer, status, headers, media_type="application/json" if answer else None)
