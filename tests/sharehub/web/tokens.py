"""An entrance for tests of what comes after it: tokens by name, without a provider."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharehub.acting.entrance import Caller, Turned
from sharehub.identity.sign_in import SignIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.acting.entrance import Presented
    from sharehub.clock import Clock
    from sharehub.identity.actor import Actor


class Tokens:
    """Lets in whoever brings one of these bearer tokens; by a clock, they have all just signed in."""

    def __init__(self, actors: Mapping[str, Actor], clock: Clock | None = None) -> None:
        self._actors = dict(actors)
        self._clock = clock

    def admit(self, presented: Presented) -> Caller | Turned:
        """Return whose token it is."""
        found = self._actors.get(presented.token) if presented.scheme == "bearer" else None
        if found is None:
            return Turned("no_token")
        now = self._clock and SignIn(self._clock.now())
        return Caller(replace(found, sign_in=now) if now else found, "tests")
