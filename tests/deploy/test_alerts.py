"""Alerts speak of figures that there are, go off when they are to, and lead to what is to be done."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sharehub.deadlines.counting import OverdueStanding
from sharehub.web.telemetry import Answered, Metrics
from tests.architecture.documents import DOCS, anchors
from tests.deploy.files import DEPLOY
from tests.deploy.tools import found, told

if TYPE_CHECKING:
    from pathlib import Path

RULES = DEPLOY / "prometheus/alerts.yaml"
MINUTES = 14
FIGURE = re.compile(r"\bsharehub_\w+")
NO_NUMBER = " ".join(["NaN"] * (MINUTES + 1))
WELL = {
    'sharehub_answers_total{status="200"}': "0+60x14",
    "sharehub_log_size": "100+10x14",
    "sharehub_log_oldest_queued_seconds": "1x14",
    "sharehub_log_checkpoint_age_seconds": "1x14",
    "sharehub_log_witnesses_fresh": "2x14",
    "sharehub_log_witnesses_needed": "2x14",
    "sharehub_work_oldest_due_seconds": "0x14",
    "sharehub_work_waiting": "5x14",
    "sharehub_work_given_up": "0x14",
    'sharehub_overdue{kind="gap"}': "7x14",
    'sharehub_overdue{kind="glass_to_review"}': "0x14",
    "sharehub_overdue_counted_seconds": "1800x14",
    'up{job="sharehub"}': "1x14",
}
"""How the figures of a hub go, minute by minute, that nobody has to look at."""
ILL: list[tuple[str | None, dict[str, str]]] = [
    (None, {}),
    ("ShareHubNotAnswering", {'up{job="sharehub"}': "0x14"}),
    ("ShareHubFailing", {'sharehub_answers_total{status="500"}': "0+2x14"}),
    ("ShareHubSlow", {f'sharehub_answer_seconds_bucket{{le="{le}"}}': "0+9x14" for le in ("1.0", "2.5")}
     | {f'sharehub_answer_seconds_bucket{{le="{le}"}}': "0+60x14" for le in ("5.0", "+Inf")}),
    ("ShareHubManyTurnedAway", {'sharehub_turned_away_total{why="token"}': "0+120x14"}),
    ("ShareHubLogStandsStill", {"sharehub_log_oldest_queued_seconds": "0+60x14"}),
    ("ShareHubLogUnknown", {"sharehub_log_size": NO_NUMBER}),
    ("ShareHubLogShrank", {"sharehub_log_size": "300-10x14"}),
    ("ShareHubCheckpointOld", {"sharehub_log_checkpoint_age_seconds": "400x14",
                               "sharehub_log_oldest_queued_seconds": "30x14"}),
    ("ShareHubTooFewWitnesses", {"sharehub_log_witnesses_fresh": "1x14"}),
    ("ShareHubWorkWaits", {"sharehub_work_oldest_due_seconds": "300x14"}),
    ("ShareHubWorkGivenUp", {"sharehub_work_given_up": "1x14"}),
    ("ShareHubReviewsLate", {'sharehub_overdue{kind="glass_to_review"}': "2x14"}),
    ("ShareHubOverdueNotCounted", {"sharehub_overdue_counted_seconds": "11000+60x14"}),
]  # fmt: skip
NOT_WITHIN_MINUTES = {"ShareHubWorkPilesUp"}


def alerts() -> dict[str, dict[str, Any]]:
    """Return the alerts, by name."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return {rule["alert"]: rule for group in rules["groups"] for rule in group["rules"]}


def figures() -> set[str]:
    """Return the names of all figures that a process shows."""
    metrics = Metrics()
    metrics(Answered("", "GET", "/", 200, 0.1, turned="token"))
    metrics.overdue_stands(OverdueStanding(0, {"gap": 0}))
    return {line.partition("{")[0].partition(" ")[0] for line in metrics.text().decode().splitlines()} - {"#"}


def test_every_figure_that_an_alert_is_about_is_shown() -> None:
    named = {name for rule in alerts().values() for name in FIGURE.findall(rule["expr"])}

    assert named - figures() == set()
    assert named != set()


def test_every_alert_says_what_is_wrong_and_leads_to_what_is_to_be_done() -> None:
    for rule in alerts().values():
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/operations.md"
        assert anchor in anchors(DOCS / "operations.md")
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in {"page", "ticket"}


@pytest.mark.deploy
def test_prometheus_takes_every_rule() -> None:
    assert "SUCCESS" in told(found("promtool"), "check", "rules", RULES)


@pytest.mark.deploy
def test_each_alert_goes_off_for_what_it_is_about_and_no_other_does(tmp_path: Path) -> None:
    rules = alerts()
    tests = [
        {
            "interval": "1m",
            "input_series": [{"series": name, "values": v} for name, v in (WELL | changed).items()],
            "alert_rule_test": [
                {
                    "eval_time": f"{MINUTES}m",
                    "alertname": name,
                    "exp_alerts": [_expected(name, rule)] if name == off else [],
                }
                for name, rule in rules.items()
            ],
        }
        for off, changed in ILL
    ]
    file = tmp_path / "tests.json"
    file.write_text(json.dumps({"rule_files": [str(RULES)], "tests": tests}), encoding="utf-8")

    assert "SUCCESS" in told(found("promtool"), "test", "rules", file)
    assert {off for off, _ in ILL if off} == rules.keys() - NOT_WITHIN_MINUTES


def _expected(name: str, rule: dict[str, Any]) -> dict[str, Any]:
    labels, annotations = rule["labels"], rule["annotations"]
    if name == "ShareHubManyTurnedAway":
        labels = labels | {"why": "token"}
        annotations = annotations | {"summary": annotations["summary"].replace("{{ $labels.why }}", "token")}
    if name == "ShareHubNotAnswering":
        labels = labels | {"job": "sharehub"}
    return {"exp_labels": labels, "exp_annotations": annotations}
