"""Casts of synthetic people, and the check as a question about one sentence."""

from __future__ import annotations

from sharehub.language.cast import Cast, Voice
from sharehub.language.check import check, rules_of

MARKETA = Cast(
    perpetrator=("Aleksander", "he", "dad", "father"),
    survivor=("Marketa", "she", "mum", "mother"),
    children=("Agata", "Jan"),
)
CRAIG = Cast(
    perpetrator=("Donna", "she", "mum", "mother"),
    survivor=("Craig", "he", "dad", "father"),
    children=("Ellie",),
)
ISLA = Cast(perpetrator=("Rhona", "she"), survivor=("Isla", "she", "mum"), children=("Finn",))
EWAN = Cast(perpetrator=("Callum", "he"), survivor=("Ewan", "he"))
NADIA = Cast(perpetrator=("Ahmed",), survivor=("Nadia",), children=("Yusuf",))
UNDETERMINED = Cast(
    adult_a=("Gemma", "she", "mum", "mother"), adult_b=("Lee", "he", "dad", "father"), children=("Tyler",)
)


def rules(text: str, cast: Cast = MARKETA, voice: Voice = Voice.PROFESSIONAL) -> list[str]:
    """Return the ids of the rules that ask about a text."""
    return rules_of(check(text, voice, cast))
