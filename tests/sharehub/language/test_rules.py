"""Each rule: what it asks about, and what it leaves alone, mostly by who is the subject."""

from __future__ import annotations

import pytest

from sharehub.language.cast import Cast, Voice
from sharehub.language.check import check
from sharehub.language.rules.catalogue import RULES, Severity
from tests.sharehub.language.people import CRAIG, EWAN, ISLA, MARKETA, NADIA, UNDETERMINED, rules

ASKED_ABOUT = [
    ("L01", "Marketa was punched in the face."),
    ("L01", "Punched in face, treated at hospital."),
    ("L01", "Jan has seen his mother being beaten."),
    ("L01", "Marketa sustained a broken wrist."),
    ("L01", "There was an assault on Friday."),
    ("L01", "Domestic abuse was witnessed by both children."),
    ("L01", "Injuries were noted to Marketa's neck."),
    ("L01", "Marketa had boiling water poured over her hand."),
    ("L01", "Marketa was hit by a thrown phone."),
    ("L01", "Harm was caused to the children."),
    ("L01", "The children were at home at the time of the attack."),
    ("L02", "Marketa and Aleksander have a volatile relationship."),
    ("L02", "They argue a lot."),
    ("L02", "The parents hit each other."),
    ("L02", "Both parents need to take responsibility for the conflict."),
    ("L02", "Blame is shared by both parents."),
    ("L02", "There is violence between the parents."),
    ("L02", "It takes two to tango."),
    ("L03", "Marketa failed to protect the children."),
    ("L03", "She puts him before the children."),
    ("L03", "Marketa shows no insight into the risk."),
    ("L03", "Marketa's loyalty is to Aleksander."),
    ("L03", "Marketa turns a blind eye to it."),
    ("L03", "Marketa is not a protective parent."),
    ("L03", "Marketa let the children watch the violence."),
    ("L03", "Marketa tolerates the abuse."),
    ("L04", "She keeps going back to him."),
    ("L04", "Marketa let Aleksander move back in."),
    ("L04", "Marketa could have left years ago."),
    ("L04", "It was Marketa's decision to stay with him."),
    ("L04", "She had the chance to leave and did not take it."),
    ("L04", "She picks violent men."),
    ("L05", "If only they split up."),
    ("L05", "The relationship is over, so there is no risk."),
    ("L05", "With Aleksander out of the picture the children will be fine."),
    ("L05", "If she had left him none of this would have happened."),
    ("L06", "Mum was hysterical."),
    ("L06", "Marketa is not a credible witness."),
    ("L06", "Marketa was in hysterics."),
    ("L06", "Marketa kicked off at reception."),
    ("L06", "Marketa is an impossible woman to deal with."),
    ("L07", "Not engaging."),
    ("L07", "Marketa is non-compliant."),
    ("L07", "Marketa is difficult to engage."),
    ("L07", "Poor engagement from mum."),
    ("L07", "Three missed visits."),
    ("L07", "Marketa missed three appointments."),
    ("L07", "Numerous attempts have been made to engage Marketa without success."),
    ("L08", "When drunk, Aleksander can become violent."),
    ("L08", "The assault was alcohol-fuelled."),
    ("L08", "Because of his drinking Aleksander shouts at the children."),
    ("L08", "He is a lovely man until he drinks."),
    ("L08", "Drink makes him violent."),
    ("L08", "He was drunk, which is why he hit her."),
    ("L08", "The trigger for the violence is cannabis."),
    ("L09", "He has anger issues."),
    ("L09", "He lost his temper and hit her."),
    ("L09", "Stress is behind the abuse."),
    ("L09", "He hit out in anger."),
    ("L09", "He was beaten as a child, which explains his violence."),
    ("L09", "He blames stress for the assault."),
    ("L10", "Aleksander has completed the programme."),
    ("L10", "Aleksander has engaged well and the risk has reduced."),
    ("L10", "His attendance has been excellent."),
    ("L10", "100% attendance at group."),
    ("L10", "Aleksander is compliant with his order."),
    ("L11", "Marketa claims that he hit her."),
    ("L11", "Marketa allegedly has no key."),
    ("L11", "The alleged victim was spoken to."),
    ("L11", "Marketa's allegations could not be verified."),
    ("L11", "Marketa made allegations of rape."),
    ("L12", "It was only a push."),
    ("L12", "It was just a bit of shouting."),
    ("L12", "It got a bit physical."),
    ("L12", "Things got out of hand."),
    ("L12", "A low level domestic."),
    ("L12", "No injuries, nothing serious."),
    ("L13", "Mother smells of alcohol."),
    ("L13", "Mum's mental health is poor."),
    ("L13", "Mother on antidepressants."),
    ("L13", "Marketa was admitted to a psychiatric ward."),
    ("L13", "Marketa cut herself."),
    ("L13", "Marketa is using again."),
    ("L13", "Marketa self-harms."),
    ("L13", "Smell of drink from mum."),
    ("L14", "Mum is not coping."),
    ("L14", "Mum's parenting is chaotic."),
    ("L14", "Mum sends Jan to school without lunch."),
    ("L14", "There are no boundaries from mum."),
    ("L14", "Marketa lacks parenting skills."),
    ("L14", "Marketa was late to collect Jan."),
    ("L15", "He is a good dad."),
    ("L15", "Aleksander has a steady job."),
    ("L15", "His record is clean."),
    ("L15", "Jan adores his dad."),
    ("L15", "Aleksander has no criminal record."),
    ("L15", "Aleksander does not use drugs."),
    ("L16", "Mum must attend the group."),
    ("L16", "Mum to engage with Women's Aid."),
    ("L16", "We expect Marketa to report all contact."),
    ("L16", "The children come home if Marketa completes the course."),
    ("L16", "The return depends on mum's engagement."),
    ("L17", "She winds him up."),
    ("L17", "He was provoked by Marketa's drinking."),
    ("L17", "If she did not answer back he would not hit her."),
    ("L17", "Marketa can be provocative."),
    ("L17", "She pushes him until he snaps."),
    ("L17", "Marketa's provocation was noted."),
    ("L18", "Aleksander is controlling."),
    ("L18", "Aleksander isolated Marketa."),
    ("L18", "There is evidence of coercive control by Aleksander."),
    ("L18", "Marketa has experienced emotional abuse."),
]

LEFT_ALONE = [
    "Aleksander punched Marketa in the face.",
    "Marketa was punched by Aleksander.",
    "Marketa was held down and choked by Aleksander.",
    "Marketa was hit with his belt.",
    "Aleksander was arrested and bailed.",
    "Marketa was followed; it is not known who followed her.",
    "A statement was taken from Marketa.",
    "Jan was bitten by a dog.",
    "Jan fell off his bike with a bruised knee.",
    "There is substance abuse.",
    "Jan did not witness violence.",
    "Her previous relationship was volatile.",
    "Marketa and her sister argued.",
    "The couple next door have a volatile relationship.",
    "Describing this as a volatile relationship hides what he does.",
    "It is misleading to call this a toxic relationship.",
    "The parents do not argue.",
    "Social work failed to protect the children.",
    "Marketa never failed to protect the children.",
    "Marketa could not protect Jan because Aleksander had locked her in.",
    "Ground (a): 'lack of care and failure to protect'.",
    "He keeps going back to the house.",
    "Marketa went back because he had threatened to take the children.",
    "Marketa went back to college.",
    "Marketa left on Tuesday.",
    "Since they separated he has phoned her every day.",
    "Separation has not ended his abuse.",
    "He says Marketa is hysterical.",
    "According to Aleksander, Marketa is unstable.",
    "In his view she is irrational.",
    "Aleksander's mother calls Marketa hysterical.",
    "Nobody should call Marketa hysterical.",
    "Marketa was not hysterical.",
    "It was a difficult birth.",
    "Aleksander is not engaging.",
    "Marketa missed the visit because Aleksander took her keys.",
    "Agata is an engaging child.",
    "He hits her drunk or sober.",
    "He stopped drinking; the threats went on.",
    "He is not violent because of drink; alcohol is not the cause.",
    "He says he lost his temper; he has never hit anybody at work.",
    "He was diagnosed with depression.",
    "Aleksander attended nine sessions; he denies the strangling.",
    "Aleksander completed the programme and Marketa says nothing has changed.",
    "Aleksander attended court.",
    "Aleksander must attend the programme.",
    "Marketa completed the programme.",
    "Aleksander claims that he was at work.",
    "Marketa claims Universal Credit.",
    "He is charged with an alleged assault.",
    "Domestic abuse was recorded.",
    "The journey passed without incident.",
    "He says it was only a push.",
    "Aleksander makes Marketa drink.",
    "Marketa drinks tea.",
    "Marketa's anxiety is made worse by Aleksander's calls.",
    "Aleksander keeps her awake and the children are late.",
    "Marketa is coping.",
    "He says he is a good dad.",
    "He is not a good dad.",
    "He cooks tea and reads to Jan; he is a good dad.",
    "A job says nothing about Aleksander as a father.",
    "Aleksander must leave the house.",
    "Mum does not need to attend the group.",
    "Marketa would like to attend the group.",
    "Mum to phone if she wants.",
    "Marketa must have been terrified.",
    "He provokes Marketa.",
    "The report does not say that Marketa provoked him.",
    "Aleksander is controlling: he times her shopping.",
    "Aleksander is controlling, for example about food.",
    "Aleksander isolated Marketa by hiding her phone.",
]


@pytest.mark.parametrize(("rule", "text"), ASKED_ABOUT)
def test_a_rule_asks_about(rule: str, text: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_no_rule_asks_about(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "cast", "expected"),
    [
        ("He keeps going back to her.", CRAIG, ["L04"]),
        ("She keeps going back to him.", CRAIG, []),
        ("Dad is not engaging.", CRAIG, ["L07"]),
        ("Mum is not engaging.", CRAIG, []),
        ("Isla is not engaging.", ISLA, ["L07"]),
        ("Rhona is not engaging.", ISLA, []),
        # Both are "she": at the beginning nobody can tell, later it is whoever was spoken of.
        ("She is hysterical.", ISLA, []),
        ("Isla rang us and she was hysterical.", ISLA, ["L06"]),
        ("The women fight a lot.", ISLA, ["L02"]),
        ("Ewan has gone back to Callum.", EWAN, ["L04"]),
        ("Callum has gone back to Ewan's flat.", EWAN, []),
        ("She is hysterical.", NADIA, ["L06"]),
        ("He is a good father.", NADIA, ["L15"]),
        ("Nadia's husband is a good father.", NADIA, ["L15"]),
        ("Nadia's mother is hysterical.", NADIA, []),
        ("Yusuf's mother is hysterical.", NADIA, ["L06"]),
        ("Mum is not engaging.", UNDETERMINED, []),
        ("Lee and Gemma fight.", UNDETERMINED, ["L02"]),
        ("Gemma was punched in the face.", UNDETERMINED, ["L01"]),
        ("Gemma was punched in the face by Lee.", UNDETERMINED, []),
        # Without anybody's name the parts that the words themselves tell are taken.
        ("The victim is not engaging.", Cast(), ["L07"]),
        ("The perpetrator has anger issues.", Cast(), ["L09"]),
        ("Mr Reid has anger issues.", Cast(perpetrator=("Darren Reid",)), ["L09"]),
        ("Her partner was punched in the face.", CRAIG, ["L01"]),
    ],
)
def test_who_is_meant_decides(text: str, cast: Cast, expected: list[str]) -> None:
    assert rules(text, cast) == expected


def test_rules_are_numbered_and_grave_as_the_domain_says() -> None:
    grave = {severity: {rule.id for rule in RULES if rule.severity is severity} for severity in Severity}

    assert [rule.id for rule in RULES] == [f"L{number:02}" for number in range(1, 19)]
    assert grave[Severity.HIGH] == {"L03", "L10", "L16"}
    assert grave[Severity.LOW] == {"L01", "L11", "L12", "L18"}


def test_two_rules_want_a_reason_before_a_document_leaves() -> None:
    assert {rule.id for rule in RULES if rule.needs_reason} == {"L03", "L10"}


def test_her_own_treatment_service_may_write_of_her_health() -> None:
    text = "Marketa has been drinking again."

    assert rules(text) == ["L13"]
    assert check(text, Voice.PROFESSIONAL, MARKETA, her_treatment=True) == ()
