"""The demo told once for all who listen."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sharehub.demo.run import run


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what the demo prints, in a terminal that breaks no line."""
    out = io.StringIO()
    run(Console(file=out, width=400), tmp_path_factory.mktemp("demo") / "demo", 0, serve=False)
    return out.getvalue()
