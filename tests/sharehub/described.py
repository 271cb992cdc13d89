"""The API's description, made once for all that read it: it takes a second, and never changes."""

from __future__ import annotations

from sharehub.app import description

DOCUMENT = description()
