"""An issuer and a client for tests: they sign what they are told to, sound or not."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import ECKey, Key

from sharehub.identity.access_token import Expected
from sharehub.identity.keyset import KeySet

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
EXPECTED = Expected("https://id.example/realm", "https://hub.example")


def part(value: Any) -> str:
    """Return a segment of a compact token: text as it stands, anything else as JSON."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def sign(key: Key, header: dict[str, Any], claims: Any) -> str:
    """Return a signed token, whatever its header and claims say."""
    signed = f"{part(header)}.{part(claims)}"
    # By the algorithm itself: the library would refuse to make what must be refused.
    signature = jws.JWSRegistry.algorithms[header["alg"]].sign(signed.encode(), key)
    return f"{signed}.{part(signature)}"


def a_key(name: str = "one") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})


@dataclass
class Issuer:
    """Signs access tokens; valid by default."""

    key: ECKey = field(default_factory=a_key)
    expected: Expected = EXPECTED
    now: int = SECONDS

    def keys(self) -> KeySet:
        """Return its published keys."""
        return KeySet(self.document, lambda: 0.0)

    def document(self) -> bytes:
        return json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return claims; what is changed to None is left out."""
        said = {
            "iss": self.expected.issuer,
            "aud": self.expected.audience,
            "sub": "police",
            "client_id": "pages",
            "jti": str(uuid4()),
            "iat": self.now,
            "exp": self.now + 600,
            "auth_time": self.now,
            "sharehub_unit": "POL-DA",
            "sharehub_role": "police",
        } | changes
        return {name: value for name, value in said.items() if value is not None}

    def token(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        named = {"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid} | (header or {})
        return sign(
            self.key,
            {name: value for name, value in named.items() if value is not None},
            self.claims(**changes),
        )


@dataclass
class Holder:
    """Holds a key, and proves it; soundly by default."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    now: int = SECONDS

    @property
    def thumbprint(self) -> str:
        return self.key.thumbprint()

    def proof(
        self,
        method: str,
        url: str,
        token: str | None = None,
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        claims = {"htm": method, "htu": url, "iat": self.now, "jti": str(uuid4())}
        if token is not None:
            claims["ath"] = part(hashlib.sha256(token.encode()).digest())
        said = {name: value for name, value in (claims | changes).items() if value is not None}
        named = {"alg": "ES256", "typ": "dpop+jwt", "jwk": self.key.as_dict(private=False)} | (header or {})
        return sign(self.key, named, said)


def weak_rsa() -> dict[str, str]:
    """Return a public key that is too short to be taken."""
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505 - that is the point
    return {"kty": "RSA", "n": part(numbers.n.to_bytes(128, "big")), "e": "AQAB"}
