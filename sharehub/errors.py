"""A handful of categories of failure with stable public codes; no message ever carries content or names."""

from __future__ import annotations


class ShareHubError(Exception):
    """A failure with a stable public code and an HTTP status; its text is safe to show."""

    code = "error"
    status = 500


class Invalid(ShareHubError):
    """The input is wrong. `where` is a path into it; the offending value is never repeated."""

    code = "invalid"
    status = 422

    def __init__(self, where: str, problem: str) -> None:
        """Say where the input is wrong, and what is wrong with it."""
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class NotFound(ShareHubError):
    """There is no such thing, or it is not the asker's: the two are never told apart."""

    code = "not_found"
    status = 404


class Forbidden(ShareHubError):
    """The actor's role may not do this act, whatever the case holds."""

    code = "forbidden"
    status = 403


class Conflict(ShareHubError):
    """The act does not fit the present state of what it acts on."""

    code = "conflict"
    status = 409


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
