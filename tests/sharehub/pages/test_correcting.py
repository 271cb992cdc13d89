"""Correcting a fact and taking it back: who holds a copy is told in one sentence, and lets it go."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from html import unescape
from typing import TYPE_CHECKING

import httpx2
import pytest

from sharehub.clock import ShiftedClock
from sharehub.demo.story import MOMENTS
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor
from tests.sharehub.recalls.recalling import work_off_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

BEFORE = "He drove off with Agata and Jan and did not say where to."
AFTER = "He drove off with Agata and Jan, and rang the police to say that Marketa had left them."
SENTENCE = "Your copy of 11 September 2024 is out of date: use the current one and destroy others."


def looks(hub: Served, who: str) -> str:
    """Look at the pattern as somebody, through the API, and so have a copy of it."""
    answer = httpx2.post(
        f"{hub.address}/api/v1/cases/{hub.case}/disclosures",
        json={"purpose": "child_protection"},
        headers={"Authorization": f"Bearer {hub.token(who)}"},
        trust_env=False,
    )
    return answer.text


def works_off(hub: Served) -> None:
    """Do what waits, as a worker would a little later."""
    later = ShiftedClock(datetime.combine(MOMENTS[-1].day, time(14), UTC))
    work_off_of(replace(hub.stage.hub, clock=later))


@pytest.mark.browser
def test_a_fact_is_corrected_and_taken_back_and_its_holders_say_that_their_copy_is_gone(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    author = somebody("csw").goes(f"/cases/{hub.case}/facts/new")
    author.fills(statement=BEFORE, tactics="USE_CHILD", pathways="CHILD_SAFETY_WELLBEING")
    author.fills(source_type="agency_observation").presses("Save as a draft").presses("Publish it")
    assert BEFORE in looks(hub, "police")

    author.follows("Correct it")
    assert flaws(author) == []
    assert author.sees("Whoever has a copy of it is told, in one neutral sentence")
    assert author.page.locator("#statement").input_value() == BEFORE
    author.fills(statement=AFTER).presses("Save the correction")
    assert author.sees(AFTER)
    works_off(hub)

    holder = somebody("police").goes("/recalls")
    assert flaws(holder) == []
    assert holder.sees(SENTENCE)
    # It is not told of which fact, nor why.
    assert not any(word in holder.reads().lower() for word in ("correct", "retract", "drove", "taken back"))
    holder.presses("It is gone")
    assert holder.sees("you or a colleague said that it is gone")
    assert holder.page.get_by_role("button", name="It is gone").count() == 0
    assert flaws(holder) == []

    assert AFTER in looks(hub, "police")
    author.follows("Take it back")
    assert flaws(author) == []
    assert author.sees("It cannot be brought back")
    author.presses("Take it back")
    assert author.sees("Nobody gets it any more, your unit included.")
    assert flaws(author) == []
    works_off(hub)
    assert AFTER not in looks(hub, "police")
    holder.goes("/recalls")
    assert holder.page.get_by_role("button", name="It is gone").count() == 1
    holder.presses("It is gone")

    # Whoever never had it hears nothing.
    other = somebody("respekt").goes("/recalls")
    assert other.sees("Nothing you hold is out of date.")


def test_two_who_correct_at_once_lose_nothing_and_do_nothing_over(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        facts = re.findall(r'/facts/([0-9a-f-]{36})"', visitor.sees(f"/cases/{hub.case}/facts").text)
        at = f"/cases/{hub.case}/facts/{facts[0]}/correction"
        page = visitor.sees(at).text
        first, second = _filled(page), _filled(visitor.sees(at).text)

        assert visitor.sends(at, **{**first, "statement": ["He did it twice."]}).status_code == 303
        late = visitor.sends(at, **{**second, "statement": ["He did it three times."]})
        assert late.status_code == 422
        assert "Somebody changed this while you wrote." in late.text
        assert "He did it three times.</textarea>" in late.text
        assert "He did it twice." in visitor.sees(f"/cases/{hub.case}/facts/{facts[0]}").text

        # Having looked, they save once more.
        assert visitor.sends(at, **_filled(late.text)).status_code == 303
        assert "He did it three times." in visitor.sees(f"/cases/{hub.case}/facts/{facts[0]}").text


def test_that_he_knows_is_confirmed_by_nobody_who_said_so(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        facts = re.findall(r'/facts/([0-9a-f-]{36})"', visitor.sees(f"/cases/{hub.case}/facts").text)
        here = f"/cases/{hub.case}/facts/{facts[1]}"
        fields = _filled(visitor.sees(f"{here}/correction").text)
        assert visitor.sends(f"{here}/correction", **{**fields, "perp_aware": ["yes"]}).status_code == 303
        page = visitor.sees(here).text
        assert "until a second person confirms that" in page
        answer = visitor.sends(f"{here}/awareness", **visitor.held(here))
        assert answer.status_code == 403
        assert "That he knows is confirmed by a second person" in answer.text


def test_why_nobody_could_say_how_it_reaches_the_children_is_kept(hub: Served) -> None:
    why = "Agata was asked, and would rather not say."
    with httpx2.Client(
        base_url=f"{hub.address}/api/v1/cases/{hub.case}",
        headers={"Authorization": f"Bearer {hub.token('csw')}", "Idempotency-Key": "once"},
        trust_env=False,
    ) as api:
        people = api.post("/names").json()["people"]
        told = {
            "kind": "behaviour",
            "statement": "He shouts at night.",
            "subject_person": next(one["id"] for one in people if one["part"] == "perpetrator"),
            "tactics": ["INTIMIDATE"],
            "source_type": "agency_observation",
            "categories": ["behaviour"],
            "pathway_unknown_reason": why,
        }
        fact = api.post("/facts", json=told).json()["id"]

    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        here = f"/cases/{hub.case}/facts/{fact}/correction"
        fields = _filled(visitor.sees(here).text)
        assert visitor.sends(here, **{**fields, "statement": ["He shouts every night."]}).status_code == 303

        kept = _filled(visitor.sees(here).text)
    assert (kept["statement"], kept["pathway_unknown_reason"]) == (["He shouts every night."], [why])


def _filled(page: str) -> dict[str, list[str]]:
    """Return the fields of a form as a browser would send them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"(?: checked)?[^>]*>', page
    ):
        kind = re.search(rf'<input[^>]* name="{name}"[^>]* value="{re.escape(value)}"[^>]*>', page)
        assert kind is not None
        if 'type="checkbox"' in kind[0] or 'type="radio"' in kind[0]:
            if " checked" in kind[0]:
                found.setdefault(name, []).append(unescape(value))
        else:
            found.setdefault(name, []).append(unescape(value))
    for name, value in re.findall(r'<textarea id="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name] = [unescape(value)]
    for name, inside in re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = [unescape(value) for value in re.findall(r'<option value="([^"]*)" selected', inside)][
            :1
        ]
    return {name: values for name, values in found.items() if values}
