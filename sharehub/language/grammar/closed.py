"""The words that hold sentences together, and the few classes of open words that decide how others are read."""

from __future__ import annotations

DETERMINERS = frozenset(
    "a an the this these those some any each every either neither another such all both several many few most more "
    "other no what which enough half wee".split()
)
POSSESSIVES = frozenset("my your his her its our their whose".split())
SUBJECT_PRONOUNS = frozenset("i he she we they".split())
OBJECT_PRONOUNS = frozenset("me him us them".split())
OTHER_PRONOUNS = frozenset(
    "you it himself herself themselves themself myself ourselves itself someone somebody anyone anybody everyone everybody "
    "nobody nothing something anything everything none one ones others mine hers theirs ours yours there here "
    "another each".split()
)
PRONOUNS = SUBJECT_PRONOUNS | OBJECT_PRONOUNS | OTHER_PRONOUNS | {"her", "his", "this", "that", "these", "those", "both", "all"}
NEGATIVE = frozenset("not never no nor neither nobody nothing none without cannot hardly rarely seldom nowhere".split())
NEGATING_ADVERBS = frozenset("not never hardly rarely seldom barely scarcely".split())
MODALS = frozenset("can could may might must shall should will would ought 'll cannot".split())
OBLIGING = frozenset("must should shall ought".split())
PREPOSITIONS = frozenset(
    "of in on at by for with from to into onto about against between among through during without within under over "
    "above below beside behind near towards toward upon off out up down across along around round past per via regarding "
    "concerning despite throughout inside outside following including like than re amid versus vs except besides "
    "due because beyond until till since after before as".split()
)
PARTICLES = frozenset("up down off out away back over on in around round through along apart together".split())
SUBORDINATORS = frozenset(
    "because when whenever while whilst if although though unless until till since after before as so that whether "
    "where wherever once lest whereas provided providing whatever whoever how why despite than cause cos".split()
)
COORDINATORS = frozenset("and or but nor yet then plus &".split())
RELATIVES = frozenset("who whom which that whose".split())
QUESTION = frozenset("what why how where when who which".split())
ADVERBS = frozenset(
    "also always again already almost alone even ever just often only quite rather really so sometimes soon still too very "
    "well now then there here today yesterday tomorrow tonight perhaps maybe however therefore otherwise instead once twice "
    "yet later sooner earlier ago away back together apart home abroad upstairs downstairs outside inside nearby further "
    "furthermore moreover meanwhile nevertheless overnight daily weekly monthly hard fast straight either indeed else least "
    "much more most less before after since throughout first last next long about approximately especially particularly thus "
    "hence though anyway afterwards forward altogether elsewhere everywhere somewhere anywhere alike overly bit little as "
    "online indoors constantly fully frequently upset? clearly simply never not".replace("upset? ", "").split()
)
LY_NOT_ADVERBS = frozenset(
    "family elderly friendly lonely early reply supply apply rely only likely unlikely silly ugly lovely holy jelly ally bully "
    "daily weekly monthly lively deadly costly belly italy comply imply july multiply".split()
)
TIME = frozenset(
    "time day night evening morning afternoon week weekend month year hour minute second occasion monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november december "
    "today yesterday tomorrow tonight christmas easter hogmanay spring summer autumn winter moment period lunchtime bedtime "
    "teatime midnight noon date term while am pm a.m p.m".split()
)
TO_IS_A_PREPOSITION_AFTER = frozenset(
    "expose exposed exposes exposing exposure due lead leads led leading access accessed subject subjected according relate related "
    "relation linked link attribute attributed victim witness witnesses witnessing close next addicted referral connection prior "
    "contribute contributed response respond responded return returned returning moved contributing reaction react listen listened resort resorted object objected addition "
    "back went go goes gone came come added owing thanks regard respect harm risk damage danger threat injury injuries "
    "violence abuse attached attachment resistant open averse hostile receptive bond close similar belong belongs said says".split()
)
IRREGULAR_PLURALS = {
    "children": "child", "men": "man", "women": "woman", "wives": "wife", "knives": "knife", "lives": "life",
    "people": "person", "bairns": "bairn", "mice": "mouse", "feet": "foot", "teeth": "tooth", "selves": "self",
    "crises": "crisis", "diagnoses": "diagnosis", "kids": "kid", "police": "police", "series": "series", "bus": "bus",
    "glasses": "glasses", "fiancee": "fiancee",
}  # fmt: skip


def singular(word: str) -> str:
    """Return a noun's singular, as far as spelling tells."""
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties", "lies"
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:  # noqa: PLR2004 - "gas"
        return word[:-1]
    return word
