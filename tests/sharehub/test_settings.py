"""Settings: what is missing or wrong is named, and nothing that may hold a secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharehub.errors import Invalid
from sharehub.settings import Sending, Smtp, flaw_of_sending, read, read_sending

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


def test_a_brokers_address_may_stand_in_a_file_and_in_one_place_alone(tmp_path: Path) -> None:
    file = tmp_path / "broker"
    file.write_text(f"amqps://hub:{SECRET}@broker.example/hub\n")

    assert read(GIVEN | {"SHAREHUB_BROKER_FILE": str(file)}).broker == file.read_text().strip()
    assert (
        refused(SHAREHUB_BROKER_FILE=str(file), SHAREHUB_BROKER="amqp://b.example/") == "SHAREHUB_BROKER_FILE"
    )
    assert refused(SHAREHUB_BROKER_FILE=str(tmp_path / "none")) == "SHAREHUB_BROKER_FILE"
    for wrong in ("", f"amqps://{SECRET}\namqps://b.example"):
        file.write_text(wrong)
        assert refused(SHAREHUB_BROKER_FILE=str(file)) == "SHAREHUB_BROKER_FILE"
    file.write_text(SECRET)
    assert refused(SHAREHUB_BROKER_FILE=str(file)) == "SHAREHUB_BROKER"


class TestSending:
    GIVEN = {  # noqa: RUF012 - never changed
        "SHAREHUB_SMTP": "smtp.example:587",
        "SHAREHUB_SMTP_FROM": "hub@partnership.example",
        "SHAREHUB_ORIGIN": "https://hub.example",
    }

    def test_without_a_mail_host_no_mails_are_sent_and_with_one_its_password_is_never_shown(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "password"
        file.write_text(f"{SECRET}\n")
        login = {"SHAREHUB_SMTP_USER": "hub", "SHAREHUB_SMTP_PASSWORD_FILE": str(file)}
        found = read_sending(self.GIVEN | login)

        assert read_sending({}) == Sending()
        assert found.smtp == Smtp(
            "smtp.example", 587, "hub@partnership.example", "https://hub.example", "hub", SECRET
        )
        assert SECRET not in repr(found)

    @pytest.mark.parametrize(
        "changes",
        [
            {"SHAREHUB_SMTP": "smtp.example"},
            {"SHAREHUB_SMTP": "smtp.example:0"},
            {"SHAREHUB_SMTP_FROM": ""},
            {"SHAREHUB_SMTP_FROM": "hub@partnership.example\nBcc: him@example.org"},
            {"SHAREHUB_ORIGIN": "http://hub.example"},
            {"SHAREHUB_ORIGIN": "https://hub.example\nfor Ludmila"},
            {"SHAREHUB_SMTP_USER": "hub"},
            {"SHAREHUB_WEBHOOKS_TO_LOOPBACK": "perhaps"},
        ],
    )
    def test_what_cannot_be_is_named(self, changes: dict[str, str]) -> None:
        with pytest.raises(Invalid) as caught:
            read_sending(self.GIVEN | changes)

        assert [caught.value.where] == [*changes]
        assert flaw_of_sending(self.GIVEN | changes) == str(caught.value)

    def test_no_process_of_a_hub_starts_where_webhooks_may_lead_to_this_machine(self) -> None:
        assert flaw_of_sending(self.GIVEN) is None
        flaw = flaw_of_sending({"SHAREHUB_WEBHOOKS_TO_LOOPBACK": "yes"})
        assert flaw is not None
        assert "SHAREHUB_WEBHOOKS_TO_LOOPBACK" in flaw

    def test_only_this_machine_is_spoken_to_without_tls(self) -> None:
        hosts = ("127.0.0.1", "localhost", "::1", "10.0.0.1", "smtp.example")
        found = [Smtp(host, 25, "a@b.example", "https://hub.example").on_this_machine for host in hosts]

        assert found == [True, True, True, False, False]
