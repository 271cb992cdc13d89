"""Kustomize, as far as `deploy/kubernetes` uses it: overlays are checked where there is no kubectl, too."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

UNDERSTOOD = {"apiVersion", "kind", "namespace", "resources", "patches", "images"}
EVERYWHERE = {"Namespace"}
"""Kinds that are in no namespace."""


def resolved(folder: Path) -> list[dict[str, Any]]:
    """Return what a folder with a kustomization comes to.

    Raises:
        LookupError: it uses what is not understood here, or patches what is not there.
    """
    told = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    if unknown := told.keys() - UNDERSTOOD:
        raise LookupError(f"{folder.name}: {sorted(unknown)}")
    found = [one for name in told["resources"] for one in _resource(folder / name)]
    for patch in told.get("patches", ()):
        for one in _documents(folder / patch["path"]):
            (target,) = [index for index, other in enumerate(found) if _name(other) == _name(one)]
            found[target] = _merged(found[target], one)
    for one in found:
        if "namespace" in told and one["kind"] not in EVERYWHERE:
            one["metadata"]["namespace"] = told["namespace"]
        for image in told.get("images", ()):
            _rename(one, image["name"], f"{image['newName']}:{image['newTag']}")
    return found


def _resource(path: Path) -> list[dict[str, Any]]:
    return resolved(path.resolve()) if path.is_dir() else _documents(path)


def _documents(path: Path) -> list[dict[str, Any]]:
    # Aliases would otherwise make one object of what stands in several places.
    return [deepcopy(one) for one in _parsed(path.read_text(encoding="utf-8")) if one]


@cache
def _parsed(text: str) -> tuple[Any, ...]:
    return tuple(yaml.safe_load_all(text))


def _name(manifest: dict[str, Any]) -> tuple[str, str]:
    return manifest["kind"], manifest["metadata"]["name"]


def _merged(below: Any, above: Any) -> Any:
    """Lay a patch over a manifest: objects key by key, lists of named things name by name."""
    if isinstance(below, dict) and isinstance(above, dict):
        both = {key: _merged(below[key], above[key]) for key in below.keys() & above.keys()}
        return below | above | both
    if isinstance(below, list) and isinstance(above, list) and all("name" in one for one in [*below, *above]):
        held = {one["name"]: one for one in below}
        given = {one["name"]: one for one in above}
        return [
            *(_merged(one, given[name]) if name in given else one for name, one in held.items()),
            *(one for name, one in given.items() if name not in held),
        ]
    return above


def _rename(part: Any, image: str, to: str) -> None:
    if isinstance(part, dict):
        if part.get("image") == image:
            part["image"] = to
        for one in part.values():
            _rename(one, image, to)
    elif isinstance(part, list):
        for one in part:
            _rename(one, image, to)
