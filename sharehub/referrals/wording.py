"""What the closed words of a referral are called in it."""

from __future__ import annotations

from sharehub.language.vocabulary import Pathway, Tactic, Trend
from sharehub.referrals.words import Mandate, Parenting, Relationship

MANDATES: dict[str, str] = {
    Mandate.COURT_MANDATED: "a court says so",
    Mandate.NON_COURT_MANDATED: "no court says so; he can stop",
}
RELATIONSHIPS: dict[str, str] = {
    Relationship.HETEROSEXUAL: "heterosexual",
    Relationship.SAME_SEX: "same-sex",
    Relationship.NOT_KNOWN: "not known",
}
PARENTING: dict[str, str] = {
    Parenting.LIVES_WITH_CHILDREN: "lives with them",
    Parenting.CONTACT: "has contact",
    Parenting.SUPERVISED_CONTACT: "has supervised contact",
    Parenting.NO_CONTACT: "has no contact",
    Parenting.NO_CHILDREN: "has no children",
    Parenting.EXPECTING: "a child is expected",
}
PATHWAYS: dict[str, str] = {
    Pathway.PARTNER_PARENTING: "Her parenting",
    Pathway.CHILD_SAFETY_WELLBEING: "The children's safety and wellbeing",
    Pathway.FAMILY_ECOLOGY: "The family's footing",
}
TACTICS: dict[str, str] = {
    Tactic.PHYSICAL: "Physical violence",
    Tactic.STRANGLE: "Strangling",
    Tactic.SEXUAL: "Sexual violence and coercion",
    Tactic.THREATEN: "Threats",
    Tactic.INTIMIDATE: "Intimidation",
    Tactic.DEGRADE: "Degrading her",
    Tactic.ISOLATE: "Isolation",
    Tactic.MONITOR: "Monitoring",
    Tactic.TECH: "By phones, accounts and cameras",
    Tactic.CONFINE: "Confinement",
    Tactic.ECONOMIC: "Money",
    Tactic.DOMINATE: "Deciding everything",
    Tactic.MINIMISE: "Denying and blaming",
    Tactic.USE_CHILD: "Using the children",
    Tactic.HARM_CHILD: "Harm to the children",
    Tactic.UNDERMINE_PARENTING: "Undermining her parenting",
    Tactic.SYSTEMS: "Using services against her",
    Tactic.SERVICE_BLOCK: "Keeping help away",
    Tactic.SUBSTANCE_COERCION: "Coercion by substances",
    Tactic.MENTAL_HEALTH_COERCION: "Coercion by mental health",
    Tactic.EXPLOIT_IDENTITY: "Exploiting status or identity",
    Tactic.BREACH: "Breach of orders",
}
TRENDS: dict[str, str] = {Trend.ESCALATING: "rising", Trend.STEADY: "steady", Trend.REDUCING: "falling"}
