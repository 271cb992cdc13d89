"""The guide for integrators, followed from its first block to its last against a served demo."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sharehub import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = Path(__file__).parents[2] / "docs" / "integrators-guide.md"
NEEDED = ("bash", "curl")
PATIENCE = 300
"""Seconds that a reader who only copies may take, on a slow machine too."""

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = "#> "
DIFFERS = "…"
BEGINS = "----- block"
ADDRESS = re.compile(r"Serving on (http://[\d.:]+),")
CASE = re.compile(r"/api/v1/cases/([0-9a-f-]{36})/disclosures")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is served: where, and about which case."""

    folder: Path
    address: str
    case: str


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Yield a demo that is served from a folder of its own, on any free port."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"the guide is followed with {' and '.join(missing)}, which this machine has not")
    process = commands.start("demo", "--port", "0", folder=tmp_path)
    try:
        yield _printed(process, tmp_path)
    finally:
        process.send_signal(signal.SIGINT)
        commands.finished(process)


def _printed(process: subprocess.Popen[str], folder: Path) -> Demo:
    """Read what a demo prints until it serves."""
    assert process.stdout
    text = ""
    for line in process.stdout:
        text += line
        if CASE.search(line):
            break
    address, case = ADDRESS.search(text), CASE.search(text)
    assert address, text
    assert case, text
    return Demo(folder, address[1], case[1])


def blocks() -> list[str]:
    """Return the blocks of the guide, in order."""
    return BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


def shown(block: str) -> list[str]:
    """Return what a block says that it prints."""
    return [line.removeprefix(SHOWN) for line in block.splitlines() if line.startswith(SHOWN)]


def not_printed(expected: list[str], printed: str) -> str | None:
    """Return the first of these that is not printed after the one before it, or None."""
    place = 0
    for fragment in expected:
        pattern = ".*?".join(re.escape(part) for part in fragment.split(DIFFERS))
        found = re.compile(pattern).search(printed, place)
        if found is None:
            return fragment
        place = found.end()
    return None


def session(demo: Demo) -> list[str]:
    """Return the blocks as somebody would enter them who fills in the address and case of their own demo."""
    first, *others = blocks()
    for name, value in (("HUB", demo.address), ("CASE", demo.case)):
        first, filled = re.subn(rf"^{name}=\S+", f"{name}={value}", first, count=1, flags=re.MULTILINE)
        assert filled == 1, name
    return [first, *others]


def follow(demo: Demo) -> list[str]:
    """Run all blocks in one shell, in the demo's folder, and return what each printed."""
    place = demo.folder / "guide"
    place.mkdir()
    script = place / "guide.bash"
    lines = ["set -euo pipefail"]
    for number, block in enumerate(session(demo)):
        lines += [f"echo; echo '{BEGINS} {number}'", block]
    script.write_text("\n".join(lines), encoding="utf-8")
    here = commands.surroundings(TMPDIR=str(place))
    here["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), here["PATH"]])
    ran = subprocess.run(
        ["bash", str(script)],  # noqa: S607 - whichever bash a reader has
        cwd=demo.folder,
        env=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
    return re.split(rf"^{BEGINS} \d+\n", ran.stdout, flags=re.MULTILINE)[1:]


def test_every_block_of_the_guide_prints_what_it_says(demo: Demo) -> None:
    printed = follow(demo)

    assert len(printed) == len(blocks())
    for block, text in zip(blocks(), printed, strict=True):
        lacking = not_printed(shown(block), text)
        assert lacking is None, f"the guide says {lacking}, and this was printed:\n{text}"


def test_every_block_but_the_first_says_what_it_prints() -> None:
    first, *others = blocks()

    assert shown(first) == []
    assert len(others) > 15
    assert [block for block in others if not shown(block)] == []


@pytest.mark.parametrize(
    ("expected", "lacks"),
    [
        (["201", '"1"'], None),
        (['{"id":"…"} 201'], None),
        (["204"], "204"),
        (['"1"', "201"], "201"),
        (['{"id":"…"} 204'], '{"id":"…"} 204'),
    ],
)
def test_what_is_not_printed_or_in_another_order_is_noticed(expected: list[str], lacks: str | None) -> None:
    assert not_printed(expected, '{"id":"5c1d3a52"} 201\n"1"\n') == lacks


def test_the_guide_is_for_the_demo_on_this_machine_and_names_no_other_place() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert {found for found in re.findall(r"https?://[^\s`\"/)]+", text) if "127.0.0.1" not in found} == set()
