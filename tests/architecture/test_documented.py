"""Every word that leaves the code is documented, and nothing is documented that is not there."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from typer.main import get_command

from policies.difference import Turn
from policies.lifecycle import RehearsalKind, Standing, SuspensionReason
from policies.precedence import STRICTEST_FIRST
from policies.remark import Remark, RemarkCode
from policies.rulebook import Act, Obligation
from policies.vocabulary import Category, Caveat, Code, Reason
from sharehub.audit.entry import Action, Outcome
from sharehub.cli import app
from sharehub.language.rules.catalogue import RULES
from sharehub.patterns.finding import Rule
from sharehub.replay.reading import Wrong
from sharehub.replay.report import FLAWS
from sharehub.verify.failures import Failure
from tests.architecture.documents import DOCS, documented, rows, section, text_of
from tests.architecture.source import PRODUCT, ROOT, modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import StrEnum

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETTING = re.compile(r"SHAREHUB_[A-Z_]+")


def page(name: str, *titles: str) -> list[str]:
    """Return what the tables of a page document, or of one of its sections."""
    text = text_of(DOCS / name)
    for title in titles:
        text = section(text, title)
    return documented(text)


def public_codes() -> set[str]:
    """Return the codes that failures are answered with: of the error classes, and of HTTP's own refusals."""
    return {
        code.value
        for module in modules("sharehub")
        for node in ast.walk(module.tree)
        for code in _codes(node)
        if isinstance(code, ast.Constant) and isinstance(code.value, str)
    }


def _codes(node: ast.AST) -> Iterable[ast.expr]:
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, ast.Assign) and [ast.unparse(to) for to in part.targets] == ["code"]:
                yield part.value
    elif isinstance(node, ast.Assign) and [ast.unparse(to) for to in node.targets] == ["_BY_STATUS"]:
        yield from node.value.values if isinstance(node.value, ast.Dict) else ()
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "problem":
        yield from node.args[1:2]


def settings() -> set[str]:
    """Return every environment variable of ours that the product or its tests speak of."""
    return {
        node.value
        for module in modules(*PRODUCT, "tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value)
    }


def alarms() -> set[str]:
    """Return how the alarms of the product begin, up to what is not the same each time."""
    return {
        re.split("[:%(]", ast.literal_eval(node.args[0]))[0].strip(" ,")
        for module in modules("sharehub")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"alarm.error", "alarm.warning"}
    }


def commands() -> set[str]:
    """Return the commands of the command line, by the names people type."""
    return set(_commands("sharehub", get_command(app)))


def _commands(typed: str, command: object) -> Iterator[str]:
    """Yield a command, or those of a group of them."""
    below = getattr(command, "commands", None)
    if below is None:
        yield typed
    else:
        for word, one in below.items():
            yield from _commands(f"{typed} {word}", one)


def dependencies(group: Iterable[str]) -> list[str]:
    """Return the names of requirements, without versions and extras."""
    return [re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0] for requirement in group]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (Reason, ("reasons.md", "Reasons")),
        (Caveat, ("reasons.md", "Caveats")),
        (Category, ("policy-author-guide.md", "Categories")),
        (Code, ("policy-author-guide.md", "Codes")),
        (Act, ("policy-author-guide.md", "Acts")),
        (Obligation, ("policy-author-guide.md", "Obligations")),
        (Standing, ("policy-author-guide.md", "Where it stands")),
        (SuspensionReason, ("policy-author-guide.md", "Why it is suspended")),
        (RehearsalKind, ("policy-author-guide.md", "How it was rehearsed")),
        (RemarkCode, ("policy-author-guide.md", "What a check finds")),
        (Turn, ("policy-author-guide.md", "Simulating")),
        (Action, ("audit-log.md", "Actions")),
        (Outcome, ("audit-log.md", "Outcomes")),
        (Rule, ("errors.md", "Findings on a fact")),
    ],
    ids=lambda given: given.__name__ if isinstance(given, type) else given[0],
)
def test_every_closed_word_is_documented_once_and_no_other(
    words: type[StrEnum], place: tuple[str, ...]
) -> None:
    assert sorted(page(*place)) == sorted(word.value for word in words)


def test_every_action_of_the_log_is_one_that_something_records() -> None:
    others = ("sharehub.audit.entry", "sharehub.oversight.fhir", "sharehub.oversight.scope")
    recorded = {
        node.attr
        for module in modules("sharehub")
        if module.name not in others
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Action"
    }

    assert set(Action.__members__) - recorded == set()


def test_every_remark_is_documented_with_how_grave_it_is() -> None:
    table = rows(section(text_of(DOCS / "policy-author-guide.md"), "What a check finds"))

    assert {code.strip("`"): severity for code, severity, _ in table} == {
        code.value: Remark(code, "", "").severity.value for code in RemarkCode
    }


def test_reasons_are_documented_strictest_first() -> None:
    assert page("reasons.md", "Reasons") == [reason.value for reason in STRICTEST_FIRST]


def test_every_rule_of_the_language_check_is_documented_in_order() -> None:
    assert page("language-check.md", "Rules") == [rule.id for rule in RULES]


def test_every_public_code_is_documented_and_no_other() -> None:
    assert set(page("errors.md", "Public codes")) == public_codes()


def test_every_code_of_a_verification_is_documented_in_order_and_no_other() -> None:
    rows_of_codes = list(rows(section(text_of(DOCS / "operations.md"), "When a log does not verify")))

    assert [cells[:2] for cells in rows_of_codes] == [
        [f"`{failure.code}`", failure.sentence] for failure in Failure
    ]


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(page("operations.md", "Settings")) == settings()


def test_every_target_that_contributors_are_told_of_is_in_the_makefile() -> None:
    told = set(documented(section(text_of(ROOT / "CONTRIBUTING.md"), "Targets")))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {f"make {target}" for target in re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)}

    assert told - targets == set()
    assert "make check" in told


def test_every_command_is_documented_and_no_other() -> None:
    assert set(page("operations.md", "Commands")) == commands()


def test_every_alarm_is_explained_with_what_to_do() -> None:
    told = " ".join(" ".join(row) for row in rows(text_of(DOCS / "operations.md")))

    assert [alarm for alarm in sorted(alarms()) if f'"{alarm}' not in told] == []
    assert {"the log", "a refusal could not be put on record"} <= alarms()


def test_whatever_a_replay_finds_is_explained_with_what_to_do() -> None:
    told = set(page("operations.md", "Replaying"))

    assert FLAWS.keys() == set(Wrong)
    assert told == {*FLAWS.values(), "recorded …; now …"}


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("To run", PROJECT["project"]["dependencies"]),
        ("To set up", PROJECT["dependency-groups"]["install"]),
        ("To develop", PROJECT["dependency-groups"]["dev"]),
    ],
    ids=["run", "set up", "develop"],
)
def test_every_direct_dependency_says_why_it_is_there_and_none_is_stale(title: str, group: list[str]) -> None:
    assert page("dependencies.md", title) == dependencies(group)


def test_the_layers_are_those_of_the_import_contract() -> None:
    (contract,) = (
        contract
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == ["sharehub"]
    )
    listed = re.findall(r"^\d+\. (.+)$", section(text_of(DOCS / "architecture.md"), "Layers"), re.MULTILINE)

    assert [line.replace("`", "").replace(" · ", " | ") for line in listed] == contract["layers"]
