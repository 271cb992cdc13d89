"""The key with which this hub's pages prove to the identity provider who asks: a private file, made once.

Source: RFC 7517 for its form, RFC 7523 for its use.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from sharehub.crypto.private_file import RESTORE, held, private_bytes, replace
from sharehub.errors import KeysUnavailable
from sharehub.identity.relying import ALGORITHM

if TYPE_CHECKING:
    from pathlib import Path

CURVE = "P-256"


def create(path: Path) -> ECKey:
    """Write a new key file; one that is there already is never overwritten.

    Raises:
        KeysUnavailable: there is a file already, or it cannot be written.
    """
    key = ECKey.generate_key(CURVE, {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    with held(path.parent):
        if path.exists() or path.is_symlink():
            raise KeysUnavailable("there is a key file already: the provider knows that key")
        replace(path, json.dumps(key.as_dict(private=True), indent=2))
    return key


def public(key: ECKey) -> str:
    """Return what the provider is given of a key, as a key set."""
    return json.dumps({"keys": [key.as_dict(private=False)]})


def read(path: Path) -> ECKey:
    """Read a key file.

    Raises:
        KeysUnavailable: it is missing, not private, or holds no such key.
    """
    broken = KeysUnavailable(f"the key file does not hold the key of the pages: {RESTORE}")
    try:
        key = ECKey.import_key(json.loads(private_bytes(path)))
    except (JoseError, ValueError, TypeError, KeyError):
        raise broken from None
    if not key.is_private or key.curve_name != CURVE or not key.kid:
        raise broken
    return key
