"""What a hub is told by its surroundings: one frozen object, read once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE = "SHAREHUB_DATABASE"
KEYS = "SHAREHUB_KEYS"
KEY_FILE = "SHAREHUB_KEY_FILE"
ZONE = "SHAREHUB_ZONE"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data and keys are. `database` and `keys` are URLs; they may hold secrets and are never shown."""

    database: str
    keys: str
    key_file: Path
    zone: str

    def __repr__(self) -> str:
        """Say which zone, and nothing that may hold a secret."""
        return f"Settings(zone={self.zone!r})"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        Invalid: one is missing, or data and keys would share a place.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - their one home
    for name in (DATABASE, KEYS, KEY_FILE):
        if not given.get(name):
            raise Invalid(name, "is not set; docs/operations.md says what it is")
    if given[DATABASE] == given[KEYS]:
        raise Invalid(KEYS, "must be a database of its own: keys are kept and backed up apart from the data")
    return Settings(
        database=given[DATABASE],
        keys=given[KEYS],
        key_file=Path(given[KEY_FILE]),
        zone=given.get(ZONE) or "Europe/London",
    )
