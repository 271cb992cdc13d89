"""A scene for walks over all routes: an application behind its door, and a case with one of everything."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from sharehub.app import Outside, application
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Trigger, raise_check
from sharehub.consents.serious_risk import ask
from sharehub.database.schema import Gate, Membership, Notice, Protocol
from sharehub.language.vocabulary import Kind
from sharehub.patterns.record import record
from sharehub.protocols.partnership import Identity, register_client, register_user
from sharehub.requests.ask import ask as ask_a_unit
from sharehub.requests.words import About
from sharehub.web.rates import Rates
from tests.sharehub.acting.test_entrance import Visitors, bearing
from tests.sharehub.audit.deeds import a_glass, a_scope, delivered_to, grounds
from tests.sharehub.change.builders import commit, set_one
from tests.sharehub.channels.narrowing import narrowed
from tests.sharehub.conftest import START, on_sqlite
from tests.sharehub.custody.shredding import a_proposal
from tests.sharehub.identity.signing import EXPECTED
from tests.sharehub.permissions.asking import asked_of_him
from tests.sharehub.recalls.recalling import a_recalled_copy
from tests.sharehub.referrals.referring import Referring, a_programme
from tests.sharehub.ways import AN_ID, BY_NAME, LATER, TODAY, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    import httpx2

    from sharehub.hub import Hub
    from sharehub.identity.actor import Actor
    from tests.sharehub.world import World


class Scene:
    """An application behind its real door, and a case with one of everything that a path can name."""

    programme: UUID

    def __init__(self, world: World, visitors: Visitors) -> None:
        """Stand before the door of a world's hub, with nothing there yet that a path could name."""
        self.world = world
        self.visitors = visitors
        # Thousands of guesses from one address are what is wanted here.
        self.app = application(world.hub, visitors.door, Outside(rates=Rates(share=10_000)))
        self.client = TestClient(self.app)
        self.staff: dict[str, Actor] = {**world.staff, "keeper": world.administrator}
        self.places: dict[str, str] = {}
        self.named: dict[str, str] = {}

    @classmethod
    def of(cls, world: World) -> Scene:
        """Furnish a world."""
        scene = cls(world, Visitors.of(world))
        scene.places = scene._places()
        begun = scene.ask(BY_NAME["begin_an_import"], scene.as_member("police"))
        scene.places["identity"] = begun.json()["id"]
        scene.named = scene._names()
        return scene

    def at(self, hub: Hub) -> Scene:
        """Return the same scene at another hub, which is a copy of its own."""
        world = replace(self.world, hub=hub)
        scene = Scene(world, self.visitors.at(world))
        scene.programme = self.programme
        scene.places, scene.named = dict(self.places), dict(self.named)
        return scene

    def _places(self) -> dict[str, str]:
        """Let there be one of everything that a path can name; return the ids by their parameters."""
        world = self.world
        world.open("cp_concern", "HV", "CF-SW", "POL-DA")
        world.open("mapping_meeting", "CAL-C")
        world.publish(world.behaviour(statement="He broke the lamp."))
        self.programme = a_programme(world, code="OF-THE-SCENE")
        referral = Referring.of(world, programme=self.programme).approved().sent().id
        teacher = world.actor("teacher").user
        fact: UUID = world.act(record, "police", world.behaviour())
        check: UUID = world.act(
            raise_check, "police", world.actor("therapist").user, Trigger.DECLARED, None, world.today()
        )
        purpose = frozenset({"child_protection"})
        scope = a_scope(world, fact, units=frozenset({world.units["HV"]}), purposes=purpose)
        decision: UUID = world.act(ask, "police", scope, grounds(world))
        gap = world.publish(
            world.behaviour(
                kind=Kind.GAP, action_unit=world.units["CF-SW"], due=world.today(), tactics=frozenset()
            )
        )
        request: UUID = world.act(
            ask_a_unit, "social_worker", About.INTERVENTION_GOALS, world.units["POL-DA"], world.today()
        )
        opening = next(row["id"] for row in world.rows(Gate) if row["gate"] == "cp_concern")
        membership = next(row["id"] for row in world.rows(Membership) if row["user_id"] == teacher)
        protocol = world.rows(Protocol)[0]["id"]
        ids = {
            "case": world.case,
            "fact": fact,
            "check": check,
            "decision": decision,
            "opening": opening,
            "membership": membership,
            "gap": gap,
            "permission": asked_of_him(world),
            "request": request,
            "glass": a_glass(world),
            "proposal": a_proposal(world),
            "programme": self.programme,
            "referral": referral,
            "goal": set_one(world),
            "commitment": commit(world),
            "narrowing": narrowed(world, by=self.staff["officer"])[1],
            "notice": next(
                row["id"] for row in world.rows(Notice) if row["unit_id"] == world.units["POL-DA"]
            ),
            "copy": a_recalled_copy(world, "police"),
            **delivered_to(world, "officer"),
            **dict.fromkeys(("protocol", "earlier"), protocol),
            "user": teacher,
            "unit": world.units["HV"],
            "action": Action.PATTERN_ASKED,
        }
        return {name: str(identity) for name, identity in ids.items()} | {"leaf": "0" * 64}

    def _names(self) -> dict[str, str]:
        """Return the ids that stand in bodies, by the names of their fields."""
        world, him, her = self.world, str(self.world.people["him"]), str(self.world.people["her"])
        return {
            "case": str(world.case),
            "user": str(world.actor("health_visitor").user),
            "unit": str(world.units["HV"]),
            "units": str(world.units["HV"]),
            "recipients": str(world.units["RESP-M"]),
            "programme": self.places["programme"],
            **dict.fromkeys(("perpetrator", "subject_person", "person"), him),
            "recipient": str(world.actor("mens_worker").user),
            **dict.fromkeys(("subject", "given_by", "person_at_risk", "outcome_for"), her),
            "facts": self.places["fact"],
            "sections": self.places["fact"],
            "closed_by": self.places["fact"],
            "answers": str(world.publish(world.behaviour(kind=Kind.NOTE))),
            "shown": str(world.publish(world.told_by_her(), by="womens_worker")),
            "survivor": her,
            "with_unit": str(world.units["RESP-M"]),
        }

    def path(self, way: Way, **other: str) -> str:
        """Return the path of a route with the ids of this world in it."""
        return way.path.format_map(self.places | other)

    def body(self, way: Way) -> bytes | None:
        """Return the documented example with ids and days of this world."""
        if way.example is None:
            return None
        if isinstance(way.example, str):
            return way.example.replace(AN_ID, self.places["case"]).encode()
        return LATER.sub(TODAY, json.dumps(self._real(way.example, ""))).encode()

    def _real(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            # A section's number names nothing: what is in it goes by the field around it.
            return {key: self._real(inner, name if key.isdigit() else key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._real(inner, name) for inner in value]
        return self.named[name] if value == AN_ID else value

    def ask(self, way: Way, headers: Mapping[str, str], key: str = "", **other: str) -> httpx2.Response:
        """Ask for something as a route wants it to be asked for, with these headers beside."""
        sent = {"Idempotency-Key": f"key {way.name} {key}", "If-Match": '"1"', **headers}
        if way.kind is not None:
            sent["Content-Type"] = way.kind
        place = self.path(way, **other)
        return self.client.request(way.method, place, params=way.query, content=self.body(way), headers=sent)

    def as_somebody(self, name: str, unit: str, role: str, client: str = "pages") -> dict[str, str]:
        """Return the headers of somebody sound."""
        return bearing(
            self.visitors.issuer.token(sub=name, client_id=client, sharehub_unit=unit, sharehub_role=role)
        )

    def as_member(self, name: str) -> dict[str, str]:
        """Return the headers of a member of staff, in their own unit and role."""
        actor = self.staff[name]
        codes = {unit: code for code, unit in self.world.units.items()}
        return self.as_somebody(name, codes[actor.unit], actor.role)

    def register(self, name: str, unit: str, role: str) -> dict[str, str]:
        """Register somebody more, and return their headers."""
        with self.world.hub.begin() as work:
            known = Identity(name, EXPECTED.issuer, name)
            register_user(work, self.world.units[unit], name, [role], known)
        return self.as_somebody(name, unit, role)

    def systems(self) -> dict[str, dict[str, str]]:
        """Return the headers of systems: an agency's, and two in roles that none should have."""
        found = {"a system": self.as_somebody("feed", "POL-DA", "police", "feed")}
        for name, role in (("an officer", "ig_officer"), ("an administrator", "administrator")):
            with self.world.hub.begin() as work:
                known = Identity(role, EXPECTED.issuer, role, "system")
                register_user(work, self.world.units["IG"], role, [role], known)
                register_client(work, EXPECTED.issuer, role, role, bound=False)
            found[f"a system as {name}"] = self.as_somebody(role, "IG", role, role)
        return found


@dataclass(frozen=True, slots=True)
class Furnished:
    """A folder with the hub of a scene in it, to be copied, and the moment at which it was left."""

    folder: Path
    scene: Scene
    left: datetime


@pytest.fixture(scope="session")
def furnished(sqlite_founded: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """Return a scene to be copied."""
    template, founded = sqlite_founded
    folder = tmp_path_factory.mktemp("furnished") / "hub"
    shutil.copytree(template, folder)
    hub = on_sqlite(folder, START + timedelta(seconds=1))
    scene = Scene.of(replace(founded, hub=hub))
    left = hub.clock.now()
    hub.close()
    return Furnished(folder, scene, left)


@pytest.fixture
def scene(furnished: Furnished, tmp_path: Path) -> Iterator[Scene]:
    """Yield a scene of this test's own."""
    folder = tmp_path / "hub"
    shutil.copytree(furnished.folder, folder)
    hub = on_sqlite(folder, furnished.left)
    yield furnished.scene.at(hub)
    hub.close()
