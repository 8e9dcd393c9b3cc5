"""An answer in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from statemachine.answer import Caution, Option, Remark
from statemachine.answering.actions import RESUMES
from statemachine.answering.branches import Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.drugs_of_an_order import is_ordered
from statemachine.answering.due_notices import due
from statemachine.answering.given_beside import Beside
from statemachine.answering.headline import (
    CALLING,
    FORBIDDING,
    alarms_of,
    beside_a_gate,
    first_dose_held,
    led_by,
    unsaid,
)
from statemachine.answering.options import cautions_of_adding
from statemachine.answering.possible_answers import possible_answers
from statemachine.answering.present_treatment import present_treatment
from statemachine.answering.reason_to_refer import kept_from_the_first_place, reason_of, ruled_out
from statemachine.answering.remarks import by_code
from statemachine.answering.step_cautions import ONLY_ASKS
from statemachine.answering.to_obtain import codes_to_obtain, obtained_before
from statemachine.machine.case import Case
from statemachine.machine.guideline import Guideline, Notice
from statemachine.record import codes, words
from statemachine.record.facts import LABELS
from statemachine.record.record import UNKNOWN_ANTICANCER

NOTHING_OPEN = "nothing_permitted"
IN_THE_HISTORY = {
    "started": "when {} {were} started",
    "ended": "when {} {were} given last",
    "stopped_for": "why {} {were} stopped",
    "toxicity_agent": "which drug of {} caused the toxicity that ended the treatment",
    "toxicity_kind": "what kind of toxicity {} {were} stopped for",
    "toxicity_grade": "the grade of the toxicity that {} {were} stopped for",
    "dropped": "when a part of {} was dropped",
    "on": "the day of the {}",
    "treatment_continues": "whether treatment goes on beyond the {}",
    "grade": "the grade of the {}",
    "agent": "which drug caused the {}",
    "resolved_on": "when the {} resolved",
    "her2_ish": "the in situ hybridisation of the newest HER2 sample",
    "her2_status": "the result of the newest HER2 sample",
    "tumour": "whose tissue the newest HER2 sample is",
}


def sentence(
    guideline: Guideline,
    resolution: Resolution,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
    notices: Sequence[Notice],
    beside: Beside,
) -> str:
    """The answer in one sentence, after the most urgent action where one is due.

    `beside` are the orders about what is charted as going on beside the present treatment or the decision.
    """
    settled, here = resolution.firm, by_code([*beside.last.remarks, *due_actions])
    first = next(iter(alarms_of(here)), None)
    case = settled.case if settled is not None else _on_treatment_if_any(resolution.shown or resolution.cases, first)
    case, notices = beside.last.case or case, [*notices, *beside.last.notices]
    alarms, of_what_was_left = alarms_of(here, case, notices), alarms_of(beside.left.remarks)
    every = by_code([*beside.left.remarks, *here])
    told = _led(guideline, resolution, options, every, going_on, notices, case, alarms)
    left = led_by(of_what_was_left, beside.left.case, "", beside.left.notices)
    leads = alarms_of([*alarms, *of_what_was_left])[:1] == of_what_was_left[:1]
    return " ".join(filter(None, [left, told] if leads else [told, left]))


def _led(
    guideline: Guideline,
    resolution: Resolution,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
    notices: Sequence[Notice],
    case: Case | None,
    alarms: Sequence[Remark],
) -> str:
    """The answer after the most urgent of these alarms, which are told of this case."""
    settled = resolution.firm
    wanted = {code for answer in resolution.answers for code in answer.preferred}
    held = first_dose_held(alarms, case, options, wanted)
    if settled is None and resolution.complete and {answer.outcome for answer in resolution.answers} == {"refer"}:
        told = _provisional(guideline, resolution, options, due_actions, going_on)
        return _beside_gates(alarms, case, resolution.answers, told, notices, held)
    if settled is None:
        told = _provisional(guideline, resolution, options, due_actions, going_on)
        return led_by(alarms, case, told, notices, held)
    if settled.outcome not in ("recommend", "continue"):  # people decide first, and that says the rest
        reasons = (_sentence_of(guideline, reason, options, due_actions, going_on) for reason in resolution.reasons)
        return _beside_gates(alarms, case, resolution.reasons, " Or: ".join(reasons), notices, held)
    return led_by(alarms, case, _sentence_of(guideline, settled, options, due_actions, going_on), notices, held)


def _beside_gates(
    alarms: Sequence[Remark],
    case: Case | None,
    reasons: Sequence[Settled],
    told: str,
    notices: Sequence[Notice],
    held: str | None,
) -> str:
    """Why people decide first, after what must not happen before, and with what they are called for beside it."""
    forbidding = [remark for remark in alarms if remark.code in FORBIDDING]
    if not forbidding:
        return f"{told}{beside_a_gate(alarms, [reason.best.says for reason in reasons])}".lstrip()
    said = f"{' '.join(remark.text for remark in forbidding)} {told}"
    grave = unsaid([notice for notice in notices if notice.code in CALLING], said)
    beside = f" Also: {', '.join(grave)}." if grave else ""
    return led_by(forbidding, case, f"{told}{beside}", notices, held)


def _on_treatment_if_any(cases: Sequence[Case], first: Remark | None) -> Case | None:
    """Of several possible cases one in which a next dose may be given, because that is what must not happen; and the
    most urgent action is asked for, if it is in one of them.
    """
    given = [case for case in cases if case.current is not None] or cases
    asked = (case for case in given if first is not None and is_ordered(first.code, case))
    return next(asked, next(iter(given), None))


def _provisional(
    guideline: Guideline,
    resolution: Resolution,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
) -> str:
    facts = dict.fromkeys(fact for question in resolution.questions for fact in question.facts)
    placed = resolution.answers
    if [*facts] == ["/history_complete"] and len(placed) == 1:
        told = _sentence_of(guideline, placed[0], options, due_actions, going_on)
        return f"It is not known whether everything that was given is listed. If nothing is missing: {told}"
    case = next(iter(resolution.cases), None)
    named = list(dict.fromkeys(_named(fact, case) for fact in facts))
    if resolution.complete and {answer.outcome for answer in placed} == {"refer"}:
        reasons = dict.fromkeys(_sentence_of(guideline, one, options, due_actions, going_on) for one in placed)
        return f"{' Or: '.join(reasons)} Which options are listed depends on {words.one_of(named, 'and')}."
    several = possible_answers(resolution, named)
    return several or f"More than one answer is possible until this is known: {'; '.join(named)}."


def _sentence_of(
    guideline: Guideline,
    settled: Settled,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
) -> str:
    stage = guideline.stages[settled.best.dest]
    chosen = _chosen(guideline, settled, options) if settled.outcome == "recommend" else ""
    if settled.goes_on:
        resumes = [remark.text for remark in due_actions if remark.code in RESUMES]
        is_changed = bool(resumes or chosen or alarms_of(due_actions))
        told = {notice.code for notice in due([settled.case], "continue", ("warning",))}
        first = obtained_before("next", told | codes_to_obtain(going_on))
        given = present_treatment(settled.case, resumes, _heeded(going_on), first, is_changed=is_changed)
        return f"{given} {chosen}".rstrip()
    if chosen:
        return chosen
    why = ruled_out(settled.case) if settled.best.dest == NOTHING_OPEN else []
    return " ".join([reason_of(settled.case, stage.says or f"{stage.label}."), *why])


def _chosen(guideline: Guideline, settled: Settled, options: Sequence[Option]) -> str:
    """What is to be chosen."""
    preferred = [option for option in options if option.regimen in settled.preferred]
    labels = [option.label for option in preferred]
    decision = "" if settled.state is None else f"{guideline.stages[settled.case.decision].label}: "
    ranked = "preferred" if len(labels) == 1 else "listed side by side, none preferred over the others"
    cautions = [caution for option in preferred for caution in option.cautions]
    if settled.goes_on:
        cautions = cautions_of_adding(settled.case, settled.preferred)
    first = obtained_before("first", codes_to_obtain(cautions))
    told = f"{decision}{'; '.join(labels)} {'is' if len(labels) == 1 else 'are'} {ranked}{_heeded(cautions)}{first}."
    return " ".join([told, *kept_from_the_first_place(settled.case, settled.preferred)])


def _heeded(cautions: Sequence[Caution]) -> str:
    """How many cautions apply; what is only not charted is asked for elsewhere, and an action is told as one."""
    number = len(
        {
            caution.text
            for caution in cautions
            if not caution.text.startswith(ONLY_ASKS) and caution.code not in codes.ACTIONS
        }
    )
    return "" if number == 0 else ", with a caution" if number == 1 else f", with {number} cautions"


def _named(fact: str, case: Case | None) -> str:
    """A fact in words: its label, or the field of the history with the entry that it is missing of."""
    _, *path = fact.split("/")
    if path[0] == "history":
        if len(path) < 3:
            return _of_a_course(fact, case) or "the status of the disease"
        return _asked(path[2], "/".join(("", *path[:2])), case)
    if path[0] == "history_complete":
        return "whether everything that was given is listed"
    return LABELS.get(path[-1], path[-1].replace("_", " "))


def _asked(field: str, pointer: str, case: Case | None) -> str:
    entry = _entry(pointer, field, case)
    return IN_THE_HISTORY.get(field, "an entry of the history").format(entry, were=words.was_or_were(entry))


def _of_a_course(fact: str, case: Case | None) -> str:
    """What a whole course leaves open: which drugs it gave, or why it ended; nothing where it is no such course."""
    courses = case.record.treatments if case is not None else ()
    for course in courses:
        if course.pointer == fact and course.unexplained and UNKNOWN_ANTICANCER not in course.drugs:
            return _asked("stopped_for", fact, case)
        if course.pointer == fact and any(len(slot) > 1 for slot in course.given):
            return f"which drugs were given as {_entry(fact, 'treatment', case)}"
    return ""


def _entry(pointer: str, field: str, case: Case | None) -> str:
    """An event by its kind; a treatment, or the drug of it that was not tolerated, with the date that tells it."""
    events = case.record.events if case is not None else ()
    event = next((one for one in events if one.pointer == pointer), None)
    if event is not None:
        return words.of_event(event)
    courses = case.record.treatments if case is not None else ()
    course = next((one for one in courses if one.pointer == pointer), None)
    if case is None or course is None:
        return "a treatment"
    drug = course.toxic_drug if field == "toxicity_kind" else None
    agent = case.catalogue.agents.get(drug) if drug is not None else None
    name = words.within(agent.label) if agent is not None else words.of_course(course, case.catalogue)
    if course.ended is not None and course.ended.text:
        return f"{name} (until {words.of_date(course.ended)})"
    return f"{name} (since {words.of_date(course.started)})" if course.started.text else name
