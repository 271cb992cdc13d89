"""An entrance for tests of what comes after it: tokens by name, without a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.acting.entrance import Caller, Turned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.acting.entrance import Presented
    from sharehub.identity.actor import Actor


class Tokens:
    """Lets in whoever brings one of these bearer tokens."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self._actors = dict(actors)

    def admit(self, presented: Presented) -> Caller | Turned:
        """Return whose token it is."""
        found = self._actors.get(presented.token) if presented.scheme == "bearer" else None
        return Caller(found, "tests") if found else Turned("no_token")
