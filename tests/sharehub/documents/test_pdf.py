"""The PDF: tagged, the same bytes for the same document, and with every text that was given, as text."""

from __future__ import annotations

import string
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharehub.documents import pdf
from sharehub.documents.blocks import Grid, Items, Paragraph
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.documents.lines import Item, Mark
from sharehub.documents.parts import plain
from sharehub.documents.pdf import DocumentFailed, as_pdf
from tests.sharehub.documents.boxes import the_font
from tests.sharehub.documents.reading import catalogue, pages, tags, text_of, title_of, without_spaces
from tests.sharehub.documents.samples import DAY, a_document, every_place, marketa, of_items

if TYPE_CHECKING:
    from collections.abc import Iterable

POLISH_AND_GAELIC = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻàèìòùÀÈÌÒÙ"
LETTERS = string.ascii_letters + string.digits + string.punctuation + " " + POLISH_AND_GAELIC + "é€£…“”"
SHIPPED = Path(pdf.__file__).parent / "templates"


def absent(texts: Iterable[str], made: bytes) -> list[str]:
    """Return the texts that a PDF does not give back, whatever broke its lines."""
    found = unicodedata.normalize("NFKC", text_of(made))
    return [text for text in texts if unicodedata.normalize("NFKC", without_spaces(plain(text))) not in found]


def test_a_pdf_says_that_it_is_tagged_in_which_language_and_what_it_is_without_a_name() -> None:
    made = as_pdf(marketa())
    root = catalogue(made)

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a truth value of PDF, not of Python
    assert root["/Lang"] == "en-GB"
    assert title_of(made) == "Referral to a perpetrator programme, case 7Q4K2M"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"Aleksander" not in root["/Metadata"].get_object().get_data()


def test_a_pdf_claims_the_standard_that_it_was_checked_against() -> None:
    assert (
        b"<pdfuaid:part>1</pdfuaid:part>" in catalogue(as_pdf(marketa()))["/Metadata"].get_object().get_data()
    )


def test_headings_lists_and_tables_are_tagged_as_what_they_are() -> None:
    found = [tag["/S"] for tag in tags(as_pdf(marketa()))]
    sections = marketa().sections

    assert found.count("/H1") == 1
    assert found.count("/H2") == len(sections)
    assert found.count("/H3") == sum(len(section.sections) for section in sections)
    assert {"/L", "/LI", "/LBody", "/Table", "/THead", "/TH", "/TR", "/TD", "/P"} <= set(found)


def test_a_header_of_a_column_is_tagged_as_one() -> None:
    grid = Grid("Goals", ("Goal", "Who sees it"), (("Keys", "police"), ("Calls", "")))
    found = tags(as_pdf(a_document(grid)))
    headers = [tag["/A"] for tag in found if tag["/S"] == "/TH"]
    scopes = [header[0]["/Scope"] if isinstance(header, list) else header["/Scope"] for header in headers]

    assert scopes == ["/Column", "/Column"]
    assert [tag["/S"] for tag in found].count("/TD") == 4


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd") #import "x.typ" #panic()',
        "*bold* _emphasis_ = heading - item + item / term: it `raw` ```x```",
        "$math$ @label <label> \\ \\n \\u{41} // comment /* comment */ ~ -- ---",
        "'straight' \"quotes\" ... [content] {code} #{1 + 1} %{x} {{ x }} https://example.org/a_b",
        "Zażółć gęślą jaźń. Tha i ag ràdh gu bheil i sgìth; ùrachadh.",
        "Ελλάς Привет",
        "中文字 and ಕನ್ನಡ",
        "a face 😀 here",
        "مرحبا",
        "á̧ and é",
        "no such character \ufdd0, nor \x00 and \ud800",
        "w" * 300,
    ],
)
def test_what_people_wrote_is_text_whatever_it_looks_like_and_in_whatever_letters(text: str) -> None:
    item = Item(text, details=(text,), attribution=text, marks=(Mark.NOT_TO_HIM,))
    document = a_document(Paragraph(text), Items((item,)), title=text)

    assert absent([text], as_pdf(document)) == []


def test_what_looks_like_markup_is_the_same_everywhere_a_text_can_stand() -> None:
    document, texts = every_place('#read("/etc/passwd") *b* $x$ @a \\')

    assert absent(texts, as_pdf(document)) == []


@given(st.text(LETTERS, max_size=20))
@settings(max_examples=15, deadline=None)
def test_every_text_of_a_document_is_in_its_pdf(text: str) -> None:
    document, texts = every_place(text)

    assert absent(texts, as_pdf(document)) == []


def test_every_page_bears_the_stamp_and_its_number() -> None:
    document = of_items(200)
    found = pages(as_pdf(document))
    stamp = "7Q4K2M·men'sworker,Respekt·toworkwithhimonhisbehaviour·3July2024·edinburgh-domestic-abuse3"

    assert len(found) > 2
    ends = [f"{stamp}page{place}of{len(found)}" for place in range(1, len(found) + 1)]
    assert [end for page, end in zip(found, ends, strict=True) if not page.endswith(end)] == []


def test_marketas_referral_is_two_pages_at_most() -> None:
    assert len(pages(as_pdf(marketa()))) <= 2


@pytest.mark.parametrize("number", [30, 200])
def test_documents_of_many_lines_are_set(number: int) -> None:
    begun = time.perf_counter()
    made = as_pdf(of_items(number))
    print(f"{number} lines: {time.perf_counter() - begun:.3f} s, {len(made)} bytes")  # noqa: T201 - a figure to read

    assert absent([f"time {place} ·" for place in range(number)], made) == []


def test_a_pdf_is_the_same_for_the_same_document_also_at_the_same_time() -> None:
    with ThreadPoolExecutor(4) as many:
        made = {*many.map(as_pdf, [marketa()] * 8)}

    assert len(made) == 1
    assert b"20240703000000Z" in next(iter(made))


def test_another_day_or_reader_gives_another_pdf() -> None:
    sections = (Section("A", (Paragraph("said"),)),)
    made = {
        as_pdf(
            Document(DocumentKind.COURT_REPORT, "Report", Stamp("7Q4K2M", reader, "hearing", day), sections)
        )
        for reader in ("sheriff", "clerk")
        for day in (DAY, DAY.replace(day=4))
    }

    assert len(made) == 4


def test_a_failure_repeats_nothing_of_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#panic(sys.inputs.document)", encoding="utf-8")
    monkeypatch.setattr(pdf, "_SOURCE", broken)
    monkeypatch.setattr(pdf, "_TEMPLATES", tmp_path)

    with pytest.raises(DocumentFailed, match=r"^the document could not be set as a PDF$") as failed:
        as_pdf(marketa())

    assert failed.value.__context__ is None
    assert failed.value.code == "error"


def test_no_font_of_the_machine_is_used() -> None:
    assert set(pdf._fonts().families()) == {
        "DejaVu Sans Mono", "Libertinus Serif", "New Computer Modern", "New Computer Modern Math",
        "ShareHub Boxes",
    }  # fmt: skip


def test_the_font_that_is_shipped_is_the_one_that_can_be_read_in_its_maker() -> None:
    assert (SHIPPED / "boxes.ttf").read_bytes() == the_font()
