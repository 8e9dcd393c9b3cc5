"""The closed lists of the guideline files: the words that only rows use, beside the codes of records and answers."""

from __future__ import annotations

from statemachine.record import codes
from statemachine.record.occurrences import STOPS

# A treatment and a pause are made from a decision and its regimens, never declared.
DECLARED_KINDS = ("phase", "decision", "referral", "inquiry", "exit")
KINDS = (*DECLARED_KINDS, "treatment", "pause")
TRIGGERS = (
    "treat",
    *codes.EVENTS,
    *dict.fromkeys(STOPS.values()),
    "early_stage_treatment",
    "component_dropped",
    "supportive_treatment",
    "local_treatment",
)
STRENGTHS = ("strong", "moderate", "weak")
QUALITIES = ("high", "intermediate", "moderate", "low", "insufficient")
WHEN_UNKNOWN = ("ask", "check", "silent")
# The units of shared limits, with the lowest and the highest number that makes sense.
UNITS = {
    "months": (1, 120),
    "days": (1, 3650),
    "years": (1, 130),
    "percent": (1, 100),
    "grade": (1, 4),
    "times normal": (1, 100),
    "10^9 per litre": (0, 1000),
    "ml/min": (1, 400),
}
# What a safety rule is about. Of the first ones every drug has a rule, or a waiver that says why it needs none.
DEMANDED_TOPICS = ("heart", "lung", "liver", "blood", "kidney", "failure", "toxicity")
TOPICS = (
    *DEMANDED_TOPICS,
    "her2",
    "pregnancy",
    "menopause",
    "dpd",
    "brain",
    "taxane",
    "performance",
    "visceral_crisis",
    "choice_and_access",
    "history",
    "grave_value",
)
