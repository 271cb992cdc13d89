"""What has one home, and stays there: opening, tables, commits, the clock, settings and randomness."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.source import PRODUCT, PURE, Module, imported, module_of, modules, used

if TYPE_CHECKING:
    from collections.abc import Iterable

OPENING = "sharehub.crypto.opening"
SCHEMA = "sharehub.database.schema"

CLOCK = {
    "datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
    "time.gmtime", "time.localtime", "time.time", "time.time_ns",
}  # fmt: skip
SETTINGS = {"os.environ", "os.environb", "os.getenv"}
BY_NAME = {"importlib.import_module", "builtins.__import__", "runpy.run_module", "runpy.run_path"}

WRITES_BY_ITSELF = {
    "sharehub/database/transaction.py": "the one commit of business data",
    "sharehub/database/engine.py": "ends the session setting that insists on durability; no data",
    "sharehub/database/migrate.py": "each migration is a transaction of its own",
    "sharehub/crypto/database.py": "the key store is another database, with transactions of its own",
    "sharehub/audit/sequencer.py": "the connection that holds its lock; nothing is written on it",
}

RUNS_BY_ITSELF = {
    "create_task", "ensure_future", "run_coroutine_threadsafe", "start_soon", "add_task", "BackgroundTask",
    "BackgroundTasks", "Thread", "Timer", "ThreadPoolExecutor", "ProcessPoolExecutor", "Process",
}  # fmt: skip
"""By which something goes on after whoever began it has gone."""

MAY_IMPORT = {
    "consent": {"collections", "dataclasses", "datetime", "enum", "typing", "__future__"},
    "policies": {
        "collections", "contextlib", "dataclasses", "datetime", "enum", "functools", "hashlib", "itertools",
        "json", "re", "typing", "__future__", "yaml",
    },
}  # fmt: skip
READS_THE_PACKAGE = "policies.shipped"


RECORDS = {
    "sharehub.patterns.api": "holds goals and commitments against what their author reads",
    "sharehub.change.lines": "its routes hold every line against what its author reads",
    "sharehub.imports.load": "history, which keeps its words",
    "sharehub.rehearsal.history": "history, which keeps its words",
}
"""Who records or corrects facts, and what keeps a line there from naming an outsider (decision 0034)."""


def importers(name: str, among: Iterable[Module]) -> set[str]:
    """Return the modules that import this one."""
    return {module.name for module in among if name in imported(module)}


def users(names: set[str], among: Iterable[Module]) -> set[str]:
    """Return the modules that speak of one of these names."""
    return {module.name for module in among if names & used(module)}


def writes_by_itself(module: Module) -> bool:
    """Say whether a module commits: outright, or by a transaction that an engine or connection begins."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            return True
        if isinstance(node, ast.Attribute) and node.attr == "begin" and _is_engine(node.value):
            return True
        if isinstance(node, ast.Constant) and node.value in {"AUTOCOMMIT", "COMMIT"}:
            return True
    return False


def _is_engine(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.endswith(("engine", "connection"))


def test_only_disclosure_opens_sealed_fields() -> None:
    assert importers(OPENING, modules(*PRODUCT)) <= {
        "sharehub.disclosure.grounds",
        "sharehub.disclosure.identify",
        "sharehub.disclosure.letting_out",
        "sharehub.disclosure.rendering",
    }


def test_only_queries_the_log_and_migrations_see_the_tables() -> None:
    allowed = {"sharehub.audit.log", "sharehub.audit.tree", "sharehub.database.migrations.env"}
    outside = importers(SCHEMA, modules(*PRODUCT)) - allowed

    assert {name for name in outside if not name.endswith(".queries")} == set()


def test_only_the_transaction_commits_business_data() -> None:
    found = {module.path for module in modules(*PRODUCT) if writes_by_itself(module)}

    assert found == WRITES_BY_ITSELF.keys()


def test_the_clock_is_read_in_one_place() -> None:
    assert users(CLOCK, modules(*PRODUCT)) == {"sharehub.clock"}


def test_settings_are_read_in_two_places_for_a_hub_and_for_its_service() -> None:
    assert users(SETTINGS, modules(*PRODUCT)) == {"sharehub.settings", "sharehub.service_settings"}


STARTS_WHAT_RUNS_BY_ITSELF = {
    "sharehub.web.background": "the tasks of a served hub, which a test holds against the log",
    "sharehub.log_keeping": "the sequencer beside the service; what it does is the log's own tree",
    "sharehub.worker.run": "the dispatcher beside the service; each kind of work is held against the log",
    "sharehub.worker.carriers": "the threads that do its work",
    "sharehub.sending.webhook": "what breaks off a connection that lasts too long, and touches nothing else",
    "sharehub.audit.sequencing": "one thread for each witness, which is asked about what is recorded already",
    "sharehub.verify.spread": "hashing on every core, at an auditor's who has no hub",
}


def starts_what_runs_by_itself(module: Module) -> bool:
    """Say whether a module starts something that goes on by itself."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in RUNS_BY_ITSELF)
        or (isinstance(node, ast.Name) and node.id in RUNS_BY_ITSELF)
        for node in ast.walk(module.tree)
    )


def test_what_runs_by_itself_is_started_in_one_place_where_the_log_is_held_against_it() -> None:
    found = {module.name for module in modules(*PRODUCT) if starts_what_runs_by_itself(module)}

    assert found == STARTS_WHAT_RUNS_BY_ITSELF.keys()


def test_nothing_is_imported_by_its_name() -> None:
    assert users(BY_NAME, modules(*PRODUCT)) == set()


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_imports_nothing_that_knows_a_clock_a_file_or_a_socket(package: str) -> None:
    allowed = MAY_IMPORT[package]
    own = {"consent", package}
    strangers = {
        f"{module.name} imports {name}"
        for module in modules(package)
        for name in imported(module)
        if name.partition(".")[0] not in allowed | own
        and not (module.name == READS_THE_PACKAGE and name.startswith("importlib.resources"))
    }

    assert strangers == set()


def test_the_oracle_shares_nothing_with_what_it_judges_but_the_words_and_the_rulebook() -> None:
    oracle = [module for module in modules("policies") if module.name.startswith("policies.cedar")]
    shared = {
        ".".join(name.split(".")[:2])
        for module in oracle
        for name in imported(module)
        if name.startswith(("policies.", "consent.")) and not name.startswith("policies.cedar")
    }

    assert len(oracle) >= 5
    assert shared == {"policies.vocabulary", "policies.rulebook", "consent.people"}


@pytest.mark.parametrize(
    "text",
    [
        "from sharehub.crypto.opening import open_record",
        "from sharehub.crypto import opening",
        "import sharehub.crypto.opening as harmless",
        "def later():\n    from sharehub.crypto.opening import OpenRecord",
        "from ..crypto import opening",
        "from ..crypto.opening import open_record",
    ],
)
def test_an_import_of_the_opening_module_is_seen_however_it_is_written(text: str) -> None:
    assert importers(OPENING, [module_of("sharehub.patterns.sneaky", text)]) == {"sharehub.patterns.sneaky"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from datetime import datetime\ndatetime.now()", CLOCK),
        ("import datetime as when\nwhen.datetime.now()", CLOCK),
        ("from time import time as moment\nmoment()", CLOCK),
        ("import os\nos.environ['A']", SETTINGS),
        ("from os import environ as given\ngiven.get('A')", SETTINGS),
        ("from os import getenv", SETTINGS),
    ],
)
def test_a_use_is_seen_through_the_name_it_goes_by(text: str, names: set[str]) -> None:
    module = module_of("sharehub.sneaky", text)

    assert names & (used(module) | imported(module)) != set()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("session.commit()", True),
        ("finish = session.commit", True),
        ("with self.engine.begin() as connection:\n    pass", True),
        ("create_engine(url, isolation_level='AUTOCOMMIT')", True),
        ("connection.exec_driver_sql('COMMIT')", True),
        ("with hub.begin() as work:\n    pass", False),
    ],
)
def test_a_commit_is_seen_however_it_is_written(text: str, verdict: bool) -> None:  # noqa: FBT001 - a verdict
    assert writes_by_itself(module_of("sharehub.sneaky", text)) is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("asyncio.create_task(work())", True),
        ("from threading import Thread\nThread(target=work).start()", True),
        ("pool = concurrent.futures.ThreadPoolExecutor()", True),
        ("answer.background = starlette.background.BackgroundTask(work)", True),
        ("await run_in_threadpool(work)", False),
    ],
)
def test_what_runs_by_itself_is_seen_however_it_is_started(text: str, verdict: bool) -> None:  # noqa: FBT001 - a verdict
    assert starts_what_runs_by_itself(module_of("sharehub.sneaky", text)) is verdict


def test_whoever_records_a_line_holds_it_against_what_its_author_reads() -> None:
    records = {"sharehub.patterns.record.record", "sharehub.patterns.record.correct"}

    assert users(records, modules("sharehub")) - {"sharehub.patterns.record"} == RECORDS.keys()
