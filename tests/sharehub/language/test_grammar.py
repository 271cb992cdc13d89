"""The grammar: tokens with their places, classes of words, clauses, who does what, and who is meant."""

from __future__ import annotations

import pytest

from sharehub.language.cast import Cast, Part
from sharehub.language.grammar.adjectives import describes
from sharehub.language.grammar.closed import singular
from sharehub.language.grammar.people import People
from sharehub.language.grammar.reading import Act, Reading
from sharehub.language.grammar.tokens import tokens
from sharehub.language.grammar.verbs import readings
from sharehub.language.grammar.words import Tag
from tests.sharehub.language.people import CRAIG, EWAN, ISLA, MARKETA, NADIA, UNDETERMINED


def read(text: str, cast: Cast = MARKETA) -> Reading:
    return Reading(text, People(cast))


def tags(text: str) -> dict[str, Tag]:
    return {word.word: word.tag for word in read(text).words}


def acts(text: str, cast: Cast = MARKETA) -> dict[str, Act]:
    return {act.lemma: act for act in read(text, cast).acts}


def test_tokens_tell_where_they_stood() -> None:
    text = (
        "Mum\u2019s not well; she didn't attend (DNA x3). "
        "\u2018Łukasz\u2019 \u2013 the parents' flat, 5.30 p.m., 100%"
    )

    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
    assert [token.word for token in tokens(text)] == [
        "mum", "'s", "not", "well", ";", "she", "did", "not", "attend", "(", "dna", "x", "3", ")", ".",
        "\u2018", "lukasz", "\u2019", "\u2013", "the", "parents", "'s", "flat", ",", "5.30", "p.m", ",",
        "100%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can't won't shan't cannot", "can not will not shall not can not"),
        ("didnt cant wont", "did not can not will not"),
        ("non-compliant", "non compliant"),
        ("A&E", "a&e"),
        ("one - two", "one - two"),
        ("", ""),
    ],
)
def test_words_are_cut(text: str, words: str) -> None:
    assert " ".join(token.word for token in tokens(text)) == words


@pytest.mark.parametrize(
    ("word", "lemma", "form"),
    [
        ("stopped", "stop", "past"),
        ("hitting", "hit", "ing"),
        ("threatened", "threaten", "pp"),
        ("denies", "deny", "s"),
        ("tied", "tie", "past"),
        ("lying", "lie", "ing"),
        ("agreeing", "agree", "ing"),
        ("reoffended", "reoffend", "past"),
        ("gaslit", "gaslight", "pp"),
        ("had", "have", "pp"),
    ],
)
def test_forms_of_verbs_are_known(word: str, lemma: str, form: str) -> None:
    assert (lemma, form) in {(reading.lemma, reading.form) for reading in readings(word)}


def test_what_is_no_verb_has_no_forms() -> None:
    assert readings("table") == ()
    assert readings("red") == ()


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("children", "child"),
        ("bruises", "bruise"),
        ("buses", "buse"),
        ("wishes", "wish"),
        ("families", "family"),
        ("ties", "tie"),
        ("bus", "bus"),
        ("police", "police"),
    ],
)
def test_plurals_have_a_singular_as_far_as_spelling_tells(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("word", "is_one"), [("hysterical", True), ("volatile", True), ("hospital", False), ("table", False)]
)
def test_adjectives_are_known_by_name_or_ending(word: str, *, is_one: bool) -> None:
    assert describes(word) is is_one


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("Mother reports abuse.", "reports", Tag.VERB),
        ("The reports were late.", "reports", Tag.NOUN),
        ("Her drinking makes him angry.", "drinking", Tag.NOUN),
        ("Not engaging with us.", "engaging", Tag.VERB),
        ("Agata is an engaging child.", "engaging", Tag.ADJECTIVE),
        ("He let her go home.", "go", Tag.VERB),
        ("Why does she stay?", "stay", Tag.VERB),
        ("She was exposed to abuse.", "to", Tag.PREPOSITION),
        ("She refused to engage.", "to", Tag.TO),
        ("He is on bail until May.", "may", Tag.NOUN),
        ("He is on bail until 4 May.", "may", Tag.NOUN),
        ("He may call.", "may", Tag.MODAL),
        ("Marketa's arm hurts.", "'s", Tag.OWNING),
        ("Marketa's not well.", "'s", Tag.VERB),
        ("He hit her hard.", "her", Tag.PRONOUN),
        ("He hit her arm.", "her", Tag.POSSESSIVE),
        ("It is hard to tell.", "hard", Tag.ADJECTIVE),
        ("The only push came late.", "only", Tag.ADJECTIVE),
        ("She was that scared.", "that", Tag.ADVERB),
        ("She said that he left.", "that", Tag.LINK),
        ("After work, he left.", "after", Tag.PREPOSITION),
        ("After he left she slept.", "after", Tag.LINK),
        ("Attention-seeking mother.", "seeking", Tag.ADJECTIVE),
        ("A low level domestic.", "domestic", Tag.NOUN),
        ("He dotes on them.", "dotes", Tag.VERB),
        ("They were shanked.", "shanked", Tag.VERB),
        ("Declined support.", "declined", Tag.VERB),
        ("Mum tired not engaging.", "engaging", Tag.VERB),
        ("She need help.", "need", Tag.NOUN),
        ("He came beaten.", "beaten", Tag.VERB),
        ("She attends swimming.", "swimming", Tag.NOUN),
        ("She was took away.", "took", Tag.VERB),
        ("He sat down to eat.", "down", Tag.PREPOSITION),
        ("He left. And reports came.", "reports", Tag.NOUN),
        ("She is at her mother's on Friday.", "'s", Tag.OWNING),
        ("Raised voices were heard.", "raised", Tag.ADJECTIVE),
        ("The locked doors stayed.", "locked", Tag.ADJECTIVE),
        ("Anger is what drives him.", "what", Tag.LINK),
    ],
)
def test_neighbours_decide_which_class_a_word_is_of(text: str, word: str, tag: Tag) -> None:
    assert tags(text)[word] is tag


@pytest.mark.parametrize(
    ("text", "lemma", "negated"),
    [
        ("Marketa failed to protect them.", "protect", True),
        ("Marketa has not failed to protect them.", "protect", False),
        ("Marketa cannot protect them.", "protect", True),
        ("Marketa is unable to protect them.", "protect", True),
        ("Marketa is incapable of protecting them.", "protect", True),
        ("Marketa never turns up.", "turn", True),
        ("Marketa did not attend or call.", "call", True),
        ("Marketa did nothing to protect them.", "protect", True),
        ("Marketa protects them.", "protect", False),
    ],
)
def test_what_denies_an_act_is_counted(text: str, lemma: str, *, negated: bool) -> None:
    assert acts(text)[lemma].negated is negated


@pytest.mark.parametrize(
    ("text", "lemma", "doer", "undergoer"),
    [
        ("Aleksander punched Marketa.", "punch", Part.PERPETRATOR, Part.SURVIVOR),
        ("Marketa was punched by Aleksander.", "punch", Part.PERPETRATOR, Part.SURVIVOR),
        ("Marketa was punched.", "punch", None, Part.SURVIVOR),
        ("Marketa was punched by a belt.", "punch", Part.THING, Part.SURVIVOR),
        ("Marketa was grabbed by the throat.", "grab", None, Part.SURVIVOR),
        ("Punched in face by partner.", "punch", Part.PERPETRATOR, None),
        ("Marketa was held and choked by Aleksander.", "hold", Part.PERPETRATOR, Part.SURVIVOR),
        ("Marketa had her key taken.", "take", None, Part.SURVIVOR),
        ("He says she drinks.", "drink", Part.SURVIVOR, None),
        (
            "Aleksander encourages Marketa to drink and then calls the police.",
            "call",
            Part.PERPETRATOR,
            Part.SERVICE,
        ),
        ("He let her go.", "go", Part.SURVIVOR, None),
        ("The man who hit Jan left.", "leave", Part.PERPETRATOR, None),
        ("When drunk, he shouts.", "shout", Part.PERPETRATOR, None),
        ("Shouting and swearing, he left.", "shout", Part.PERPETRATOR, None),
        ("Leaving him would make her safe.", "make", None, Part.SURVIVOR),
        ("It is best for them to part.", "part", Part.PAIR, None),
        ("She wants to go and to stay.", "stay", Part.SURVIVOR, None),
        ("Mum to attend.", "attend", Part.SURVIVOR, None),
        ("Marketa is engaged.", "engage", Part.SURVIVOR, None),
    ],
)
def test_who_does_what_to_whom(text: str, lemma: str, doer: Part | None, undergoer: Part | None) -> None:
    act = acts(text)[lemma]

    assert (act.doer, act.undergoer) == (doer, undergoer)


@pytest.mark.parametrize(
    ("text", "cast", "part"),
    [
        ("She sat down.", MARKETA, Part.SURVIVOR),
        ("She sat down.", CRAIG, Part.PERPETRATOR),
        ("She sat down.", ISLA, Part.UNKNOWN),
        ("He sat down.", ISLA, Part.OTHER),
        ("He sat down.", EWAN, Part.UNKNOWN),
        ("She sat down.", NADIA, Part.SURVIVOR),
        ("He sat down.", Cast(perpetrator=("Donna", "she"), survivor=("Craig",)), Part.SURVIVOR),
        ("She sat down.", UNDETERMINED, Part.ADULT),
        ("They sat down.", MARKETA, Part.PAIR),
        ("Marketa and Aleksander sat down.", MARKETA, Part.PAIR),
        ("Her partner sat down.", MARKETA, Part.PERPETRATOR),
        ("His partner sat down.", MARKETA, Part.SURVIVOR),
        ("Her mother sat down.", MARKETA, Part.OTHER),
        ("Agata's mother sat down.", MARKETA, Part.SURVIVOR),
        ("The social worker sat down.", MARKETA, Part.SERVICE),
        ("We sat down.", MARKETA, Part.SERVICE),
        ("Somebody sat down.", MARKETA, Part.OTHER),
        ("The parents sat down.", MARKETA, Part.PAIR),
        ("The two men sat down.", EWAN, Part.PAIR),
        ("The wife sat down.", MARKETA, Part.SURVIVOR),
        ("The chair sat down.", MARKETA, Part.SERVICE),
        ("The phone rang and sat there.", MARKETA, None),
    ],
)
def test_who_is_meant(text: str, cast: Cast, part: Part | None) -> None:
    assert acts(text, cast)["sit"].doer is part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("The children saw him and they hid.", Part.CHILD),
        ("Jan fell and he cried.", Part.CHILD),
        ("Jan cut his hand and he bled.", Part.CHILD),
        ("The officers came and they knocked.", Part.SERVICE),
    ],
)
def test_pronouns_are_taken_from_who_was_spoken_of(text: str, part: Part) -> None:
    assert read(text).acts[-1].doer is part


@pytest.mark.parametrize(
    ("text", "reporter"),
    [
        ("He says Marketa is hysterical.", Part.PERPETRATOR),
        ("According to Aleksander, Marketa is hysterical.", Part.PERPETRATOR),
        ("In his view Marketa is hysterical.", Part.PERPETRATOR),
        ("Marketa was described by Aleksander as hysterical.", Part.PERPETRATOR),
        ("Aleksander calls Marketa hysterical.", Part.PERPETRATOR),
        ("Aleksander's mother says that Marketa is hysterical.", Part.PERPETRATOR),
        ("Officers found Marketa hysterical.", None),
        ("The nurse said that Marketa was hysterical.", None),
    ],
)
def test_who_says_so(text: str, reporter: Part | None) -> None:
    (trait,) = (trait for trait in read(text).traits if trait.word.word == "hysterical")

    assert (trait.holder, trait.reporter) == (Part.SURVIVOR, reporter)


def test_a_sentence_without_an_end_is_read_in_parts() -> None:
    reading = read("and Marketa left " * 200)

    assert len({clause.sentence for clause in reading.clauses}) > 1


def test_a_bracket_opens_a_clause_and_closes_it() -> None:
    assert acts("Marketa (who was tired) left.")["leave"].doer is Part.SURVIVOR
