"""Settings: what is missing or wrong is named, and nothing that may hold a secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharehub.errors import Invalid
from sharehub.settings import read

SECRET = "hunter2-Sekret"
GIVEN = {
    "SHAREHUB_DATABASE": f"postgresql+psycopg://hub:{SECRET}@db.example/hub",
    "SHAREHUB_KEYS": f"postgresql+psycopg://keys:{SECRET}@keys.example/keys",
    "SHAREHUB_KEY_FILE": "/srv/keys/root.json",
}


def refused(**changes: str) -> str:
    """Return where settings with these changes are refused."""
    with pytest.raises(Invalid) as caught:
        read(GIVEN | changes)
    assert SECRET not in str(caught.value)
    return caught.value.where


def test_what_is_given_is_kept_and_the_zone_is_the_hubs_own_unless_said() -> None:
    settings = read(GIVEN)

    assert (settings.database, settings.keys) == (GIVEN["SHAREHUB_DATABASE"], GIVEN["SHAREHUB_KEYS"])
    assert settings.key_file == Path("/srv/keys/root.json")
    assert settings.zone == "Europe/London"
    assert read(GIVEN | {"SHAREHUB_ZONE": "Europe/Warsaw"}).zone == "Europe/Warsaw"


def test_settings_are_read_from_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)

    assert read() == read(GIVEN)


def test_settings_never_show_an_address() -> None:
    assert repr(read(GIVEN)) == "Settings(zone='Europe/London')"


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_what_is_missing_or_empty_is_named(name: str) -> None:
    assert refused(**{name: ""}) == name


@pytest.mark.parametrize("name", ["SHAREHUB_DATABASE", "SHAREHUB_KEYS"])
@pytest.mark.parametrize(
    "address",
    [
        f"{SECRET} is no address",
        f"mysql://hub:{SECRET}@db.example/hub",
        "sqlite://",
        "sqlite:///:memory:",
        f"postgresql+psycopg://hub:{SECRET}@db.example",
    ],
)
def test_what_is_no_lasting_database_is_refused(name: str, address: str) -> None:
    assert refused(**{name: address}) == name


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("sqlite:////srv/hub.db", "sqlite:////srv/hub.db"),
        ("sqlite:////srv/hub.db", "sqlite:////srv/keys/../hub.db"),
        ("sqlite:////srv/hub.db", "sqlite+pysqlite:////srv/hub.db"),
        ("postgresql+psycopg://one@db/hub", "postgresql+psycopg://other@db:5432/hub"),
        ("postgresql+psycopg:///hub", "postgresql://localhost/hub"),
    ],
)
def test_keys_never_share_a_database_with_the_data_however_it_is_spelt(data: str, keys: str) -> None:
    assert refused(SHAREHUB_DATABASE=data, SHAREHUB_KEYS=keys) == "SHAREHUB_KEYS"


@pytest.mark.parametrize("zone", ["Europe/Edinburg", "../etc/passwd", "/etc/localtime", "Europe", "\0"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    assert refused(SHAREHUB_ZONE=zone) == "SHAREHUB_ZONE"


def test_a_broker_is_a_rabbitmq_or_a_redis_and_never_shown() -> None:
    given = f"amqps://hub:{SECRET}@broker.example/hub"

    assert read(GIVEN | {"SHAREHUB_BROKER": given}).broker == given
    assert SECRET not in repr(read(GIVEN | {"SHAREHUB_BROKER": given}))
    assert read(GIVEN).broker is None
    for wrong in (f"https://{SECRET}", f"memory://{SECRET}", "amqp://", SECRET):
        assert refused(SHAREHUB_BROKER=wrong) == "SHAREHUB_BROKER"
