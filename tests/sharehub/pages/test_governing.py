"""Who signs protocols, and who runs the hub: roles chosen and switched, and each one's journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from sharehub.audit.entry import Action
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

BOTH = "governance"


def next_version(text: str, hub: Served) -> str:
    """Return the text of a protocol's next version, after all that were drafted, whose review is later."""
    said = yaml.safe_load(text)
    version = len(hub.entries(Action.PROTOCOL_DRAFTED)) + 1
    earlier = f"{said['id']}/{said['version']}"
    return yaml.safe_dump(said | {"version": version, "supersedes": earlier, "review_due": "2025-10-01"})


def test_somebody_with_two_roles_chooses_one_sees_which_and_switches(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    both = somebody(BOTH)
    assert both.sees("In which role do you work now?")
    assert flaws(both) == []

    both.presses("Information-governance officer")
    assert "Information-governance officer" in both.page.locator(".sh-who").inner_text()
    both.follows("Oversight")
    assert both.sees("Who saw what of a case")

    both.follows("Change role").presses("Signatory")
    assert "Signatory" in both.page.locator(".sh-who").inner_text()
    assert both.page.url.endswith("/protocols")
    assert not both.page.get_by_role("link", name="Oversight").count()
    both.goes("/oversight/refusals")
    assert both.sees("That was not done")
    assert len(hub.entries(Action.ROLE_CHOSEN)) >= 2


def test_a_protocol_is_read_drafted_anew_rehearsed_compared_and_signed(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    signs = somebody(BOTH).presses("Signatory")
    assert flaws(signs) == []
    signs.page.get_by_role("link", name="REHEARSED-1, version 1").last.click()
    assert signs.sees("Who is party to it")
    assert signs.sees("In force")
    assert flaws(signs) == []
    text = signs.page.locator("pre").text_content() or ""

    signs.follows("Protocols").follows("Draft a protocol")
    signs.fills(document="version: two").presses("Register the draft")
    assert signs.sees("There is a problem")
    assert flaws(signs) == []
    signs.fills(document=next_version(text, hub)).presses("Register the draft")
    assert signs.sees("A draft: it opens nothing")

    signs.follows("Record a rehearsal")
    assert flaws(signs) == []
    signs.presses("Put the rehearsal on record")
    assert signs.sees("There is a problem")
    assert flaws(signs) == []
    signs.fills(kind="case_file").presses("Put the rehearsal on record")
    assert signs.sees("on synthetic case files")

    signs.follows("Since version 1")
    assert signs.sees("Review due: 1 April 2023 became 1 October 2025")
    assert flaws(signs) == []
    signs.page.go_back()

    signs.follows("Sign this protocol")
    assert signs.sees("You sign in the name of your unit")
    assert flaws(signs) == []
    signs.presses("Sign for your unit")
    ours = signs.page.get_by_role("row", name="Information governance office")
    assert "Yes" in ours.inner_text()
    others = signs.page.get_by_role("row", name="Primary school")
    assert "Not yet" in others.inner_text()

    signs.follows("Withdraw your signature").presses("Withdraw the signature")
    assert "Not yet" in signs.page.get_by_role("row", name="Information governance office").inner_text()
    signs.follows("Take this draft back").presses("Take it back for good")
    assert signs.sees("Taken back")
    assert flaws(signs) == []


def test_an_officer_keeps_something_back_from_a_channel_and_stops(somebody: Callable[[str], Person]) -> None:
    officer = somebody("ig").follows("Protocols").follows("Channels")
    assert flaws(officer) == []

    officer.follows("Primary school")
    assert flaws(officer) == []
    officer.follows("Keep something back")
    officer.fills(start="2024-09-11").presses("Keep it back")
    assert officer.sees("There is a problem")
    assert flaws(officer) == []
    officer.fills(categories="intelligence").presses("Keep it back")
    assert officer.sees("Kept back from 11 September 2024: police intelligence")
    assert flaws(officer) == []
    officer.presses("Stop keeping it back")
    assert not officer.sees("Kept back from")


def test_an_officer_registers_a_webhook_and_keeps_its_secret(
    somebody: Callable[[str], Person], hub: Served
) -> None:
    officer = somebody("ig").follows("Oversight").follows("Mailboxes and webhooks")
    officer.fills(kind="webhook", address="not an address").presses("Register it")
    assert officer.sees("There is a problem")
    assert flaws(officer) == []
    officer.fills(address=f"https://intake-{len(hub.entries(Action.ENDPOINT_REGISTERED))}.agency.example/hub")
    officer.presses("Register it")
    assert officer.sees("It is shown here and never again")
    secret = officer.page.locator("code").inner_text()
    assert len(secret) > 20

    officer.follows("I have kept it")
    assert flaws(officer) == []
    assert secret not in officer.page.content()
    officer.presses("Pause it")
    assert officer.sees("Paused: what goes there waits")
    officer.presses("Make one; the one before is good for a day")
    assert officer.page.locator("code").inner_text() != secret
    officer.follows("I have kept it").follows("Remove it").presses("Remove it")
    assert officer.page.url.endswith("/endpoints")


def test_an_administrator_sees_how_the_hub_stands_and_changes_keys(
    somebody: Callable[[str], Person],
) -> None:
    runs = somebody("administrator")
    assert runs.page.url.endswith("/administration")
    assert runs.sees("It works.")
    assert flaws(runs) == []

    runs.follows("Change keys").presses("Change them")
    assert runs.sees("There is a problem")
    assert flaws(runs) == []
    runs.fills(unit="U003", key_class="general").presses("Change them")
    assert runs.sees("records were put under the new key")
    assert flaws(runs) == []

    runs.follows("Administration").follows("Set the partnership up")
    runs.fills(document="issuer: nothing").presses("See what it would change")
    assert runs.sees("There is a problem")
    assert flaws(runs) == []
    runs.follows("Administration").follows("End sessions")
    runs.fills(whose="one", user="nobody").presses("End the sessions")
    assert runs.sees("There is a problem")
    assert flaws(runs) == []
    runs.fills(whose="one", user="sheriff").presses("End the sessions")
    assert runs.sees("It concerns 1 person")
    assert flaws(runs) == []


def test_an_administrator_reads_nothing(hub: Served) -> None:
    paths = ("/oversight/refusals", "/reviews", f"/oversight/cases/{hub.case}", "/rulebook/try")
    with Visitor(hub) as visitor:
        visitor.signs_in("administrator")
        shown = {path: visitor.sees(path) for path in paths[:3]}
        held = visitor.held("/rulebook/try")
        tried = visitor.sends("/rulebook/try", **held, document="id: x")

    assert {answer.status_code for answer in shown.values()} == {403}
    assert tried.status_code == 403
