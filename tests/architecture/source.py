"""The code base as text and as syntax: what every architecture test looks at."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PURE = ("consent", "policies")
PRODUCT = (*PURE, "sharehub")


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its path from the root of the repository, and its syntax."""

    name: str
    path: str
    text: str
    tree: ast.Module


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Return every module of these packages, in order of path."""
    found = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return tuple(_read(path) for path in sorted(found))


def module_of(name: str, text: str) -> Module:
    """Return a module that is nowhere on disk: what a negative control looks at."""
    return Module(name, f"{name.replace('.', '/')}.py", text, ast.parse(text))


def imported(module: Module) -> frozenset[str]:
    """Return all that a module imports, wherever in it and however it is written, as dotted names.

    `from a.b import c` counts as `a.b` and as `a.b.c`, since c may be a module.
    """
    return frozenset(_imported(module))


def used(module: Module) -> frozenset[str]:
    """Return the dotted names that a module speaks of, seen through the names it imports them under."""
    known = _aliases(module)
    dotted = (_dotted(node) for node in ast.walk(module.tree) if isinstance(node, (ast.Attribute, ast.Name)))
    return frozenset(
        ".".join((known[first], *rest)) for first, *rest in filter(None, dotted) if first in known
    )


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, wherever it stands."""
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(ROOT)
    name = ".".join(part for part in place.with_suffix("").parts if part != "__init__")
    return Module(name, place.as_posix(), text, ast.parse(text, filename=str(place)))


def _imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = _package(module, node)
            yield package
            yield from (f"{package}.{alias.name}" for alias in node.names)


def _aliases(module: Module) -> dict[str, str]:
    """Say what each imported name stands for; `import a.b` binds a."""
    known: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                known[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            package = _package(module, node)
            known |= {alias.asname or alias.name: f"{package}.{alias.name}" for alias in node.names}
    return known


def _package(module: Module, node: ast.ImportFrom) -> str:
    """Return the package that a `from` names; a relative one is counted from its module."""
    if not node.level:
        return node.module or ""
    parents = module.name.split(".")[: -node.level]
    return ".".join([*parents, *([node.module] if node.module else [])])


def _dotted(node: ast.Attribute | ast.Name) -> list[str]:
    """Return the parts of a name such as a.b.c; nothing, where it hangs on something that is no name."""
    if isinstance(node, ast.Name):
        return [node.id]
    if not isinstance(node.value, (ast.Attribute, ast.Name)):
        return []
    inner = _dotted(node.value)
    return [*inner, node.attr] if inner else []
