"""Every test asserts something: a test that cannot fail hides what it was to show."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import functions, module_of, modules

ASSERTING_CALLS = {"raises", "warns", "fail"}
ASSERTING_PREFIXES = ("assert_", "must_", "never_", "always_")
"""What a helper that asserts is named with, so that a reader of the test sees it too."""


def asserts(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a test asserts: by itself, by pytest, or by a helper whose name says so."""
    return any(isinstance(node, ast.Assert) or _is_asserting_call(node) for node in ast.walk(function))


def _is_asserting_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in ASSERTING_CALLS or name.startswith(ASSERTING_PREFIXES)


def test_every_test_asserts_something() -> None:
    silent = [
        f"{module.path}::{function.name}"
        for module in modules("tests")
        for function in functions(module.tree)
        if function.name.startswith("test_") and not asserts(function)
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("assert reading == []", True),
        ("with pytest.raises(ValueError):\n        read()", True),
        ("assert_refused(read())", True),
        ("never_the_same(read(), written)", True),
        ("read()", False),
        ("reading = read()\n    print(reading)", False),
    ],
)
def test_what_counts_as_an_assertion(body: str, verdict: bool) -> None:  # noqa: FBT001 - a verdict
    tree = module_of("tests.x", f"def test_x():\n    {body}\n").tree

    assert [asserts(function) for function in functions(tree)] == [verdict]
