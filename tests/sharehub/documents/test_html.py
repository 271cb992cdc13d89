"""The page: its structure for those who do not see it, its safety, and that all that was given is on it."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharehub.documents.blocks import Grid, Items, Paragraph, Term, Terms
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.documents.html import STYLE_HASH, as_html
from sharehub.documents.lines import Item, Mark
from sharehub.documents.parts import plain
from tests.sharehub.documents.reading import page
from tests.sharehub.documents.samples import DAY, a_document, every_place, marketa, of_items

NASTY = """<script>alert("x")</script>' onload="y" {{ 7 * 7 }} {% raw %} &amp; ]]> --> </style>"""
COLOUR = re.compile(r"--(\w+): (#[0-9a-f]{6});")


def luminance(colour: str) -> float:
    """Return how light a colour is. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return how far two colours are apart. Source: WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_page_has_one_main_heading_and_skips_no_level() -> None:
    document, _ = every_place("word")
    root = page(as_html(document))
    levels = [int(heading.name[1]) for heading in root.all("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(one, two) for one, two in pairwise(levels) if two > one + 1] == []


def test_a_page_says_its_language_and_where_one_is_without_a_name() -> None:
    root = page(as_html(marketa()))

    assert [html.attributes for html in root.all("html")] == [{"lang": "en-GB"}]
    assert [title.text for title in root.all("title")] == [
        "Referral to a perpetrator programme, case 7Q4K2M \N{EN DASH} ShareHub"
    ]


def test_every_section_is_labelled_by_its_heading_and_no_name_stands_twice() -> None:
    document, _ = every_place("word")
    root = page(as_html(document))
    ids = [each.attributes["id"] for each in root.all() if "id" in each.attributes]
    labels = [section.attributes["aria-labelledby"] for section in root.all("section")]

    assert labels == ids
    assert len(set(ids)) == len(ids) == 9


def test_a_table_has_a_caption_and_a_header_for_every_row_and_column() -> None:
    grid = Grid("Goals", ("Goal", "Who sees it"), (("Keys", "police"), ("Calls", "")))
    root = page(as_html(a_document(grid)))

    assert [caption.text for caption in root.all("caption")] == ["Goals"]
    assert [(th.text, th.attributes["scope"]) for th in root.all("th")] == [
        ("Goal", "col"), ("Who sees it", "col"), ("Keys", "row"), ("Calls", "row"),
    ]  # fmt: skip
    assert [td.text for td in root.all("td")] == ["police", ""]


def test_lines_are_lists_and_numbered_where_people_speak_of_numbers() -> None:
    items = (Item("one"), Item("two"))
    root = page(as_html(a_document(Items(items), Items(items, numbered=True))))
    lists = [each for each in root.all("ul", "ol") if each.attributes["class"] == "items"]

    assert [each.name for each in lists] == ["ul", "ol"]
    assert [[li.text for li in each.all("li")] for each in lists] == [["one", "two"]] * 2


def test_a_mark_is_in_words_on_its_line_and_explained_once() -> None:
    line = Item("Times her at the shops", details=("weekly",), attribution="school", marks=(Mark.NOT_TO_HIM,))
    root = page(as_html(a_document(Items((line, Item("Shouts"))))))
    texts = [li.text for li in root.all("li")]

    assert "Times her at the shops weekly How we know: school ▪ not to him" in texts
    assert "Shouts" in texts
    assert [text for text in texts if Mark.NOT_TO_HIM.legend in text] == [
        "▪ not to him: not to be put to him, in any words"
    ]


def test_an_empty_section_says_so_in_its_own_words() -> None:
    root = page(as_html(a_document()))

    assert [section.text for section in root.all("section")] == ["His pattern Nothing is recorded."]


@pytest.mark.parametrize("nasty", [NASTY, '"', "'", "<", "&"])
def test_what_people_wrote_is_text_wherever_it_stands(nasty: str) -> None:
    document, texts = every_place(nasty)
    root = page(as_html(document))
    (body,) = root.all("body")

    assert [text for text in texts if plain(text) not in body.text] == []
    assert root.all("script") == []
    assert {name for each in root.all() for name in each.attributes} <= {
        "aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "content", "id", "lang", "name",
        "role", "scope", "tabindex",
    }  # fmt: skip


def test_the_style_is_the_same_for_every_document_and_its_hash_lets_it_through() -> None:
    styles = {page(as_html(document)).all("style")[0].texts[0] for document in (marketa(), of_items(1))}
    (style,) = styles
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"sha256-{digest}" == STYLE_HASH
    assert "</" not in style


def test_a_page_asks_for_nothing_from_anywhere() -> None:
    text = as_html(marketa())

    assert re.findall(r"https?:|//|\bsrc\b|\bhref\b|url\(|@import|<script|<link|<img|style=", text) == []


def test_every_text_stands_out_from_its_ground_in_light_in_dark_and_on_paper() -> None:
    style = page(as_html(marketa())).all("style")[0].texts[0]
    schemes = [dict(COLOUR.findall(rule)) for rule in re.findall(r":root \{[^}]*\}", style)]

    assert len(schemes) == 3
    for scheme in schemes:
        grounds = (scheme["paper"], scheme["tint"])
        assert min(contrast(scheme[ink], on) for ink in ("ink", "quiet") for on in grounds) >= 4.5
        assert contrast(scheme["line"], scheme["paper"]) >= 3


def test_a_page_is_the_same_for_the_same_document() -> None:
    assert as_html(marketa()) == as_html(marketa())


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_every_text_of_a_document_is_on_its_page_once_at_least(text: str) -> None:
    document, texts = every_place(text)
    (body,) = page(as_html(document)).all("body")

    assert [each for each in texts if plain(each) not in body.text] == []


@given(st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_sections_lines_and_terms_come_in_the_order_they_were_given(texts: list[str]) -> None:
    numbered = [f"{place}: {text}" for place, text in enumerate(texts)]
    sections = tuple(
        Section(text, (Items((Item(text),)), Terms((Term(text, text),)), Paragraph(text)))
        for text in numbered
    )
    document = Document(
        DocumentKind.HEARING_REPORT, "Report", Stamp("7Q4K2M", "panel", "hearing", DAY), sections
    )
    root = page(as_html(document))

    assert [each.text for each in root.all("h2")] == [plain(text) for text in numbered]
    assert [each.text for each in root.all("li")] == [plain(text) for text in numbered]
    assert [each.text for each in root.all("dd")][-len(texts) :] == [plain(text) for text in numbered]
