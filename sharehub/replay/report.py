"""What a replay or a simulation found, as text to read and as JSON: ids, counts and closed words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sharehub.replay.effects import RELEASED, WITHHELD
from sharehub.replay.reading import Flaw, Wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sharehub.replay.comparing import Difference
    from sharehub.replay.effects import Counted, Group
    from sharehub.replay.run import Replayed
    from sharehub.replay.simulate import Simulated

FLAWS = {
    Wrong.TAMPERED: "is not what was recorded",
    Wrong.MISSING: "has lost the record of its decision",
    Wrong.UNREADABLE: "has a record that no decision would have written",
    Wrong.RULEBOOK_MISSING: "cites a rulebook that this hub does not hold",
    Wrong.RULEBOOK_ALTERED: "cites a rulebook whose text has another digest now",
}
"""What is said of an entry that cannot be decided again; docs/operations.md says what to do."""


def replayed_lines(found: Replayed) -> Iterator[str]:
    """Yield what a replay found, line by line, and last how much was decided again."""
    tally = found.tally
    for one in tally.told:
        yield _flaw(one) if isinstance(one, Flaw) else _difference(one)
    if tally.found > len(tally.told):
        yield f"and {tally.found - len(tally.told)} more: narrow the days with --since and --until"
    yield f"{tally.decisions} decisions on {tally.facts} facts decided again; {tally.differing} differ"
    yield f"{tally.flawed} could not be decided again; {tally.without} records hold no decision"


def _difference(found: Difference) -> str:
    return f"entry {found.entry}: fact {found.fact}: recorded {found.recorded}; now {found.now}"


def _flaw(found: Flaw) -> str:
    detail = f": {found.detail}" if found.detail else ""
    return f"entry {found.entry} {FLAWS[found.wrong]}{detail}"


def replayed_json(found: Replayed) -> str:
    """Return what a replay found, as one JSON object."""
    tally = found.tally
    report = {
        "entry": str(found.entry),
        **tally.counts(),
        "differences": [
            {"entry": str(one.entry), "fact": one.fact, "recorded": one.recorded, "now": one.now}
            for one in tally.told
            if not isinstance(one, Flaw)
        ],
        "flaws": [
            {"entry": str(one.entry), "wrong": one.wrong.value, "detail": one.detail}
            for one in tally.told
            if isinstance(one, Flaw)
        ],
        "not_listed": tally.found - len(tally.told),
    }
    return json.dumps(report, indent=2)


def simulated_lines(found: Simulated) -> Iterator[str]:
    """Yield what a draft would change: what was asked first, then everything that could be."""
    tried = found.tried
    yield "Recorded decisions, with the draft in place of the hub's own rulebook and of every protocol's:"
    yield f"{tried.decisions} decisions on {tried.facts} facts; {tried.left_out} could not be decided again"
    groups = sorted(tried.groups.items(), key=lambda pair: pair[0].order)
    yield from _groups("Newly released", (pair for pair in groups if pair[0].effect in RELEASED))
    yield from _groups("Newly withheld", (pair for pair in groups if pair[0].effect in WITHHELD))
    rest = [pair for pair in groups if pair[0].effect not in RELEASED | WITHHELD]
    yield from _groups("In the same form, otherwise", rest)
    yield ""
    yield "The whole domain, the hub's own rulebook against the draft, whether asked for or not:"
    yield from [f"  {one.turn}: {one.sentence}" for one in found.domain] or ["  no difference"]


def _groups(title: str, groups: Iterable[tuple[Group, Counted]]) -> Iterator[str]:
    known = list(groups)
    yield f"{title}: {sum(counted.facts for _, counted in known)}"
    for group, counted in known:
        who = f"{' + '.join(group.roles)}, {group.purpose}, {' + '.join(group.categories) or 'no category'}"
        caveats = f", caveats {' '.join(group.caveats)}" if group.caveats else ""
        entries = " ".join(str(entry) for entry in counted.entries)
        yield f"  {counted.facts}: {who}: {group.before} to {group.after}{caveats}; entries {entries}"


def simulated_json(found: Simulated) -> str:
    """Return what a draft would change, as one JSON object."""
    tried = found.tried
    report = {
        "entry": str(found.entry),
        "base": found.base,
        "draft": found.draft,
        **tried.counts(),
        "effects": [
            {
                "effect": group.effect.value,
                "roles": [*group.roles],
                "purpose": group.purpose,
                "categories": [*group.categories],
                "before": group.before,
                "after": group.after,
                "caveats": [*group.caveats],
                "facts": counted.facts,
                "entries": [str(entry) for entry in counted.entries],
            }
            for group, counted in sorted(tried.groups.items(), key=lambda pair: pair[0].order)
        ],
        "domain": [
            {"turn": one.turn.value, "where": one.where, "sentence": one.sentence} for one in found.domain
        ],
    }
    return json.dumps(report, indent=2)
