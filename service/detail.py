"""How much of an answer is told: brief, reasons or full. Each tells all that the one before it does.

`brief` is the decision with a row for each option, `reasons` adds what it rests on, `full` every finding and the text
of the catalogue, which is otherwise at GET /v1/regimens/{code}. An answer that stands beside others is told in one
detail less, unless all is told in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import request

from service.faults import Fault
from service.problems import Refused
from statemachine import Comparison, Pathway, ScenarioAnswer, Sensitivity, brief, headline, warning_codes
from statemachine.answer import Option, Recommendation, ShownFinding
from statemachine.record.codes import DETAILS

BRIEF, REASONS, FULL = DETAILS
WIRE_NAMES: Final = {"source": "from", "dest": "to"}  # Python reserves `from`

# Told in full alone: the text of the catalogue.
CATALOGUE: Final = frozenset(
    ("route", "schedule", "dosing", "continuation", "monitoring", "boxed_warnings", "toxicities", "notes", "trials")
)
# Told in brief of what is no recommendation.
IN_BRIEF: Final[Mapping[str, tuple[str, ...]]] = {
    "agreement": ("regimen", "verdicts"),
    "parting": ("first", "second", "where", "says"),
    "changed_option": ("regimen", "label", "before", "after"),
    "node": ("event", "treatment", "outcome", "preferred"),
    "change_set": ("size", "outcome", "state", "preferred", "says"),
}


def asked(document: Mapping[str, Any]) -> str:
    """The detail that the address or the body asks for; Refused where they contradict each other."""
    in_address, in_body = request.args.get("detail"), document.get("detail")
    if in_address and in_body and in_address != in_body:
        says = f"The body asks for the detail {in_body} and the address for {in_address}: ask once."
        raise Refused(422, says, [Fault("/detail", says, code="contradiction")])
    return in_address or in_body or REASONS


def recommendation(answer: Recommendation, detail: str) -> dict[str, Any]:
    """One answer in this detail."""
    return {"detail": detail, **(brief(answer) if detail == BRIEF else _more_than_brief(answer, detail))}


def beside_others(answer: Recommendation, detail: str) -> dict[str, Any]:
    """One of several answers."""
    if detail == BRIEF:
        return headline(answer)
    told = brief(answer) if detail == REASONS else _more_than_brief(answer, detail)
    return {**told, "warning_codes": warning_codes(answer)}


def comparison(answer: Comparison, detail: str) -> dict[str, Any]:
    """What several editions answer to one record."""
    is_brief = detail == BRIEF
    partings = [_some_of(each, "parting") if is_brief else _parting(each) for each in answer.partings]
    return {
        "detail": detail,
        "answers": [beside_others(each, detail) for each in answer.answers],
        "partings": partings,
        "agreement": [_some_of(each, "agreement") for each in answer.agreement] if is_brief else answer.agreement,
        "complete": answer.complete,
        "limits_of_use": answer.answers[0].limits_of_use,
    }


def scenario(answer: ScenarioAnswer, detail: str) -> dict[str, Any]:
    """How one scenario differs from the base."""
    told = {name: getattr(answer, name) for name in answer.__slots__ if name != "name"}
    if detail == BRIEF:
        told["options"] = [_some_of(option, "changed_option") for option in answer.options]
    told["answer"] = None if answer.answer is None else beside_others(answer.answer, detail)
    return told


def pathway(ahead: Pathway, detail: str) -> dict[str, Any]:
    """The road ahead."""
    told = {"detail": detail, **_all_of(ahead)}
    if detail == BRIEF:
        told["root"] = _node_in_brief(ahead.root)
        del told["assumes"]
    return told


def sensitivity(found: Sensitivity, detail: str) -> dict[str, Any]:
    """What would change an answer."""
    sets = [_some_of(each, "change_set") for each in found.sets] if detail == BRIEF else found.sets
    return {"detail": detail, **_all_of(found), "sets": sets}


def _more_than_brief(answer: Recommendation, detail: str) -> dict[str, Any]:
    told = _all_of(answer)
    told["trail"] = [_all_of(step) for step in answer.trail]
    told["options"] = options = [
        _all_of(option) if detail == FULL else _with_reasons(option, option.regimen in answer.preferred)
        for option in answer.options
    ]
    for option in options:
        option["href"] = f"/v1/regimens/{option['regimen']}"
    return told


def _with_reasons(option: Option, is_preferred: bool) -> dict[str, Any]:
    """An option with the findings that decide; of a preferred one also those that rest on what is charted."""
    wire = {name: getattr(option, name) for name in option.__slots__ if name not in CATALOGUE}
    wire["findings"] = _deciding(option.findings, or_charted=is_preferred)
    wire["labels"] = {
        layer: {**_all_of(status), "findings": _deciding(status.findings)} for layer, status in option.labels.items()
    }
    return wire


def _deciding(findings: Iterable[ShownFinding], *, or_charted: bool = False) -> list[ShownFinding]:
    """The findings that forbid or leave open, and where asked those that rest on a charted fact."""
    return [
        finding
        for finding in findings
        if finding.answer is not finding.wanted
        or (or_charted and any(value is not None for value in finding.facts.values()))
    ]


def _parting(parting: Any) -> dict[str, Any]:
    return {**_all_of(parting), **{name: _side(getattr(parting, name)) for name in ("one", "other")}}


def _side(side: Any) -> dict[str, Any] | None:
    return None if side is None else _all_of(side)


def _node_in_brief(node: Any) -> dict[str, Any]:
    return {**_some_of(node, "node"), "children": [_node_in_brief(child) for child in node.children]}


def _all_of(shown: Any) -> dict[str, Any]:
    """The fields of one object under their wire names."""
    return {WIRE_NAMES.get(name, name): getattr(shown, name) for name in shown.__slots__}


def _some_of(shown: Any, kind: str) -> dict[str, Any]:
    """The fields of one object that are told in brief."""
    return {name: getattr(shown, name) for name in IN_BRIEF[kind]}
