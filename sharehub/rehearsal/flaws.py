"""What is wrong with a case file: where and in which way; of what it says at most an id or a closed word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sharehub.errors import Invalid

MOST_FLAWS = 50
"""As many as anybody will mend in one go; a file that is no case file at all does not fill the screen."""

SAFE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
"""What an id or a closed word looks like; anything else may be content and is not shown."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong: `where` is a path such as `facts[3].owner_unit`, `problem` says what to mend."""

    where: str
    problem: str


class CaseFileError(Invalid):
    """The file cannot be used; `findings` holds at least one flaw, in the order of the file's reading."""

    def __init__(self, findings: tuple[Flaw, ...]) -> None:
        """Keep every flaw, and speak of the first."""
        super().__init__(findings[0].where, findings[0].problem)
        self.findings = findings


@dataclass(slots=True)
class Flaws:
    """Collects flaws while a file is read, the first at each path, up to `MOST_FLAWS`."""

    found: list[Flaw] = field(default_factory=list)

    def add(self, where: str, problem: str) -> None:
        """Note one flaw, unless the path has one: what follows from it is no further one."""
        where = where or "file"
        if len(self.found) < MOST_FLAWS and all(flaw.where != where for flaw in self.found):
            self.found.append(Flaw(where, problem))

    def stop_if_any(self) -> None:
        """Raise CaseFileError when anything was found."""
        if self.found:
            raise CaseFileError(tuple(self.found))


def is_safe(word: str) -> bool:
    """Say whether an id or unknown word may be shown."""
    return SAFE.fullmatch(word) is not None


def shown(word: str) -> str:
    """Return an ending for a problem that shows the id or word if it is safe, and nothing if it is not."""
    return f": {word}" if is_safe(word) else ""


def join(path: str, key: str, index: int) -> str:
    """Return the path one key further; a key that is not safe to show is named by its place."""
    if not is_safe(key):
        return f"{path}[{index}]"
    return f"{path}.{key}" if path else key
