"""How a hub may be served: what is not safe is refused, all of it at once, with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub.errors import Unfit
from sharehub.service_settings import read_service

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-Sekret"
GIVEN = {
    "SHAREHUB_ORIGIN": "https://hub.example",
    "SHAREHUB_ISSUER": "https://id.example",
    "SHAREHUB_PROXIES": "10.0.0.5",
    "SHAREHUB_PROMISE_KEY_FILE": "promises.json",
}


def refused(**changes: str) -> list[str]:
    """Return the settings that are refused, in order; what they held is not repeated."""
    with pytest.raises(Unfit) as caught:
        read_service(GIVEN | changes)
    assert SECRET not in str(caught.value)
    return [flaw.partition(":")[0] for flaw in caught.value.flaws]


def test_what_is_given_is_kept_and_the_rest_is_the_safest() -> None:
    found = read_service(GIVEN)

    assert (found.origin, found.issuer, found.audience) == (
        "https://hub.example",
        "https://id.example",
        "https://hub.example",
    )
    assert (found.host, found.port, found.hosts, found.proxies) == (
        "127.0.0.1",
        8000,
        ("hub.example",),
        ("10.0.0.5",),
    )
    assert (found.cors, found.rates, found.metrics_token, found.processes) == ((), "memory://", None, 1)
    assert found.step_up_acr is None


def test_everything_that_is_wrong_is_told_at_once_with_what_to_do() -> None:
    with pytest.raises(Unfit) as caught:
        read_service({})

    assert [flaw.partition(":")[0] for flaw in caught.value.flaws] == [
        "SHAREHUB_ORIGIN",
        "SHAREHUB_PROXIES",
        "SHAREHUB_ISSUER",
        "SHAREHUB_PROMISE_KEY_FILE",
    ]
    assert "https://hub.example" in caught.value.flaws[0]
    assert "set SHAREHUB_TLS_CERTIFICATE and SHAREHUB_TLS_KEY" in caught.value.flaws[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHAREHUB_ORIGIN", "http://hub.example"),
        ("SHAREHUB_ORIGIN", "https://*"),
        ("SHAREHUB_ORIGIN", "https://hub.example/"),
        ("SHAREHUB_ORIGIN", f"https://admin:{SECRET}@hub.example"),
        ("SHAREHUB_ORIGIN", "https://[hub"),
        ("SHAREHUB_ISSUER", ""),
        ("SHAREHUB_ISSUER", "http://id.example"),
        ("SHAREHUB_ISSUER", "https://127.0.0.1:8000/demo-provider"),
        ("SHAREHUB_ISSUER", "https://localhost/id"),
        ("SHAREHUB_ISSUER", f"https://id.example/?{SECRET}"),
        ("SHAREHUB_PROXIES", ""),
        ("SHAREHUB_PROXIES", "*"),
        ("SHAREHUB_PROXIES", "0.0.0.0/0"),
        ("SHAREHUB_PROXIES", "::/0"),
        ("SHAREHUB_PROXIES", SECRET),
        ("SHAREHUB_HOSTS", "*"),
        ("SHAREHUB_HOSTS", "hub.example, *.example"),
        ("SHAREHUB_CORS_ORIGINS", "*"),
        ("SHAREHUB_CORS_ORIGINS", "https://app.example, http://app.example"),
        ("SHAREHUB_CORS_ORIGINS", "null"),
        ("SHAREHUB_STEP_UP_ACR", "phr phrh"),
        ("SHAREHUB_STEP_UP_ACR", f'phr"{SECRET}'),
        ("SHAREHUB_BIND", "8000"),
        ("SHAREHUB_BIND", "127.0.0.1:99999"),
        ("SHAREHUB_BIND", f"127.0.0.1:{SECRET}"),
        ("SHAREHUB_PROCESSES", "0"),
        ("SHAREHUB_PROCESSES", "many"),
        ("SHAREHUB_RATES", f"http://{SECRET}"),
        ("SHAREHUB_METRICS_TOKEN_FILE", f"/nowhere/{SECRET}"),
        ("SHAREHUB_TLS_CERTIFICATE", f"/nowhere/{SECRET}"),
    ],
)
def test_what_is_not_safe_is_refused_by_name(name: str, value: str) -> None:
    assert set(refused(**{name: value})) == {name}


@pytest.mark.parametrize("acr", ["phr", "http://schemas.example/mfa", "urn:mace:incommon:iap:silver"])
def test_how_somebody_signs_in_anew_is_one_word_of_the_providers(acr: str) -> None:
    assert read_service(GIVEN | {"SHAREHUB_STEP_UP_ACR": acr}).step_up_acr == acr


def test_several_processes_need_a_place_to_count_together() -> None:
    assert refused(SHAREHUB_PROCESSES="2") == ["SHAREHUB_RATES"]
    found = read_service(GIVEN | {"SHAREHUB_PROCESSES": "2", "SHAREHUB_RATES": "redis://counts.example/0"})
    assert (found.processes, found.rates) == (2, "redis://counts.example/0")


def test_tls_of_its_own_needs_no_proxy_but_a_key_that_nobody_else_reads(tmp_path: Path) -> None:
    certificate, key = tmp_path / "hub.crt", tmp_path / "hub.key"
    certificate.write_text("certificate")
    key.write_text("key")
    given = {
        "SHAREHUB_PROXIES": "",
        "SHAREHUB_TLS_CERTIFICATE": str(certificate),
        "SHAREHUB_TLS_KEY": str(key),
    }

    key.chmod(0o644)
    assert refused(**given) == ["SHAREHUB_TLS_KEY"]
    key.chmod(0o600)
    assert read_service(GIVEN | given).private_key == key
    assert set(refused(SHAREHUB_TLS_CERTIFICATE=str(certificate))) == {"SHAREHUB_TLS_CERTIFICATE"}


def test_the_token_for_figures_is_long_and_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("short")
    path.chmod(0o644)
    assert refused(SHAREHUB_METRICS_TOKEN_FILE=str(path)) == ["SHAREHUB_METRICS_TOKEN_FILE"] * 2

    path.write_text("a" * 32 + "\n")
    path.chmod(0o600)
    found = read_service(GIVEN | {"SHAREHUB_METRICS_TOKEN_FILE": str(path)})
    assert found.metrics_token == "a" * 32
    assert "a" * 32 not in repr(found)


def test_settings_are_read_from_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)

    assert read_service() == read_service(GIVEN)
