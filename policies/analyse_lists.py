"""Remarks on the lists and settings of a rulebook: what has no effect, is at odds, or is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.analyse_cells import reads
from policies.compile import compile_table
from policies.remark import Remark, RemarkCode
from policies.rulebook import Act, Obligation
from policies.vocabulary import Category, Code, WorksWith
from policies.wall import PURPOSE as WALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.rulebook import Rulebook
    from policies.table import Row

_GIST_WITHOUT_CONSENT = frozenset(code for code in Code if code.startswith("GC"))
_DECIDES = (
    Act.ALLOCATE,
    Act.DECIDE_CONFLICT,
    Act.EXCLUDE,
    Act.ASK_SERIOUS_RISK,
    Act.APPROVE_SERIOUS_RISK,
    Act.DECIDE_MAPPING,
)
"""Who comes into her case, what is lifted there, and whose pattern it is about."""
_FOR_OUTSIDERS = frozenset({Act.DECIDE_CONFLICT.value, Act.EXCLUDE.value})
"""What somebody may do who works with nobody of the family."""
_MUST_BE_SILENT = (
    Category.SAFETY,
    Category.SURVIVOR_ACCOUNT,
    Category.CHILD_ACCOUNT,
    Category.SEXUAL,
    Category.IMMIGRATION,
)


def on_lists(rulebook: Rulebook) -> Iterator[Remark]:
    """Remark on everything in a rulebook but its cells, in the order of its parts."""
    rows = compile_table(rulebook).rows
    read = {key: row for key, row in rows.items() if reads(key[0], rulebook.roles[key[0]])}
    yield from _on_purposes(rulebook, read)
    yield from _on_gist(rulebook, read)
    yield from _on_acts(rulebook)
    yield from _on_glass(rulebook, read)
    yield from _on_handling(rulebook)


def _on_purposes(rulebook: Rulebook, rows: dict[tuple[str, str], Row]) -> Iterator[Remark]:
    required, he_reads = rulebook.statutory_purposes, rulebook.perpetrator_reads
    for purpose, gate in rulebook.purposes.items():
        if gate is None and purpose in required | he_reads:
            told = f"{purpose} is open at all times, although so much follows from it: give it a gate"
            yield Remark(RemarkCode.WITHOUT_GATE, f"purposes.{purpose}.gate", told)
    for purpose in sorted(required & he_reads):
        told = f"a no does not stop a short form for {purpose}, and he reads it"
        yield Remark(RemarkCode.REQUIRED_AND_READ, "perpetrator_reads", told)
    for purpose in sorted(required):
        codes = {code for key, row in rows.items() if key[1] == purpose for code in row.codes.values()}
        if codes and not codes & _GIST_WITHOUT_CONSENT:
            told = f"no cell for {purpose} has a short form beside consent, so that it changes nothing here"
            yield Remark(RemarkCode.REQUIRED_IDLE, "statutory_purposes", told)


def _on_gist(rulebook: Rulebook, rows: dict[tuple[str, str], Row]) -> Iterator[Remark]:
    gist = rulebook.gist_about_her
    required = rulebook.statutory_purposes | {WALL}
    needless = {role for role in gist.roles if required.isdisjoint(rulebook.roles[role].purposes)}
    for role in sorted(needless):
        told = f"{role} asks for nothing that the law requires, nor for a wall: it has no need to pass her by"
        yield Remark(RemarkCode.GIST_ROLE_NOT_REQUIRED, "gist_about_her.roles", told)
    for purpose in sorted(gist.purposes - required):
        told = f"the law does not require {purpose}, and it is no wall's: there she can be asked"
        yield Remark(RemarkCode.GIST_PURPOSE_NOT_REQUIRED, "gist_about_her.purposes", told)
    effective = [
        (role, purpose, category)
        for (role, purpose), row in rows.items()
        for category in row.gist_about_her
        if row.codes[category] in _GIST_WITHOUT_CONSENT
    ]
    for code, name, listed, place in (
        (RemarkCode.GIST_ROLE_IDLE, "roles", gist.roles - needless, 0),
        (RemarkCode.GIST_PURPOSE_IDLE, "purposes", gist.purposes, 1),
        (RemarkCode.GIST_CATEGORY_IDLE, "categories", gist.categories, 2),
    ):
        for word in sorted(listed - {one[place] for one in effective}):
            told = f"no cell lets a short form about her go by {word}: there it is listed in vain"
            yield Remark(code, f"gist_about_her.{name}", told)


def _on_acts(rulebook: Rulebook) -> Iterator[Remark]:
    acts, gates = rulebook.may_record.acts, rulebook.may_record.gates
    for act, those in acts.items():
        if not those:
            told = f"no role may {act.replace('_', ' ')}"
            yield Remark(RemarkCode.ACT_OF_NOBODY, f"may_record.{act}", told)
        for actor in sorted(those):
            yield from _on_actor(act, actor, rulebook)
    for gate, those in gates.items():
        if not those:
            told = f"no role may open the gate {gate}, so that its purposes stay shut"
            yield Remark(RemarkCode.GATE_OF_NOBODY, f"may_record.gates.{gate}", told)
    able = frozenset[str]().union(*acts.values(), *gates.values())
    for name, role in rulebook.roles.items():
        if name not in able and not rulebook.perpetrator_reads.issuperset(role.purposes):
            told = f"{name} may do no act at all on record"
            yield Remark(RemarkCode.RECORDS_NOTHING, f"roles.{name}", told)


def _on_actor(act: str, name: str, rulebook: Rulebook) -> Iterator[Remark]:
    where, role = f"may_record.{act}", rulebook.roles[name]
    if act in _DECIDES and role.perp_facing:
        told = f"{name} works with him, and may {act.replace('_', ' ')} in her case"
        yield Remark(RemarkCode.HIS_SIDE_DECIDES, where, told)
    if act not in _FOR_OUTSIDERS and role.works_with is WorksWith.NONE:
        told = f"{name} works with nobody of the family, and may {act.replace('_', ' ')}"
        yield Remark(RemarkCode.ACT_OF_AN_OUTSIDER, where, told)


def _on_glass(rulebook: Rulebook, rows: dict[tuple[str, str], Row]) -> Iterator[Remark]:
    glass = rulebook.break_glass
    if Category.SAFETY in glass.categories:
        told = "one person's word alone would be enough to learn where she is"
        yield Remark(RemarkCode.GLASS_OPENS_SAFETY, "break_glass.categories", told)
    for role in sorted(glass.roles):
        own = [row for key, row in rows.items() if key[0] == role]
        if not any(row.codes[kind] is not Code.NEVER for row in own for kind in row.break_glass):
            told = f"{role} may break the glass, and behind it there is nothing that it could ever have"
            yield Remark(RemarkCode.GLASS_OF_NOBODY, "break_glass.roles", told)


def _on_handling(rulebook: Rulebook) -> Iterator[Remark]:
    for category in _MUST_BE_SILENT:
        if category not in rulebook.silent_categories:
            told = f"that there is something of {category} could itself put somebody at risk"
            yield Remark(RemarkCode.NOT_SILENT, "silent_categories", told)
    his = {purpose for role in rulebook.roles.values() if role.perp_facing for purpose in role.purposes}
    for purpose, duties in rulebook.obligations.items():
        where = f"obligations.{purpose}"
        if not duties:
            told = f"whoever has something for {purpose} takes on nothing with it"
            yield Remark(RemarkCode.OBLIGES_TO_NOTHING, where, told)
        elif purpose in his - rulebook.perpetrator_reads and Obligation.KEEP_OUT_OF_HIS_FILE not in duties:
            told = f"those who work with him may ask for {purpose}, and need not keep it out of his file"
            yield Remark(RemarkCode.INTO_HIS_FILE, where, told)
    if rulebook.retention.log_years < rulebook.retention.fact_years:
        told = "facts are kept longer than the log that says who had read them"
        yield Remark(RemarkCode.LOG_OUTLIVED, "retention.log_years", told)
