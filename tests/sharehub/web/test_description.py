"""The API's description: sound to a linter, with examples that would be taken, and a client made of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from fastapi.routing import APIRoute

from sharehub.web.bodies import Body
from tests.conftest import lacking
from tests.sharehub.described import DOCUMENT
from tests.sharehub.web.clients import Staff, a_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from tests.sharehub.world import World

LINTER = Path(__file__).parents[2] / "openapi"
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


@pytest.fixture(scope="session")
def linter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the linter is installed, from its lock file."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        lacking("node", "there is no npm")
        raise AssertionError
    folder = tmp_path_factory.mktemp("linter") / "openapi"
    shutil.copytree(LINTER, folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run([npm, "ci", "--silent"], cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


def lint(linter: Path, document: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Hold a document against the linter; a warning is a failure."""
    (linter / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    command = [
        str(linter / "node_modules" / ".bin" / "spectral"),
        "lint",
        "--fail-severity=hint",
        "openapi.json",
    ]
    return subprocess.run(command, cwd=linter, check=False, capture_output=True, text=True, timeout=120)


@pytest.mark.node
def test_the_linter_has_nothing_to_say(linter: Path) -> None:
    found = lint(linter, DOCUMENT)

    assert found.returncode == 0, found.stdout


@pytest.mark.node
def test_the_linter_would_have_something_to_say(linter: Path) -> None:
    worse = json.loads(json.dumps(DOCUMENT))
    del worse["paths"]["/api/v1/me"]["get"]["description"]
    worse["paths"]["/api/v1/me"]["get"]["tags"] = ["unheard-of"]

    found = lint(linter, worse)

    assert found.returncode == 1
    assert "operation-description" in found.stdout


def test_every_operation_says_what_it_is_what_it_answers_and_what_it_refuses() -> None:
    assert len(OPERATIONS) > 40
    assert [name for name in DOCUMENT["components"]["schemas"] if "__" in name] == []
    assert len({operation["operationId"] for *_, operation in OPERATIONS}) == len(OPERATIONS)
    for path, method, operation in OPERATIONS:
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path
        assert {"400", "401", "403", "404", "429", "500"} <= operation["responses"].keys(), path
        success = [status for status in operation["responses"] if status.startswith("2")]
        assert len(success) == 1, (path, method)


def test_every_act_takes_a_key_and_every_edit_a_precondition() -> None:
    def parameters(operation: dict[str, Any]) -> set[str]:
        return {one["name"] for one in operation.get("parameters", [])}

    # A look is never repeated from memory; a line of an import has its number for a key.
    looks = {"ask_for_pattern", "ask_for_a_wall", "ask_what_invitees_cost", "ask_who_is_who", "load_lines"}
    looks |= {
        *("ask_for_a_document", "ask_for_change", "ask_what_of_hers_is_shared", "read_an_answer"),
        *("preview_a_fact", "preview_a_referral", "read_a_referral", "read_a_referral_as_a_document"),
        *("read_what_is_asked", "print_deadlines"),
        "read_why_a_decision_is_asked_for",
        "read_why_the_glass_was_broken",
        *("export_answers", "name_staff", "simulate_a_draft", "check_a_receipt"),
        "ask_for_a_certificate",
    }
    acts = [operation for _, method, operation in OPERATIONS if method == "post"]
    for operation in acts:
        keyed = "idempotency-key" in parameters(operation)
        assert keyed != (operation["operationId"] in looks), operation["operationId"]
    edits = {operation["operationId"] for operation in acts if "if-match" in parameters(operation)}
    assert edits == {
        *("publish_fact", "correct_fact", "retract_fact", "confirm_that_he_knows"),
        *("change_a_programme", "change_a_referral", "approve_a_referral", "send_a_referral"),
        *("move_a_referral", "move_a_goal", "answer_for_a_permission", "answer_a_request"),
        *("decline_a_request", "acknowledge_a_recall"),
    }


def bodies() -> list[type[Body]]:
    """Return every form of a body that comes in."""
    found: list[type[Body]] = []
    waiting: list[type[Body]] = [Body]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found += [kind] if kind.__name__ in incoming() else []
    return found


def incoming() -> set[str]:
    """Return the names of the schemas of bodies that come in."""
    schemas = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for *_, operation in OPERATIONS
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    return {schema.rpartition("/")[2] for schema in schemas}


def test_every_body_has_an_example_that_would_be_taken() -> None:
    assert {kind.__name__ for kind in bodies()} == incoming()
    for kind in bodies():
        example = DOCUMENT["components"]["schemas"][kind.__name__]["example"]
        kind.model_validate_json(json.dumps(example))


def test_the_description_is_had_by_whoever_may_come_in(sqlite_world: World) -> None:
    staff = Staff(sqlite_world)

    assert staff.client.get("/api/v1/description").status_code == 401
    answer = staff.client.get("/api/v1/description", headers={"Authorization": "Bearer token of teacher"})
    assert answer.json() == DOCUMENT


def test_every_route_is_described_but_those_for_who_runs_the_hub(sqlite_world: World) -> None:
    app: FastAPI = Staff(sqlite_world).app
    described = {(path, method.upper()) for path, method, _ in OPERATIONS}
    routes = {
        (route.path, method)
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }

    assert routes - described == {
        (path, "GET") for path in ("/health/live", "/health/ready", "/log/checkpoint", "/metrics")
    }


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on this machine, and yield where."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


CONFIG = """
package_name_override: sharehub_client
post_hooks: []
content_type_overrides:
  application/jsonl: application/octet-stream
  application/fhir+ndjson: application/octet-stream
"""
CALLS = """
import sys
from uuid import UUID

from sharehub_client import AuthenticatedClient
from sharehub_client.api.disclosures import ask_for_pattern
from sharehub_client.api.facts import publish_fact, record_fact
from sharehub_client.api.partnership import who_am_i
from sharehub_client.models import Answer, AskBody, Caller, FactBody, Identified

origin, case = sys.argv[1], UUID(sys.argv[2])
police = AuthenticatedClient(base_url=origin, token="token of police")
me = who_am_i.sync(client=police)
assert isinstance(me, Caller), me
body = FactBody.from_dict({body})
made = record_fact.sync(case, client=police, body=body, idempotency_key="one")
assert isinstance(made, Identified), made
again = record_fact.sync(case, client=police, body=body, idempotency_key="one")
assert again == made
done = publish_fact.sync_detailed(case, made.id, client=police, idempotency_key="two", if_match='"1"')
assert done.status_code == 204, done
visitor = AuthenticatedClient(base_url=origin, token="token of health_visitor")
answer = ask_for_pattern.sync(case, client=visitor, body=AskBody(purpose="child_protection"))
assert isinstance(answer, Answer), answer
print(me.role, len(answer.lines))
"""


def test_a_typed_client_is_made_of_it_and_works(sqlite_world: World, tmp_path: Path) -> None:
    sqlite_world.open("cp_concern", "HV")
    document, config = tmp_path / "openapi.json", tmp_path / "config.yaml"
    document.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    config.write_text(CONFIG, encoding="utf-8")
    tool = Path(sys.executable).parent
    generate = [
        tool / "openapi-python-client",
        "generate",
        "--path",
        document,
        "--config",
        config,
        "--meta",
        "none",
    ]
    made = subprocess.run(
        [*map(str, generate), "--fail-on-warning"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stdout + made.stderr

    calls = tmp_path / "calls.py"
    calls.write_text(CALLS.replace("{body}", repr(a_body(sqlite_world))), encoding="utf-8")
    typed = subprocess.run(
        [str(tool / "mypy"), "--strict", "--config-file=", "--ignore-missing-imports", "calls.py"],
        cwd=tmp_path, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert typed.returncode == 0, typed.stdout
    with served(Staff(sqlite_world).app) as origin:
        ran = subprocess.run(
            [sys.executable, "calls.py", origin, str(sqlite_world.case)],
            cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert (ran.stdout, ran.returncode) == ("police 1\n", 0), ran.stderr
