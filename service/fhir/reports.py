"""Diagnostic reports: their results are resources of their own, and what they conclude in words or codes is told."""

from __future__ import annotations

import re
from typing import Final

from service.fhir import codes
from service.fhir.bundle import Resources
from service.fhir.cancers import is_secondary
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_text, day, first_day, period, texts
from service.fhir.values import codes as codes_of

MOST_RESULTS: Final = 100  # of one report that are looked for
NOT_SO: Final = ("entered-in-error", "cancelled")
TELLING: Final = re.compile(
    r"metasta|filia|progress|progredien|recurren|relaps|rezidiv|her-?2|erb-?b2|pneumonitis|interstitial|ejection"
    r"|ejektion",
    re.IGNORECASE,
)
WHAT: Final = (
    "Does this report tell what the record lacks: a metastasis, a progression, HER2, of the heart or the lungs?"
)


def read_reports(among: Resources, as_of: str, report: Report) -> None:
    """Chart nothing of them, as words may deny what they name; tell what only they can hold, and ask about it once."""
    untold = []
    for each in among.of("DiagnosticReport"):
        status = a_text(each.content.get("status"))
        on = day(each.content.get("effectiveDateTime")) or period(each.content.get("effectivePeriod"))[0]
        concepts = [*a_list(each.content.get("conclusionCode")), *a_list(each.content.get("codedDiagnosis"))]
        coded = [code for concept in concepts for code in codes_of(concept)]
        said = [a_text(each.content.get("conclusion")), *(text for concept in concepts for text in texts(concept))]
        if status in NOT_SO:
            report.ignored(each, f"Its status is {status}.")
        elif on is not None and first_day(on) > as_of:
            report.ignored(each, "It is of a day after as_of.")
        elif is_secondary(coded) or codes.found(codes.STATUSES, coded) or any(map(TELLING.search, said)):
            report.not_understood(each, "Its conclusion names what may decide, and is not read: words may deny it too.")
            report.ask(WHAT, [each])
        elif any(said) or each.content.get("presentedForm") or not _has_its_results(each, among):
            report.not_understood(each, "It holds words, a document, or results that are not here: none of it is read.")
            untold.append(each)
        else:
            report.ignored(each, "Its results are resources of their own, and it concludes nothing in words.")
    if untold:
        report.ask(WHAT, untold)


def _has_its_results(each: Resource, among: Resources) -> bool:
    results = a_list(each.content.get("result"))[:MOST_RESULTS]
    return bool(results) and all(among.referred(each, result) is not None for result in results)
