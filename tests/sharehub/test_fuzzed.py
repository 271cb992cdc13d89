"""Whatever is sent to the API, by whomever: it answers as it is described, and repeats nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule, run_state_machine_as_test

from tests.sharehub.fuzzing import Everybody, fuzzed, the_schema
from tests.sharehub.settled import settle
from tests.sharehub.test_whole_api import TODAY
from tests.sharehub.web.clients import SECRET, a_body, assert_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from schemathesis import Response

    from tests.sharehub.fuzzing import Case
    from tests.sharehub.settled import Settled

schema = the_schema()
CASE = "/api/v1/cases/{case}"
WHO = st.sampled_from(
    (*("social_worker",) * 6, "police", "health_visitor", "mens_worker", "officer", "nobody")
)
OFFICERS = st.sampled_from(["officer", "second"])
FAMILY = {
    *("open_a_case", "add_a_person", "allocate_somebody", "record_fact", "publish_fact", "retract_fact"),
    *("ask_for_pattern", "ask_who_is_who", "ask_for_shredding", "approve_a_shredding"),
}
"""What a family's way through the exchange must have come to; else nothing was tried."""
NAMED: dict[str, tuple[str, dict[str, Any]]] = {
    "an unknown field": ("/facts", {SECRET: 1}),
    "an unknown section": ("/summaries", {"sections": {SECRET: []}}),
}


@pytest.fixture(scope="module")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """Return a world in which a good deal has happened, to be copied."""
    folder = tmp_path_factory.mktemp("settled") / "hub"
    shutil.copytree(sqlite_template, folder)
    return settle(folder)


@pytest.fixture
def anew(settled: Settled, tmp_path: Path) -> Iterator[Callable[[], Everybody]]:
    """Yield a maker of everybody, each time in another copy of the same world."""
    made: list[Everybody] = []

    def make() -> Everybody:
        made.append(Everybody(settled, tmp_path / f"hub-{len(made)}"))
        return made[-1]

    yield make
    for everybody in made:
        everybody.staff.world.hub.close()


@pytest.fixture
def everybody(anew: Callable[[], Everybody]) -> Everybody:
    """Return everybody, in a world of this test's own."""
    return anew()


@schema.parametrize()
@fuzzed(16)
def test_every_operation_answers_as_it_is_described(case: Case, everybody: Everybody) -> None:
    assert everybody.ask(case).status_code < 500


def test_what_one_request_made_another_may_use(anew: Callable[[], Everybody]) -> None:
    """Sequences that Schemathesis finds in the description: an id in one answer stands in another's path."""
    chained: Any = schema.as_state_machine()
    done: set[str] = set()

    class Chained(chained):  # type: ignore[misc]  # made at run time
        def setup(self) -> None:
            self.everybody = anew()

        def call(self, case: Case, **_more: Any) -> Response:
            return self.everybody.ask(case)

        def validate_response(self, response: Response, case: Case, **_more: Any) -> None:
            """Everybody looked at it already."""

        def teardown(self) -> None:
            done.update(self.everybody.done)

    run_state_machine_as_test(Chained, settings=fuzzed(12, steps=20))

    assert done > {"list_cases"}


class Family(RuleBasedStateMachine):
    """One family after another: its case is opened, and then whatever may be done with it, by anybody."""

    make: Callable[[], Everybody]
    done: ClassVar[set[str]]
    families: Bundle[dict[str, str]] = Bundle("families")
    facts: Bundle[tuple[str, str, str]] = Bundle("facts")

    def __init__(self) -> None:
        super().__init__()
        self.everybody = type(self).make()

    def teardown(self) -> None:
        self.done.update(self.everybody.done)

    def post(self, who: str, path: str, body: dict[str, Any] | None = None, **where: str) -> Response:
        operation = schema[path]["POST"]
        if body is None:
            return self.everybody.ask(operation.Case(path_parameters=where), who)
        case = operation.Case(path_parameters=where, body=body, media_type="application/json")
        return self.everybody.ask(case, who)

    def allocate(self, case: str, who: str, name: str) -> None:
        actor = self.everybody.staff.world.staff[name]
        body = {"user": str(actor.user), "role": actor.role, "start": TODAY}
        self.post(who, f"{CASE}/memberships", body, case=case)

    @rule(target=families, who=WHO)
    def opens_a_case(self, who: str) -> Any:
        opened = self.post(who, "/api/v1/cases")
        if opened.status_code != 201:
            return multiple()
        family = {"case": opened.json()["id"]}
        for part, name in (("adult_a", "Konrad Example"), ("adult_b", "Ludmila Example")):
            added = self.post(who, f"{CASE}/people", {"part": part, "name": name}, case=family["case"])
            family[part] = added.json().get("id", family["case"])
        self.allocate(family["case"], who, "facilitator")
        decided = {"perpetrator": family["adult_a"]}
        self.post("facilitator", f"{CASE}/mapping-decisions", decided, case=family["case"])
        return family

    @rule(family=families, who=WHO, name=st.sampled_from(["police", "health_visitor", "social_worker_two"]))
    def allocates_somebody(self, family: dict[str, str], who: str, name: str) -> None:
        self.allocate(family["case"], who, name)

    @rule(target=facts, family=families, who=WHO)
    def records_a_fact(self, family: dict[str, str], who: str) -> Any:
        he, she = family["adult_a"], family["adult_b"]
        body = a_body(self.everybody.staff.world, subject_person=he, targets=[she])
        answer = self.post(who, f"{CASE}/facts", body, case=family["case"])
        return (family["case"], answer.json()["id"], who) if answer.status_code == 201 else multiple()

    @rule(fact=facts, stranger=st.none() | WHO, then=st.booleans())
    def publishes_and_retracts(self, fact: tuple[str, str, str], stranger: str | None, *, then: bool) -> None:
        case, identity, owner = fact
        for seen, what in enumerate(("publication", "retraction")[: 1 + then], start=1):
            operation = schema[f"{CASE}/facts/{{fact}}/{what}"]["POST"]
            where = {"case": case, "fact": identity}
            self.everybody.ask(operation.Case(path_parameters=where), stranger or owner, seen)

    @rule(family=families, who=WHO, purpose=st.sampled_from(["child_protection", "case_mapping"]))
    def asks(self, family: dict[str, str], who: str, purpose: str) -> None:
        self.post(who, f"{CASE}/disclosures", {"purpose": purpose}, case=family["case"])
        self.post(who, f"{CASE}/names", case=family["case"])

    @rule(family=families, who=OFFICERS, other=OFFICERS)
    def shreds(self, family: dict[str, str], who: str, other: str) -> None:
        self.post(who, f"{CASE}/shredding", case=family["case"])
        self.post(other, f"{CASE}/shredding/approval", case=family["case"])


def test_a_family_goes_through_the_exchange_in_any_order_and_by_anybody(
    anew: Callable[[], Everybody],
) -> None:
    class Here(Family):
        make = staticmethod(anew)
        done: ClassVar[set[str]] = set()

    run_state_machine_as_test(Here, settings=fuzzed(15, steps=25))

    assert FAMILY - Here.done == set()


@pytest.mark.parametrize("operation", sorted(NAMED))
def test_a_name_that_nobody_knows_is_not_repeated(everybody: Everybody, operation: str) -> None:
    path, body = NAMED[operation]

    answer = everybody.staff.post("police", path, json=body)

    assert_problem(answer, 422, "invalid")
