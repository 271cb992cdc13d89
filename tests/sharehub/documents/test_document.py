"""A document as a value: it refuses what nobody could read, and does not repeat what is in it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sharehub.documents.blocks import Band, Fixed, Grid, Items, Paragraph, Small, State, Term, Terms
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.documents.lines import Item, Mark
from sharehub.documents.parts import as_parts, plain
from tests.sharehub.documents.samples import DAY, a_document, a_stamp, every_place, marketa

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = (Paragraph("said"),)


@pytest.mark.parametrize(
    "made",
    [
        lambda: a_document(*SAID, title=" "),
        lambda: Document(DocumentKind.REFERRAL, "Referral", a_stamp(), ()),
        lambda: Section("", SAID),
        lambda: Section("Gaps"),
        lambda: Section("Gaps", empty="\n"),
        lambda: Section("A", sections=(Section("B", sections=(Section("C", SAID),)),)),
        lambda: Stamp("", "reader", "purpose", DAY),
        lambda: Stamp("7Q4K2M", " ", "purpose", DAY),
        lambda: Stamp("7Q4K2M", "reader", "purpose", DAY, caveats=("",)),
        lambda: Item(" "),
        lambda: Item("said", details=("",)),
        lambda: Item("said", attribution=""),
        lambda: Items(()),
        lambda: Paragraph("\t"),
        lambda: Fixed(""),
        lambda: Term("label", ""),
        lambda: Terms(()),
        lambda: State("", "evidenced"),
        lambda: Band("Families", ()),
        lambda: Small(()),
        lambda: Grid("Goals", ("Goal", "Who"), ()),
        lambda: Grid("Goals", ("Goal", ""), (("Keys", "police"),)),
        lambda: Grid("Goals", ("Goal", "Who"), (("Keys",),)),
        lambda: Grid("Goals", ("Goal", "Who"), (("", "police"),)),
        lambda: Grid("Goals", ("Goal", "Who"), ((),)),
    ],
)
def test_what_nobody_could_read_is_refused_when_it_is_made(made: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"empty|has no|nested"):
        made()


def test_a_form_may_leave_room_for_what_is_not_known_yet() -> None:
    assert Grid("Goals", ("Goal", "Who"), (("Keys", ""),)).rows == (("Keys", ""),)


def test_what_people_wrote_is_not_repeated_by_a_repr() -> None:
    document, texts = every_place("Aleksander")
    shown = {document.stamp.case_reference, *document.stamp.protocols}

    assert [text for text in texts if text in repr(document)] == [text for text in texts if text in shown]


def test_a_label_says_what_it_is_and_of_which_case_and_names_nobody() -> None:
    assert marketa().label == "Referral to a perpetrator programme, case 7Q4K2M"


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_kind_has_words_for_people(kind: DocumentKind) -> None:
    assert re.fullmatch(r"[A-Z][a-z' ]+", kind.words)


def test_every_mark_has_words_of_its_own_beside_its_symbol() -> None:
    assert len({mark.symbol for mark in Mark}) == len({mark.words for mark in Mark}) == len(Mark)
    assert [mark for mark in Mark if not mark.words or not mark.legend] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\n lines\t here\u2028 ", "two lines here"),
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
        ("half \ud800", "half \ufffd"),
        ("\u202edrow\u202c", "\ufffddrow\ufffd"),
        ("Zażółć, ùrachadh, مرحبا, नमस्ते, 😀", "Zażółć, ùrachadh, مرحبا, नमस्ते, 😀"),
    ],
)
def test_a_text_is_one_line_and_nothing_in_it_hides_or_turns_the_rest(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_day_is_written_as_people_write_it() -> None:
    days = [date(2024, month, 1) for month in (1, 12)]
    stamps = [Stamp("7Q4K2M", "reader", "purpose", day) for day in days]
    parts = [
        as_parts(Document(DocumentKind.REFERRAL, "Title", stamp, (Section("A", SAID),))) for stamp in stamps
    ]

    assert [part["stamp"][3]["value"] for part in parts] == ["1 January 2024", "1 December 2024"]  # type: ignore[index,call-overload]


def test_a_band_gathers_its_labels_by_state_in_order_of_mention() -> None:
    states = (State("money", "not asked"), State("isolation", "evidenced"), State("status", "not asked"))
    parts = as_parts(a_document(Band("Families", states)))

    assert parts["sections"][0]["blocks"][0]["states"] == [  # type: ignore[index,call-overload]
        {"state": "not asked", "labels": ["money", "status"]},
        {"state": "evidenced", "labels": ["isolation"]},
    ]


def test_a_legend_explains_the_marks_that_lines_bear_and_no_others() -> None:
    small = Small((Items((Item("said", marks=(Mark.HIS_WORDS,)),)),))

    assert as_parts(a_document(*SAID))["legend"] == []
    assert as_parts(a_document(small))["legend"] == [
        {"symbol": "◇", "words": "said by him, in his words; not a finding", "short": "his words"}
    ]
