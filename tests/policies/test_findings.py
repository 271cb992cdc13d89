"""What is wrong with a document is told in order."""

from __future__ import annotations

from policies.findings import Finding, PolicyError


def test_what_has_no_line_comes_before_what_is_on_the_first() -> None:
    on_a_line, on_none = Finding("a", 1, "is missing"), Finding("b", None, "is missing")

    error = PolicyError([on_a_line, on_none])

    assert error.findings == (on_none, on_a_line)
    assert str(error) == "b is missing\nline 1: a is missing"
