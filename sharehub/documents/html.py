"""A document as one page of HTML that needs nothing else: no script, no second file, no address."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sharehub.documents.parts import as_parts

if TYPE_CHECKING:
    from sharehub.documents.document import Document

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE: Final = (_TEMPLATES / "document.css").read_text(encoding="utf-8")

STYLE_HASH: Final = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy lets the page's style through by: `style-src '<this>'`, in single quotes."""

_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def as_html(document: Document) -> str:
    """Return the document as a page of HTML5, for screens from 320 px, for paper and for screen readers."""
    style = Markup(_STYLE)  # noqa: S704 - a file of this package, with nothing of the document in it
    return _environment.get_template("document.html.j2").render(as_parts(document), style=style)
