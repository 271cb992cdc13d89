"""Words that must never be seen outside a seal, in every form in which they might be."""

from __future__ import annotations

import json
import traceback
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def word_for(table: str, column: str) -> str:
    """Return a made-up word for one column: letters only, as a name is, and not all of them plain."""
    return f"Zqx{table.replace('_', '')}žř{column.replace('_', '')}qxz"


def forms_of(word: str) -> dict[str, bytes]:
    """Return a word in every encoding that it might leak in, by the encoding's name."""
    utf8 = word.encode()
    ascii_json = json.dumps(word)[1:-1]
    return {
        "UTF-8": utf8,
        "small letters": word.casefold().encode(),
        "UTF-16LE": word.encode("utf-16-le"),
        "UTF-16BE": word.encode("utf-16-be"),
        "hex": utf8.hex().encode(),
        "HEX": utf8.hex().upper().encode(),
        "JSON-escaped": ascii_json.encode(),
        "JSON-escaped throughout": "".join(f"\\u{ord(letter):04x}" for letter in word).encode(),
        "repr of bytes": repr(utf8)[2:-1].encode(),
        "percent-encoded": quote(word).encode(),
        "HTML": escape(word).encode("ascii", "xmlcharrefreplace"),
        **{f"base64 at {offset}": _base64(utf8, offset) for offset in range(3)},
    }


def _base64(plain: bytes, offset: int) -> bytes:
    """Return the letters of base64 that a text gives wherever it begins within three bytes."""
    first, last = -(-8 * offset // 6), 8 * (offset + len(plain)) // 6
    return b64encode(bytes(offset) + plain)[first:last]


def found_in(places: Iterable[tuple[str, bytes]], words: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """Return where which word is found in which form; words are by what they stand for."""
    wanted = {(name, form): needle for name, word in words.items() for form, needle in forms_of(word).items()}
    return {
        (place, name, form)
        for place, held in places
        for (name, form), needle in wanted.items()
        if needle in held
    }


def files_under(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file under a folder, with what is in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def everything_said_of(error: BaseException) -> Iterator[str]:
    """Yield all that an error and those behind it say: text, arguments, statement, parameters, trace."""
    behind: BaseException | None = error
    while behind is not None:
        yield from (str(behind), repr(behind), repr(behind.args), repr(getattr(behind, "__notes__", "")))
        if isinstance(behind, SQLAlchemyError):
            yield from (repr(getattr(behind, name, "")) for name in ("statement", "orig", "detail"))
            # The parameters stay with the error: they may hold envelopes, and no word that is not sealed.
            yield repr(getattr(behind, "params", ""))
        behind = behind.__cause__ or behind.__context__
    yield "".join(traceback.format_exception(error))
