"""An answer as FHIR R4: a Bundle of a GuidanceResponse, the proposals, what to beware of and what to ask first."""

from __future__ import annotations

from typing import Final

from service.fhir.entries import Entries, Json, note
from service.fhir.issues import detect, tell_of_the_record
from service.fhir.proposals import edition_uri, propose
from service.fhir.report import Report
from service.fhir.required_data import required
from statemachine import Library
from statemachine.answer import Option, Recommendation

ANSWERED: Final = {True: "Yes", False: "No", None: "Unknown"}
OPEN: Final = ("need_data", "provisional")  # outcomes that more data would settle


def bundle_of(
    answer: Recommendation, library: Library, *, in_full: bool, patient: str = "", report: Report | None = None
) -> Json:
    """The answer about a patient, whom the request names so; of a bundle with what its report says to look at."""
    entries = Entries(answer.decision_id, patient)
    result, proposed = propose(answer, library, entries, in_full=in_full)
    detect(answer, entries, proposed)
    messages = tell_of_the_record(answer, report, entries)
    guidance = {
        "identifier": [entries.decision],
        "moduleUri": edition_uri(answer),
        "status": _status(answer),
        "subject": entries.subject,
        "occurrenceDateTime": answer.as_of,  # the clock is no part of an answer
        "note": [note(text) for text in _sentences(answer)],
        "evaluationMessage": messages,
        "result": result,
        "dataRequirement": _once([required(asking) for asking in answer.ask_first]),
    }
    entries.add("GuidanceResponse", "GuidanceResponse", guidance)
    entries.all.insert(0, entries.all.pop())
    return {"resourceType": "Bundle", "identifier": entries.decision, "type": "collection", "entry": entries.all}


def _status(answer: Recommendation) -> str:
    if answer.outcome in OPEN:
        return "data-required"
    return "data-requested" if answer.ask_first else "success"


def _sentences(answer: Recommendation) -> list[str]:
    """What a person must read with the answer: the sentence, what to do and to ask, every option, and the limits."""
    return [
        answer.says,
        *(f"To do: {action.text}" for action in answer.actions),
        *(f"Ask first: {asking.because}" for asking in answer.ask_first),
        *(_row(option, is_preferred=option.regimen in answer.preferred) for option in answer.options),
        f"{answer.guideline.title}, edition of {answer.guideline.edition}; "
        f"signed by {answer.guideline.reviewed_by or 'no clinician'}.",
        answer.limits_of_use,
    ]


def _row(option: Option, *, is_preferred: bool) -> str:
    why = option.deciding
    because = f": {why.question} {ANSWERED[why.answer]}" if why else ""
    return f"{option.label}: {'preferred' if is_preferred else option.verdict}{because}."


def _once(requirements: list[Json]) -> list[Json]:
    return [each for number, each in enumerate(requirements) if each not in requirements[:number]]
