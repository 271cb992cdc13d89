"""What the other tests see of a document: a negative control for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.architecture.documents import (
    anchors,
    documented,
    links,
    named_tests,
    rows,
    said_twice,
    section,
    strays,
    text_of,
)

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """# Title

| word | means |
|---|---|
| `ONE` | the first, `not this` |
| `TWO` | the second |

## A part, *with* `marks`

| other | table |
|---|---|
| `THREE` | see [there](other.md#a-place) |

### Deeper

Shown by `tests/a/test_b.py::test_c`, not by tests/a/test_b.py::test_d.

```
[no link](in/code.md)
# no heading
```

## Last

No table.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_the_first_column_is_what_a_table_documents_and_heads_are_no_rows(page: Path) -> None:
    assert documented(text_of(page)) == ["ONE", "TWO", "THREE"]
    assert list(rows(PAGE))[1] == ["`TWO`", "the second"]


def test_a_section_ends_where_the_next_of_its_level_begins(page: Path) -> None:
    text = text_of(page)

    assert documented(section(text, "A part, *with* `marks`")) == ["THREE"]
    assert section(text, "Deeper").strip().startswith("Shown by")
    assert section(text, "Last").strip() == "No table."


def test_a_section_that_is_not_there_is_an_error(page: Path) -> None:
    with pytest.raises(LookupError):
        section(text_of(page), "Missing")


def test_links_and_headings_are_seen_and_code_is_passed_over(page: Path) -> None:
    assert links(page) == ["other.md#a-place"]
    assert anchors(page) == {"title", "a-part-with-marks", "deeper", "last"}


def test_a_test_is_named_by_path_and_function_in_code() -> None:
    assert named_tests(PAGE) == [("tests/a/test_b.py", "test_c")]


BESIDE = "Beside the entry of every single ask there lies"


@pytest.mark.parametrize(
    ("twice", "lead"),
    [
        ("| stands | one |\n| else | two |\n| stands | three |", "| stands |"),
        ("- **A row.** It is so.\n- **A row.** It is otherwise.", "- **A row.**"),
        ("- `audit/` grows it.\n- `audit/` builds it.", "- `audit/`"),
        (f"{BESIDE} a record.\n{BESIDE} none.", BESIDE[:45]),
    ],
)
def test_what_is_said_twice_is_seen(twice: str, lead: str) -> None:
    assert [found.startswith(lead) for found in said_twice(f"## Part\n\n{twice}\n")] == [True]


def test_a_row_that_a_blank_line_cut_from_its_table_is_seen() -> None:
    assert strays(PAGE) == []
    assert strays(PAGE + "\n| `FOUR` | the fourth |\n| `FIVE` | the fifth |\n") == ["| `FOUR` | the fourth |"]


def test_what_is_said_in_two_places_or_of_two_things_is_not() -> None:
    assert said_twice(PAGE) == set()
    assert said_twice("| a |\n|---|\n| b | c |\n\n| d |\n|---|\n| b | e |\n") == set()
    assert said_twice("## One\n- **A point.**\n## Two\n- **A point.**\n") == set()
