"""Documents to render: Marketa's referral as it was sent, and small ones around one block."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sharehub.documents.blocks import Band, Fixed, Grid, Items, Paragraph, Small, State, Term, Terms
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.documents.lines import Item, Mark

if TYPE_CHECKING:
    from sharehub.documents.blocks import Block

DAY = date(2024, 7, 3)
HIDDEN = (Mark.NOT_TO_HIM,)
NO_CAUSE = "None of these is the cause of his abuse. A change in one is not a change in his pattern."
STANDING = "Information may be withheld from anybody at any time; nothing follows from what is not here."


def a_stamp() -> Stamp:
    """Return a stamp with a word in each of its places."""
    return Stamp(
        "7Q4K2M",
        "men's worker, Respekt",
        "to work with him on his behaviour",
        DAY,
        protocols=("edinburgh-domestic-abuse 3",),
        standing=(STANDING,),
        caveats=("Agreed by her until 3 October 2024.",),
    )


def a_document(*blocks: Block, title: str = "Referral to Respekt") -> Document:
    """Return a document of one section."""
    return Document(
        DocumentKind.REFERRAL,
        title,
        a_stamp(),
        (Section("His pattern", blocks, empty="Nothing is recorded."),),
    )


def every_place(text: str) -> tuple[Document, list[str]]:
    """Return a document with a text of its own in every place that takes one, and these texts."""
    given: list[str] = []

    def one() -> str:
        given.append(f"{text} no{len(given)}.")
        return given[-1]

    def item() -> Item:
        return Item(one(), details=(one(), one()), attribution=one(), marks=tuple(Mark))

    grid = Grid(one(), (one(), one()), ((one(), one()), (one(), "")))
    band = Band(one(), (State(one(), one()), State(one(), one())))
    small = Small((Paragraph(one()), Items((item(),), numbered=True)))
    blocks = (
        Paragraph(one()),
        Items((item(),)),
        Terms((Term(one(), one()),)),
        grid,
        band,
        Fixed(one()),
        small,
    )
    abreast = tuple(Section(one(), (Paragraph(one()),)) for _ in range(4))
    within = (Section(one(), empty=one()), Section(one(), (Fixed(one()),)))
    document = Document(
        DocumentKind.CHANGE_REPORT,
        one(),
        Stamp(one(), one(), one(), DAY, protocols=(one(), one()), standing=(one(),), caveats=(one(), one())),
        (
            Section(one(), blocks, sections=abreast, abreast=True),
            Section(one(), sections=within),
            Section(one(), empty=one()),
        ),
        (Paragraph(one()),),
    )
    return document, given


def of_items(number: int) -> Document:
    """Return a document with that many ordinary lines."""
    return a_document(
        Items(
            tuple(
                Item(
                    f"He kept her from leaving the flat, time {place}",
                    details=("since Feb 2024", "weekly", "rising"),
                    attribution="her account to the police",
                    marks=HIDDEN if place % 2 else (),
                )
                for place in range(number)
            )
        )
    )


def _lines(*texts: str) -> Items:
    """Return lines; one that begins with the mark's symbol is not for him."""
    return Items(
        tuple(Item(text.removeprefix("▪ "), marks=HIDDEN if text.startswith("▪ ") else ()) for text in texts)
    )


def _pattern() -> Section:
    lines = Items(
        (
            Item(
                "Punched Marketa in the face, twice, both children present",
                details=("Feb to May 2024", "rising"),
                attribution="police",
            ),
            Item("Threw a phone that struck Jan's head", details=("May 2024",), attribution="police"),
            Item("Shouts, calls her names", details=("weekly",), marks=HIDDEN),
            Item("Kicks doors, walls, shelves; children's toys broken"),
            Item("Times her at the shops", marks=HIDDEN),
            Item("Allows her no key", marks=HIDDEN),
            Item(
                "Locks her and the children in the bedroom",
                details=("drinking being when, not why",),
                marks=HIDDEN,
            ),
            Item("Stops her learning English", marks=HIDDEN),
            Item(
                "Leaves with the children and calls the police himself; "
                "times the calls so that she is seen at her worst",
                marks=HIDDEN,
            ),
        )
    )
    families = Band(
        "Tactics, by family",
        (
            State("physical violence", "evidenced"),
            State("isolation", "evidenced"),
            State("monitoring", "evidenced"),
            State("confinement", "evidenced"),
            State("use of services against her", "evidenced"),
            State("harm to the children", "evidenced"),
            State("money", "nothing here"),
            State("immigration status", "nothing here"),
            State("sexual coercion", "nothing here"),
        ),
    )
    return Section("His pattern of coercive control", (lines, families))


def _pathways() -> Section:
    return Section(
        "Multiple pathways to harm",
        sections=(
            Section("Her parenting", (_lines("He breaks up the routines.", "▪ He undercuts her word."),)),
            Section(
                "The children",
                (
                    _lines(
                        "Present, one hurt.", "Unsettled in school after incidents.", "An assessment revised."
                    ),
                ),
            ),
            Section(
                "The family's footing",
                (_lines("▪ No language, no key.", "▪ Services turned against her."),),
            ),
        ),
        abreast=True,
    )


def _goals() -> Grid:
    return Grid(
        "What change would look like",
        ("Goal", "For whom, and what they gain", "Who will see it", "Named, claimed, changed"),
        (
            ("Keys and movement", "She and the children come and go freely", "his worker", ""),
            ("Calls", "None made to undermine her", "police", ""),
            ("Routines", "Agata and Jan sleep, eat and go to school on time", "school", ""),
            ("Language", "She learns English without hindrance", "his worker", ""),
        ),
    )


def marketa() -> Document:
    """Return the referral of 3 July: domain/documents.md, section 1."""
    opening = Terms(
        (
            Term("Who he is", "Aleksander"),
            Term("How he came", "non-court; he can stop"),
            Term("Languages", "Polish; fluent English, no interpreter"),
            Term("Lives with", "Agata (7), Jan (5) and their mother"),
            Term("Programme", "Respekt"),
        )
    )
    his_words = Item(
        "I only want the best for my children.", details=("25 June 2024",), marks=(Mark.HIS_WORDS,)
    )
    return Document(
        DocumentKind.REFERRAL,
        "Aleksander: referral to Respekt",
        a_stamp(),
        (
            _pattern(),
            _pathways(),
            Section(
                "Earlier",
                (_lines("▪ Order in Poland: no contact with children of a previous relationship."),),
            ),
            Section("Her parenting", (_lines("▪ Early bed, talks with them.", "After-school classes."),)),
            Section("Intersections", (Fixed(NO_CAUSE),)),
            Section("What he says he will do for his children", (Items((his_words,)),)),
            Section("Goals", (_goals(),)),
            Section(
                "Handling",
                (
                    Paragraph("Said to him already: the two call-outs in May, and the broken toys."),
                    Terms((Term("Her worker", "women's service, through the programme manager"),)),
                ),
            ),
            Section("Gaps", empty="Nothing is recorded here."),
        ),
        (opening,),
    )
