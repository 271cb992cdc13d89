"""The fixed sentences of change: one for every closed word, and one question for every tactic."""

from __future__ import annotations

from types import MappingProxyType

from sharehub.change.words import Claim, Difference, Report, Share
from sharehub.language.vocabulary import Tactic

ATTENDANCE_IS_NOT_CHANGE = "Attendance is not change."
NO_CHANGE = "No change is evidenced."
UNKNOWN = "Unknown."
TACTIC_BY_TACTIC = "Change is told tactic by tactic; one does not make up for another."
FOLLOWED_UP = "Followed up."

NAMED = MappingProxyType(
    {
        Share.NONE: "He names none of the pattern on file.",
        Share.LITTLE: "He names little of the pattern on file.",
        Share.MEANINGFUL: "He names a meaningful part of the pattern on file.",
        Share.MOST: "He names most of the pattern on file.",
        Share.UNKNOWN: "How much of the pattern on file he names is unknown.",
    }
)
CLAIMED = MappingProxyType(
    {
        Claim.NONE: "He does not say what it did to {whom}.",
        Claim.PARTIAL: "He says in part what it did to {whom}.",
        Claim.CLEAR: "He says clearly what it did to {whom}.",
        Claim.UNKNOWN: "Whether he says what it did to {whom} is unknown.",
    }
)
WHOM = MappingProxyType({"survivor": "her", "child": "the child", "himself": "himself", "adult": "the adult"})
CHANGED = MappingProxyType(
    {
        Difference.NONE: NO_CHANGE,
        Difference.REDUCED: "It has reduced.",
        Difference.STOPPED: "It has stopped.",
        Difference.REPLACED: "It has been replaced by something else he does.",
        Difference.UNKNOWN: "Whether it has changed is unknown.",
    }
)
"""Without the tactic: that stands beside the sentence for those alone who read it on file."""
REPORTED = MappingProxyType(
    {
        Report.AGREES: "Asked, and sees it as he tells it.",
        Report.DISAGREES: "Asked, and sees it otherwise.",
        Report.NOT_ASKED: "Not asked.",
        Report.DECLINED: "Asked, and declined to say.",
    }
)

ALWAYS_ASKED = (
    "What did you do, in your own words, and what do you leave out?",
    "What did it do to the children's mother, to each of your children, and to you?",
    "What do you do now instead, and who would see it?",
)
"""What a sheriff or panel member may put to him whatever is on file."""

ABOUT = MappingProxyType(
    {
        Tactic.PHYSICAL: "What did you do with your hands and feet, and what happens now at such moments?",
        Tactic.STRANGLE: "What did you do to her breathing, and what do you think she believed would happen?",
        Tactic.SEXUAL: "How do you know now what she wants and does not want?",
        Tactic.THREATEN: "What did you threaten, and what does she have to reckon with now?",
        Tactic.INTIMIDATE: "What did you do to frighten them, and what do they see of you now?",
        Tactic.DEGRADE: "What did you call her, and how do you speak to her and of her now?",
        Tactic.ISOLATE: "Whom did you keep her from, and whom does she see now?",
        Tactic.MONITOR: "How did you check on her, and what do you do now not to?",
        Tactic.TECH: "What did you do with phones and accounts, and who has the passwords now?",
        Tactic.CONFINE: "How did you decide when she could come and go, and who decides now?",
        Tactic.ECONOMIC: "Who had the money, and who has it now?",
        Tactic.DOMINATE: "Whose rules were there in the house, and whose are there now?",
        Tactic.MINIMISE: "What have you said it was, and what was it?",
        Tactic.USE_CHILD: "What did you have the children do or carry, and what do you ask of them now?",
        Tactic.HARM_CHILD: "What did you do to your children, and what do they have from you now?",
        Tactic.UNDERMINE_PARENTING: "How did you get in the way of her as a mother, and what do you do now?",
        Tactic.SYSTEMS: "What did you tell services about her, and have you put it right?",
        Tactic.SERVICE_BLOCK: "How did you keep her from help, and how does she get to it now?",
        Tactic.SUBSTANCE_COERCION: "What did you do about her drinking or drug use, and what do you do now?",
        Tactic.MENTAL_HEALTH_COERCION: "What did you say of her mind, and what do you say now?",
        Tactic.EXPLOIT_IDENTITY: "What about who she is did you use against her, and what do you do now?",
        Tactic.BREACH: "Which order did you break, and what do you do now to keep it?",
    }
)
"""One question for each tactic, asked only of lines that he knows agencies hold."""
