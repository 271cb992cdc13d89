"""The demo's synthetic staff at the door: registered, known to the provider, with a token each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joserfc.jwk import ECKey

from sharehub.administration.queries import change_unit
from sharehub.demo.provider import Application, Person, Provider
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY
from sharehub.identity.relying import Registration
from sharehub.protocols.partnership import Identity, identify_user, register_client, register_user
from sharehub.protocols.queries import units_by_code
from sharehub.rehearsal.stage import OFFICE

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.rehearsal.stage import Stage

PROGRAM = "demo"
"""The public client of people; the tokens that the demo hands out are this one's."""
SYSTEM = "police_system"
"""The client of an agency's system, which acts as the reader below."""
SYSTEM_OF = "police"
REDIRECT = "http://127.0.0.1:8001/callback"
PAGES = "pages"
"""The client of the pages, which proves who it is."""

OFFICER = "ig"
"""The reader whose unit is that of the hub's independent officers."""
SIGNS_TOO = "governance"
"""Somebody with two roles: an officer of that unit, who signs protocols in its name as well."""
RUNS = "administrator"
"""Somebody who runs the hub, and reads nothing."""

TOKENS = "tokens"


def let_in(stage: Stage, origin: str, folder: Path) -> tuple[Provider, Registration]:
    """Register everybody with the hub and with a new provider; return it, and the pages' place in it.

    Args:
        stage: the hub, and who is in it.
        origin: the scheme and host under which both are served.
        folder: to be made, for the tokens of people and the private key of the system.
    """
    issuer = f"{origin}/identity"
    people = {
        name: Person(name, stage.codes[reader.unit], reader.role, _shown(name, reader.role))
        for name, reader in stage.file.readers.items()
    }
    system = Person(SYSTEM, people[SYSTEM_OF].unit, people[SYSTEM_OF].role)
    with stage.hub.begin() as work:
        for name, actor in stage.readers.items():
            identify_user(work, actor.user, Identity(name, issuer, name))
        register_user(
            work,
            stage.readers[SYSTEM_OF].unit,
            "synthetic system",
            [system.role],
            Identity(SYSTEM, issuer, SYSTEM, "system"),
        )
        of_officers = stage.readers[OFFICER]
        change_unit(work.tx, of_officers.unit, oversight=True)
        both = [of_officers.role, SIGNATORY]
        office = units_by_code(work.tx, frozenset({OFFICE}))[OFFICE]
        register_user(work, of_officers.unit, SIGNS_TOO, both, Identity(SIGNS_TOO, issuer, SIGNS_TOO))
        register_user(work, office, RUNS, [ADMINISTRATOR], Identity(RUNS, issuer, RUNS))
        register_client(work, issuer, PROGRAM, "The demo itself", bound=False)
        register_client(work, issuer, SYSTEM, "A synthetic agency's system", bound=False)
    key = ECKey.generate_key("P-256")
    pages = Registration(issuer, PAGES, ECKey.generate_key("P-256", auto_kid=True), origin)
    clients = [
        Application(PROGRAM, redirect=REDIRECT),
        Application(PAGES, redirect=pages.back, out=pages.out, key=pages.key),
        Application(SYSTEM, key=key, acts_as=system),
    ]
    governing = {
        SIGNS_TOO: Person(SIGNS_TOO, people[OFFICER].unit, SIGNATORY, "Governance (two roles)"),
        RUNS: Person(RUNS, OFFICE, ADMINISTRATOR, _shown(RUNS, ADMINISTRATOR)),
    }
    provider = Provider(issuer, origin, stage.hub.clock, people | governing, clients)
    folder.mkdir(mode=0o700)
    _write(folder / f"{SYSTEM}.pem", key.as_pem(private=True))
    for name, person in people.items():
        _write(folder / name, provider.issue(person, PROGRAM).encode())
    return provider, pages


def _shown(name: str, role: str) -> str:
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]} ({role.replace('_', ' ')})"


def _write(path: Path, secret: bytes) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(secret)
