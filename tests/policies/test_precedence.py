"""Several rulings come to one."""

from __future__ import annotations

from policies.precedence import Ruling, together
from policies.vocabulary import Outcome, Reason
from tests.policies.recording import AN_EVENT

AGREED = Ruling(Outcome.FULL, Reason.CONSENT, (AN_EVENT,), frozenset({"c1"}))


def test_what_several_cells_say_alike_is_said_once() -> None:
    assert together([AGREED, AGREED]) == AGREED
