"""What an answer rests on, as far as a vignette speaks of it: the `rests_on` of an expectation is held against this.

A key counts where it is in the evidence of a row that led here (the trail), of a preferred option, or of what the case
names: an open option, what closes an option or leaves it open, a caution, a label, a warning or an action. Where
nothing is recommended, what is said and asked instead counts. `service` counts where such a part has no evidence,
because it is a rule of this service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from statemachine.answer import Option, Recommendation

SERVICE = "service"
NAMES_OPTIONS = (
    "preferred",
    "permitted",
    "also_permitted",
    "excluded",
    "undetermined",
    "excluded_by",
    "grades",
    "ranks",
)
NAMES_FACTS = ("cautions_about", "check_before_first_dose")
NAMES_REMARKS = ("warnings", "actions", "mentions")
CHOOSES = ("recommend", "continue")


def faults(expected: Mapping[str, Any], answer: Recommendation) -> Iterator[str]:
    """A named key that the answer does not rest on, and a preferred option of whose row no key is named."""
    named = set(expected["rests_on"])
    known = keys(expected, answer)
    yield from (f"{key} is not among {sorted(known)}" for key in sorted(named - known))
    for option in answer.options:
        own = _keys_of(option)
        if option.regimen in expected.get("preferred", ()) and option.regimen in answer.preferred and not own & named:
            yield f"{option.regimen} is preferred by a row of which no key is named: {sorted(own)}"


def keys(expected: Mapping[str, Any], answer: Recommendation) -> set[str]:
    """The evidence keys that the named parts of an answer carry, and `service` where one of them carries none."""
    found = {key for part in parts(expected, answer) for key in _keys_of(part)}
    # Going on, and asking where the patient stands, are rows without evidence; and a question that stops the reading
    # of an entry is shown without its row, so nothing can be named for it.
    return found | {SERVICE} if answer.outcome in ("continue", "need_data") or not answer.options else found


def parts(expected: Mapping[str, Any], answer: Recommendation) -> Iterator[Any]:
    """Everything with evidence that the answer rests on or that the case names."""
    yield from (step for step in answer.trail if step.evidence)  # the others only follow what was given
    asked = tuple(asking.fact for asking in answer.ask_first) if answer.outcome not in CHOOSES else ()
    for option in answer.options:
        yield from _of_option(expected, option, option.regimen in answer.preferred, asked)
    codes = {code for name in NAMES_REMARKS for code in expected.get(name, ())}
    for remark in (*answer.warnings, *answer.actions):
        if answer.outcome not in CHOOSES or remark.code in codes:
            yield remark


def _of_option(expected: Mapping[str, Any], option: Option, preferred: bool, asked: tuple[str, ...]) -> Iterator[Any]:
    named = any(option.regimen in expected.get(key, ()) for key in NAMES_OPTIONS)
    if preferred or (named and option.verdict != "excluded"):
        yield option
    for finding in option.findings:
        is_asked = finding.answer is None and any(pointer.startswith(asked) for pointer in finding.facts)
        stands_in_the_way = option.verdict != "permitted" and finding.answer is not finding.wanted
        if is_asked or (named and stands_in_the_way):
            yield finding
    codes = expected.get("cautions", {}).get(option.regimen, ())
    facts = [fact for name in NAMES_FACTS for fact in expected.get(name, {}).get(option.regimen, ())]
    said = expected.get("cautions_say", {}).get(option.regimen)
    for caution in option.cautions:
        if caution.code in codes or _about(caution.facts, facts) or (said is not None and said in caution.text):
            yield caution
    yield from (option.labels[label] for label in expected.get("labels", {}).get(option.regimen, ()))


def _about(pointers: Iterable[str], facts: Iterable[str]) -> bool:
    return any(pointer.endswith(f"/{fact}") for pointer in pointers for fact in facts)


def _keys_of(part: Any) -> set[str]:
    return set(part.evidence) or {SERVICE}
