"""Whether somebody signed in recently enough, and in the way that is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sharehub.errors import NotRecent
from sharehub.identity.sign_in import SignIn
from tests.sharehub.identity.signing import NOW


@pytest.mark.parametrize("seconds", [0, 1, 299, 300, -1, -30])
def test_five_minutes_are_recent_and_clocks_may_differ_a_little(seconds: float) -> None:
    assert SignIn(NOW - timedelta(seconds=seconds)).require_recent(NOW) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("seconds", [300.000001, 301, 3600, -30.000001, -3600])
def test_longer_ago_is_not_recent_and_neither_is_what_has_yet_to_come(seconds: float) -> None:
    with pytest.raises(NotRecent):
        SignIn(NOW - timedelta(seconds=seconds)).require_recent(NOW)


def test_a_token_that_does_not_say_when_is_not_recent() -> None:
    with pytest.raises(NotRecent):
        SignIn().require_recent(NOW)


@pytest.mark.parametrize(("acr", "wanted"), [(None, "phr"), ("pwd", "phr"), ("PHR", "phr"), ("phr x", "phr")])
def test_another_way_than_is_asked_for_does_not_count(acr: str | None, wanted: str) -> None:
    with pytest.raises(NotRecent) as refused:
        SignIn(NOW, acr, wanted).require_recent(NOW)

    assert (refused.value.seconds, refused.value.acr) == (300, wanted)


@pytest.mark.parametrize(("acr", "wanted"), [("phr", "phr"), ("phr", None), (None, None)])
def test_the_way_that_is_asked_for_counts_and_any_where_none_is(acr: str | None, wanted: str | None) -> None:
    SignIn(NOW, acr, wanted).require_recent(NOW)

    assert SignIn(NOW, acr, wanted).at == NOW
