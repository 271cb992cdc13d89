"""What acts of the log, and what belongs to them, are called on officers' pages."""

from __future__ import annotations

from typing import Final

from sharehub.pages.words import first_large, plain

ACTS: Final = {
    "case.opened": "opened a case",
    "case.shredding_asked": "asked for a case to be destroyed",
    "case.shredded": "approved that a case is destroyed",
    "case.legal_hold_set": "set or lifted a legal hold",
    "person.added": "added somebody to the family",
    "person.mapping_decided": "decided whose pattern it is",
    "person.mapping_corrected": "corrected whose pattern it is",
    "membership.allocated": "allocated somebody to the case",
    "membership.ended": "ended an allocation",
    "exclusion.recorded": "kept somebody from the case",
    "conflict.raised": "raised a possible conflict of interest",
    "conflict.decided": "decided about a conflict of interest",
    "gate.opened": "recorded what opens a purpose",
    "gate.closed": "recorded that it is over",
    "consent.recorded": "recorded what somebody said about sharing",
    "approval.given": "approved a release",
    "serious_risk.asked": "asked for a serious-risk decision",
    "serious_risk.approved": "approved a serious-risk decision",
    "serious_risk.read": "read why a serious-risk decision was asked for",
    "serious_risk.reviewed": "reviewed a serious-risk decision",
    "break_glass.broken": "looked alone, in an emergency",
    "break_glass.ended": "ended looking alone",
    "break_glass.read": "read why somebody looked alone",
    "break_glass.reviewed": "reviewed looking alone",
    "notice.seen": "saw a notice",
    "notice.told": "units were told of news",
    "notice.sent": "a notice left the hub",
    "notice.dropped": "a notice was not sent after all",
    "notice.replayed": "had a notice sent again",
    "endpoint.registered": "registered where the unit is told",
    "endpoint.changed": "changed where the unit is told",
    "endpoint.removed": "removed where the unit was told",
    "leak.reported": "reported a leak",
    "fact.recorded": "wrote a fact down",
    "fact.published": "published a fact",
    "fact.corrected": "corrected a fact",
    "fact.retracted": "took a fact back",
    "fact.awareness_confirmed": "confirmed that he knows",
    "fact.previewed": "looked at what each audience would get",
    "fact.shown_to_her": "wrote down what was shown to her",
    "summary.published": "published a summary",
    "pattern.asked": "looked at the pattern",
    "wall.asked": "put up the wall",
    "wall.cost_asked": "asked what the wall would lose",
    "names.asked": "asked who is who",
    "document.asked": "asked for a document",
    "referral.drafted": "began a referral",
    "referral.changed": "changed a referral",
    "referral.previewed": "looked at what a referral would hold",
    "referral.approved": "approved a referral",
    "referral.sent": "sent a referral",
    "referral.read": "read a referral",
    "referral.moved": "said where a referral stands",
    "programme.listed": "listed a programme",
    "programme.changed": "changed a programme",
    "goal.set": "set a goal",
    "goal.moved": "said where a goal stands",
    "commitment.recorded": "recorded what he said he will do",
    "commitment.followed_up": "followed up what he said he will do",
    "change.assessed": "answered the three questions about change",
    "permission.asked": "asked a client for permission to speak",
    "permission.answered": "recorded the answer about permission",
    "request.made": "asked another unit",
    "request.answered": "answered a request",
    "request.withdrawn": "took a request back",
    "request.reminded": "a unit was reminded of a request",
    "gap.closed": "closed a gap",
    "channel.narrowed": "kept something back from a channel",
    "channel.widened": "stopped keeping it back",
    "case.subscribed": "chose what to be told of",
    "case.unsubscribed": "chose to be told of everything again",
    "release.faulted": "nothing was released: what is kept is not what was recorded",
    "user.sessions_ended": "ended sessions",
    "partnership.set_up": "set the partnership up",
    "partnership.planned": "asked what setting up would change",
    "rulebook.registered": "registered a rulebook",
    "protocol.drafted": "drafted a protocol",
    "protocol.rehearsed": "recorded a rehearsal",
    "protocol.signed": "signed a protocol",
    "protocol.signature_withdrawn": "withdrew a signature",
    "protocol.withdrawn": "took a draft protocol back",
    "protocol.in_force": "a protocol came into force",
    "protocol.superseded": "a protocol was replaced",
    "protocol.suspended": "suspended a protocol",
    "protocol.resumption_signed": "signed that a protocol may go on",
    "protocol.resumed": "a protocol goes on",
    "protocol.asked": "read a protocol",
    "keys.rotation_begun": "began a change of keys",
    "keys.rotated": "changed keys",
    "act.refused": "was refused",
    "act.repeated": "sent the same thing again",
    "request.refused": "was refused",
    "request.failed": "met a fault",
    "log.asked": "asked the log",
    "log.export_begun": "began an export of the log",
    "log.export_finished": "finished an export of the log",
    "list.asked": "opened a list",
    "proof.asked": "asked for a proof from the log",
    "import.begun": "began an import",
    "import.finished": "finished an import",
    "import.asked": "asked how far an import is",
    "caller.asked": "asked as whom they act",
    "session.begun": "signed in",
    "session.ended": "signed out",
    "session.role_chosen": "chose a role",
    "session.refused": "was not let in",
    "simulation.run": "tried a draft rulebook",
    "replay.run": "had decisions decided again",
    "retention.proposed": "a case came to the end of its years",
    "retention.decided": "decided what becomes of a case",
    "certificate.asked": "asked for a certificate of destruction",
    "copies.recalled": "copies were recalled",
    "copy.acknowledged": "said that an old copy is gone",
    "copy.overdue": "an old copy was not answered for in time",
}
"""By the log's own word; of what the machinery does by itself it is written plainly."""

LOOKS: Final = {
    "screen": "on screen",
    "wall": "on the wall",
    "document": "as a document",
    "referral": "in a referral",
    "system": "by an agency's system",
}
LINES: Final = {"full": "in full", "gist": "in short form", "withheld": "withheld"}
ENDED: Final = {"done": "done", "refused": "refused", "fault": "a fault"}

CHOICES: Final = (
    "pattern.asked",
    "wall.asked",
    "document.asked",
    "names.asked",
    "referral.sent",
    "referral.read",
    "break_glass.broken",
    "serious_risk.asked",
    "consent.recorded",
    "approval.given",
    "exclusion.recorded",
    "fact.retracted",
    "leak.reported",
    "log.asked",
    "log.export_begun",
    "protocol.signed",
    "protocol.suspended",
)
"""Kinds of act that officers choose from."""


def act(word: str) -> str:
    """Return what an act is called."""
    return first_large(ACTS.get(word, word.replace(".", ": ").replace("_", " ")))


def note(item: dict[str, object]) -> str:
    """Return what belongs to an act besides, in words: what was refused, or which list or question it was."""
    about = item.get("about")
    if not isinstance(about, dict):
        return ""
    said = []
    if isinstance(about.get("action"), str):
        said.append(act(about["action"]))
    said += [
        plain(str(about[name])) for name in ("code", "list", "query", "verdict", "status") if name in about
    ]
    return "; ".join(said)
