"""The verbs that case notes use, and the forms that English makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BASE, S, PAST, PP, ING = "base", "s", "past", "pp", "ing"

_IRREGULAR = """
arise arose arisen|awake awoke awoken|bear bore born/borne|beat beat beaten|become became become|begin began begun
bend bent bent|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken|breed bred bred
bring brought brought|build built built|burst burst burst|buy bought bought|catch caught caught|choose chose chosen
cling clung clung|come came come|cost cost cost|creep crept crept|cut cut cut|deal dealt dealt|dig dug dug
draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt
fight fought fought|find found found|flee fled fled|fling flung flung|fly flew flown|forbid forbade forbidden
forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got got/gotten|give gave given|go went gone
grind ground ground|grow grew grown|hang hung hung|hear heard heard|hide hid hidden|hit hit hit|hold held held
hurt hurt hurt|keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|let let let
lie lay lain|lose lost lost|make made made|mean meant meant|meet met met|mislead misled misled|mistake mistook mistaken
overhear overheard overheard|pay paid paid|prove proved proven|put put put|quit quit quit|read read read|rid rid rid
ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold
send sent sent|set set set|shake shook shaken|shed shed shed|shine shone shone|shoot shot shot|show showed shown
shrink shrank shrunk|shut shut shut|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept|slide slid slid
sling slung slung|slit slit slit|speak spoke spoken|spend spent spent|spit spat spat|split split split|spread spread spread
spring sprang sprung|stand stood stood|steal stole stolen|stick stuck stuck|sting stung stung|strike struck struck/stricken
swear swore sworn|sweep swept swept|swim swam swum|swing swung swung|take took taken|teach taught taught|tear tore torn
tell told told|think thought thought|throw threw thrown|thrust thrust thrust|tread trod trodden|undergo underwent undergone
understand understood understood|undertake undertook undertaken|upset upset upset|wake woke woken|wear wore worn
weep wept wept|win won won|wind wound wound|withdraw withdrew withdrawn|withhold withheld withheld|withstand withstood withstood
write wrote written|text texted texted|headbutt headbutted headbutted|gaslight gaslit/gaslighted gaslit/gaslighted|broadcast broadcast broadcast|overcome overcame overcome
retake retook retaken|redo redid redone|undo undid undone|learn learned/learnt learned/learnt|burn burned/burnt burned/burnt
smell smelled/smelt smelled/smelt|spoil spoiled/spoilt spoiled/spoilt|dream dreamed/dreamt dreamed/dreamt
"""

_REGULAR = """
abandon abduct abide abscond abstain abuse accept access accommodate accompany account accuse achieve acknowledge act
adapt add address adhere adjust administer admit adopt adore advise advocate affect afford aggravate agree aim alienate
allege allocate allow alter amend anger annoy answer antagonise antagonize anticipate apologise apologize appear
appease apply appoint appreciate approach approve argue arouse arrange arrest arrive articulate ascertain ask assault
assert assess assist associate assume assure attack attempt attend attract attribute authorise avoid await back bait
ban bang bark barricade base batter beg behave belittle believe belong benefit berate bicker bite blackmail blame block board
boast book bother box breach breathe brief bruise brush bully bump burgle cajole calculate call calm cancel care
carry catch cause cease censure challenge change charge chase chat cheat check cite choke claim clarify clash clean
clear clench climb close coach coax coerce collapse collect collude come comfort comment commit communicate
compel complain complete comply conceal concern conclude condemn condition conduct confess confide confine confirm confiscate
conflict confront confuse connect consent consider consist constitute consult contact contain continue contradict contribute
control convict convince cook cooperate cope correct corner count counter cover cower crack crash create criticise
criticize cross crush cry curse dabble damage dance dangle dare date decide decline decorate decrease deescalate deescalated defend
defuse degrade delay delete deliver demand demean demonstrate deny depend depict deport deprive describe deserve destroy
detain deteriorate determine develop diagnose dictate die differ direct disable disagree disappear disbelieve
disagree discharge disclose disconnect discourage discover discredit discuss disengage disguise dislike dismiss display dispute disregard disrupt
disrespect dissuade distance distract distress disturb divorce document dominate doubt downplay drag draw dread dress drift drop drown
dump earn ease embarrass emerge emphasise enable encourage end endanger endure enforce engage engineer enjoy enrol ensure
enter entice escalate escape establish evade evict evidence evidenced exacerbate exaggerate examine exceed exchange exclude
excuse exercise exhibit exist expect experience explain explode exploit explore expose express extend face facilitate fail
fake falsify favour fear fetch field file fill film finish fit fix flag flap flare flash flaunt flick flush follow force forge form foster
frame frighten frustrate fuel fulfil function gain gamble gather glare goad grab grade grant grass greet grieve groom
groom group guarantee guard guide hack hammer hamper hand handle handcuff happen harass harm hassle hate head heal heat help
hesitate highlight hinder hint hire hoover hope host house hug humiliate hurl identify ignite ignore imagine impact imply
impose impress imprison improve incite include increase indicate inflame inflict influence inform ingest inhibit initiate injure
insist inspect instigate instruct insult integrate intend intensify interact interfere interpret interrogate interrupt intervene
interview intimidate introduce investigate invite involve irritate isolate issue jab jeopardise join joke judge jump justify kick
kidnap kill kiss knee knife knock lack lash last laugh launch lean libel lift light like limit link list listen litter live load lock
log look loom love lower lunge lure maintain malign manage manipulate map mark marry match mask matter maul mediate meddle menace mention mimic mind
minimise minimize miscarry misinterpret misread miss misuse mitigate mix moan mock model moderate monitor motivate mount move murder
nag name need needle neglect nominate normalise notice note notify nurse obey object observe obsess obstruct obtain occasion occupy occur offend
offer open operate oppose order organise overreact overdose override own pace pack panic parent park participate pass patrol
perceive perform permit perpetrate perpetuate persist persuade pester phone pick pin place plan play plead please pledge
point poison poke police ponder portray pose possess post posture pounce pour practise pray prefer prepare present press pressure presume pretend
prevent prioritise prioritize probe proceed produce progress prohibit promise promote prompt prosecute protect protest prove provide
provoke punch punish purport purse push query quarrel question quieten quiz quote rage rain raise rant rape rate rationalise reach react reassure
rebuild recall receive recognise recognize recommend reconcile reconnect record recover rectify redirect reduce refer reflect refrain refuse
regain register regret regulate rehouse reject rejoin relapse relate relax release relent rely relocate remain remand remember remind remove render
reoffend repeat repent replace reply report represent reprimand reproach request require reschedule rescue resent reside resist resolve respect respond rest restrain
restrict result resume retain retaliate retract return reunite reveal revert review ring rip risk rob roll row ruin rummage
rush sabotage safeguard satisfy save scald scare scold score scrape scratch scream screen scrutinise seal search secure seem seize separate serve
settle sever shame shape share shatter shelter shield shift shock shop shout shove show shrug side sign signal simmer skip slam slap
slag slander slash slate slice slip smack smash smear smile smoke smother snap snatch snoop snore sober solve soothe sort sound spark spar
spank specify spike spiral spoil spy squabble squeeze stab stagger stalk stall star stare start starve state stay steady step stir stonewall stop storm
store strain strangle strangulate stress stretch strike strip struggle study stumble stun subject submit subside substantiate succeed suffer suffocate suggest suit summon
supervise support suppose surrender surround suspect sustain suspend swap switch sympathise tackle talk tamper tape target taunt tease
telephone tempt tend term terminate terrify terrorise terrorize test text thank threaten thrash throttle tidy tie time tire toilet tolerate top torment
torture touch trace track trade train transfer transform translate transpire transport trap trash travel treat trick trigger trip trouble trust
try turn twist unblock undermine underplay unlock update upgrade uphold urge use utilise vandalise vape verify victimise view
violate visit voice volunteer vomit vow wait walk wander want warn wash waste watch weaponise welcome whack wheel whisper whip whine
wish witness wonder work worry worsen wound wrap wreck wrestle wrong yank yell yield abate admonish bathe fuel label travel bolt cane chew chuck claw clip cuddle
cuff deflect deem demolish denigrate deteriorate eject elbow embellish enquire inquire flounce fondle grope gouge handcuff hoard hound incapacitate instil lambast loiter lob maim
value weigh realize announce compare declare pull regard guess select supply employ publish propose assign define estimate vote remark acquire hurry divide combine aid locate
emphasize pause devote construct toss purchase survive retire crawl conceive authorize furnish encounter roar pursue predict organize install assemble compose sigh mutter insure gaze entertain absorb
resemble induce expand elect distinguish detect bounce surprise leap grasp finance dry govern attain jerk float contemplate cast borrow admire tremble stimulate rub relieve lick inspire exert concede strive owe invent
insert fasten defeat concentrate celebrate bet wipe utilize evaluate bury vanish restore negotiate cease descend convey awaken tumble tap originate necessitate grip deduct crouch sway devise coordinate
unite testify reproduce praise inherit illuminate classify affirm scramble found exclaim evoke denounce cure cherish blink warrant trail recruit mail frown flourish equip defy comprehend educate
invade weaken utter tighten rely overlook omit muse lurch invoke foresee dwell dispel beckon widen wail summarize startle shorten shiver shave resign rent precipitate kneel invest huddle grumble gasp embrace
dread desert deduce curl curse abolish underlie steer simplify shudder repay plague linger lessen profess rattle elicit inject impair hover echo donate disapprove deceive complicate boost advertise twitch thwart squabble
suppress suck stammer soak slump retrace recur pry prick perch mumble muster mourn memorise lock harness hunt haunt grope fumble fascinate distort dispatch discontinue compile compensate clothe chop brood vent
assail stare shuffle wrench overturn erase divert dart dampen curtail crave contaminate conspire construe caress bestow babble amaze yearn thrive succumb stipulate spill solicit signify sidle scoff roast prosper
pardon oust mandate infer implore harden growl glower fell export expel exemplify empower doze downgrade disperse displace disobey detach corroborate clasp ascribe wince untie unlock thump squint squeal squeak snuggle sneak
slam sidestep scuttle scowl rescind reopen reinforce refute rebuke quicken prowl procure pluck pinpoint penalise penalize peel pacify obliterate nudge misunderstand loathe leer jeer intrude infuriate infiltrate impede hush hoot
hesitate gobble flinch flicker erode endear evict disdain discriminate discount deviate devastate dent cringe cluck chide bolster bewilder befall balk apprehend alleviate agitate acquiesce whimper tremble trespass
tug sob quiver shrink stutter socialise shirk shiver rouse rethink restate rehome repress reload recoil reassert preoccupy preclude plunk pilfer permeate pepper peek paralyse paralyze overwhelm overlook overhear
mistrust misrepresent misplace misjudge misconstrue lounge latch kowtow jabber intertwine internalise inflate impersonate hijack grovel flout fidget expedite embarrass disarm disband detest deride deplore contrive confound
conform coddle cripple chafe bustle brag bewail bemoan berate badger appraise acquaint part sober triangulate disinhibit deregister reassess reassure contextualise rehouse redirect reintegrate resurface reengage recommence
characterise characterize rave stem dote idolise worship criticise hinge fixate obsess spiral sob binge detox dabble self-medicate snort smoke sniff dose medicate prescribe stockpile overuse
interrogate ration restrict surveil sever weaponise fabricate backtrack placate appease rehearse stage-manage micromanage manoeuvre pace loiter lurk clench wallop thrash clout belt headlock choke garrotte pummel
empathise engage rationalise normalise condone collude tolerate facilitate enable side overlook neglect mismanage underfeed overindulge scapegoat parentify triangulate undervalue understate egg spur stoke fan needle
rage boil seethe fume flip strop storm tantrum lie cheat flirt nag moan whinge gripe grumble bicker squabble spar feud brawl scrap wrangle attest avow contend estrange reunite evict rehome decamp cohabit
fracture dislocate sprain bruise chip sense command flow flood discipline compromise copy silence shadow sentence caution counsel graduate stroke spray rock reason rebel land race free empty narrow reward idle pity debate interest flourish
mistreat neuter orchestrate ostracise overpower peer pelt persecute pinch placate prey prod punt pummel ridicule rifle shun sedate scupper sneer
snub spurn stamp stomp stump swipe swat taint thump trample tug upend usurp vilify wallop wield withstand worship zone batter lurk swallow slur sniff sulk surface
""".split()

_DOUBLED = frozenset(
    "admit ban beg chat commit control compel defer drag drop drug expel fit flag grab hug jab kidnap knit log nag occur "
    "permit pin pet plan prefer prod propel rebel refer regret rip rob scar shop skip slam slap slip snap snub spar spot "
    "stab stalk star stir stop strap strip swap swat tap thug top trap travel trip tug wrap cancel fuel label quarrel model signal "
    "chop cut get hit let put quit rid run set shut sit slit split spit swim win begin forget dig enrol fulfil equal "
    "transfer submit omit jog pat slag grin equip scrap shun upset clap dab fob whip shag chug counsel rid dip tip rap nap jam ram cram dim trim tug skid nod pop mop rot expel excel repel deter infer confer incur recur rebut"
    " scan grin sin hum scrub sob throb spin trap".split()
)
_AMBIGUOUS_DOUBLING = frozenset({"stalk", "drug"})

BE_FORMS = MappingProxyType(
    {"be": BASE, "am": S, "is": S, "are": S, "was": PAST, "were": PAST, "been": PP, "being": ING, "'m": S, "'re": S}
)
HAVE_FORMS = MappingProxyType({"have": BASE, "has": S, "had": PAST, "having": ING, "'ve": S})
DO_FORMS = MappingProxyType({"do": BASE, "does": S, "did": PAST, "doing": ING, "done": PP})


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a word as a verb: its dictionary form, and which of its forms it is."""

    lemma: str
    form: str


def _readings() -> Iterator[tuple[str, Form]]:
    for entry in _IRREGULAR.replace("\n", "|").split("|"):
        if entry.strip():
            base, past, pp = entry.split()
            yield from _spelt(base, past.split("/"), pp.split("/"))
    for base in dict.fromkeys(_REGULAR):
        past = [_ending(base, "ed")]
        yield from _spelt(base, past, past)
    for forms, lemma in ((BE_FORMS, "be"), (HAVE_FORMS, "have"), (DO_FORMS, "do")):
        yield from ((word, Form(lemma, form)) for word, form in forms.items())
    yield "had", Form("have", PP)


def _spelt(base: str, past: list[str], pp: list[str]) -> Iterator[tuple[str, Form]]:
    yield base, Form(base, BASE)
    yield _third(base), Form(base, S)
    yield _ending(base, "ing"), Form(base, ING)
    yield from ((word, Form(base, PAST)) for word in past)
    yield from ((word, Form(base, PP)) for word in pp)


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _ending(base: str, ending: str) -> str:
    if base in _DOUBLED and base not in _AMBIGUOUS_DOUBLING:
        return base + base[-1] + ending
    if ending == "ed" and base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    if base.endswith("ie"):
        return base + "d" if ending == "ed" else base[:-2] + "ying"
    if base.endswith("ee") or (base.endswith("oe") and ending == "ing"):
        return base + ("d" if ending == "ed" else ending)
    if base.endswith("e") and base != "be":
        return base[:-1] + ending
    return base + ending


def _gathered() -> Mapping[str, tuple[Form, ...]]:
    found: dict[str, list[Form]] = {}
    for word, form in _readings():
        known = found.setdefault(word, [])
        if form not in known:
            known.append(form)
    return MappingProxyType({word: tuple(forms) for word, forms in found.items()})


_FORMS = _gathered()
_LEMMAS = frozenset(form.lemma for forms in _FORMS.values() for form in forms)
_PREFIXES = ("re", "mis", "over", "un", "dis", "out", "de")


def readings(word: str) -> tuple[Form, ...]:
    """Return every way to read a word as a verb; none for a word that is no known verb."""
    if word in _FORMS:
        return _FORMS[word]
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and rest in _FORMS and len(rest) > 3:  # noqa: PLR2004 - "red" is not "re" and "d"
            return tuple(Form(prefix + form.lemma, form.form) for form in _FORMS[rest])
    return ()
