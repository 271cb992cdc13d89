"""A handful of categories of failure with stable public codes; no message ever carries content or names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ShareHubError(Exception):
    """A failure with a stable public code and an HTTP status; its text is safe to show."""

    code = "error"
    status = 500


class Invalid(ShareHubError):
    """The input is wrong. `where` is a path into it; the offending value is never repeated.

    `broken` are places and the rules broken there, where there may be several.
    """

    code = "invalid"
    status = 422

    def __init__(self, where: str, problem: str, broken: Sequence[tuple[str, str]] = ()) -> None:
        """Say where the input is wrong, and what is wrong with it."""
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem
        self.broken = tuple(broken)


class Unfit(ShareHubError):
    """The surroundings are not safe to serve people in; each flaw names a setting and says what to do."""

    code = "unfit"

    def __init__(self, flaws: Sequence[str]) -> None:
        """Keep every flaw, so that all can be mended at once."""
        super().__init__("this hub is not served, since\n" + "\n".join(f"- {flaw}" for flaw in flaws))
        self.flaws = tuple(flaws)


class NotFound(ShareHubError):
    """There is no such thing, or it is not the asker's: the two are never told apart."""

    code = "not_found"
    status = 404


class Forbidden(ShareHubError):
    """The actor's role may not do this act, whatever the case holds."""

    code = "forbidden"
    status = 403


class NotRecent(ShareHubError):
    """The actor must sign in anew for this act: `seconds` ago at most, and by `acr` where that is asked."""

    code = "insufficient_user_authentication"
    status = 401

    def __init__(self, seconds: int, acr: str | None = None) -> None:
        """Say how recently they must have signed in, and how."""
        super().__init__(f"sign in again for this: it takes a token of whoever did within {seconds} seconds")
        self.seconds = seconds
        self.acr = acr


class Conflict(ShareHubError):
    """The act does not fit the present state of what it acts on."""

    code = "conflict"
    status = 409


class ChangedSince(ShareHubError):
    """What is to be changed is no longer as the actor last saw it; somebody else was quicker."""

    code = "changed_since"
    status = 412


class KeyReused(ShareHubError):
    """An idempotency key came again with another request: which of the two is meant cannot be known."""

    code = "key_reused"
    status = 422


class KeysUnavailable(ShareHubError):
    """The key service cannot be reached or used; nothing is released, nothing is queued in plaintext."""

    code = "keys_unavailable"
    status = 503


class KeyDestroyed(ShareHubError):
    """The key was destroyed on purpose; what it sealed is gone for good."""

    code = "key_destroyed"
    status = 410


class Tampered(ShareHubError):
    """Stored data is not what was sealed; an alarm, never retried."""

    code = "tampered"
    status = 500
