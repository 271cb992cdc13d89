"""What is deployed is sound by the judgement of the tools that will read it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.deploy.files import COMPOSE, DEPLOY, KUBERNETES, OVERLAYS, UNITS, manifests, units
from tests.deploy.tools import found, told
from tests.sharehub.commands import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(sys.executable).parent
"""Where the tools are that come with the tests."""
MOST_EXPOSED = 1.5
"""Of 10, by systemd's own reckoning; a unit without any containment has 9.6."""


def test_hadolint_finds_nothing_in_how_the_image_is_made() -> None:
    assert told(HERE / "hadolint", DEPLOY / "image/Dockerfile") == ""


def test_hadolint_would_find_something(tmp_path: Path) -> None:
    text = (DEPLOY / "image/Dockerfile").read_text(encoding="utf-8")
    (tmp_path / "Dockerfile").write_text(text + "USER root\nRUN cd /tmp && sudo true\n", encoding="utf-8")

    assert "DL3002" in told(HERE / "hadolint", tmp_path / "Dockerfile", code=1)


def test_the_composition_is_one_by_its_specification() -> None:
    schema = (HERE / "check-jsonschema", "--builtin-schema", "vendor.compose-spec")

    assert told(*schema, COMPOSE) == "ok -- validation done\n"


def test_a_word_that_compose_does_not_know_would_be_found(tmp_path: Path) -> None:
    slip = tmp_path / "compose.yaml"
    slip.write_text("services: {api: {image: x, read_olny: true}}\n", encoding="utf-8")

    said = told(HERE / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", slip, code=1)

    assert "read_olny" in said


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_manifest_is_one_that_kubernetes_takes(overlay: str, tmp_path: Path) -> None:
    whole = tmp_path / "whole.yaml"
    whole.write_text(yaml.safe_dump_all(manifests(overlay)), encoding="utf-8")

    said = told(HERE / "kubernetes-validate", "--strict", whole)

    assert said.count(" passed for resource ") == len(manifests(overlay))


def test_a_word_that_kubernetes_does_not_know_would_be_found(tmp_path: Path) -> None:
    (slip, *_) = [one for one in manifests("small") if one["kind"] == "Deployment"]
    slip["spec"]["template"]["spec"]["containers"][0]["securityContext"]["readOnlyRootFileSystem"] = True
    (tmp_path / "slip.yaml").write_text(yaml.safe_dump(slip), encoding="utf-8")

    said = told(HERE / "kubernetes-validate", "--strict", tmp_path / "slip.yaml", code=1)

    assert "readOnlyRootFileSystem" in said


@pytest.mark.deploy
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kustomize_comes_to_what_these_tests_look_at(overlay: str) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None or "Kustomize Version: v5" not in told(kubectl, "version", "--client"):
        pytest.skip("Debian has no kubectl of this decade; what it would do is done by tests.deploy.overlays")
    theirs = yaml.safe_load_all(told(kubectl, "kustomize", KUBERNETES / "overlays" / overlay))

    assert _by_name(theirs) == _by_name(manifests(overlay))


def _by_name(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {f"{one['kind']} {one['metadata']['name']}": _ordered(one) for one in found}


def _ordered(part: Any) -> Any:
    """Return a part of a manifest with what it lists by name in the order of names, which means nothing."""
    if isinstance(part, dict):
        return {key: _ordered(one) for key, one in part.items()}
    if isinstance(part, list) and all(isinstance(one, dict) and "name" in one for one in part):
        return sorted(map(_ordered, part), key=lambda one: str(one["name"]))
    return list(map(_ordered, part)) if isinstance(part, list) else part


def _installed(folder: Path) -> list[Path]:
    """Copy the units to where their program is one that there is, and return them."""
    shutil.copytree(UNITS, folder, dirs_exist_ok=True)
    for unit in folder.glob("*.service"):
        text = unit.read_text(encoding="utf-8").replace("/opt/sharehub/bin/sharehub", str(PROGRAM))
        unit.write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.service"))


@pytest.mark.deploy
def test_systemd_finds_nothing_wrong_with_any_unit(tmp_path: Path) -> None:
    analyse = found("systemd-analyze")

    for unit in _installed(tmp_path):
        said = told(analyse, "verify", "--man=no", unit)
        # What it says of other units of this machine is none of ours.
        assert [line for line in said.splitlines() if "sharehub" in line] == []


@pytest.mark.deploy
@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.stem)
def test_a_unit_is_hardly_exposed_by_systemds_reckoning(unit: Path) -> None:
    analyse = found("systemd-analyze")

    said = told(
        analyse, "security", "--offline=yes", "--no-pager", f"--threshold={int(MOST_EXPOSED * 10)}", unit
    )

    assert "Overall exposure level" in said


@pytest.mark.deploy
def test_prometheus_takes_every_rule() -> None:
    assert "SUCCESS" in told(found("promtool"), "check", "rules", DEPLOY / "prometheus/alerts.yaml")
