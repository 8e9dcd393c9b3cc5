"""How a vignette's `expect` is compared with an answer: only what it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from statemachine.answer import Recommendation
from statemachine.library import Library
from statemachine.recommend import recommend
from statemachine.record import read

Vignette = Mapping[str, Any]


def vignettes(folder: Path) -> list[Vignette]:
    """All cases of a folder's YAML files, in order."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in yaml.safe_load(path.read_text("utf-8"))]


def answer_to(library: Library, case: Vignette, guideline: str) -> Recommendation:
    """The answer of one edition to a vignette; a history is complete unless the case says otherwise."""
    record = read({"history_complete": True, **case}, library.catalogue)
    return recommend(library.pick(guideline, record.as_of), record)


def differences(expected: Mapping[str, Any], answer: Recommendation) -> list[str]:
    """What the answer does not have as expected, one sentence each; empty if it is as expected."""
    return [says for key, value in expected.items() for says in _difference(key, value, answer)]


def _difference(key: str, value: Any, answer: Recommendation) -> Iterable[str]:
    verdicts = {option.regimen: option.verdict for option in answer.options}
    match key:
        case "outcome" | "state":
            if getattr(answer, key) != value:
                yield f"{key}: {getattr(answer, key)} instead of {value}"
        case "line_number":
            if answer.line.number != value:
                yield f"line_number: {answer.line.number} instead of {value}"
        case "preferred":
            if set(answer.preferred) != set(value):
                yield f"preferred: {sorted(answer.preferred)} instead of {sorted(value)}"
        case "also_permitted" | "excluded" | "undetermined":
            wanted = "permitted" if key == "also_permitted" else key
            for regimen in value:
                if verdicts.get(regimen) != wanted:
                    yield f"{regimen}: {verdicts.get(regimen)} instead of {wanted}"
        case "never_preferred":
            for regimen in set(value) & set(answer.preferred):
                yield f"{regimen} is preferred"
        case "ask_first":
            asked = [asking.fact for asking in answer.ask_first]
            for fact in value:
                if not any(pointer.endswith(f"/{fact}") for pointer in asked):
                    yield f"{fact} is not asked; asked are {asked}"
        case "warnings" | "actions":
            codes = {remark.code for remark in getattr(answer, key)}
            for code in value:
                if code not in codes:
                    yield f"{code} is not among the {key}: {sorted(codes)}"
        case "labels":
            for option in answer.options:
                for label, status in value.get(option.regimen, {}).items():
                    shown = option.labels.get(label, {}).get("status")
                    if shown != status:
                        yield f"label {label} of {option.regimen}: {shown} instead of {status}"
        case "branches":
            found = [(branch.outcome, sorted(branch.preferred)) for branch in answer.branches]
            for branch in value:
                if (branch["outcome"], sorted(branch.get("preferred", []))) not in found:
                    yield f"no branch {branch}; found {found}"
        case "trail":
            passed = [step.dest for step in answer.trail]
            if passed != value:
                yield f"trail: {passed} instead of {value}"
        case "cautions":
            for regimen, codes_wanted in value.items():
                found_codes = {
                    c.code for option in answer.options if option.regimen == regimen for c in option.cautions
                }
                for code in codes_wanted:
                    if code not in found_codes:
                        yield f"{regimen} has no caution {code}: {found_codes}"
        case _:
            yield f"the expectation {key!r} is not known"
