"""What a headline begins with: the most urgent thing to do, and what must not happen before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from statemachine.answer import Option, Remark
from statemachine.answering.drugs_of_an_order import drugs_named, is_about_another_treatment
from statemachine.answering.present_treatment import in_words
from statemachine.machine.case import FIRST_STATE, Case
from statemachine.machine.guideline import Notice
from statemachine.machine.orders import NOT_GIVEN, STOPS
from statemachine.record import words

# The actions beside which nothing may sound as if all were well, the most urgent first, in a few words.
ALARMS: Mapping[str, str] = {
    "stop_permanently": "stop for good",
    "hold": "hold",
    "drop_component": "drop the drug that is not tolerated",
    "adjust_dose": "an adjusted dose",
    "measure_lvef": "measure the ejection fraction",
    "confirm_value": "confirm what is unlikely",
    "cardio_oncology_review": "a cardio-oncology review",
    "local_therapy_first": "local treatment",
    "brain_imaging": "imaging of the brain",
    "repeat_her2_testing": "a new HER2 test",
    "multidisciplinary_review": "a review by the multidisciplinary team",
}
MOST_NAMED = 3  # regimens that must not be begun; of more only their number is told
# They also precede "the board decides".
FORBIDDING = ("stop_permanently", "hold", "drop_component", "adjust_dose", "measure_lvef", "confirm_value")

# What people are asked for before anything else, each in a sentence of its own.
ASKING: Mapping[str, str] = {
    "cardio_oncology_review": "Cardio-oncology should be asked first",
    "local_therapy_first": "Discuss local treatment first",
    "brain_imaging": "Imaging of the brain comes first",
    "repeat_her2_testing": "A new HER2 test comes first",
    "multidisciplinary_review": "The multidisciplinary team should discuss this first",
}

# What people are called for also where another reason decides first; the HER2 test belongs to its own gate.
CALLING = ("cardio_oncology_review", "local_therapy_first", "multidisciplinary_review")

POINTER = re.compile(r" \(/history/[^)]*\)")  # an action names the place of its fact; a sentence to be read does not


def alarms_of(due_actions: Sequence[Remark], case: Case | None = None, notices: Sequence[Notice] = ()) -> list[Remark]:
    """The actions that alarm, the most urgent first; the end of a drug that is not given any more after what is due."""
    urgency: list[str] = list(ALARMS)
    if case is not None and is_about_another_treatment(STOPS, case, notices):
        urgency.remove(STOPS)
        urgency.insert(len(FORBIDDING) - 1, STOPS)
    return sorted(
        (remark for remark in due_actions if remark.code in ALARMS), key=lambda remark: urgency.index(remark.code)
    )


def leading(told: str, due_actions: Sequence[Remark]) -> str:
    """What a sentence begins with where its most urgent action leads, without the reason; else nothing."""
    for remark in alarms_of(due_actions)[:1]:
        if remark.code in FORBIDDING:
            return told[: told.find(": ") + 1]
        if told.startswith(ASKING[remark.code]):
            return f"{ASKING[remark.code]}."
    return ""


def led_by(
    alarms: Sequence[Remark], case: Case | None, told: str, notices: Sequence[Notice], held: str | None = None
) -> str:
    """The sentence after the most urgent action with its reason, and the other ones by name.

    `held` says it of a first dose that must not be given; of the notices is told what is grave and not said by it.
    """
    if not alarms:
        return told
    first, *others = alarms
    said = held or f"{_lead(first, case, notices)}{'.' if first.code in ASKING else ':'} {first.text}"
    due = [f"{_in_short(remark, case, notices)}{_because(remark, notices, said)}" for remark in others]
    also = f" Also due: {words.one_of(due, 'and')}." if due else ""
    return f"{POINTER.sub('', said)}{also} {told}".rstrip()


def beside_a_gate(alarms: Sequence[Remark], of_the_gate: Sequence[str | None]) -> str:
    """What people are called for beside the gate's own reason: a grave value stays grave whatever decides first."""
    told: list[str] = []
    for remark in alarms:
        text = remark.text
        for one in told:
            text = text.replace(one, "")
        for says in of_the_gate:
            text = text.replace(says, "") if says else text
        if remark.code in CALLING:
            told += [" ".join(text.split())]
    beside = " ".join(text for text in told if text)
    return f" Also: {POINTER.sub('', beside)}" if beside else ""


def first_dose_held(
    alarms: Sequence[Remark], case: Case | None, options: Sequence[Option], wanted: Collection[str]
) -> str | None:
    """`Do not begin THP before this is settled: ...`, where what is held is a first dose; None otherwise.

    Only the regimens are named, and only their reasons told, that are wanted if they can be given; all that are held
    where no wanted one is.
    """
    if not alarms or alarms[0].code != "hold" or (case is not None and case.current is not None):
        return None
    held = [option for option in options if any(caution.code == "hold" for caution in option.cautions)]
    named = [option for option in held if option.regimen in wanted] or held
    if not named:
        return None
    labels = [words.short(option.label) for option in named]
    some = (
        words.one_of(labels) if len(labels) <= MOST_NAMED else f"any of the {len(labels)} regimens that this concerns"
    )
    texts = dict.fromkeys(caution.text for option in named for caution in option.cautions if caution.code == "hold")
    return f"Do not begin {some} before this is settled: {' '.join(texts)}"


def unsaid(notices: Sequence[Notice], said: str) -> list[str]:
    """What is grave by these notices, in short, without what is said already."""
    grave = dict.fromkeys(notice.in_short for notice in notices if notice.in_short)
    return [short for short in grave if short.lower() not in said.lower()]


def _in_short(remark: Remark, case: Case | None, notices: Sequence[Notice]) -> str:
    """What else is due in a few words, a hold with the drug that it is about."""
    drugs = drugs_named(remark.code, case, notices) if remark.code in NOT_GIVEN and case is not None else ""
    if remark.code == STOPS and drugs:
        return f"stop {drugs} for good"
    return f"{ALARMS[remark.code]} {drugs}".rstrip()


def _because(remark: Remark, notices: Sequence[Notice], said: str) -> str:
    """What people are called for, in brackets, where a notice says it in short and the sentence does not say it yet."""
    grave = unsaid([notice for notice in notices if notice.code == remark.code], said)
    return f" ({', '.join(grave)})" if grave else ""


def _lead(remark: Remark, case: Case | None, notices: Sequence[Notice]) -> str:
    course = case.current if case is not None else None
    dose = "next" if course is not None else "first"
    given = in_words(case) if case is not None and course is not None else ""
    ordered = drugs_named(remark.code, case, notices) if case is not None else ""
    is_told_apart = case is not None and case.state == FIRST_STATE  # so what it is about has to be named
    if not ordered and course is not None and (len(course.left) == 1 or is_told_apart):
        ordered = given
    match remark.code:
        case "stop_permanently":
            return f"Do not give {ordered or 'it'} again"
        case "hold" if course is not None and course.held_since is not None and not course.is_held_in_part:
            held = f"{words.beginning(given)} is held since {words.of_date(course.held_since)}"
            return f"{held}; do not give it again before this is settled"
        case "hold":
            return f"Do not give the {dose} dose{f' of {ordered}' if ordered else ''} before this is settled"
        case "drop_component":
            return "Do not give the drug again that is not tolerated"
        case "adjust_dose":
            return f"Do not give the {dose} dose before its size is settled"
        case "measure_lvef":
            return f"Do not give the {dose} dose{f' of {given}' if given else ''} before the heart has been measured"
        case "confirm_value":
            return f"Do not give the {dose} dose before this unlikely value is confirmed or corrected"
    return ASKING[remark.code]
