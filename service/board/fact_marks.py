"""What each fact is to the answer on the page: needed for one, deciding between several, to be checked, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.board.answer_view import Shown
from statemachine.record.facts import FACTS

NEEDED: Final = "needed"
DECIDES: Final = "decides"
TO_BE_CHECKED: Final = "to be checked"
NO_INFLUENCE: Final = "without influence"
HER2: Final = ("her2_status", "her2_ihc", "her2_ish")  # any of them tells of the disease itself, so none is ever idle


def marks_before_an_answer(document: Mapping[str, Any]) -> dict[str, str]:
    """What has to be charted before there can be an answer."""
    patient = document.get("patient")
    charted = patient if isinstance(patient, Mapping) else {}
    missing = [f"/{key}" for key in ("as_of", "history_complete") if key not in document]
    return dict.fromkeys(missing if any(key in charted for key in HER2) else [*missing, f"/patient/{HER2[0]}"], NEEDED)


def marks_of(shown: Shown) -> dict[str, str]:
    """The facts of an answer with their marks, those that decide first; without one a fact may matter if it changes."""
    answer = shown.answer
    marks: dict[str, str] = {}
    for asked in answer.ask_first:
        marks[asked.fact] = TO_BE_CHECKED if asked.answers_left is None else DECIDES
    if answer.outcome == "need_data":
        marks |= {asked.fact: NEEDED for asked in answer.ask_first[:1]}
    for option in shown.cards:
        for caution in option.to_check:
            for fact in (fact for fact, value in caution.facts.items() if value is None):
                marks.setdefault(fact, TO_BE_CHECKED)
    for fact in _idle(shown):
        marks.setdefault(fact, NO_INFLUENCE)
    return marks


def _idle(shown: Shown) -> Iterable[str]:
    """The charted facts that no rule judged, and those not charted that none would read where the answer stands."""
    answer, edition, charted = shown.answer, shown.edition, shown.document["patient"]
    yield from (each.fact for each in answer.not_judged if not each.grave)
    places = [(answer.state, answer.outcome), *((each.state, each.outcome) for each in answer.branches)]
    if answer.current is not None:
        places.append((f"{answer.state}.{answer.current.regimen}", answer.outcome))
    if any(state is None for state, _ in places):
        return
    known = ((state, outcome) for state, outcome in places if state in edition.stages)
    judged = frozenset().union(*(edition.facts_judged(str(state), outcome) for state, outcome in known))
    found = {fact for option in answer.options for finding in option.findings for fact in finding.facts}
    found |= {fact for step in answer.trail for finding in step.findings for fact in finding.facts}
    for name in FACTS:
        if name not in charted and name not in judged and name not in HER2 and f"/patient/{name}" not in found:
            yield f"/patient/{name}"
