"""Writing down what he did: what there is to ask about the wording, who would get what, publishing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from sharehub.audit.entry import Action
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

HYSTERICAL = "Mum was hysterical when the police came, and is not engaging."
WHAT_HE_DID = "Aleksander took Marketa's phone each evening and read her messages."
GIST = "He reads her messages."


def asked_for(hub: Served, who: str, purpose: str) -> list[str]:
    """Return the texts that somebody gets through the API."""
    answer = httpx2.post(
        f"{hub.address}/api/v1/cases/{hub.case}/disclosures",
        json={"purpose": purpose},
        headers={"Authorization": f"Bearer {hub.token(who)}"},
        trust_env=False,
    )
    return [line["text"] for line in answer.json()["lines"]]


@pytest.mark.browser
def test_a_fact_is_written_with_suggestions_previewed_for_each_audience_and_published(
    somebody: Callable[[str], Person], hub: Served, request: pytest.FixtureRequest
) -> None:
    # The same hub serves the journey twice, with scripts and without.
    marked = f"{WHAT_HE_DID} He did so {'with' if 'no' in request.node.name else 'without'} asking."
    worker = somebody("csw").goes(f"/cases/{hub.case}/facts").follows("Record a fact")
    assert flaws(worker) == []

    # Too little: everything that is missing is said at once, and nothing of what was written is lost.
    worker.fills(statement=HYSTERICAL).presses("Save as a draft")
    assert flaws(worker) == []
    assert worker.page.title().startswith("Error: ")
    assert worker.page.locator("#statement").input_value() == HYSTERICAL
    for words in ("what kind of thing was it?", "Choose how it reaches the children", "Choose how you know."):
        assert worker.sees(words)

    # The wording is asked about beside the field, with the way to his acts; it stays as it is unless changed.
    worker.presses("Look at the wording")
    assert flaws(worker) == []
    beside = worker.page.locator(".sh-beside")
    assert "hysterical" in beside.inner_text()
    assert "What had Aleksander done just before?" in beside.inner_text()
    assert worker.sees("Keep it as it is, or change it: both are fine.")
    assert worker.page.locator(".sh-error, .sh-summary").count() == 0
    assert worker.page.locator("#statement").input_value() == HYSTERICAL

    worker.fills(statement=marked, tactics="MONITOR", pathways="PARTNER_PARENTING", source_type="survivor")
    worker.page.locator("#first_known-year").fill("2024")
    worker.presses("Look at the wording")
    assert worker.sees("There is nothing to ask about this wording.")
    worker.presses("Save as a draft")
    assert flaws(worker) == []
    assert worker.sees("A draft. Nobody outside your unit sees it.")
    # She told it: what he would read, and what those who work with him would get, is nothing.
    assert worker.sees("This is what he will see: nothing.")
    assert re.search(r"Men's worker\s+Nothing", worker.reads())
    assert marked not in str(asked_for(hub, "hv", "child_protection"))

    worker.follows("Change it")
    assert flaws(worker) == []
    assert worker.page.locator("#first_known-year").input_value() == "2024"
    if not worker.page.locator("details.sh-more[open]").count():
        worker.page.locator("details.sh-more > summary").click()
    worker.fills(gist=GIST).presses("Save the draft")
    assert worker.sees(f"Short form: {GIST}")

    worker.presses("Publish it")
    assert flaws(worker) == []
    assert worker.sees("Published on 11 September 2024.")
    assert marked in asked_for(hub, "hv", "child_protection")
    assert marked not in str(asked_for(hub, "respekt", "programme_delivery"))
    worker.follows("What your unit wrote")
    assert worker.sees("An act, watching and timing, 2024")


@pytest.mark.browser
def test_what_was_pasted_is_kept_one_by_one(somebody: Callable[[str], Person], hub: Served) -> None:
    worker = somebody("csw").goes(f"/cases/{hub.case}/facts/paste")
    worker.presses("Go through them")
    assert worker.sees("Paste something.")
    worker.fills(pasted="He broke the kitchen door.\n\nMum failed to protect the children.\n\n\n")
    worker.presses("Go through them")
    assert worker.sees("1 more after this.")
    before = len(hub.entries(Action.FACT_RECORDED))

    worker.fills(tactics="INTIMIDATE", pathways="not-asked", source_type="agency_observation")
    worker.presses("Keep it as a draft")
    assert worker.sees("The last one.")
    assert worker.page.locator("#statement").input_value() == "Mum failed to protect the children."
    assert "What did Aleksander do" in worker.page.locator(".sh-beside").inner_text()
    assert flaws(worker) == []
    worker.presses("Skip this one")

    assert worker.page.url.endswith(f"/cases/{hub.case}/facts")
    assert len(hub.entries(Action.FACT_RECORDED)) == before + 1


def own_facts(hub: Served, who: str) -> list[dict[str, Any]]:
    """Return how the facts of somebody's unit stand, as the API lists them."""
    found = httpx2.get(
        f"{hub.address}/api/v1/cases/{hub.case}/facts",
        headers={"Authorization": f"Bearer {hub.token(who)}"},
        trust_env=False,
    ).json()
    assert found["next"] is None
    return [*found["items"]]


@pytest.mark.browser
def test_a_paragraph_is_of_the_kind_that_its_author_says_and_nothing_typed_is_lost(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    before = {one["id"] for one in own_facts(hub, "csw")}
    worker = somebody("csw").goes(f"/cases/{hub.case}/facts/paste")
    assert worker.sees("Each is first taken for something he did.")
    assert flaws(worker) == []
    worker.fills(
        pasted="The children sleep badly.\n\nShe keeps the keys on her.\n\nWho has seen it at school?"
    )
    worker.presses("Go through them")
    chosen = worker.page.locator("#kind option:checked")
    assert chosen.inner_text() == "What he did"
    worker.fills(statement="The children wake each night.", tactics="INTIMIDATE", pathways="not-asked")
    worker.page.locator("#first_known-year").fill("2024")

    # What it does to the children: its own fields, and all that was typed.
    worker.fills(kind="impact").presses("Show the fields for it")
    assert flaws(worker) == []
    assert chosen.inner_text() == "What it does to her or the children"
    assert worker.sees("What is different for her or the children, because of what he does?")
    assert worker.page.locator("#tactics, #subject_person").count() == 0
    assert worker.page.locator("#statement").input_value() == "The children wake each night."
    assert worker.page.locator("#first_known-year").input_value() == "2024"
    assert worker.page.locator('[name="pathways"][value="not-asked"]').is_checked()
    # What stands usually in a field goes with the kind: this decides who may have it.
    worker.page.locator("details.sh-more > summary").click()
    ticked = worker.page.locator('[name="categories"]:checked')
    assert [each.get_attribute("value") for each in ticked.all()] == ["child_wellbeing"]
    # Turned back, what only the other kind asks is there still.
    worker.fills(kind="behaviour").presses("Show the fields for it")
    assert worker.page.locator('[name="tactics"][value="INTIMIDATE"]').is_checked()
    assert worker.page.locator("#subject_person option:checked").inner_text() == "Aleksander"

    # Under fields that nobody has seen, nothing is kept.
    worker.fills(source_type="agency_observation", kind="impact").presses("Keep it as a draft")
    assert flaws(worker) == []
    assert worker.sees("You chose another kind: these are its fields. Look at them, then keep it.")
    assert {one["id"] for one in own_facts(hub, "csw")} == before
    worker.presses("Keep it as a draft")

    # The next is shown as something he did again: nothing is told from words, nor from the one before.
    assert chosen.inner_text() == "What he did"
    worker.fills(kind="protective_effort").presses("Show the fields for it")
    worker.fills(source_type="agency_observation").presses("Keep it as a draft")
    assert worker.sees("Would it stop working if he knew?")
    assert worker.page.locator("#kind").input_value() == "protective_effort"
    worker.fills(covert="no").presses("Keep it as a draft")
    worker.fills(kind="gap").presses("Show the fields for it")
    assert worker.page.locator("#source_type").input_value() == "professional_judgement"
    worker.fills(action_unit=str(hub.stage.units["SCHOOL"]), due="2024-10-01").presses("Keep it as a draft")

    assert worker.page.url.endswith(f"/cases/{hub.case}/facts")
    kept = [one for one in own_facts(hub, "csw") if one["id"] not in before]
    assert {one["kind"]: one["tactics"] for one in kept} == {"impact": [], "protective_effort": [], "gap": []}
    assert {one["published"] for one in kept} == {None}


def test_every_kind_of_a_paragraph_has_its_fields_and_no_others_are_sent(hub: Served) -> None:
    at = f"/cases/{hub.case}/facts/paste"
    with Visitor(hub) as visitor:
        held = visitor.signs_in("csw").held(at)
        offered = re.findall(r'<option value="([a-z_]+)"', visitor.sends(at, **held, pasted="One.").text)
        assert {"behaviour", *KINDS} <= {*offered}
        for kind in KINDS:
            fields = {"statement": "One thing.", "shown_for": "behaviour", "kind": kind, "another": "yes"}
            given = {"tactics": "ISOLATE", "ric_items": "4", "concern_rank": "1", "due-day": "3"}
            page = visitor.sends(at, **held, **fields, **given).text
            assert f'<input type="hidden" name="shown_for" value="{kind}">' in page
            assert ">One thing.</textarea>" in page
            # What the kind does not ask for waits out of sight.
            hidden = set(re.findall(r'<input type="hidden" name="([^"]+)"', page))
            shown = set(
                re.findall(r'<(?:input id|input type="checkbox" id|textarea id)="[^"]*" name="([^"]+)"', page)
            )
            assert {*given} <= hidden | shown
            assert not hidden & shown
        unheard_of = visitor.sends(
            at, **held, statement="One.", shown_for="behaviour", kind="goal", another="yes"
        )
        assert unheard_of.status_code == 404
        kept = visitor.sends(
            at,
            **held,
            statement="One thing.",
            shown_for="note",
            kind="note",
            categories="identity",
            source_type="agency_observation",
            ric_items="not a number",
            covert="no",
        )
    # Sent with the note, either of these would have been refused or kept.
    assert kept.status_code == 303
    assert kept.headers["location"] == f"/cases/{hub.case}/facts"


KINDS = ("impact", "protective_effort", "intersection", "service_response", "change_evidence", "gap", "note")


@pytest.mark.browser
def test_every_kind_has_a_form_without_a_flaw(somebody: Callable[[str], Person], hub: Served) -> None:
    worker = somebody("csw")
    for kind in KINDS:
        worker.goes(f"/cases/{hub.case}/facts/new/{kind}")
        worker.page.locator("details.sh-more > summary").click()
        assert flaws(worker) == [], kind


def test_a_look_at_the_wording_is_no_reading_of_what_is_on_file(hub: Served) -> None:
    at = f"/cases/{hub.case}/facts/new"
    readings = (Action.PATTERN_ASKED, Action.DOCUMENT_ASKED, Action.FACT_PREVIEWED)
    with Visitor(hub) as visitor:
        held = visitor.signs_in("csw").held(at)
        before = [len(hub.entries(action)) for action in readings]
        beside = visitor.sends(at, **held, statement=HYSTERICAL, look="yes").text

    assert "What had Aleksander done just before?" in beside
    assert "On file" not in beside
    assert [len(hub.entries(action)) for action in readings] == before


def test_what_is_not_right_comes_back_whole_and_is_said_in_words(hub: Served) -> None:
    at = f"/cases/{hub.case}/facts/new"
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        held = visitor.held(at)
        people = re.findall(r'<option value="([^"]+)"[^>]*>Aleksander</option>', visitor.sees(at).text)
        answer = visitor.sends(
            at,
            **held,
            statement='He said "<script>alert(1)</script>" to Marketa.',
            subject_person=people[0],
            tactics="DEGRADE",
            pathways="not-asked",
            source_type="agency_observation",
            categories="behaviour",
            gist="He shouted at Marketa.",
            **{"first_known-month": "5"},
        )

    assert answer.status_code == 422
    # The browser gets no script, and the writer every word as it was written.
    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "He shouted at Marketa.</textarea>" in answer.text
    assert "Write a year, a month and a year, or a whole day." in answer.text

    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        again = visitor.sends(
            at,
            **visitor.held(at),
            statement="He shouted.",
            subject_person=people[0],
            tactics="DEGRADE",
            pathways="not-asked",
            source_type="agency_observation",
            categories="behaviour",
            gist="He shouted at Marketa.",
        )
    assert again.status_code == 422
    assert "The short form names somebody of the family." in again.text


def test_nobody_writes_where_they_may_not(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("ig")
        assert visitor.sees(f"/cases/{hub.case}/facts/new").status_code in {403, 404}
        assert visitor.sees(f"/cases/{hub.case}/facts/new/goal").status_code == 404
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        assert visitor.sees(f"/cases/{hub.case}/facts/new/weather").status_code == 404
        # A fact of another unit is as if it were not there.
        unit = hub.stage.file.readers["csw"].unit
        other = next(fact.id for fact in hub.stage.file.facts if fact.metadata.owner != unit)
        answer = visitor.sees(f"/cases/{hub.case}/facts/{hub.stage.facts[other]}")
        assert answer.status_code == 404
