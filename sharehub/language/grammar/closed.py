"""The words that hold sentences together."""

from __future__ import annotations

from types import MappingProxyType

from sharehub.language.lexicon import words

DETERMINERS = words(
    "a an the this these those some any each every either neither another such all both several many "
    "few most more other no what which enough half wee two three four five six seven eight nine ten eleven "
    "twelve twenty thirty"
)
POSSESSIVES = words("my your his her its our their whose")
SUBJECT_PRONOUNS = words("i he she we they")
OBJECT_PRONOUNS = words("me him us them")
PRONOUNS = (
    SUBJECT_PRONOUNS
    | OBJECT_PRONOUNS
    | words(
        "you it himself herself themselves themself myself ourselves itself someone somebody anyone anybody "
        "everyone everybody nobody nothing something anything everything none one ones others mine hers "
        "theirs ours yours there here another each her his this that these those both all"
    )
)
NEGATIVE = words("not never no nor neither nobody nothing none without hardly rarely seldom nowhere")
NEGATING_ADVERBS = words("not never hardly rarely seldom barely scarcely")
MODALS = words("can could may might must shall should will would ought 'll")
PREPOSITIONS = words(
    "of in on at by for with from to into onto about against between among through during without "
    "within under over above below beside behind near towards toward upon off out up down across along "
    "around round past per via regarding concerning despite throughout inside outside following "
    "including like than re amid versus vs except besides due because beyond until till since after "
    "before as"
)
PARTICLES = words("up down off out away back over on in around round through along apart together")
SUBORDINATORS = words(
    "because when whenever while whilst if although though unless until till since after before as so "
    "that whether where wherever once lest whereas provided providing whatever whoever how why despite "
    "than cause cos"
)
ALWAYS_SUBORDINATE = words(
    "if when while whilst although though unless whether until whenever once lest whereas why how where "
    "because whatever whoever"
)
COORDINATORS = words("and or but nor yet then plus &")
ADVERBS = words(
    "also always again already almost alone even ever just often only quite rather really so sometimes "
    "soon still too very well now then there here today yesterday tomorrow tonight perhaps maybe "
    "however therefore otherwise instead once twice yet later sooner earlier ago away back together "
    "apart home abroad upstairs downstairs outside inside nearby further furthermore moreover meanwhile "
    "nevertheless overnight daily weekly monthly hard fast straight either indeed else least much more "
    "most less before after since throughout first last next long about approximately especially "
    "particularly thus hence though anyway afterwards forward altogether elsewhere everywhere somewhere "
    "anywhere alike overly bit little as online indoors constantly fully frequently clearly simply"
)
ADVERBS_AND_MORE = words(
    "hard only fast straight bit home little outside inside daily weekly monthly overnight much least "
    "most last next first well more"
)
"""Adverbs that after an article or an owner describe or name something: "the only push", "this home"."""
LY_NOT_ADVERBS = words(
    "family elderly friendly lonely early reply supply apply rely only likely unlikely silly ugly "
    "lovely holy jelly ally bully daily weekly monthly lively deadly costly belly italy comply imply "
    "july multiply"
)
TIME = words(
    "time day night evening morning afternoon week weekend month year hour minute second occasion "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december today yesterday tomorrow tonight christmas easter "
    "hogmanay spring summer autumn winter moment period lunchtime bedtime teatime midnight noon date "
    "term while am pm a.m p.m"
)
TO_IS_A_PREPOSITION_AFTER = words(
    "expose exposed exposes exposing exposure due lead leads led leading access accessed subject "
    "subjected according relate related relation linked link attribute attributed victim witness "
    "witnesses witnessing close next addicted referral connection prior contribute contributed "
    "contributing respond responded response return returned returning moved reaction react listen "
    "listened resort resorted object objected addition back went go goes gone came come added owing "
    "thanks regard respect harm risk damage danger threat injury injuries violence abuse attached "
    "attachment resistant open averse hostile receptive bond similar belong belongs said says"
)
"""Before a word that may be noun or verb, "to" is read as a preposition after these: "exposed to abuse"."""

_IRREGULAR_PLURALS = MappingProxyType(
    {
        "children": "child", "men": "man", "women": "woman", "wives": "wife", "knives": "knife",
        "lives": "life", "people": "person", "mice": "mouse", "feet": "foot", "teeth": "tooth",
        "selves": "self", "crises": "crisis", "diagnoses": "diagnosis", "police": "police",
        "series": "series", "glasses": "glasses",
    }
)  # fmt: skip
_SHORTEST_PLURAL = 4
"""Shorter words in -s are no plurals: "bus", "gas"."""


def singular(word: str) -> str:
    """Return a noun's singular, as far as spelling tells."""
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if ends and len(word) >= _SHORTEST_PLURAL else word
