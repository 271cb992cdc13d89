"""What stands in `deploy/`, read: containers, units, settings and commands, wherever a file names them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from tests.architecture.source import ROOT
from tests.deploy.overlays import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose/compose.yaml"
UNITS = DEPLOY / "systemd"
KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = ("small", "partnership")
OURS = "sharehub"
IMAGES = frozenset({OURS, f"{OURS}-backup"})
"""The names of the images that are ours."""

_ASSIGNED = re.compile(r"^Environment=(\w+)=(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Started:
    """One process of ours as a file starts it: its command, what it is told, what it is given, and where.

    `secrets` are the names of what it can read: files and volumes that hold keys or logins.
    """

    where: str
    command: str
    told: dict[str, str]
    secrets: frozenset[str] = field(default_factory=frozenset)

    @property
    def login(self) -> str | None:
        """The login under which it reaches the data."""
        found = re.search(r"sharehub_(\w+)@", self.told.get("SHAREHUB_DATABASE", ""))
        return found[1] if found else None


def files() -> list[Path]:
    """Return every file of `deploy/` that says something, in order of path."""
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def compose() -> dict[str, Any]:
    """Return the composition."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def manifests(overlay: str) -> list[dict[str, Any]]:
    """Return what an overlay comes to."""
    return resolved(KUBERNETES / "overlays" / overlay)


def templates(overlay: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each workload of an overlay: its name, and what its pods are."""
    for one in manifests(overlay):
        spec = one["spec"]["jobTemplate"]["spec"] if one["kind"] == "CronJob" else one.get("spec", {})
        if one["kind"] in {"Deployment", "StatefulSet", "Job", "CronJob"}:
            yield one["metadata"]["name"], spec["template"]["spec"]


def units() -> list[Path]:
    """Return the units of systemd."""
    return sorted(UNITS.glob("*.service"))


def started() -> list[Started]:
    """Return every process of ours that some file starts."""
    in_pods = [one for overlay in OVERLAYS for one in _in_pods(overlay)]
    return [*_composed(), *in_pods, *map(_of_unit, units())]


def _composed() -> Iterator[Started]:
    for name, service in compose()["services"].items():
        if service["image"].split(":")[0] in IMAGES:
            secrets = {*service.get("secrets", ()), *(one["source"] for one in service.get("volumes", ()))}
            yield Started(
                f"compose: {name}", _command(service["command"]), service["environment"], frozenset(secrets)
            )


def _command(words: list[str]) -> str:
    """Return the command of what is typed; that of a group is two words."""
    return " ".join(words[: 2 if words[0] == "backup" else 1])


def _in_pods(overlay: str) -> Iterator[Started]:
    for name, pod in templates(overlay):
        for container in pod["containers"]:
            if container["image"].split(":")[0] in IMAGES:
                told = {one["name"]: one.get("value", "") for one in container["env"]}
                yield Started(f"{overlay}: {name}", _command(container["args"]), told, frozenset(_given(pod)))


def _given(pod: dict[str, Any]) -> Iterator[str]:
    for volume in pod["volumes"]:
        yield from (one["secret"]["name"] for one in volume.get("projected", {}).get("sources", ()))
        if claim := volume.get("persistentVolumeClaim"):
            yield claim["claimName"]


def _of_unit(unit: Path) -> Started:
    text = unit.read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/sharehub ((?:backup )?\S+)", text, re.MULTILINE)
    secrets = {f"credential {one}" for one in re.findall(r"^LoadCredential=\S+:(\S+)", text, re.MULTILINE)}
    folders = {f"state of {unit.name}" for _ in re.findall(r"^StateDirectory=", text, re.MULTILINE)}
    return Started(unit.name, command, dict(_ASSIGNED.findall(text)), frozenset(secrets | folders))
