"""Templates and the stylesheet: files of this package; the stylesheet is named by what is in it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sharehub.pages import words
from sharehub.pages.forms import at, sentence

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_HERE = Path(__file__).parent
STYLE: Final = "\n".join(path.read_text(encoding="utf-8") for path in sorted((_HERE / "style").glob("*.css")))
ICON: Final = (_HERE / "style" / "mark.svg").read_text(encoding="utf-8")
STYLE_PATH: Final = f"/style/{hashlib.sha256(STYLE.encode()).hexdigest()[:16]}.css"
ICON_PATH: Final = "/style/mark.svg"

_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def render(template: str, **given: object) -> str:
    """Return a page; what a template names and is not given is a mistake, and raises."""
    return _environment.get_template(template).render(given)


def day(value: str | date | None) -> str:
    """Write a day as people do: 3 July 2026."""
    if not value:
        return ""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.day} {found:%B %Y}"


def moment(value: str | datetime, zone: ZoneInfo) -> str:
    """Write a moment as the clock on the wall shows it: 3 July 2026, 14:05."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


_environment.filters.update(
    {"day": day, "role": words.role, "purpose": words.purpose, "plain": words.plain, "sentence": sentence}
)
_environment.filters["for_what"] = words.for_what
_environment.filters["lasting"] = words.lasting
_environment.globals.update({"style": STYLE_PATH, "icon": ICON_PATH, "error_at": at, "words": words})
