"""Words by what they mean, as far as several rules share them; each in its dictionary form."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


STRIKES = words(
    "punch kick hit slap strike beat strangle strangulate choke throttle smother suffocate stab bite scratch headbutt shove attack assault "
    "abuse injure hurt harm batter rape molest grope torture bully bruise kill murder thump whack knee elbow spank smack "
    "maul thrash pummel clout belt bash stamp stomp trample burn scald spit shake whip pelt drown poison slash cut wound "
    "manhandle brutalise mistreat victimise sexually-assault knock floor deck leather batter burn brand gouge claw nip pinch rough"
)
FRIGHTENS = words(
    "threaten intimidate terrorise terrorize humiliate degrade belittle ridicule insult demean mock coerce confine imprison stalk "
    "harass hound torment menace blackmail ostracise denigrate gaslight taunt persecute frighten scare scream shout swear yell"
)
MOVES_BY_FORCE = words("slam bang crush twist bend push pull grab drag throw pin hold lock trap corner trip restrain haul yank shut force follow track fling hurl hem")
BREAKS = words("smash break damage destroy wreck vandalise trash slash rip tear shatter demolish kick punch throw burn cut ransack upend overturn")
TAKES = words("take steal withhold remove confiscate hide keep snatch grab empty drain cancel")
HARMS = STRIKES | FRIGHTENS | MOVES_BY_FORCE | BREAKS
"""Verbs by which somebody is harmed or frightened; several only if the sentence fits."""

EVENTS = words(
    "incident assault attack violence abuse altercation beating strangulation strangling dv da domestic disturbance brawl fracas "
    "scuffle aggression battering stabbing fight assaults attacks cruelty threat punch beating blow chastisement"
)
INJURIES = words(
    "injury bruise bruising fracture cut burn bite wound laceration concussion graze swelling break bump scratch trauma "
    "rib nose jaw wrist arm eye lip tooth cheekbone harm"
)
BODY = words("hand face head hair neck foot ankle back stomach throat ear thigh shoulder knee nail rib nose jaw wrist arm eye lip tooth cheekbone finger leg hand skull eardrum")
HARM_NOUNS = EVENTS | words("push slap shove punch kick smack threat hit blow thump violent shouting outburst temper behaviour rage")
VIOLENT = words("violent aggressive abusive nasty threatening physical dangerous vicious cruel explosive volatile unpredictable frightening scary angry different worse horrible rough hostile verbally")

SUBSTANCES = words(
    "alcohol drink drinking booze drug cannabis cocaine coke heroin opiate opioid methadone valium diazepam benzos benzo whisky vodka wine beer "
    "substance substances weed amphetamine speed crack ketamine ecstasy intoxication intoxicant alcoholism addiction drunkenness "
    "medication lager cider spirit etoh pint bottle dependency buckfast street-valium gabapentin pregabalin spice"
)
INTOXICATED = words("drunk intoxicated inebriated high stoned wasted hungover steaming pished pissed hammered blootered tipsy merry sozzled wrecked worse-for-wear")
SOBER = words("sober abstinent clean dry teetotal")
MIND = words(
    "depression anxiety ptsd psychosis schizophrenia bipolar trauma mental-health stress suicidal suicide self-harm overdose "
    "breakdown eupd bpd ocd paranoia adhd autism grief burnout insomnia illness personality"
)
MIND_ILL = words("depressed anxious suicidal psychotic bipolar paranoid manic delusional schizophrenic unwell")

SERVICES = words(
    "service support help appointment session visit meeting group programme course clinic call contact intervention assessment plan "
    "referral counselling therapy worker social-work agency agencies professional department school police letter text message conference "
    "review class workshop refuge aid offer advice nursery offer treatment visitor"
)
PROGRAMMES = words(
    "programme program course session group class workshop counselling counseling therapy intervention module rehab work groupwork treatment "
    "caledonian sessions detox mentoring"
)
CHILD_CARE = words("feed wash dress bath bathe cook read change comfort cuddle teach play collect make take walk pack iron settle")

DULL = words(
    "be have become seem appear get feel look do attend engage complete finish participate comply cooperate work need want like love "
    "know think believe understand say claim remain live continue begin start keep stop struggle try use drink become present "
    "allege tell deny admit report see hear come go move return leave stay agree accept suffer mean smell hope wish benefit receive undertake "
    "change progress improve respond adore care provide separate split own hold apply describe lack show demonstrate"
)
"""Verbs that by themselves are no behaviour of his towards anybody."""

BE_LIKE = words("be seem appear become get look feel sound remain present")
