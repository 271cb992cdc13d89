"""Putting a hub together: the only place where database, keys, clock and randomness meet."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sharehub.crypto.keys import KeyFile
from sharehub.crypto.store import KeyStore
from sharehub.crypto.tables import key_engine
from sharehub.database.engine import open_engine
from sharehub.database.migrate import upgrade
from sharehub.hub import Hub

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.clock import Clock
    from sharehub.crypto.keys import KeyProvider

ZONE = "Europe/London"
"""The zone whose civil days decide; UK GDPR and Scots law speak of days, not of moments."""


def assemble(database: str, keys: str, provider: KeyProvider, clock: Clock, zone: str = ZONE) -> Hub:
    """Put a hub together from the URLs of its two databases, its key provider and its clock.

    Nothing is created or changed: `sharehub migrate` and `fresh` do that.
    """
    store = KeyStore(key_engine(keys), provider, os.urandom, time.monotonic)
    return Hub(open_engine(database), store, clock, ZoneInfo(zone), os.urandom)


def fresh(folder: Path, clock: Clock, zone: str = ZONE) -> Hub:
    """Make a new hub on the embedded database: data in one folder, keys in another beside it.

    For rehearsals and the demo alone: its root key says of itself that it is a demo key.

    Raises:
        FileExistsError: there is a hub in the folder already.
    """
    data, keys = folder / "data", folder / "keys"
    data.mkdir(parents=True, mode=0o700)
    keys.mkdir(mode=0o700)
    provider = KeyFile.create(keys / "root.json", os.urandom, demo=True)
    hub = assemble(f"sqlite:///{data / 'hub.db'}", f"sqlite:///{keys / 'keys.db'}", provider, clock, zone)
    hub.keys.create_tables()
    upgrade(hub.engine)
    return hub
