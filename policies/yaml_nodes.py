"""YAML read as located text: every value keeps its path and its line, and anything clever is refused.

Scalars are never converted: in YAML 1.1 a bare `no` is a boolean and a bare day is a date, and a policy must
mean what is written. Whatever cannot be used is noted and stands empty; `refuse_if_wrong` then refuses the
document as a whole, so that an officer sees every slip at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from policies.findings import Finding, PolicyError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOT = "(document)"
LONGEST = 200_000
"""How many characters a document may have; the shipped ones have some tens of thousands."""

_PRINTABLE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_PLAIN = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"})
_MARKED = "!marked"


@dataclass(frozen=True, slots=True)
class Document:
    """What was found wrong so far, and the line of every path that was read."""

    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, path: str) -> int:
        """Give the line of a path or, where it is not written at all, of the nearest part around it."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines[path] if path else 1

    def refuse_if_wrong(self) -> None:
        """Raise PolicyError with all that was found, if anything was."""
        if self.findings:
            raise PolicyError(self.findings)


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document. `node` is None where it is missing, which has then been noted already."""

    document: Document
    path: str
    line: int
    node: yaml.Node | None

    def wrong(self, problem: str) -> None:
        """Note that something is wrong here."""
        self.document.findings.append(Finding(self.path or ROOT, self.line, problem))

    def text(self) -> str | None:
        """Give a scalar as it is written, quotes apart; None when it is missing, empty or no scalar."""
        node = self._plain()
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.wrong("must be a single value")
            return None
        if not node.value:
            self.wrong("is empty")
            return None
        return str(node.value)

    def holds_nothing(self) -> bool:
        """Say whether a list or a mapping is there and has nothing in it."""
        return isinstance(self.node, yaml.CollectionNode) and not self.node.value

    def items(self) -> list[Place]:
        """Give the entries of a list, each on its own line; `[]` is a list that names nobody."""
        node = self._plain()
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong("must be a list")
            return []
        return [self._within(f"[{number}]", item, item) for number, item in enumerate(node.value)]

    def entries(self) -> dict[str, Place] | None:
        """Give the values of a mapping by key, each on the line of its key; None when it is no mapping."""
        node = self._plain()
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.wrong("must be a mapping of keys to values")
            return None
        found: dict[str, Place] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag not in _PLAIN:
                self._within(".?", key_node, None).wrong("is not a plain word")
                continue
            key = str(key_node.value)
            place = self._within(_step(key), key_node, value_node)
            if key in found:
                place.wrong(f"is given twice, first on line {found[key].line}")
            else:
                found[key] = place
        return found

    def section(self, required: Collection[str], kind: str = "key") -> dict[str, Place]:
        """Give the values under exactly these keys; a missing one is noted and stands empty."""
        found = self.optional_section(required, kind)
        if found is None:
            return {key: Place(self.document, self.path + _step(key), self.line, None) for key in required}
        return {key: found[key] if key in found else self._missing(key) for key in required}

    def optional_section(self, known: Collection[str], kind: str) -> dict[str, Place] | None:
        """Give the values under some of these keys, noting every other; None when it is no mapping."""
        found = self.entries()
        if found is None:
            return None
        for key in found.keys() - set(known):
            found[key].wrong(f"is not a known {kind}")
        return {key: place for key, place in found.items() if key in known}

    def _missing(self, key: str) -> Place:
        place = self._within(_step(key), None, None)
        place.wrong("is missing")
        return place

    def _within(self, step: str, at: yaml.Node | None, node: yaml.Node | None) -> Place:
        path = (self.path + step).removeprefix(".")
        line = self.line if at is None else at.start_mark.line + 1
        self.document.lines.setdefault(path, line)
        return Place(self.document, path, line, node)

    def _plain(self) -> yaml.Node | None:
        if self.node is not None and self.node.tag not in _PLAIN:
            self.wrong("has an anchor, an alias or a tag, and none is allowed")
            return None
        return self.node


class _Composer(yaml.BaseLoader):
    """Composes nodes without converting or resolving: an alias or an anchor only leaves its mark."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave events untyped
        is_alias = isinstance(event, yaml.AliasEvent)
        if is_alias:
            self.get_event()  # type: ignore[no-untyped-call]  # as above
            return yaml.ScalarNode(_MARKED, "", event.start_mark, event.end_mark)
        anchored = event.anchor is not None
        event.anchor = None
        node = super().compose_node(parent, index)
        if anchored and node is not None:
            node.tag = _MARKED
        return node


def read_document(text: str) -> Place:
    """Read one YAML document as a place to start from.

    Raises:
        PolicyError: the text is not one YAML document, or is too long or too deep to be a policy.
    """
    if len(text) > LONGEST:
        raise PolicyError([Finding(ROOT, 1, "is too long")])
    try:
        node = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        # PyYAML's own words may quote the document, so only the line is kept.
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else 1
        raise PolicyError([Finding(ROOT, line, "is not one readable YAML document")]) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise PolicyError([Finding(ROOT, line, "holds a character that YAML does not allow")]) from None
    except RecursionError:
        raise PolicyError([Finding(ROOT, 1, "is nested too deeply")]) from None
    if node is None:
        raise PolicyError([Finding(ROOT, 1, "is empty")])
    return Place(Document(), "", 1, node)


def _step(key: str) -> str:
    """Write a key as a step of a path; what cannot be a policy's word is not repeated."""
    return f".{key}" if _PRINTABLE_KEY.fullmatch(key) else ".?"


def entries_named(place: Place, pattern: re.Pattern[str]) -> Mapping[str, Place]:
    """Give a mapping whose keys are new names, such as roles: at least one, each a plain name."""
    if place.holds_nothing():
        place.wrong("is empty")
    return entries_shaped(place, pattern)


def entries_shaped(place: Place, pattern: re.Pattern[str]) -> Mapping[str, Place]:
    """Give a mapping, which may be empty, whose keys are plain names; no other key is ever repeated."""
    found = place.entries() or {}
    for key, entry in found.items():
        if not pattern.fullmatch(key):
            entry.wrong("is not a usable name")
    return found
