"""The page on which somebody tells the demo's identity provider who they are."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.demo.provider import Person

_PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who are you? The demo's sign-in</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.0625rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 1rem }}
button {{ font: inherit; padding: .4rem .8rem; min-height: 2rem; width: 100%; text-align: left }}
</style></head>
<body><main><h1>Who are you?</h1>
<p>This stands in for your agency's sign-in. Everybody here is synthetic, and there is no password.</p>
<form method="post">{people}</form></main></body></html>"""


def choosing(people: Mapping[str, Person]) -> str:
    """Return a page on which somebody says which of the people they are."""
    buttons = (
        f'<p><button name="person" value="{escape(name)}">{escape(person.shown or name)}</button></p>'
        for name, person in people.items()
    )
    return _PAGE.format(people="".join(buttons))
