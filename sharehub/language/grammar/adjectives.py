"""Which words can describe: the common ones by name, the many by their endings."""

from __future__ import annotations

_COMMON = frozenset(
    """
able absent abusive active adult afraid aggressive aggrieved alcoholic alive alleged alone aloof angry anxious apparent available
average avoidant awake aware awful awkward bad basic better big bitter black bleak blind blue bold brave brief bright
brown busy calm capable careful careless caring certain chaotic cheap cheeky childish civil clean clear clever close cold
combative common competent complete complex compliant concerned confident confrontational confused consistent constant cooperative
co-operative correct covert crazy critical cruel current daft dangerous dark dead deaf decent deep defensive deficient delusional demanding
dependent depressed desperate detailed devious devoted different difficult dirty disabled dishevelled dishonest disorganised distraught
distressed distressing domestic doting double dramatic drunk dry due dysfunctional eager early easy elated embarrassed emotional empty english entire
equal erratic evasive evident excellent excessive excitable exaggerated experienced explosive extra fair false familiar fast fearful fearsome fed
few fiery fine firm fit fixated flat fluent foreign fragile frantic free frequent fresh friendly frightened frosty full fun funny furious further
general gentle genuine glad good grand grateful great green grey grim guarded guilty hands-on happy hard harmful harsh healthy heated heavy
helpful helpless high histrionic honest hopeless hostile hot huge hungry hypersensitive hypervigilant hysterical ill illegal immature immediate
impatient important impossible impulsive inappropriate inconsistent incoherent independent inebriated innocent insecure insistent intense intoxicated
intrusive irate irrational irregular irresponsible irritable jealous joint junior keen kind lacking large last late latest lax lazy legal
likely little live local lonely long loud lovely loving low lucky mad main major male female manic manipulative married maternal mature mean
medical mental mild mindful minor missing mixed moody mutual nasty natural near neat necessary needy negative neglectful nervous
neurotic new next nice noisy non normal obsessive obstructive obvious odd okay old open opposite ordinary other overanxious overbearing overprotective own
paranoid parental partial particular passive paternal patient peaceful petty physical plain pleasant poor positive possessive possible potential
prickly primary prior private problematic proper protective proud psychotic public quick quiet rare rational raw ready real reasonable recent
red regular relaxed relevant reliable reluctant remote resentful resistant respectful responsible responsive rich right rough rude sad safe same sarcastic
scared scottish polish secondary secret selfish senior sensitive separate serious severe sexual shaky sharp shocking short shouty shy sick
significant silent silly similar simple single slight slow slurred small smart snappy sober social soft solid sore sorry special specific spiteful
stable standoffish steady stormy straight strange stressed stressful strict strong stubborn stupid subdued submissive sudden sufficient suicidal
suitable sullen supervised supportive sure surly surprised suspicious sweet sympathetic tall tearful tempestuous tense terrible terrified theatrical thick thin tidy tight
timid tired tiresome tough toxic traumatic tricky troubled true tumultuous turbulent twisted typical ugly unable unaware unborn uncaring uncertain unclean unclear
uncomfortable uncooperative under understandable unemployed unfair unfit unhappy unhelpful uninterested unkempt unkind unlikely unpleasant unpredictable unreasonable
unreceptive unreliable unresponsive unsafe unstable unsteady unwell unwilling upset upsetting urgent usual vague valid various verbal very vicious vindictive violent vital vivid volatile volcanic
vulnerable warm weak wealthy weary weepy weird well whole wide wild willing wise wonderful worried worse worst worthy wrong young
abrupt hesitant incapable inadequate inebriated incompetent overwhelmed overwrought overemotional overdramatic dramatic oversensitive clingy flaky flighty highly-strung unhinged
agitated combustible acrimonious fraught strained unhealthy unsettled unproven unfounded unsubstantiated supposed minimal
cross fiery feisty mouthy gobby stroppy hot-headed short-tempered bad-tempered tempered strung lippy snappish belligerent antagonistic contrary argumentative
filthy smelly scruffy grubby shabby tatty greasy messy cluttered unwashed soiled ongoing outgoing upcoming controlling challenging calculating intimidating demanding present
abstinent adoring alright amazing appropriate besotted best cagey calmer codependent coherent complicated cunning curt damaging deluded deranged dominating domineering
fluctuating frightening gaslighting happier hotheaded hungover hyper intermittent jittery malnourished melodramatic merry narcissistic noncompliant ok passionate patchy petulant pissed pished rocky safer scary
schizophrenic shrill sly tipsy sozzled steaming threatening unbalanced uncommitted unconvincing underweight untidy whiny low-level
brilliant superb fantastic terrific marvellous super fabulous splendid outstanding exemplary impressive commendable remarkable upstanding respectable likable dependable trustworthy hardworking numerous various
estranged amicable warring feuding bickering quarrelling codependent incompatible mismatched inseparable ill-matched conflictual conflicted emotive intolerable tolerable bearable manic frenzied wild livid irate furious cross
complicit collusive oppositional avoidant uninsightful unprotective thoughtless selfless insular tokenistic naive unwise unsupervised unsuitable harmonious amicable fractious loveless tired exhausted ashamed lonely
alert pregnant permanent temporary weekly daily overwhelming distant chronic casual sincere sleepy sole mutual neutral gross insane deliberate widespread financial economic coercive psychological sporadic minimal superficial
polish russian urdu scottish british irish pakistani romanian african european chinese indian muslim catholic christian indignant defiant disorderly dishevelled sweaty shallow pathetic idle harsh rigid cosy cozy brutal bizarre
ambivalent absent-minded blunt candid frank genial jolly jovial hot stern stiff tender tense timely unwelcome unusual visible wary watchful withdrawn wonderful best-placed undue unexplained unharmed unhurt uninjured untrue
absentee disengaged committed attentive affectionate sensible polite courteous charming personable likeable articulate plausible remorseful
""".split()
)
_ENDINGS = ("ful", "ous", "ive", "able", "ible", "less", "ical", "ish", "iest", "some")
_AL_NOUNS = frozenset(
    "hospital animal approval arrival referral refusal withdrawal denial proposal appraisal removal disposal individual professional criminal official rival "
    "signal journal festival capital material terminal interval manual rehearsal survival tribunal rental dismissal betrayal burial carnival funeral reversal "
    "revival retrieval cathedral medal metal pedal portal scandal several renewal upheaval principal potential arousal appeal".split()
)
_NOT = frozenset(
    "table cable vegetable detective relative motive native initiative incentive objective executive representative bus "
    "archive fish wish dish english polish finish publish punish establish abolish cherish british adhesive perspective "
    "handful mouthful alternative drive give live arrive receive five dive hive narrative wireless medical technical operative "
    "awful? some".replace("awful? ", "").split()
)


def describes(word: str) -> bool:
    """Say whether a word is read as an adjective where one may stand."""
    if word.endswith("al") and len(word) > 5 and word not in _AL_NOUNS:  # noqa: PLR2004 - "meal"
        return True
    return word in _COMMON or (word.endswith(_ENDINGS) and word not in _NOT and len(word) > 5)  # noqa: PLR2004 - "able"
