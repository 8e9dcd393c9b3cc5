"""Whether a condition is so: its verification status, or how certain a German diagnosis is, at its code."""

from __future__ import annotations

from typing import Final

from service.fhir.report import Resource
from service.fhir.values import MOST_CODINGS, a_list, a_text, an_object, extensions, word

NOT_SO: Final = ("refuted", "entered-in-error")
UNSURE: Final = ("provisional", "differential", "unconfirmed")
# ICD-10-GM: A excluded, V suspected, Z state after.
CERTAINTY: Final = {"A": "refuted", "V": "provisional"}
STATE_AFTER: Final = "Z"


def verification_of(condition: Resource) -> str:
    """The verification status; empty where nobody says one."""
    return CERTAINTY.get(certainty_of(condition), "") or word(condition.content.get("verificationStatus"))


def certainty_of(each: Resource) -> str:
    """The certainty that stands at a code or at the condition; empty where none does, or two that differ."""
    codings = [an_object(coding) for coding in a_list(an_object(each.content.get("code")).get("coding"))]
    found = {
        a_text(one.get("valueCode")) or a_text(an_object(one.get("valueCoding")).get("code"))
        for owner in (each.content, *codings[:MOST_CODINGS])
        for one in extensions(owner, "icd-10-gm-diagnosesicherheit")
    }
    return found.pop() if len(found) == 1 else ""
