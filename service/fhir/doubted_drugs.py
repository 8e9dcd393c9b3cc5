"""Words beside the code of a drug that say it was not given, is not taken, was stopped, or may have been a placebo."""

from __future__ import annotations

import re
from typing import Final

from service.fhir.adherence import not_taken
from service.fhir.bundle import Resources
from service.fhir.drugs import Drugs, leave_out
from service.fhir.products import concepts_of
from service.fhir.report import Report, Resource
from service.fhir.values import a_text, an_object, texts
from statemachine.record.catalogue import Catalogue

NOT_CERTAIN: Final = "The words beside its code say that it was not given, was stopped, or may be a placebo."
WAS_IT: Final = "was it given, from when to when, and is it still? The words beside its code leave that open:"
_NOT_GIVEN: Final = (
    r"no|never|do not|don't|did not|didn't|not (?:given|taken|started|received|administered|tolerated|approved"
    r"|indicated|yet|filled|picked up|dispensed|covered|available)|nie"
    r"|niemals|kein\w*|nicht|geen|niet|nooit|declin\w*|refus\w*|denied|reject\w*|abgelehnt|ablehn\w*|verweiger\w*"
    r"|geweigerd|cancel\w*|storniert|abgesagt|allerg\w*|intoleran\w*|unverträglich\w*|contraindicat\w*|kontraindi\w*"
    r"|avoid\w*|family|plan|planned|planning|geplant\w*|gepland|consider\w*|proposed|scheduled|candidate|eligible"
    r"|awaiting|pending|requested|beantragt|angedacht|erwogen|recommended|empfohlen"
)
_MAY_BE_ANOTHER: Final = r"pla[cz]ebo\w*|blind\w*|verblind\w*|vs|versus|or|oder|maybe|possibl[ey]"
_STOPPED: Final = (
    r"dis[ck]ontinu\w*|d/c|stop|stopped|gestop\w*|abgesetzt|beendet|abgebrochen|ended|finished|completed|paus\w*"
    r"|on hold|held|hold|suspended|inactive|expired|withdrawn|history of|hx of|h/o|past|previous\w*|former\w*"
    r"|früher\w*|ehemals|z\.\s?n|(?:not|no longer)(?: \w+)? (?:taking|using|on)|(?:does|is) not|doesn't|isn't"
    r"|non-?adheren\w*|non-?complian\w*|last (?:dose|taken|given)|letzte (?:gabe|dosis|einnahme)"
    r"|then (?:pd|progress\w*)|dann (?:pd|progress\w*|progredien\w*)"
)


def _words(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)|\?", re.IGNORECASE)


_DOUBTED, _OVER = _words(f"{_NOT_GIVEN}|{_MAY_BE_ANOTHER}"), _words(_STOPPED)


def words_leave_open(
    medication: Resource, drugs: Drugs, among: Resources, catalogue: Catalogue, report: Report, *, is_over: bool
) -> bool:
    """Do words beside the code leave open whether it was given, or goes on? Then it is asked, unless it is no line.

    That it was stopped speaks against nothing where it `is_over` anyway.
    """
    label = a_text(an_object(medication.content.get("medicationReference")).get("display"))
    named = [text for concept in concepts_of(medication, among) for text in texts(concept)] + [label]
    words = next((text for text in named if _DOUBTED.search(text) or (not is_over and _OVER.search(text))), "")
    words = words or ("" if is_over else not_taken(medication.content))
    if not words or catalogue.beside.issuperset(drugs.charted):
        return False
    report.not_understood(medication, f"{drugs.says} {NOT_CERTAIN}")
    report.ask(f"{drugs.named}: {WAS_IT} {report.named({'text': words})}", [medication])
    leave_out([medication], drugs, catalogue, report)
    return True
