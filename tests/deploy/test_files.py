"""What is deployed names what there is, contains what it starts, and gives each process what it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.app import LARGEST_BODY
from sharehub.web.guard import HEADERS, TRANSPORT
from tests.architecture.source import ROOT
from tests.architecture.test_documented import SETTING, commands, settings
from tests.deploy.files import (
    DEPLOY,
    OURS,
    OVERLAYS,
    UNITS,
    Started,
    compose,
    files,
    manifests,
    started,
    templates,
    units,
)
from tests.deploy.started import LOGIN_OF

if TYPE_CHECKING:
    from pathlib import Path

PROCESSES = {"serve", "worker", "dispatcher", "sequencer", "migrate", "backup data", "backup keys"}
SEES_NO_KEYS = {"sequencer", "witness", "backup data"}
OPENS_NOTHING = SEES_NO_KEYS | {"backup keys"}
OPENS = {"root-key", "sharehub-root-key", "credential /etc/sharehub/keys/root.json"}
"""The root key, by the names under which files give it to a process."""
LOG_KEYS = {"log-key", "sharehub-log-key", "state of sharehub-sequencer.service"}
"""The folder or volume that the log's key is in."""
ELSEWHERE = re.compile(r"\b(?:[\w-]+\.)+(?:io|com|org|net|dev|internal|local)\b")
NAMES_THAT_ARE_NO_ADDRESS = re.compile(
    r"(?:app|pod-security|kustomize\.config|topology)?\.?kubernetes\.io|\w+(?:\.\w+)*\.k8s\.io|org\.opencontainers"
)
SECRET = re.compile(
    r"BEGIN [A-Z ]*PRIVATE KEY|://[^/\s@:]+:[^/\s@]+@|(?:password|token|secret)(?:: |=| = )['\"]?\w{8}",
    re.IGNORECASE,
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", files(), ids=name)
def test_every_file_begins_by_saying_whom_it_trusts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comment = re.match(r'(?:[#-]+[^\n]*\n)+|"""[\s\S]*?"""', text)

    if path.suffix == ".md":
        assert "whom" in text.lower()
    elif path.name.endswith(".dockerignore"):
        assert comment
    else:
        assert comment, "it begins with no comment"
        assert re.search(r"Whom this trusts: \w", comment[0])


@pytest.mark.parametrize("path", files(), ids=name)
def test_no_file_names_a_registry_an_address_of_somebodys_a_machines_path_or_a_secret(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    elsewhere = set(ELSEWHERE.findall(NAMES_THAT_ARE_NO_ADDRESS.sub("", text)))

    assert elsewhere == set()
    assert re.findall(r"/(?:home|root|work|Users)/\S*", text) == []
    assert SECRET.findall(text) == []


def test_secrets_and_addresses_would_be_found() -> None:
    assert SECRET.search("redis://somebody:something@counts/0")
    assert SECRET.search("password: hunter2hunter2")
    assert ELSEWHERE.search("image: registry.example.com/x")


def test_every_setting_that_is_named_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in files())
    named = {one for one in SETTING.findall(text) if not one.endswith("_")}

    assert named - settings() == set()
    assert named != set()


def test_every_command_that_is_started_exists_and_every_process_is_in_every_way_of_deploying() -> None:
    found = started()

    assert {f"sharehub {one.command}" for one in found} - commands() == set()
    ways = {one.where.partition(":")[0] for one in found if ":" in one.where}
    assert ways == {"compose", *OVERLAYS}
    for way in ways:
        assert {one.command for one in found if one.where.startswith(f"{way}:")} == PROCESSES
    assert {one.command for one in found if ":" not in one.where} == PROCESSES | {"witness"}


@pytest.mark.parametrize("one", started(), ids=lambda one: one.where)
def test_each_process_has_the_login_of_its_work_and_the_keys_of_no_other(one: Started) -> None:
    assert one.login == LOGIN_OF.get(one.command)
    assert bool(one.secrets & LOG_KEYS) is (one.command == "sequencer")
    assert bool(one.secrets & OPENS) is (one.command not in OPENS_NOTHING)
    assert ("SHAREHUB_LOG_KEY_FILE" in one.told) is (one.command == "sequencer")
    assert ("SHAREHUB_KEYS" in one.told) is (one.command not in SEES_NO_KEYS)
    logins = {part for part in one.secrets if re.search(r"login|pgpass", part)}
    assert len(logins) == (0 if one.command == "witness" else 1)


def test_the_logins_are_those_that_the_roles_are_made_for() -> None:
    roles = (DEPLOY / "postgresql/roles.sql").read_text(encoding="utf-8")
    passwords = (DEPLOY / "postgresql/passwords.sql").read_text(encoding="utf-8")
    made = dict(re.findall(r"create role sharehub_(\w+) login(?: bypassrls)? in role sharehub_(\w+)", roles))

    assert {LOGIN_OF[command]: made[LOGIN_OF[command]] for command in PROCESSES & LOGIN_OF.keys()} == {
        "service": "app",
        "tasks": "worker",
        "orderer": "sequencer",
        "owner": "migration",
        "saver": "backup",
    }
    assert set(re.findall(r"alter role sharehub_(\w+) password", passwords)) == made.keys()


def _composed() -> list[tuple[str, dict[str, Any]]]:
    return list(compose()["services"].items())


@pytest.mark.parametrize(
    ("name", "service"), _composed(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_container_of_the_composition_is_contained(name: str, service: dict[str, Any]) -> None:
    assert int(service["user"].partition(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}
    assert "healthcheck" in service
    assert ("ports" in service) is (name == "nginx")
    assert re.fullmatch(r"[a-z-]+:[\w.-]+", service["image"])
    assert not service["image"].endswith(":latest")
    assert service["image"].startswith("nginx") is bool({"front"} & {*service["networks"]})


def test_containers_reach_what_their_work_is_with_and_nothing_else() -> None:
    reached = {name: {*service["networks"]} for name, service in _composed()}
    networks = compose()["networks"]

    assert {name for name, told in networks.items() if not (told or {}).get("internal")} == {
        "front",
        "outside",
    }
    assert {name for name, found in reached.items() if "keys" in found} == {
        *("keys", "api-1", "api-2", "worker", "dispatcher", "migrate", "backup-keys"),
    }
    assert {name for name, found in reached.items() if "broker" in found} == {
        "broker",
        "worker",
        "dispatcher",
    }
    assert {name for name, found in reached.items() if "counts" in found} == {"counts", "api-1", "api-2"}
    assert {name for name, found in reached.items() if "outside" in found} == {
        *("api-1", "api-2", "worker", "sequencer"),
    }
    assert all(len(reached[store]) == 1 for store in ("data", "keys", "broker", "counts"))


def test_the_proxy_is_at_the_one_address_that_is_believed() -> None:
    services = compose()["services"]
    at = services["nginx"]["networks"]["inside"]["ipv4_address"]
    served = {services[name]["networks"]["inside"]["ipv4_address"] for name in ("api-1", "api-2")}
    upstreams = (DEPLOY / "compose/upstreams.conf").read_text(encoding="utf-8")

    assert {services[name]["environment"]["SHAREHUB_PROXIES"] for name in ("api-1", "api-2")} == {at}
    assert {*re.findall(r"^server ([\d.]+):8000 ", upstreams, re.MULTILINE)} == served


def test_every_secret_that_a_container_is_given_is_one_that_there_is_and_none_is_for_nobody() -> None:
    whole = compose()
    given = {
        one if isinstance(one, str) else one["source"]
        for service in whole["services"].values()
        for one in service.get("secrets", ())
    }

    assert given == whole["secrets"].keys()


def _pods() -> list[tuple[str, dict[str, Any]]]:
    return [(f"{overlay}: {name}", pod) for overlay in OVERLAYS for name, pod in templates(overlay)]


@pytest.mark.parametrize("pod", [pod for _, pod in _pods()], ids=[name for name, _ in _pods()])
def test_every_pod_is_contained(pod: dict[str, Any]) -> None:
    context = pod["securityContext"]
    assert context["runAsNonRoot"] is True
    assert context["runAsUser"] > 0
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
    assert not any("hostPath" in volume for volume in pod["volumes"])
    for container in [*pod.get("initContainers", ()), *pod["containers"]]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"].keys() == {"cpu", "memory"}
        assert not container["image"].endswith(":latest")


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nobody_speaks_with_anybody_unless_it_is_said(overlay: str) -> None:
    policies = [one["spec"] for one in manifests(overlay) if one["kind"] == "NetworkPolicy"]

    assert {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]} in policies
    assert not any(one["kind"] == "Secret" for one in manifests(overlay))
    open_to_all = [one for one in policies if any("from" not in rule for rule in one.get("ingress", ()))]
    (to_the_api,) = open_to_all
    assert to_the_api["podSelector"] == {"matchLabels": {"app.kubernetes.io/component": "api"}}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_serves_is_asked_whether_it_lives_and_is_ready(overlay: str) -> None:
    (api,) = [pod["containers"][0] for name, pod in templates(overlay) if name == f"{OURS}-api"]
    asked = {probe: api[probe]["exec"]["command"][-1] for probe in ("livenessProbe", "readinessProbe")}
    budgets = {one["metadata"]["name"] for one in manifests(overlay) if one["kind"] == "PodDisruptionBudget"}

    assert asked == {"livenessProbe": "live", "readinessProbe": "ready"}
    assert budgets == {"sharehub-api", "sharehub-worker", "sharehub-dispatcher"}


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.stem)
def test_a_unit_hands_on_every_credential_that_it_loads_for_its_process_alone(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    loaded = re.findall(r"^LoadCredential=(\S+):", text, re.MULTILINE)
    (handed,) = re.findall(
        r"^ExecStartPre=/usr/bin/install --mode=0400 --target-directory=(\S+) (.+)$", text, re.MULTILINE
    )
    (kept,) = re.findall(r"^RuntimeDirectory=(\S+)$", text, re.MULTILINE)

    assert handed[0] == f"%t/{kept}"
    assert handed[1].split() == [f"%d/{one}" for one in loaded]
    contained = (UNITS / "sharehub-.service.d/contained.conf").read_text(encoding="utf-8")
    assert "DynamicUser=yes" in contained
    assert not re.search(r"^(?:User|Group)=", text + contained, re.MULTILINE)


def test_the_proxy_says_itself_what_the_program_would_say() -> None:
    text = (DEPLOY / "nginx/sharehub.conf").read_text(encoding="utf-8")
    said = {key: value.strip('"') for key, value in re.findall(r"add_header (\S+) (.+) always;", text)}

    assert said == HEADERS | TRANSPORT
    assert f"client_max_body_size {LARGEST_BODY};" in text
