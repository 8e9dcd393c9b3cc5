"""Which notices of an edition are due, and what they say of the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from statemachine.answering.step_cautions import naming_charted
from statemachine.machine.case import Case
from statemachine.machine.guideline import CHARTED, ENTRIES, Notice
from statemachine.machine.orders import STOPS


def due(
    cases: Sequence[Case],
    outcome: str,
    kinds: Sequence[str] = ("warning", "action"),
    codes_asked: Collection[str] | None = None,
) -> list[Notice]:
    """The notices of these kinds, and codes where any are named, whose guards make them due in this state and for this
    outcome.

    Among several possible cases, an action is due if one of them asks for it; a statement about the patient, what only
    an assumption asks for, and an end for good, are due only if they hold in all of them.
    """
    found: list[Notice] = []
    assumed: set[tuple[str, str]] = set()
    for case in cases:  # loops, because a generator for each notice costs more than its guards
        for notice in case.guideline.notices_in(case.state, outcome):
            if notice.kind not in kinds or (codes_asked is not None and notice.code not in codes_asked):
                continue
            rests_on_an_assumption = False
            for guard in notice.guards:
                finding = guard.find(case)
                if finding.effect != "passes":
                    break
                rests_on_an_assumption |= guard.target and finding.answer is None
            else:
                told = _naming_entries(notice, case) if ENTRIES in notice.says or CHARTED in notice.says else notice
                found.append(told)
                if rests_on_an_assumption:
                    assumed.add((told.code, told.says))
    if len(cases) == 1:
        return found
    held = Counter((notice.code, notice.says) for notice in found)
    asserted = held.keys() - assumed
    return [
        notice
        for notice in found
        if held[notice.code, notice.says] == len(cases)
        or (notice.kind == "action" and notice.code != STOPS and (notice.code, notice.says) in asserted)
    ]


def _naming_entries(notice: Notice, case: Case) -> Notice:
    """The notice with the entries that its guards found, by place and as charted, or with the facts of the patient.

    What must not be found for it to be due is not told.
    """
    found = (guard.find(case).facts for guard in notice.guards if guard.target)
    facts = {pointer: value for told in found for pointer, value in told.items()}
    places: dict[str, list[str]] = {}
    for pointer, value in facts.items():
        if pointer.startswith("/history/"):
            places.setdefault(str(value), []).append(pointer)
    entries = "; ".join(f"{value} ({', '.join(pointers)})" for value, pointers in places.items())
    return replace(notice, says=naming_charted(notice.says.replace(ENTRIES, entries), facts))
