"""The contracts of imports leave out no part of the product but those that they are about."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = {
    f"sharehub.{path.stem}"
    for path in (ROOT / "sharehub").iterdir()
    if (path.is_dir() or path.suffix == ".py") and not path.name.startswith("__")
}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("Only disclosure opens what is sealed", {"sharehub.crypto", "sharehub.disclosure"}),
        ("Only queries and the log see tables", {"sharehub.audit", "sharehub.database"}),
    ],
)
def test_a_contract_names_every_part_but_those_that_may(name: str, allowed: set[str]) -> None:
    (contract,) = [one for one in CONTRACTS["contracts"] if one["name"] == name]
    assert set(contract["source_modules"]) == PARTS - allowed
