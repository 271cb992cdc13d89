"""What a treatment service may see of such a pattern, and what helps: the same words in every case.

Source: domain/documents.md, 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Service(StrEnum):
    """What a service treats, and in whom."""

    SUBSTANCE_HERS = "substance_hers"
    MENTAL_HEALTH_HERS = "mental_health_hers"
    CHILD = "child"
    HIS = "his"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Guidance:
    """What may show itself in a service of this kind, and what helps there."""

    shows: tuple[str, ...]
    helps: tuple[str, ...]


SERVICES = MappingProxyType(
    {
        "substance_survivor": Service.SUBSTANCE_HERS,
        "mental_health_survivor": Service.MENTAL_HEALTH_HERS,
        "child_therapist": Service.CHILD,
        "substance_perpetrator": Service.HIS,
        "mental_health_perpetrator": Service.HIS,
    }
)
"""Which service a role of the shipped rulebook works in."""

_HE = (
    "He may come with her, speak for her, cancel, or ring during appointments.",
    "She may arrive late or not at all, guarded, withdrawn or tearful.",
)
_ALONE = (
    "See her alone, with an interpreter of her own where she needs one.",
    "Agree a safe way to reach her, and send letters elsewhere.",
)
_GUIDANCE = MappingProxyType(
    {
        Service.SUBSTANCE_HERS: Guidance(
            (
                *_HE,
                "He may hold her medicine, bring what she is trying to leave, or report that she has used.",
            ),
            (
                *_ALONE,
                "Nobody but her collects what is prescribed to her.",
                "Ask what he does when she gets better.",
                "Read a missed appointment as a question about him before it is one about her.",
            ),
        ),
        Service.MENTAL_HEALTH_HERS: Guidance(
            (*_HE, "She may seem sedated. He may hold her medicine, or tell you how ill she is."),
            (
                *_ALONE,
                "Take her word on her health from her, and his as his.",
                "Ask what he does when she gets better.",
                "Ask whether fear would explain what you see, before you name it as illness.",
            ),
        ),
        Service.CHILD: Guidance(
            (
                "He may decide whether a child comes, sit in, or ask what was said.",
                "A child may be watchful, restless, far away, or too good; some days more than others.",
                "What looks like inattention or defiance may be an answer to what happens at home.",
            ),
            (
                "See the child without him, and keep what the child says out of what he can read.",
                "Ask what happened at home before a hard day.",
                "Look again at what you assessed before you knew of the pattern.",
                "Work with the parent who protects, and keep appointments open for the child.",
            ),
        ),
        Service.HIS: Guidance(
            (
                "He may speak of drink, illness or stress as the reason for what he does.",
                "He may use what he learns with you against her, or show your letters as proof of change.",
                "Better health, or less use, may change nothing in his pattern.",
            ),
            (
                "Ask what he does to others, and what he will do instead.",
                "Nothing that he is not to know goes into his file, or is hinted at.",
                "Keep his treatment and his behaviour apart: progress in one is none in the other.",
            ),
        ),
        Service.ANY: Guidance(
            (*_HE, "A child may be tired, watchful, or without what a child needs that day."),
            (*_ALONE, "Ask what he does when things get better for her or a child."),
        ),
    }
)


def service_of(role: str, *, his_side: bool) -> Service:
    """Return the service that a role works in; of a role that is not known, by whom it works with."""
    return SERVICES.get(role, Service.HIS if his_side else Service.ANY)


def guidance(service: Service) -> Guidance:
    """Return what may show itself in a service, and what helps there."""
    return _GUIDANCE[service]
