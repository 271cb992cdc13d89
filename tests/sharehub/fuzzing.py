"""Requests that Schemathesis draws from the API's description, and somebody who sends them as everybody.

`python -m tests.sharehub.fuzzing 20` does twenty times as much as the tests do, with other draws every time.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection

from sharehub.app import Outside
from sharehub.referrals.words import Rejection
from sharehub.requests.words import About, Reason
from sharehub.retention.decide import Decision
from sharehub.web.rates import Rates
from tests.sharehub.administration.documents import a_document
from tests.sharehub.described import DOCUMENT
from tests.sharehub.fuzzing_cast import KIND_OF, USUAL
from tests.sharehub.protocols.agreements import a_protocol, a_rulebook
from tests.sharehub.settled import Settled, hub_in
from tests.sharehub.test_whole_api import TODAY
from tests.sharehub.web.clients import SECRET, Staff, a_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from schemathesis import BaseSchema, CheckContext, Response, SerializationContext

    Case = schemathesis.Case[Any]
    Check = Callable[[CheckContext, Response, Case], bool | None]

TIMES = 1
"""How much is tried; 1 is the tests' own measure, with the same draws every time."""

NOBODY = "nobody"
_REFUSALS = ("401", "403", "404", "409", "410", "412", "422", "428")
ROLES = ("social_worker", "health_visitor", "mens_worker", "officer", "keeper", NOBODY)
MADE = {
    "open_a_case": "cases",
    "add_a_person": "people",
    "allocate_somebody": "memberships",
    "open_a_gate": "gates",
    "raise_a_conflict": "checks",
    "record_fact": "facts",
    "ask_for_permission": "permissions",
    "make_a_request": "requests",
    "list_a_programme": "programmes",
    "draft_a_referral": "referrals",
    "publish_a_summary": "summaries",
    "ask_for_a_serious_risk_decision": "decisions",
    "break_the_glass": "glasses",
    "draft_a_protocol": "protocols",
    "begin_an_import": "imports",
}
"""What an operation makes, when it does."""


def fuzzed(examples: int, steps: int = 50) -> settings:
    """Return how much is drawn for one test."""
    return settings(
        max_examples=examples * TIMES,
        stateful_step_count=steps,
        derandomize=TIMES == 1,
        deadline=None,
        database=None,
        # The world is the same for all that is drawn, on purpose: what one request did, another finds there.
        suppress_health_check=list(HealthCheck),
    )


def the_schema() -> BaseSchema:
    """Return the description, as Schemathesis reads it; no file of settings is looked for."""
    config = SchemathesisConfig.from_dict(
        {
            "generation": {"with-security-parameters": False},
            # Every bound of every field, one by one, is thousands of requests: `make fuzz` sends them too.
            "phases": {"coverage": {"enabled": TIMES > 1}},
            "checks": {
                # Whoever sends these adds the headers that an act needs; what comes of it without them is
                # asked in tests/sharehub/acting.
                "missing_required_header": {"enabled": False},
                # A valid request may be refused in every way but as one that nobody can read.
                "positive_data_acceptance": {"expected-statuses": [*_REFUSALS, "2xx"]},
                "negative_data_rejection": {"expected-statuses": [*_REFUSALS, "400", "405", "413", "415"]},
            },
        }
    )
    return schemathesis.openapi.from_dict(json.loads(json.dumps(DOCUMENT)), config=config)


@schemathesis.serializer("application/jsonl")
def _as_lines(_context: SerializationContext, value: Any) -> bytes:
    """Return lines as they go out; Schemathesis has no serializer of its own for them."""
    return (value if isinstance(value, str) else json.dumps(value)).encode()


class Everybody:
    """Sends requests as members of staff and as nobody, and looks at what comes back."""

    def __init__(self, settled: Settled, folder: Path) -> None:
        """Work in a copy of a world in which a good deal has happened; the copy is put into a folder."""
        shutil.copytree(settled.folder, folder)
        world = replace(settled.world, hub=hub_in(folder, seconds=2))
        self.staff = Staff(world, Outside(rates=Rates(share=10**6)))
        self.known = {kind: list(held) for kind, held in settled.known.items()}
        self.done: set[str] = set()
        # The revision of a fact, and the line that an import waits for, where it is not the first.
        self._stands: dict[str, int] = dict.fromkeys(self.known["facts"][3:], 2)
        self._sent = 0

    def ask(self, case: Case, who: str | None = None, seen: int = 1) -> Response:
        """Send a request as somebody, and hold the answer against the description and our own promises.

        Who sends it, and which ids of it are real, follows from what was drawn; where it is said who sends
        it, it goes out as it is, as by one who saw this revision.
        """
        draw = Random(repr((case.method, case.path_parameters, case.query, case.headers, case.body)))  # noqa: S311
        operation = case.operation.definition.raw["operationId"]
        usual = USUAL.get(operation, "social_worker")
        mark = self._mark()
        if who is None:
            who = usual if draw.random() < 0.7 else draw.choice(ROLES)
            self._fill(case, operation, draw, mark)
            headers = self._headers(case, draw, mark, who)
        else:
            headers = {"Idempotency-Key": mark, "If-Match": f'"{seen}"'}
            headers |= {} if who == NOBODY else {"Authorization": f"Bearer token of {who}"}
        # The checks that ask again ask the same application.
        case.operation.app = case.operation.schema.app = self.staff.app
        response = case.call(headers=headers)
        case.validate_response(
            response,
            headers=headers,
            additional_checks=[_problems, _well_formed, _unrepeated(mark), *_nobody(who)],
            # Whatever is sent as lines is a text: there is no such thing as one that violates its schema.
            excluded_checks=[negative_data_rejection] if operation == "load_lines" else [],
            transport_kwargs={"headers": headers},
        )
        self._learn(case, operation, response)
        return response

    def _mark(self) -> str:
        # In letters alone, so that it may be a name: another for each request.
        self._sent += 1
        digits = str(self._sent).translate(str.maketrans("0123456789", "bcdfghjkmp"))
        return f"{SECRET}{digits}q"

    def _fill(self, case: Case, operation: str, draw: Random, mark: str) -> None:
        """Put ids and words that there are, and the mark, where that leaves a request as good or as bad."""
        meta = case.meta
        negative = {place for place in ParameterLocation if meta is not None and meta.is_negative_at(place)}
        for name, value in case.path_parameters.items():
            if ParameterLocation.PATH in negative:
                case.path_parameters[name] = draw.choice([value, mark])
                continue
            there = self.known.get(KIND_OF[name], [])
            if there and value not in there and draw.random() < 0.9:
                case.path_parameters[name] = draw.choice(there)
        if "cursor" in case.query and ParameterLocation.QUERY in negative:
            case.query["cursor"] = draw.choice([case.query["cursor"], mark])
        if operation == "load_lines" and ParameterLocation.BODY not in negative and draw.random() < 0.7:
            case.body = self._lines(draw, mark)
            if ParameterLocation.QUERY not in negative:
                case.query["first"] = self._stands.get(case.path_parameters["identity"], 1)
        if isinstance(case.body, dict):
            example = _example(case) if ParameterLocation.BODY in negative else None
            case.body = self._body(case.body, operation, draw, mark, example)

    def _body(
        self, drawn: dict[str, Any], operation: str, draw: Random, mark: str, example: dict[str, Any] | None
    ) -> dict[str, Any]:
        usual = self.usual(operation, mark)
        if example is not None:
            # One part was drawn bad and the others are an example's: usual ones come in their place.
            worse = {
                name: usual[name] if usual and name in usual and value == example.get(name) else value
                for name, value in drawn.items()
            }
            # Of what may be left out, one thing at a time: two would hide each other.
            others = sorted(worse.keys() - example.keys())
            for name in draw.sample(others, max(0, len(others) - 1)) if draw.random() < 0.7 else ():
                del worse[name]
            return worse | {f"{mark}!": mark} if draw.random() < 0.3 else worse
        filled = {name: self._filled(name, value, draw, mark) for name, value in drawn.items()}
        if usual is None or draw.random() < 0.4:
            return filled
        kept = draw.sample(sorted(filled), min(len(filled), draw.choice([0, 0, 1, 2])))
        return usual | {name: filled[name] for name in kept}

    def _lines(self, draw: Random, mark: str) -> str:
        case = {"case": draw.choice(self.known["cases"])}
        lines = [
            case | a_body(self.staff.world, statement=f"{mark} kicked the kitchen door.", **more)
            for more in (
                {},
                {"ref": "A-1"},
                {"ref": mark, "publish": True},
                {mark: mark},
                {"targets": [mark]},
            )
        ]
        return "\n".join(json.dumps(line) for line in draw.sample(lines, 2)) + "\n"

    def _filled(self, name: str, value: Any, draw: Random, mark: str) -> Any:
        if isinstance(value, dict):
            return {inner: self._filled(inner, held, draw, mark) for inner, held in value.items()}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self._filled(name, one, draw, mark) for one in value]
        closed = isinstance(value, str) and value in CLOSED
        if name in TEXTS and isinstance(value, str) and not closed:
            return draw.choice([value, mark])
        held = self.known.get(KIND_OF.get(name, ""))
        if closed or not held or not value or draw.random() < 0.2:
            return value
        if isinstance(value, list):
            return draw.sample(held, min(len(value), len(held)))
        return draw.choice(held) if isinstance(value, str) else value

    def usual(self, operation: str, mark: str) -> dict[str, Any] | None:
        """Return a body that would be taken, of one who may send it."""
        world = self.staff.world
        units, users, people = world.units, world.staff, world.people
        her, him = str(people["her"]), str(people["him"])
        scope = {
            "facts": self.known["facts"][3:4],
            "units": [str(units["SCHOOL"])],
            "purposes": ["child_protection"],
            "start": TODAY,
        }
        seats = {
            "seats": [{"user": str(users["police"].user), "unit": str(units["POL-DA"]), "role": "police"}]
        }
        bodies: dict[str, dict[str, Any]] = {
            "add_a_person": {"part": "child", "name": mark},
            "decide_whose_pattern": {"perpetrator": him},
            "allocate_somebody": {
                "user": str(users["social_worker_two"].user),
                "role": "children_families_sw",
                "start": TODAY,
            },
            "end_a_membership": {"last_day": TODAY},
            "exclude_somebody": {
                "user": str(users["police_two"].user),
                "reason": mark,
                "start": TODAY,
            },
            "raise_a_conflict": {
                "user": str(users["police_two"].user),
                "trigger": "declared",
                "declared": mark,
                "on": TODAY,
            },
            "decide_a_conflict": {"result": "cleared", "on": TODAY},
            "open_a_gate": {"gate": "cp_concern", "units": [str(units["HV"])], "start": TODAY},
            "close_a_gate": {"last_day": TODAY},
            "record_fact": a_body(world, statement=f"{mark} kicked the kitchen door."),
            "correct_fact": a_body(world, statement=f"{mark} broke the kitchen door."),
            "publish_a_summary": {"sections": {"1": self.known["facts"][:1]}},
            "ask_for_pattern": {"purpose": "child_protection"},
            "ask_for_a_wall": seats,
            "ask_what_invitees_cost": seats,
            "record_a_consent": {
                "day": TODAY,
                "subject": her,
                "given_by": her,
                "status": "active",
                "recipients": [str(units["RESP-M"])],
                "purposes": ["programme_referral"],
                "categories": ["*"],
                "own_words": mark,
            },
            "approve_a_release": scope | {"note": mark},
            "ask_for_a_serious_risk_decision": scope
            | {"risk": mark, "why_not_less": mark, "person_at_risk": her},
            "break_the_glass": {
                "purposes": ["child_protection"],
                **dict.fromkeys(("risk", "who_is_at_risk", "why_not_less", "nobody_reached"), mark),
            },
            "review_a_decision": {"verdict": "lesson", "note": mark},
            "review_a_broken_glass": {"verdict": "justified", "note": mark},
            "draft_a_protocol": {"document": a_protocol(2, f"N-{mark}")},
            "record_a_rehearsal": {
                "digest": self.known["digests"][0],
                "rulebook": self.known["rulebooks"][0],
                "kind": "case_file",
            },
            "sign_a_protocol": {"digest": self.known["digests"][0]},
            "suspend_a_protocol": {"reason": "breach"},
            "register_a_rulebook": {"document": a_rulebook(mark.lower())},
            "set_up_the_partnership": {"document": a_document(), "only_plan": True},
            "end_all_sessions": {"user": None},
            "rotate_keys": {"unit": "POL-DA", "key_class": "general"},
        }
        return bodies.get(operation)

    def _headers(self, case: Case, draw: Random, mark: str, who: str) -> dict[str, str]:
        said = {} if who == NOBODY else {"Authorization": f"Bearer token of {who}"}
        if who == NOBODY and draw.random() < 0.5:
            said["Authorization"] = draw.choice(["Bearer", "DPoP", "Basic"]) + f" {mark}"
        # One in five goes out with the headers that were drawn, or without any.
        if draw.random() < 0.8:
            said["Idempotency-Key"] = f"{mark} {draw.random()}"
        if draw.random() < 0.8:
            stands = self._stands.get(case.path_parameters.get("fact", ""), 1)
            said["If-Match"] = draw.choice([f'"{stands}"'] * 3 + ['"1"', f'"{mark}"'])
        for name in said:
            case.headers.pop(name, None)
        return said

    def _learn(self, case: Case, operation: str, response: Response) -> None:
        if response.status_code >= 300:
            return
        self.done.add(operation)
        if operation in MADE:
            self.known.setdefault(MADE[operation], []).append(response.json()["id"])
        if operation == "load_lines":
            self._stands[case.path_parameters["identity"]] = response.json()["next_line"]
        elif "etag" in response.headers and "fact" in case.path_parameters:
            self._stands[case.path_parameters["fact"]] = int(response.headers["etag"][0].strip('"'))


OTHER_FORM = "the request is not in the form that is documented"
TEXTS = frozenset(
    {
        *("statement", "gist", "reason", "name", "note", "own_words", "risk", "why_not_less", "told_note"),
        *("declared", "disclosed_to", "pathway_note", "pathway_unknown_reason", "no_link_found_reason"),
        *("gist_reason", "document", "who_is_at_risk", "nobody_reached"),
    }
)
"""The fields that take any words."""
CLOSED = frozenset(
    {
        *("treatment_page", "court_report", "hearing_report", "change_report"),
        *(*About, *Reason, *Rejection, *Decision),
    }
)
"""Closed words of fields that elsewhere take any words, or ids."""


def _example(case: Case) -> dict[str, Any]:
    """Return the example of a body that the description gives."""
    raw = case.operation.schema.raw_schema
    form = case.operation.definition.raw["requestBody"]["content"].get("application/json")
    if form is None:
        return {}
    name = form["schema"]["$ref"].rpartition("/")[2]
    found: dict[str, Any] = raw["components"]["schemas"][name].get("example", {})
    return found


def _problems(_context: CheckContext, response: Response, _case: Case) -> None:
    """Hold a refusal against what every refusal says of itself."""
    if response.status_code < 400:
        return
    body = response.json()
    assert body["status"] == response.status_code, "a problem has another status than its answer"
    assert body["type"] == f"urn:sharehub:problem:{body['code']}", "a problem's type is not of its code"
    assert response.headers["cache-control"] == ["no-store"], "a problem may be kept"


def _well_formed(_context: CheckContext, response: Response, case: Case) -> None:
    """See that nothing that the description allows is refused as being in another form."""
    good = case.meta is not None and case.meta.generation.mode.is_positive
    if good and response.status_code == 422:
        said = response.json()
        assert said["detail"] != OTHER_FORM, f"described, and refused: {said.get('findings')}"


def _unrepeated(mark: str) -> Check:
    """Return a check that finds what was sent in the answer."""

    def nothing_that_was_sent_comes_back(_context: CheckContext, response: Response, _case: Case) -> None:
        said = response.content + repr(response.headers).encode()
        assert mark.casefold().encode() not in said.lower(), "what was sent came back"

    return nothing_that_was_sent_comes_back


def _nobody(who: str) -> Sequence[Check]:
    def nobody_comes_in(_context: CheckContext, response: Response, _case: Case) -> None:
        assert response.status_code in {401, 404, 405, 413}, f"nobody got {response.status_code}"

    return [nobody_comes_in] if who == NOBODY else []


def main(arguments: Sequence[str]) -> int:
    """Run the tests of the fuzzed API, so many times longer."""
    from tests.sharehub import fuzzing  # noqa: PLC0415 - this module, as the tests know it

    fuzzing.TIMES = int(arguments[0]) if arguments else 10
    # Hypothesis is here before pytest is, which would have liked to read it first.
    early = "ignore::pytest.PytestAssertRewriteWarning"
    return pytest.main(["-q", "-W", early, "tests/sharehub/test_fuzzed.py"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
