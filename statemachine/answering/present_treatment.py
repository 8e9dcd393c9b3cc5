"""What is being given on the day of the question, in the words of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from statemachine.answer import Current
from statemachine.machine.case import Case
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.dosing import lowest_level
from statemachine.record.partial_dates import PartialDate

OFF_TREATMENT = "Off treatment"
MAY_LOWER = frozenset({"earlier_toxicity", "resume_one_dose_level_lower", "resume"})


def current_of(cases: Sequence[Case]) -> Current | None:
    """The present treatment, as far as all these cases agree; None where none is being given.

    Its code is told if one of the decisions at which it may have been chosen knows it.
    """
    if len({(case.stage.kind, case.current and case.current.pointer) for case in cases}) != 1:
        return None
    found = [_current(case) for case in cases]
    return next((current for current in found if current is not None and current.regimen is not None), found[0])


def present_treatment(case: Case, resumes: Sequence[str], heeded: str, obtained: str, *, is_changed: bool) -> str:
    """What is being given, after what is to be done about it; that nothing says to change it, where that is so.

    `obtained` is what the next dose waits for though nothing says to change the treatment.
    """
    since = _since(case)
    when = f"since {words.of_date(since)}" if since is not None and since.text else ""
    if case.stage.kind == "pause":
        pause = f"{OFF_TREATMENT} {when}".strip() + _presumed(case)
        return f"{pause}." if is_changed else f"{pause}: nothing charted says to begin another treatment."
    added = "; ".join(filter(None, (when, _held(case), *_dropped(case), _outside(case))))
    given = f"{in_words(case)} ({added})" if added else in_words(case)
    presumed = _presumed(case)
    if is_changed:
        return " ".join([*resumes, f"Present treatment: {given}{heeded}{obtained}{presumed}."])
    nothing = "" if heeded or obtained or presumed else ": nothing charted says to change it"
    level = "; its dose level after an earlier toxicity is not charted" if uncharted_dose_levels(case) else ""
    return f"Go on with {given}{heeded}{obtained}{nothing}{level}{presumed}."


def _presumed(case: Case) -> str:
    """What the reading of orders without a charted end takes for granted."""
    still = list(case.an_open_order_goes_on_beside_more().facts.values())
    left = [words.of_order(order, order.given, case.catalogue) for order in case.read_as_left]
    presumed = (("this is still given", still), ("this has ended", left))
    return "".join(f", if {what}: {words.one_of(orders, 'and')}" for what, orders in presumed if orders)


def uncharted_dose_levels(case: Case) -> list[str]:
    """The pointers to the present dose levels that nobody charted, after toxicities that may have lowered them."""
    pointers: dict[str, None] = {}
    for code, _, event in chain(*case.actions.values()):
        if code in MAY_LOWER and case.current is not None:
            dosings = case.current.dosings_of(event.agent if event is not None else None)
            if lowest_level(dosings) is None:
                pointers |= dict.fromkeys(one.level_at for one in dosings)
    return list(pointers)


def in_words(case: Case) -> str:
    """What is being given, by the name of the regimen or by its drugs; without what was dropped of it."""
    course, regimen = case.current, case.stage.regimen
    if case.stage.kind == "pause":
        return words.within(OFF_TREATMENT)
    if course is None:
        return words.short(case.stage.label)
    return words.of_what_is_left(course, case.catalogue, regimen)


def _current(case: Case) -> Current | None:
    stage, since = case.stage, _since(case)
    charted = since.text or None if since is not None else None
    if stage.kind == "pause":
        return Current(None, OFF_TREATMENT, charted, None, None)
    if stage.kind != "treatment":
        return None
    regimen, course = _left(case) or stage.regimen, case.current
    code, label = (regimen.code, regimen.label) if regimen is not None else (None, in_words(case))
    if course is not None and course.dropped:
        label = in_words(case)
    in_part = _held(case) if course is not None and course.is_held_in_part else ""
    held_since = course.held_since.text if course is not None and course.held_since is not None else None
    level = course.dose_level if course is not None else None
    told = ", ".join(filter(None, (words.beginning(label), in_part, *_dropped(case), _outside(case))))
    return Current(code, told, charted, held_since, level)


def _left(case: Case) -> Regimen | None:
    """The regimen that is left where chemotherapy was dropped; None where nothing was, or where no code fits the rest.

    Another part that was dropped leaves the regimen what it is.
    """
    course, catalogue = case.current, case.catalogue
    if course is None or all(part.agents.isdisjoint(catalogue.backbone) for part in course.dropped):
        return None
    codes = catalogue.regimens_of(course.left)
    return catalogue.regimens[codes[0]] if codes else None


def _held(case: Case) -> str:
    """Since when it is held, and what of it where that is only a part."""
    course = case.current
    if course is None or course.held_since is None:
        return ""
    if course.is_held_in_part:
        held = [f"{name} held since {day}" for name, day in words.of_held(course, case.catalogue)]
        return words.one_of(held, "and")
    return f"held since {words.of_date(course.held_since)}"


def _dropped(case: Case) -> list[str]:
    parts = case.current.dropped if case.current is not None else ()
    return [words.of_dropped(part.agents, part.on, case.catalogue) for part in parts]


def _outside(case: Case) -> str:
    """Where the edition does not know the treatment: at all, or at this decision."""
    if case.stage.regimen is not None:
        return ""
    known = {stage.regimen.code for stage in case.guideline.stages.values() if stage.regimen is not None}
    course = case.current
    given = [slot for slot in course.given if slot & course.left] if course is not None else []
    codes = (course is not None and course.regimens) or case.catalogue.regimens_given(given)
    return "not at this point of this edition" if known.intersection(codes) else "not in this edition"


def _since(case: Case) -> PartialDate | None:
    """When the present treatment began, or when the last one ended."""
    if case.stage.kind == "pause":
        last = case.metastatic[-1] if case.metastatic else None
        return last.ended if last is not None and last.ended is not None else case.trail[-1].occurrence.on
    return case.current.started if case.current is not None else None
