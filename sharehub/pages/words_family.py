"""The closed words about a family and those who work with it: parts, conflicts of interest, leaks."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from consent.people import Part

PARTS: Final = MappingProxyType(
    {
        Part.PERPETRATOR: "The one whose pattern of control it is",
        Part.SURVIVOR: "The other parent, the survivor",
        Part.CHILD: "A child",
        Part.ADULT_A: "One of the two adults; it is not decided whose pattern it is",
        Part.ADULT_B: "The other of the two adults; it is not decided whose pattern it is",
        Part.THIRD_PARTY: "Somebody else, such as a neighbour or grandparent",
    }
)
TRIGGERS: Final = MappingProxyType(
    {
        "declared": "I know, or am related to, somebody of the family",
        "same_address": "I live at or near their address",
        "same_surname": "I share a surname with them",
        "named_by_survivor": "She named me",
    }
)
LEAKED: Final = MappingProxyType(
    {
        "address": "Where she or the children live or can be found",
        "childs_words": "What a child said",
        "who_spoke": "Who told us something",
        "other": "Something else",
    }
)
