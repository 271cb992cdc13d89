"""When somebody last proved to the identity provider who they are, and whether that is recent enough.

Source: RFC 9470, step-up authentication; RFC 9068 section 2.2.1 for the claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sharehub.errors import NotRecent

if TYPE_CHECKING:
    from datetime import datetime

RECENT = timedelta(minutes=5)
"""How long ago somebody may have signed in for an act that asks them to do so anew."""
LEEWAY = timedelta(seconds=30)
"""How far the provider's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """When a token's user signed in, and how; `at` is None where the token does not say.

    `acr` names the way in which they did, `wanted` the one that this hub asks for; None asks for none.
    """

    at: datetime | None = None
    acr: str | None = None
    wanted: str | None = None

    def require_recent(self, now: datetime) -> None:
        """Refuse whoever did not sign in within the last minutes, in the way that is asked for.

        Args:
            now: the moment by the hub's clock, UTC.

        Raises:
            NotRecent: they did not, or the token does not say so.
        """
        recent = self.at is not None and -LEEWAY <= now - self.at <= RECENT
        if not recent or (self.wanted is not None and self.acr != self.wanted):
            raise NotRecent(int(RECENT.total_seconds()), self.wanted)
