from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.compile import compile_table
from policies.decide import decide
from policies.question import Ask
from policies.vocabulary import Outcome
from policies.wall import wall
from tests.policies.casefile import MARKETA, read_case
from tests.policies.drafts import SHIPPED

TABLE = compile_table(SHIPPED)
FILE = read_case(MARKETA, TABLE)


def decided_for(expected: dict[str, Any]) -> dict[str, Any]:
    reader = FILE.readers[expected["reader"]]
    ask = Ask(expected["purpose"], date.fromisoformat(expected["date"]))
    decision = decide(reader, ask, FILE.case, FILE.protocols, TABLE)
    found: dict[str, Any] = {"full": [], "gist": [], "withheld": {}, "caveats": {}}
    for fact, answer in decision.facts.items():
        if answer.outcome is Outcome.WITHHELD:
            found["withheld"].setdefault(answer.reason.value, []).append(fact)
        else:
            found[answer.outcome.value].append(fact)
        found["caveats"][fact] = answer.caveats
    return found


@pytest.mark.parametrize("expected", FILE.expectations, ids=lambda expected: expected["id"])
def test_the_shipped_rulebook_gives_each_reader_of_the_marketa_case_what_its_author_expects(
    expected: dict[str, Any],
) -> None:
    found = decided_for(expected)
    assert {part: found[part] for part in ("full", "gist", "withheld")} == {
        part: expected[part] for part in ("full", "gist", "withheld")
    }
    for fact, caveats in expected["caveats_must_include"].items():
        assert found["caveats"][fact] >= set(caveats)


@pytest.mark.parametrize("expected", FILE.walls, ids=lambda expected: expected["id"])
def test_the_shipped_rulebook_puts_on_the_wall_of_the_marketa_case_what_its_author_expects(
    expected: dict[str, Any],
) -> None:
    readers = [FILE.readers[attendee] for attendee in expected["attendees"]]
    made = wall(readers, date.fromisoformat(expected["date"]), FILE.case, FILE.protocols, TABLE)
    assert {
        "full": made.place(Outcome.FULL),
        "gist": made.place(Outcome.GIST),
        "off_wall": made.place(Outcome.WITHHELD),
    } == {part: set(expected[part]) for part in ("full", "gist", "off_wall")}
