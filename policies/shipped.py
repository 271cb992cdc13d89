"""The documents that ship with the product, as text: the one place in policies that touches package data."""

from __future__ import annotations

from importlib.resources import files

RULEBOOK = "edinburgh-default"
PROTOCOL = "edinburgh-domestic-abuse"


def rulebook_text() -> str:
    """Give the YAML of the shipped rulebook."""
    return _text("rulebooks", RULEBOOK)


def protocol_text() -> str:
    """Give the YAML of the shipped protocol; it is unsigned, and nothing unsigned is in force."""
    return _text("protocols", PROTOCOL)


def _text(folder: str, name: str) -> str:
    return files("policies").joinpath(folder, f"{name}.yaml").read_text(encoding="utf-8")
