"""Two hubs that differ in nothing but what is withheld from a reader answer that reader alike, and as fast.

Both are made of one hub's files, with the same randomness wherever both do the same, so that even ids agree:
what stands in an answer is compared byte by byte, but for what is new in each request.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from consent.people import Part
from consent.record import Status
from policies.vocabulary import Category
from sharehub.app import Outside
from sharehub.assembly import assemble
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.members import allocate
from sharehub.clock import SteppedClock
from sharehub.consents.approvals import Scope, approve_release
from sharehub.consents.serious_risk import ask
from sharehub.crypto.keys import KeyFile
from sharehub.database.schema import FactVersion, Gate
from sharehub.patterns.publish import retract
from sharehub.patterns.record import record
from sharehub.patterns.summaries import publish_summary
from sharehub.web.rates import Rates
from tests.sharehub.audit.deeds import grounds
from tests.sharehub.conftest import START
from tests.sharehub.web.clients import Staff, a_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from tests.sharehub.world import World

READERS = {
    "health_visitor": "child_protection",
    "mens_worker": "programme_referral",
    "facilitator": "case_mapping",
}
"""A reader of those who protect, one of his side and one who shows walls, and what each asks for."""
ABSENT = "00000000-0000-4000-8000-000000000000"
TODAY = "2024-06-03"

NEW_EACH_TIME = (
    (re.compile(rb'(?<="release":")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=")'), b"*" * 36),
    (re.compile(rb"(?m)^request-id: [0-9a-f]{32}$"), b"request-id: " + b"*" * 32),
    (re.compile(rb"(?m)^(ratelimit: \S+;t=)\d+$"), rb"\1*"),
)
"""What two requests for the same do not share: a release's id, a request's own, a quota's seconds."""

LINE_ID = re.compile(rb'(?<="id":")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=")')

ROUNDS = 40
TRIES = 3
"""A machine may hiccup; a difference that is there shows each time."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a session; `next_of` takes its cursor from the answer to an earlier one."""

    name: str
    method: str
    path: str
    body: Any = None
    seen: int | None = None
    next_of: str | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """One of the hubs, at its API, and the ids of what was made in it."""

    staff: Staff
    ids: dict[str, UUID]

    def answer(self, who: str, request: Request, earlier: dict[str, httpx2.Response]) -> httpx2.Response:
        """Ask as somebody; nothing of the session changes what there is to read."""
        more: dict[str, Any] = {} if request.body is None else {"json": request.body}
        if request.next_of is not None:
            more["params"] = {"limit": 1, "cursor": earlier[request.next_of].json()["next"]}
        # The same key for the same request: it is the caller's own choice in both hubs.
        headers = {"Authorization": f"Bearer token of {who}", "Idempotency-Key": request.name}
        if request.seen is not None:
            headers["If-Match"] = f'"{request.seen}"'
        return self.staff.client.request(request.method, f"/api/v1{request.path}", headers=headers, **more)

    def session(self, who: str, requests: list[Request]) -> dict[str, httpx2.Response]:
        """Return the answers to a session, by the requests' names."""
        answers: dict[str, httpx2.Response] = {}
        for request in requests:
            answers[request.name] = self.answer(who, request, answers)
        return answers


def shared(world: World) -> dict[str, UUID]:
    """Let there be what both hubs have and the readers get; return what a session names of it."""
    for gate, units in (
        ("cp_concern", ("HV",)),
        ("programme_referral", ("RESP-M",)),
        ("mapping_meeting", ("CAL-C", "RESP-M", "HV")),
    ):
        world.open(gate, *units)
    facts = [
        world.publish(world.behaviour(statement=f"He broke door {rank}.", concern_rank=rank), by="police")
        for rank in (3, 6)
    ]
    return {"fact": facts[0], "summary": world.act(publish_summary, "police", {1: facts})}


def shared_too(world: World) -> dict[str, UUID]:
    """Let there be more of what both hubs have, later than what is withheld in one of them."""
    world.publish(world.behaviour(statement="He broke a chair.", concern_rank=7), by="social_worker")
    return {reader: world.act(record, reader, world.behaviour()) for reader in READERS for _ in range(2)}


def withheld(world: World) -> dict[str, UUID]:
    """Let there be all that the readers may not have; return its ids."""
    safety = frozenset({Category.SAFETY})
    kept = world.behaviour(statement="Where she is.", gist=None, categories=safety, concern_rank=1)
    published = world.publish(kept, by="womens_worker")
    world.publish(replace(kept, statement="Where the key is.", concern_rank=4), by="police")
    retracted = world.publish(world.behaviour(statement="He broke nothing.", concern_rank=5), by="police")
    world.act(retract, "police", retracted)
    draft = world.act(record, "police", world.behaviour(statement="Not yet said.", concern_rank=2))
    today, two = world.today(), world.actor("police_two")
    opener = world.actor("social_worker")
    scope = Scope(
        frozenset({draft}), frozenset({world.units["SCHOOL"]}), frozenset({"child_protection"}), today
    )
    world.consents(status=Status.REFUSED, recipients=frozenset({str(world.units["SHERIFF"])}))
    world.act(approve_release, "police", scope, "Agreed.")
    opening_before = {row["id"] for row in world.rows(Gate)}
    world.open("court_request", "SHERIFF")
    ids = {
        "exclusion": world.act(exclude, "officer", two.user, "A neighbour.", today),
        "check": world.act(
            raise_check, "police", world.actor("teacher").user, Trigger.DECLARED, "Hers.", today
        ),
        "decision": world.act(ask, "police", scope, grounds(world)),
        "withheld summary": world.act(publish_summary, "womens_worker", {1: [published]}),
        "membership": world.act(allocate, opener, two.user, two.role, today + timedelta(days=9), None),
        "case": world.another_case({"him": Part.PERPETRATOR}, ["police"]).case,
        "opening": next(row["id"] for row in world.rows(Gate) if row["id"] not in opening_before),
    }
    return ids | {"published": published, "retracted": retracted, "draft": draft}


def requests_of(world: World, who: str, ids: dict[str, UUID]) -> list[Request]:
    """Return everything that a reader can ask for without changing what there is."""
    here, purpose = f"/cases/{world.case}", READERS[who]
    seats = [seat_of(world, name) for name in ("police", "mens_worker")]
    asked: list[tuple[str, Any]] = [
        ("its pattern", {"purpose": purpose}),
        ("the same again", {"purpose": purpose}),
        ("another purpose", {"purpose": "court_report"}),
        ("no purpose", {"purpose": "gossip"}),
        ("a summary", {"purpose": purpose, "summary": str(ids["summary"])}),
        ("a withheld summary", {"purpose": purpose, "summary": str(ids["withheld summary"])}),
        ("an absent summary", {"purpose": purpose, "summary": ABSENT}),
        ("a flaw", {"purpose": purpose, "summary": "x"}),
    ]
    found = [Request(name, "POST", f"{here}/disclosures", body) for name, body in asked]
    found += [
        Request(f"{kind} of {len(room)}", "POST", f"{here}/{kind}", {"seats": room})
        for kind in ("walls", "wall-costs")
        for room in (seats[:0], seats[:1], seats)
    ]
    found.append(Request("names", "POST", f"{here}/names"))
    for path in (f"{here}/facts", f"{here}/memberships", f"{here}/gates", f"{here}/consents",
                 f"{here}/conflict-checks", "/cases", "/units", "/protocols"):  # fmt: skip
        found += [
            Request(f"{path} whole", "GET", path),
            Request(f"{path} first", "GET", f"{path}?limit=1"),
            Request(f"{path} from nowhere", "GET", f"{path}?cursor={'A' * 43}"),
        ]
    for path in (f"{here}/facts", "/units"):
        found.append(Request(f"{path} next", "GET", path, next_of=f"{path} first"))
    found.append(Request("a list's cursor at another", "GET", f"{here}/gates", next_of="/units first"))
    found += [Request(path, "GET", path) for path in ("/me", "/description")]
    return found + _reaching(world, ids)


def _reaching(world: World, ids: dict[str, UUID]) -> list[Request]:
    """Return requests that reach for what is withheld, by its id; in the other hub there is no such id."""
    here, found = f"/cases/{world.case}", []
    for name in ("published", "retracted", "draft"):
        fact = f"{here}/facts/{ids[name]}"
        found += [
            Request(f"publish {name}", "POST", f"{fact}/publication", seen=1),
            Request(f"retract {name}", "POST", f"{fact}/retraction", seen=2),
            Request(f"correct {name}", "POST", f"{fact}/versions", a_body(world), seen=1),
            Request(f"confirm {name}", "POST", f"{fact}/awareness", seen=9),
        ]
    check = {"result": "cleared", "on": TODAY}
    return [
        *found,
        Request("decide", "POST", f"{here}/conflict-checks/{ids['check']}/decision", check),
        Request("approve", "POST", f"{here}/serious-risk-decisions/{ids['decision']}/approval"),
        *(Request(f"another case's {path}", "GET", f"/cases/{ids['case']}/{path}")
          for path in ("facts", "memberships", "gates")),
        Request("another case", "POST", f"/cases/{ids['case']}/disclosures", {"purpose": "audit"}),
        Request("another case's names", "POST", f"/cases/{ids['case']}/names"),
    ]  # fmt: skip


def naming(world: World, fact: UUID) -> list[Request]:
    """Return requests for acts of the reader's own that name a fact in their bodies."""
    here, named = f"/cases/{world.case}", [str(fact)]
    scope = {
        "facts": named,
        "units": [str(world.units["SCHOOL"])],
        "purposes": ["child_protection"],
        "start": TODAY,
    }
    why = {
        "risk": "He said it.",
        "why_not_less": "No less would do.",
        "person_at_risk": str(world.people["her"]),
    }
    return [
        Request("summary", "POST", f"{here}/summaries", {"sections": {"1": named}}),
        Request("companion", "POST", f"{here}/facts", a_body(world, travels_with=named)),
        Request("release", "POST", f"{here}/approvals", scope),
        Request("serious risk", "POST", f"{here}/serious-risk-decisions", scope | why),
    ]


def seat_of(world: World, name: str) -> dict[str, str]:
    actor = world.actor(name)
    return {"user": str(actor.user), "unit": str(actor.unit), "role": actor.role}


def masked(answer: httpx2.Response, *, his_side: bool = False) -> bytes:
    """Return an answer as it went out, its headers in their order, without what is new each time.

    To his side a line's id is new each time as well.
    """
    headers = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    found = f"{answer.status_code}\n{headers}\n".encode() + answer.content
    for pattern, instead in NEW_EACH_TIME:
        found = pattern.sub(instead, found)
    return LINE_ID.sub(b"*" * 36, found) if his_side and b'"release":' in found else found


Answers = dict[str, httpx2.Response]


def differing(one: Answers, other: Answers, *, his_side: bool = False) -> set[str]:
    """Return the names of the requests that two hubs did not answer with the same bytes."""
    return {
        name
        for name in one.keys() | other.keys()
        if masked(one[name], his_side=his_side) != masked(other[name], his_side=his_side)
    }


@pytest.fixture
def make(sqlite_founded: tuple[Path, World], tmp_path: Path) -> Iterator[Callable[..., Twin]]:
    """Yield a maker of hubs that are alike, but for what is done in one of them in the middle."""
    template, founded = sqlite_founded
    made: list[World] = []

    def twin(*more: Callable[[World], Any]) -> Twin:
        folder = tmp_path / f"twin-{len(made)}"
        shutil.copytree(template, folder)
        hub = assemble(
            f"sqlite:///{folder / 'data' / 'hub.db'}",
            f"sqlite:///{folder / 'keys' / 'keys.db'}",
            KeyFile(folder / "keys" / "root.json", os.urandom),
            SteppedClock(START + timedelta(seconds=1)),
        )
        world = replace(founded, hub=hub)
        made.append(world)
        ids: dict[str, UUID] = {}
        for act in (shared, *more, shared_too):
            drawn = Random(act.__name__)  # noqa: S311 - the same in each hub, on purpose
            ids |= act(replace(world, hub=replace(hub, random=drawn.randbytes)))
        return Twin(Staff(world, Outside(rates=Rates(share=10_000))), ids)

    yield twin
    for world in made:
        world.hub.close()


@pytest.mark.parametrize("who", READERS)
def test_what_is_withheld_changes_no_byte_of_any_answer(make: Callable[..., Twin], who: str) -> None:
    plain, full = make(), make(withheld)
    requests = requests_of(full.staff.world, who, full.ids)

    answers = [twin.session(who, requests) for twin in (plain, full)]

    assert differing(*answers, his_side=who == "mens_worker") == set()
    assert answers[0]["its pattern"].json()["lines"] != []
    assert {answer.status_code for answer in answers[0].values()} >= {200, 403, 404, 422}
    assert len(full.staff.world.rows(FactVersion)) == len(plain.staff.world.rows(FactVersion)) + 4


@pytest.mark.parametrize("what", ["published", "retracted", "draft"])
@pytest.mark.parametrize("number", range(4), ids=["summary", "companion", "release", "serious risk"])
def test_a_withheld_fact_that_is_named_in_a_body_is_as_if_it_were_not_there(
    make: Callable[..., Twin], number: int, what: str
) -> None:
    plain, full = make(), make(withheld)
    request = naming(full.staff.world, full.ids[what])[number]

    answers = [twin.session("health_visitor", [request]) for twin in (plain, full)]

    assert differing(*answers) == set()


@pytest.mark.parametrize(
    ("where", "what", "then"), [("gates", "opening", "closing"), ("memberships", "membership", "end")]
)
def test_what_a_reader_is_not_listed_is_as_if_it_were_not_there_to_end(
    make: Callable[..., Twin], where: str, what: str, then: str
) -> None:
    plain, full = make(), make(withheld)
    path = f"/cases/{full.staff.world.case}/{where}/{full.ids[what]}/{then}"

    answers = [
        twin.session("facilitator", [Request("end", "POST", path, {"last_day": TODAY})])
        for twin in (plain, full)
    ]

    assert differing(*answers) == set()


def one_more(world: World) -> dict[str, UUID]:
    """Let there be something that the health visitor may have."""
    return {"more": world.publish(world.behaviour(statement="He broke door 7.", concern_rank=8))}


def test_what_is_not_withheld_is_seen_to_differ(make: Callable[..., Twin]) -> None:
    plain, more = make(), make(one_more)
    requests = requests_of(plain.staff.world, "health_visitor", make(withheld).ids)

    answers = [twin.session("health_visitor", requests) for twin in (plain, more)]

    assert differing(*answers) >= {"its pattern", "the same again", "walls of 0"}
    assert "names" not in differing(*answers)


@pytest.mark.parametrize(
    ("content", "headers", "same"),
    [
        (b'{"release":"11111111-1111-4111-8111-111111111111"}', {}, True),
        (b'{"another":"11111111-1111-4111-8111-111111111111"}', {}, False),
        (b'{"release":"11111111-1111-4111-8111-11111111111"}', {}, False),
        (b'{"release":"00000000-0000-4000-8000-000000000000"} ', {}, False),
        (None, {"request-id": "b" * 32}, True),
        (None, {"request-id": "b" * 31}, False),
        (None, {"ratelimit": '"user";r=299;t=7'}, True),
        (None, {"ratelimit": '"user";r=298;t=60'}, False),
        (None, {"etag": '"1"'}, False),
    ],
)
def test_only_what_is_new_in_each_request_is_masked(
    content: bytes | None,
    headers: dict[str, str],
    same: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    usual = {"request-id": "a" * 32, "ratelimit": '"user";r=299;t=60'}
    body = b'{"release":"00000000-0000-4000-8000-000000000000"}'
    one = httpx2.Response(200, headers=usual, content=body)
    other = httpx2.Response(200, headers=usual | headers, content=content or body)

    assert (masked(one) == masked(other)) is same
    assert masked(one) != masked(httpx2.Response(201, headers=usual, content=body))


TIMED = (
    "its pattern",
    "a withheld summary",
    "walls of 1",
    "wall-costs of 1",
    "names",
    "its list",
    "publish draft",
)


def test_what_is_withheld_takes_no_time_that_could_be_told_from_chance(make: Callable[..., Twin]) -> None:
    who = "health_visitor"
    plain, again, full = make(), make(), make(withheld)
    requests = {request.name: request for request in requests_of(full.staff.world, who, full.ids)}
    requests["its list"] = Request("its list", "GET", f"/cases/{full.staff.world.case}/facts")

    for name in TIMED:
        for left in reversed(range(TRIES)):
            times = time_in_turns((plain, again, full), who, requests[name])
            if is_chance(*times):
                break
            assert left, (name, [median(one) for one in times])


def time_in_turns(twins: tuple[Twin, ...], who: str, request: Request) -> list[list[float]]:
    """Return how long each hub took in each round; who comes first changes from round to round."""
    times: list[list[float]] = [[] for _ in twins]
    for twin in twins:
        twin.answer(who, request, {})
    gc.collect()
    for number in range(ROUNDS):
        for turn in range(len(twins)):
            which = (number + turn) % len(twins)
            began = perf_counter()
            twins[which].answer(who, request, {})
            times[which].append(perf_counter() - began)
    return times


def is_chance(one: list[float], like_it: list[float], other: list[float]) -> bool:
    """Say whether a hub is as near to another as two that are alike are to each other, or nearer.

    Its median lies between their quartiles, with as much again on either side.
    """
    alike = quantiles(one), quantiles(like_it)
    low, high = min(first for first, _, _ in alike), max(last for _, _, last in alike)
    return low - (high - low) <= median(other) <= high + (high - low)


def test_a_difference_in_time_that_is_there_is_seen() -> None:
    draw = Random(7)  # noqa: S311 - the same times on every run
    one, like_it, alike = ([draw.gauss(10, 1) for _ in range(ROUNDS)] for _ in range(3))

    assert is_chance(one, like_it, alike)
    assert not is_chance(one, like_it, [time + 8 for time in alike])
    assert not is_chance(one, like_it, [time - 8 for time in alike])
