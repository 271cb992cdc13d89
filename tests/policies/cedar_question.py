"""One point of the domain as Cedar is asked about it: entities, and a question per category and action."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import cedarpy

from policies.vocabulary import Category, Outcome
from tests.policies.cedar_point import DAY, FACT, UNIT, present

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from policies.question import Span
    from tests.policies.cedar_point import Naming, Point, Said

Json = dict[str, Any]

IN_FULL, AS_GIST = "releaseInFull", "releaseAsGist"


def cedar_answers(policies: str, points: Sequence[Point], schema: str | None = None) -> list[Outcome]:
    """What Cedar says to each point. The gist is asked for only where the fact may not go in full."""
    engine = Engine(policies, points, schema)
    full = engine.allows(IN_FULL, points)
    rest = [point for point, yes in zip(points, full, strict=True) if not yes]
    gist = iter(engine.allows(AS_GIST, rest))
    return [Outcome.FULL if yes else Outcome.GIST if next(gist) else Outcome.WITHHELD for yes in full]


class Engine:
    """Cedar with its policies, its schema if it is to check what it is told, and what all points name."""

    def __init__(self, policies: str, points: Iterable[Point], schema: str | None = None) -> None:
        self._policies = cedarpy.PolicySet.from_str(policies)
        self._schema = schema
        self._ids: dict[str, str] = {}
        known = [entity for point in points for entity in (_reader(point), _fact(point))]
        named = {self._id_of(entity): entity for entity in known}
        everybody = [{**entity, "uid": _uid(entity["uid"], name)} for name, entity in named.items()]
        self._entities = cedarpy.Entities.from_json_str(json.dumps(everybody))

    def allows(self, action: str, points: Sequence[Point]) -> list[bool]:
        """Say for each point whether the action is allowed for every category of the fact."""
        requests = [request for point in points for request in self._requests(action, point)]
        answers = cedarpy.is_authorized_batch(requests, self._policies, self._entities, self._schema)
        # A policy that fails to evaluate is skipped, and a skipped forbid would be an open door.
        assert [answer.diagnostics.errors for answer in answers if answer.diagnostics.errors] == []
        allowed = iter([answer.allowed for answer in answers])
        by_category = [[next(allowed) for _ in _asked_about(point)] for point in points]
        return [all(answers) for answers in by_category]

    def _requests(self, action: str, point: Point) -> list[Json]:
        reader, fact = self._id_of(_reader(point)), self._id_of(_fact(point))
        request = {
            "principal": _uid("Reader", reader),
            "action": _uid("Action", action),
            "resource": _uid("Fact", fact),
        }
        context = _context(point, reader, fact)
        return [
            {**request, "context": {**context, "category": _ref("Category", category)}}
            for category in _asked_about(point)
        ]

    def _id_of(self, entity: Json) -> str:
        """The same id for every point that has the same reader or fact."""
        return self._ids.setdefault(json.dumps(entity), str(len(self._ids)))


def _asked_about(point: Point) -> list[Category]:
    """A fact without a category is asked about all the same: an own record needs none."""
    return sorted(point.categories) or [Category.BEHAVIOUR]


def _reader(point: Point) -> Json:
    attributes: Json = {"unit": _ref("Unit", UNIT)}
    for span in present(point.membership):
        attributes["membership"] = _span(span)
    for span in present(point.exclusion):
        attributes["exclusion"] = _span(span)
    for check in present(point.check):
        attributes["conflict_check"] = {
            "raised": check.raised.toordinal(),
            "excluded": check.excluded,
            **_day("decided", check.decided),
        }
    return {"uid": "Reader", "attrs": attributes, "parents": [_uid("Role", point.role)]}


def _fact(point: Point) -> Json:
    source_type, _, parts = point.told.value
    attributes: Json = {
        "owner": _ref("Unit", point.owner),
        "categories": _refs("Category", point.categories),
        "caveats": _refs("Caveat", point.caveats),
        "source_type": _ref("SourceType", source_type),
        "came_from": _refs("Part", parts),
        "perp_aware": _ref("PerpAware", point.aware),
        "published": point.published.toordinal(),
        **_day("retracted", point.retracted),
    }
    return {"uid": "Fact", "attrs": attributes, "parents": []}


def _context(point: Point, reader_id: str, fact_id: str) -> Json:
    """All that Cedar is told beside reader and fact, but for the category."""
    context: Json = {
        "day": DAY.toordinal(),
        "purpose": _ref("Purpose", point.purpose),
        "consent": {part.value: _consent(said) for part, said in point.said().items()},
    }
    for gate in present(point.gate):
        units = {} if gate.units is None else {"units": _refs("Unit", gate.units)}
        context["gate"] = {"opened": _ref("Gate_", gate.gate), **_span(gate.span), **units}
    for agreed in present(point.protocol):
        context["protocol"] = {
            "parties": _refs("Unit", agreed.parties),
            "purposes": [_ref("Purpose", agreed.purpose or point.purpose)],
            **_span(agreed.span),
        }
    for kept in present(point.kept_back):
        named = {} if kept.categories is None else {"categories": _refs("Category", kept.categories)}
        context["narrowing"] = {
            "by": _ref("Unit", kept.by),
            "to": _ref("Unit", kept.to),
            "purpose": _ref("Purpose", kept.purpose or point.purpose),
            **_span(kept.span),
            **named,
        }
    for approval in present(point.approval):
        context["approval"] = {
            "by": _ref("Unit", approval.by),
            **_naming(point, approval, fact_id),
        }
    for decision in present(point.serious_risk):
        context["serious_risk"] = _naming(point, decision, fact_id)
    for purpose in present(point.glass):
        context["break_glass"] = {"reader": _ref("Reader", reader_id), "purposes": [_ref("Purpose", purpose)]}
    return context


def _naming(point: Point, one: Naming, fact_id: str) -> Json:
    return {
        "facts": [_ref("Fact", fact_id if one.fact == FACT else one.fact)],
        "units": [_ref("Unit", one.unit)],
        "purposes": [_ref("Purpose", one.purpose or point.purpose)],
        **_span(one.span),
    }


def _consent(said: Said) -> Json:
    return {
        "state": _ref("ConsentState", said.state.value),
        "may_appear_in_report": said.in_report,
        **_day("last", said.last),
    }


def _span(span: Span) -> Json:
    return {"first": span.start.toordinal(), **_day("last", span.end)}


def _day(name: str, day: date | None) -> Json:
    return {} if day is None else {name: day.toordinal()}


def _uid(kind: str, name: str) -> Json:
    return {"type": kind, "id": name}


def _ref(kind: str, name: str) -> Json:
    return {"__entity": _uid(kind, name)}


def _refs(kind: str, names: Iterable[str]) -> list[Json]:
    return [_ref(kind, name) for name in sorted(names)]
