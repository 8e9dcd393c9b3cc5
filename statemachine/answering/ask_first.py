"""What to ask first: the uncharted facts, each with the report that states it, those that settle most at the top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from statemachine.answer import Asking, Caution, Option
from statemachine.answering.branches import Branch, OpenQuestion, Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.present_treatment import uncharted_dose_levels
from statemachine.answering.step_cautions import naming_charted
from statemachine.guards.read_so_far import EVERYTHING_IS_LISTED
from statemachine.machine.case import Case
from statemachine.machine.guard import Finding, Guard
from statemachine.machine.guideline import Notice
from statemachine.machine.step import Weighed
from statemachine.record.facts import LABELS, report_of
from statemachine.record.patient import Patient
from statemachine.record.record import UNKNOWN_ANTICANCER

WHAT_COUNTS = (
    "Every anti-HER2 treatment counts, before and after surgery and for metastatic disease, with its last dose and the "
    "reason for stopping it."
)


def ask_first(
    patient: Patient,
    resolution: Resolution,
    options: Sequence[Option],
    going_on: Sequence[Caution],
    notices: Iterable[Notice],
) -> list[Asking]:
    """The facts that decide between the possible answers, sorted by how few answers can remain once each is known.

    Of dates that decide together the one that is charted least exactly comes first. They are followed by facts that may
    open an excluded option, and by those that a gate, a notice or a caution asks for; these do not decide between the
    answers. What every possible answer waits for comes before all of them.
    """
    inquiries = [dict(_asked_by_the_gate(one)) if one.outcome == "need_data" else {} for one in resolution.answers]
    awaited = {fact: because for asks in inquiries for fact, because in asks.items()}
    on_every_way = [fact for fact in awaited if all(fact in asks for asks in inquiries)]
    asked = {fact: _asked_beside_the_answers(fact, awaited[fact]) for fact in on_every_way}
    deciding: dict[str, Asking] = {}
    for question in resolution.questions:
        is_history = question.question == EVERYTHING_IS_LISTED
        decides = [
            option.regimen
            for option in options
            if any(
                finding.answer is None
                and (
                    finding.question == question.question
                    or (is_history and option.verdict == "undetermined" and question.facts[0] in finding.facts)
                )
                for finding in option.findings
            )
        ]
        because = f"{question.question} {WHAT_COUNTS}" if is_history else question.question
        for fact in sorted(question.facts, key=lambda fact: -_days_left_open(question, fact)):
            remain = _remaining(resolution.branches, fact)
            told = f"{_because(because, fact, patient)}{_which_drugs(fact, resolution.cases)}"
            deciding.setdefault(fact, Asking(fact, told, decides, report_of(fact), remain))
    for asking in sorted(deciding.values(), key=lambda asking: asking.answers_left or 0):
        asked.setdefault(asking.fact, asking)
    for asking in _asked_of_the_excluded(options, patient):
        asked.setdefault(asking.fact, asking)
    for fact, because in (*awaited.items(), *_asked_beside(patient, resolution, going_on, notices)):
        asked.setdefault(fact, _asked_beside_the_answers(fact, because))
    return list(asked.values())


def _asked_beside_the_answers(fact: str, because: str) -> Asking:
    """A fact that does not decide between the answers."""
    return Asking(fact, because, [], report_of(fact), None)


def _days_left_open(question: OpenQuestion, fact: str) -> int:
    """How many days the charted date at this place leaves open; none where the question hangs on no such date."""
    days = [one for hinge in question.possible.hinges for one in hinge[:2] if one.pointer == fact]
    return max(((one.last - one.first).days for one in days), default=0)


def _remaining(branches: Sequence[Branch], fact: str) -> int:
    """The most possible answers that can remain, however the questions about this fact are answered."""
    told = [
        [{asked.question: asked.answer for asked in way if fact in asked.facts} for way in branch.ways]
        for branch in branches
    ]

    def agree(one: dict[str, bool], other: dict[str, bool]) -> bool:
        return all(other.get(question, answer) == answer for question, answer in one.items())

    return max(sum(any(agree(one, other) for other in ways) for ways in told) for one in chain(*told))


def _asked_beside(
    patient: Patient, resolution: Resolution, going_on: Sequence[Caution], notices: Iterable[Notice]
) -> Iterator[tuple[str, str]]:
    for reason in resolution.reasons:
        yield from _asked_by_the_gate(reason)
        yield from _asked_behind_the_gate(reason)
    for notice in notices:
        uncharted = [fact for fact in notice.asks if getattr(patient, fact.removeprefix("/patient/")) is None]
        for fact in uncharted or notice.asks:  # what is charted is asked for anew only where nothing else is missing
            yield fact, notice.says
    for caution in going_on:
        for fact, value in caution.facts.items():
            if value is None:
                yield fact, caution.text
    for case in resolution.cases:
        for pointer in uncharted_dose_levels(case):
            yield pointer, "Compare the present dose level with what a toxicity asked for."
    if resolution.charted is not None:
        for guard, finding in _asked_anew(resolution.charted):
            for fact in finding.facts:
                if fact.startswith("/patient/"):
                    yield fact, naming_charted(guard.says or guard.question, finding.facts)


def _asked_by_the_gate(firm: Settled) -> Iterable[tuple[str, str]]:
    """What a referral or an inquiry wants to know: the uncharted facts of its findings, or the history itself."""
    stage = firm.case.guideline.stages[firm.best.dest]
    if stage.kind not in ("referral", "inquiry"):
        return
    missing = list(_missing(firm.best.weigh(firm.case)))
    if stage.kind == "inquiry" and not missing:
        missing = ["/history"]
    for fact in missing:
        yield fact, stage.says or stage.label


def _asked_behind_the_gate(firm: Settled) -> Iterable[tuple[str, str]]:
    """What would be asked for if people did not decide first: the facts of the inquiries that are due too."""
    stages = firm.case.guideline.stages
    if stages[firm.best.dest].kind != "referral":
        return
    for weighed in firm.case.weigh(firm.case.state):
        stage = stages[weighed.step.dest]
        if weighed.step.is_gate and stage.kind == "inquiry" and weighed.verdict == "permitted":
            for fact in _missing(weighed):
                yield fact, stage.says or stage.label


def _missing(weighed: Weighed) -> Iterator[str]:
    return (fact for finding in weighed.findings for fact, value in finding.facts.items() if value is None)


def _asked_of_the_excluded(options: Sequence[Option], patient: Patient) -> Iterator[Asking]:
    """Facts that may open an excluded option: those where all that forbids it does so for want of a charted fact."""
    regimens: dict[tuple[str, str], list[str]] = {}
    for option in options:
        read_so: list[tuple[str, str]] = []
        for finding in option.findings:
            if finding.answer is not None and finding.answer != finding.wanted:
                missing = [fact for fact, value in finding.facts.items() if value is None and fact != "/history"]
                if not missing:  # it is excluded for certain
                    break
                read_so += [(fact, finding.question) for fact in missing]
        else:
            for asked in read_so:
                regimens.setdefault(asked, []).append(option.regimen)
    for (fact, question), decides in regimens.items():
        yield Asking(fact, _because(question, fact, patient), decides, report_of(fact), None)


def _because(question: str, fact: str, patient: Patient) -> str:
    """The question with the label of the fact, which is not charted, or of which a new value is to be charted."""
    name = fact.removeprefix("/patient/")
    if name not in LABELS:
        return question
    return f"{question} {'Not charted' if getattr(patient, name) is None else 'To be charted anew'}: {LABELS[name]}."


def _which_drugs(fact: str, cases: Iterable[Case]) -> str:
    """That the drugs are wanted, where the fact is a course of which nobody says what was given."""
    courses = (course for case in cases for course in case.record.treatments if course.pointer == fact)
    unnamed = any(UNKNOWN_ANTICANCER in course.drugs for course in courses)
    return " Chart which drugs were given." if unnamed else ""


def _asked_anew(case: Case) -> Iterable[tuple[Guard, Finding]]:
    """Cautions of open options that ask for a fact again, such as an old ejection fraction."""
    if case.unreadable is not None:
        return
    for weighed in case.weigh(case.decision):
        if weighed.verdict != "excluded":
            for guard in weighed.step.asking_anew:
                if (finding := guard.find(case)).answer:
                    yield guard, finding
