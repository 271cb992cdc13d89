"""The product installed: a wheel that holds all it needs, and works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 120


def run(*command: str | Path, folder: Path) -> str:
    """Run a program outside of the repository, and return what it printed."""
    here = dict(os.environ)  # noqa: TID251 - what a process of a test runs in
    for name in ("PYTHONPATH", "VIRTUAL_ENV"):
        here.pop(name, None)
    done = subprocess.run(
        command, cwd=folder, env=here, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of a clean environment in which the wheel is installed.

    What the wheel depends on is lent by the environment of the tests, without what is installed there in
    the editable way.
    """
    place = tmp_path_factory.mktemp("clean") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", place, folder=place.parent)
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, folder=place.parent)
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return place / "bin"


def test_the_wheel_holds_documents_migrations_demo_data_and_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())

    wanted = {
        "consent/py.typed",
        "policies/py.typed",
        "sharehub/py.typed",
        "policies/rulebooks/edinburgh-default.yaml",
        "policies/protocols/edinburgh-domestic-abuse.yaml",
        "sharehub/database/migrations/env.py",
        "sharehub/demo/marketa.json",
        "sharehub/documents/templates/boxes.ttf",
        "sharehub/documents/templates/blocks.html.j2",
        "sharehub/documents/templates/document.css",
        "sharehub/documents/templates/document.html.j2",
        "sharehub/documents/templates/document.typ",
    }
    assert wanted - held == set()
    source = {
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("sharehub/database/migrations/versions/*.py")
    }
    assert source - held == set()
    assert len(source) >= 1


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
        metadata = next(name for name in held if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()

    assert {name.partition("/")[0] for name in held if ".dist-info/" not in name} == {
        "consent",
        "policies",
        "sharehub",
    }
    assert not [name for name in held if name.endswith((".pyc", ".db", "DEMO", "root.json"))]
    assert "\nRequires-Python: >=3.11\n" in text
    assert str(ROOT) not in text


def test_the_installed_product_is_the_wheels_and_not_the_repositorys(installed: Path, tmp_path: Path) -> None:
    asked = (
        "import sharehub, policies, consent; print(sharehub.__file__, policies.__file__, consent.__file__)"
    )

    places = run(installed / "python", "-c", asked, folder=tmp_path).split()

    assert [Path(place).is_relative_to(installed.parent) for place in places] == [True] * 3


def test_the_installed_product_rehearses_its_case_from_any_folder(installed: Path, tmp_path: Path) -> None:
    (case,) = installed.parent.glob("lib/python*/site-packages/sharehub/demo/marketa.json")

    told = run(installed / "sharehub", "rehearse", case, folder=tmp_path)

    assert "All 17 expectations agree." in told
    assert list(tmp_path.iterdir()) == []


def test_the_installed_product_tells_its_demo_from_any_folder(installed: Path, tmp_path: Path) -> None:
    told = run(installed / "sharehub", "demo", "--no-serve", folder=tmp_path)

    assert "Before the case-mapping meeting" in told
    assert [path.name for path in tmp_path.iterdir()] == [".demo"]
