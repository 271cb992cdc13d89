"""What whoever is not let in is asked for, as HTTP's challenges; which of many things is wrong is not told.

Source: RFC 6750 section 3, RFC 9449 section 7.1, RFC 9470 section 3.
"""

from __future__ import annotations

ALGORITHMS = "ES256 PS256 EdDSA"


def challenge(**told: str | None) -> str:
    """Return a challenge for a token that is borne, and for one that is bound; what is None is left out."""
    said = [f'{name}="{value}"' for name, value in told.items() if value is not None]
    borne, bound = ", ".join(said), ", ".join([*said, f'algs="{ALGORITHMS}"'])
    return f"{f'Bearer {borne}'.rstrip()}, DPoP {bound}"
