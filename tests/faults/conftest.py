"""The worlds of `tests/sharehub`, for tests in which something fails, and an eye on what is opened."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sharehub.crypto.opening import OpenRecord
from tests.sharehub.conftest import (
    another_world,
    hub,
    postgres_founded,
    postgres_hub,
    postgres_migrated,
    postgres_root,
    postgres_world,
    sqlite_founded,
    sqlite_hub,
    sqlite_template,
    sqlite_world,
    world,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

__all__ = [
    "another_world",
    "hub",
    "postgres_founded",
    "postgres_hub",
    "postgres_migrated",
    "postgres_root",
    "postgres_world",
    "sqlite_founded",
    "sqlite_hub",
    "sqlite_template",
    "sqlite_world",
    "world",
]

_DECRYPTS = OpenRecord.field.__code__


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Yield the names of the fields that are decrypted from now on; it watches, and changes nothing."""
    names: list[str] = []

    def watch(frame: FrameType, happening: str, _argument: object) -> None:
        if happening == "call" and frame.f_code is _DECRYPTS:
            names.append(frame.f_locals["name"])

    before = sys.getprofile()
    sys.setprofile(watch)
    yield names
    sys.setprofile(before)
