"""The first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sharehub.pages.browsing import flaws

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person

pytestmark = pytest.mark.browser


def test_whoever_signs_in_sees_their_cases(somebody: Callable[[str], Person]) -> None:
    visitor = somebody("hv")

    assert flaws(visitor) == []
    assert visitor.sees("Your cases")
