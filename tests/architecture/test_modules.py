"""How modules are written: short, and saying what they are for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source import PRODUCT, PURE, module_of, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.source import Module

LONGEST = 350
LONGEST_TEST = 450
"""A test file's length is its cases; beyond this it is about two things all the same."""
TABLES_WITHOUT_BEHAVIOUR = "sharehub/database/schema.py"
STEPS = "sharehub/database/migrations/versions/"


def undocumented(module: Module) -> list[str]:
    """Return the public classes, functions and methods that say nothing of themselves."""
    return [f"{module.path}:{node.lineno} {node.name}" for node in _public(module.tree) if not _says(node)]


def _public(
    scope: ast.Module | ast.ClassDef,
) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in scope.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_":
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _says(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return bool(ast.get_docstring(node))


def test_no_file_is_long_but_the_tables_and_the_steps_of_migrations() -> None:
    long = {
        module.path
        for module in modules(*PRODUCT)
        if len(module.text.splitlines()) > LONGEST and not module.path.startswith(STEPS)
    }

    assert long <= {TABLES_WITHOUT_BEHAVIOUR}


def test_no_test_file_is_longer_than_its_cases_need() -> None:
    long = {
        f"{module.path}: {len(module.text.splitlines())} lines"
        for module in modules("tests")
        if len(module.text.splitlines()) > LONGEST_TEST
    }

    assert long == set()


def test_every_module_says_in_a_sentence_what_it_owns() -> None:
    silent = {
        module.path
        for module in modules(*PRODUCT)
        if not (ast.get_docstring(module.tree) or "").partition("\n\n")[0].endswith(".")
    }

    assert silent == set()


@pytest.mark.parametrize("package", PURE)
def test_everything_public_in_a_pure_package_is_documented(package: str) -> None:
    assert [line for module in modules(package) for line in undocumented(module)] == []


def test_a_method_without_a_word_is_found_and_a_private_one_is_left_alone() -> None:
    text = 'class A:\n    """Said."""\n    def b(self): ...\n    def _c(self): ...\n\ndef d(): ...'

    assert undocumented(module_of("policies.x", text)) == ["policies/x.py:3 b", "policies/x.py:6 d"]
