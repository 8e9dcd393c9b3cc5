"""What to beware of: DetectedIssues of the patient, and an OperationOutcome of the record and how it was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.fhir.entries import Entries, Json
from service.fhir.proposals import Proposed
from service.fhir.report import Report
from statemachine.answer import Recommendation
from statemachine.record.codes import NOT_JUDGED, OF_THE_RECORD

HIGH: Final = "high"
STOPS: Final = ("hold", "stop_permanently")  # actions that forbid the next dose
REFER: Final = "refer"


def detect(answer: Recommendation, entries: Entries, proposed: Proposed) -> None:
    """Add a DetectedIssue for each thing that speaks for caution in this patient, each sentence once.

    Severity is high where people must decide first, where the next dose is forbidden, and where no rule judged a grave
    value; of anything else the answer does not say how grave it is, and so neither does this.
    """
    found: dict[str, Json] = {}
    for code, text, severity in _told(answer):
        found.setdefault(text, {"code": {"text": code}, "severity": severity, "detail": text, "implicated": []})
    for option in answer.options:
        for caution in option.cautions if option.regimen in proposed else ():
            if any(value is not None for value in caution.facts.values()):
                plain = {"code": {"text": caution.code or "caution"}, "detail": caution.text, "implicated": []}
                found.setdefault(caution.text, plain)["implicated"] += proposed[option.regimen]
    evidence = [{"detail": [entries.reference("GuidanceResponse")]}]
    for number, issue in enumerate(found.values()):
        told = {"status": "final", **issue, "patient": entries.subject, "evidence": evidence}
        entries.add(f"DetectedIssue {number}", "DetectedIssue", told)


def tell_of_the_record(answer: Recommendation, report: Report | None, entries: Entries) -> list[Json]:
    """Add an OperationOutcome of the warnings about record and sources, and of what in a bundle was not understood."""
    issues = [_issue("business-rule", each.code, each.text) for each in answer.warnings if each.code in OF_THE_RECORD]
    if report is not None:
        not_understood: dict[str, list[str]] = {}
        for pointer, (_, verdict, says) in report.verdicts.items():
            if verdict == "not_understood":
                not_understood.setdefault(says, []).append(pointer)
        issues += (_issue("not-supported", " ".join(places), says) for says, places in not_understood.items())
        for each in report.conflicts:
            issues.append(_issue("conflict", f"{each['about']} {' '.join(each['from'])}", each["says"]))
        issues += (_issue("incomplete", " ".join(places), says) for says, places in report.asked.items())
    return [entries.add("OperationOutcome", "OperationOutcome", {"issue": issues})] if issues else []


def _told(answer: Recommendation) -> Iterator[tuple[str, str, str | None]]:
    """Code, sentence and severity of what the answer says."""
    if answer.outcome == REFER:
        yield REFER, answer.says, HIGH
    for action in answer.actions:
        if action.code in STOPS:
            yield action.code, action.text, HIGH
    for warning in answer.warnings:
        if warning.code not in OF_THE_RECORD:
            yield warning.code, warning.text, HIGH if warning.code == NOT_JUDGED else None


def _issue(code: str, diagnostics: str, text: str) -> Json:
    told = {"severity": "warning", "code": code, "details": {"text": text}}
    return {**told, "diagnostics": diagnostics} if diagnostics else told
