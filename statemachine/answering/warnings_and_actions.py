"""What an answer says beside its options: what to do, and what to beware of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from statemachine.answer import Caution, Remark
from statemachine.answering.branches import Resolution
from statemachine.answering.charted_toxicity import as_charted, dose_level, is_ungraded, unless_lowered, what_decides
from statemachine.answering.decision import Settled
from statemachine.answering.left_open import left_open
from statemachine.answering.reason_to_refer import reason_of
from statemachine.answering.step_cautions import ONLY_ASKS, naming_charted
from statemachine.answering.to_obtain import to_obtain
from statemachine.answering.unlikely_values import action_of, remark_of
from statemachine.machine.case import Case
from statemachine.machine.guard import Grounds
from statemachine.machine.guideline import CHARTED, ENTRIES, Guideline, Notice
from statemachine.machine.orders import HOLD, STOPS
from statemachine.record import codes, occurrences
from statemachine.record.record import Event, Record

SAID_AS_ONE = "brain_active"  # what to do first, and what the brain guideline names, are two halves of one warning
LOWER = "resume_one_dose_level_lower"
RESUMES = (LOWER, "resume", "resume_same_dose")
STOPPED = frozenset(occurrences.STOPS.values())
STRICTEST_FIRST = (STOPS, HOLD, *RESUMES)


def actions_of(
    cases: Sequence[Case], firm: Settled | None, cautions: Sequence[Caution], notices: Iterable[Notice]
) -> list[Remark]:
    """What to do, each action once: from the last steps taken, the best open step, the notices due and the cautions.

    A treatment that cannot be continued, or that the same label says to hold, is never told to resume. Where several
    ways lead to one answer, an action has the reason that all of them give, if there is one. What hangs on a grade that
    nobody charted, and an end for good that not every way tells of, is no order yet: the next dose waits.
    """
    ways = [list(_of_steps(case, firm)) for case in cases]
    told_by = [{remark.code for remark in way} for way in ways]
    unsettled = {code for code in (STOPS, *RESUMES) if 0 < sum(code in way for way in told_by) < len(ways)}
    if unsettled:
        ways = [list(_of_steps(case, firm, unsettled)) for case in cases]
    assumed = [remark for case in cases for remark in _of_an_assumed_stop(case)]
    remarks = [remark for way in ways for remark in way if remark not in assumed or all(remark in one for one in ways)]
    if firm is not None:
        common = [remark for remark in remarks if all(remark in way for way in ways)]
        explained = {remark.code for remark in common}
        remarks = [remark for remark in remarks if remark in common or remark.code not in explained]
    remarks += [action_of(value) for case in cases[:1] for value in case.record.unlikely]
    remarks += _told(notices, "action") + _coded(cautions, codes.ACTIONS) + list(to_obtain(cautions))
    told = _once(remarks)
    if firm is not None and not firm.goes_on:
        told = [remark for remark in told if remark.code not in RESUMES]
    elif firm is not None or len(cases) == 1:
        told = [remark for remark in told if not _is_forbidden(remark, told)]
    return by_code(told)


def _of_steps(case: Case, firm: Settled | None, unsettled: Collection[str] = ()) -> Iterator[Remark]:
    """The actions of the steps taken, each with the toxicity that asked for it, and those of the best open step."""
    for code, step, event in chain(*case.actions.values()):
        if code in unsettled and (is_ungraded(event) or code == STOPS) and _may_be_given(event, case):
            yield _remark(HOLD, what_decides(event), step.grounds)
            yield _remark(HOLD, step.says or "", step.grounds)
        elif code in codes.ACTIONS:
            charted = as_charted(event, case) if event is not None and event.name == "toxicity" else ""
            level = unless_lowered(event, case) if code == LOWER else ""
            yield _remark(code, f"{step.says or ''}{charted}{level}", step.grounds)
    if firm is not None:
        for code in firm.best.actions:
            yield of_best_step(code, firm)


def _may_be_given(event: Event | None, case: Case) -> bool:
    """Is the drug of this event, as far as is charted, part of the present treatment? Another one is not held."""
    if event is None or event.agent is None or case.current is None:
        return True
    return not case.current.drugs.isdisjoint(case.blamed(event, case.current))


def of_best_step(code: str, settled: Settled) -> Remark:
    """An action of the step that an answer rests on, with what that step says."""
    return _remark(code, settled.best.says or "", settled.best.grounds)


def _of_an_assumed_stop(case: Case) -> Iterator[Remark]:
    """What a stop asks for whose reason nobody charted: no fact of the patient unless every way tells it."""
    if case.metastatic and not case.metastatic[-1].reason_is_charted:
        for (trigger, *_), taken in case.actions.items():
            yield from (_remark(code, step.says or "", step.grounds) for code, step, _ in taken if trigger in STOPPED)


def earlier_toxicities(case: Case) -> Iterator[Remark]:
    """What followed a toxicity that resolved: what its step says, and the dose level to compare it with."""
    for code, step, event in chain(*case.actions.values()):
        if code in codes.WARNINGS and event is not None:
            is_past = len(step.actions) == 1  # no order stands beside the warning
            past = " That is of the past: it resolved long ago, or a course was begun since." if is_past else ""
            text = f"{step.says or ''}{as_charted(event, case)}{past}{dose_level(event, case)}"
            yield _remark(code, text, step.grounds)


def _is_forbidden(remark: Remark, told: Sequence[Remark]) -> bool:
    """Does the same source ask for something stricter about the same drug?"""
    if remark.code not in RESUMES:
        return False
    stricter = STRICTEST_FIRST[: STRICTEST_FIRST.index(remark.code)]
    return any(other.code in stricter and not set(other.evidence).isdisjoint(remark.evidence) for other in told)


def warnings_of(
    guideline: Guideline,
    record: Record,
    resolution: Resolution,
    cautions: Sequence[Caution],
    notices: Iterable[Notice],
) -> list[Remark]:
    """What to beware of: the edition's age, the notices, coded cautions of open options, a referral's reason.

    And what is left open because nothing that is to be done hangs on it.
    """
    firm = resolution.firm
    remarks = [_remark("superseded_edition", text, Grounds("service")) for text in guideline.age_warnings(record.as_of)]
    remarks += [remark_of(value) for value in record.unlikely]
    due_here = list(notices)
    remarks += _told(due_here, "warning") + _coded(cautions, codes.WARNINGS)
    remarks += [remark for case in resolution.cases for remark in earlier_toxicities(case)]
    remarks += _told_together(guideline, resolution.cases, due_here)
    if firm is not None:
        stage = guideline.stages[firm.best.dest]
        remarks += [_remark("low_precision", text, Grounds("service")) for text in left_open(resolution)]
        if stage.warns is not None:
            remarks.append(_remark(stage.warns, reason_of(firm.case, stage.says or stage.label), firm.best.grounds))
    return _as_one(_once(remarks), SAID_AS_ONE)


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


def _told(notices: Iterable[Notice], kind: str) -> list[Remark]:
    return [
        _remark(notice.code, notice.says, notice.grounds)
        for notice in notices
        if notice.kind == kind and notice.about is None
    ]


def _told_together(guideline: Guideline, cases: Sequence[Case], notices: Sequence[Notice]) -> list[Remark]:
    """What notices say about the decision that is due, with all their sources, and of other decisions only that.

    In full it stands on the page of the edition.
    """
    newest = guideline.about.evidence_current_to
    together: dict[tuple[str, str], list[Remark]] = {}
    for notice in notices:
        if notice.about is not None:
            remark = _remark(notice.code, notice.says, notice.grounds)
            together.setdefault((notice.about, notice.code), []).append(remark)
    in_order = list(guideline.stages)
    groups = sorted(together, key=lambda group: in_order.index(group[0]))
    due_here = {case.decision for case in cases}
    here, elsewhere = ([group for group in groups if (group[0] in due_here) is wanted] for wanted in (True, False))
    told = [
        _joined(together[about, code], f"{guideline.stages[about].label}, newer than {newest}: ")
        for about, code in here
    ]
    for code in dict.fromkeys(code for _, code in elsewhere):
        labels = [guideline.stages[about].label for about, of in elsewhere if of == code]
        parts = [part for about, of in elsewhere if of == code for part in together[about, of]]
        named = f"Evidence newer than {newest} on other decisions: {'; '.join(labels)}."
        told.append(_joined([replace(part, text=named) for part in parts]))
    return told


def _as_one(remarks: Sequence[Remark], code: str) -> list[Remark]:
    """The remarks of this code as one, where the first of them stands."""
    same = [remark for remark in remarks if remark.code == code]
    if len(same) < 2:
        return list(remarks)
    return [
        _joined(same) if remark is same[0] else remark for remark in remarks if remark is same[0] or remark not in same
    ]


def by_code(remarks: Iterable[Remark]) -> list[Remark]:
    """One remark of each code, so that no order stands twice in an answer, with every reason for it."""
    together: dict[str, list[Remark]] = {}
    for remark in remarks:
        together.setdefault(remark.code, []).append(remark)
    return [_joined(same) if len(same) > 1 else same[0] for same in together.values()]


def _joined(parts: Sequence[Remark], heading: str = "") -> Remark:
    """Several remarks in one: every sentence and source once, and the basis that says least.

    A sentence that another one begins with, before it names what is charted, is not told again.
    """
    texts = dict.fromkeys(part.text for part in parts)
    sentences = [text for text in texts if not any(other != text and other.startswith(text) for other in texts)]
    evidence = dict.fromkeys(key for part in parts for key in part.evidence)
    weakest = max((part.basis for part in parts), key=codes.BASES.index)
    return Remark(parts[0].code, heading + " ".join(sentences), weakest, tuple(evidence))


def _coded(cautions: Sequence[Caution], known: Sequence[str]) -> list[Remark]:
    """The cautions that carry one of these codes, without those that only ask for what is not charted."""
    return [
        Remark(caution.code, caution.text, caution.basis, caution.evidence)
        for caution in cautions
        if caution.code is not None and caution.code in known and not caution.text.startswith(ONLY_ASKS)
    ]


def _once(remarks: Iterable[Remark]) -> list[Remark]:
    return list({(remark.code, remark.text): remark for remark in remarks}.values())


def _remark(code: str, text: str, grounds: Grounds) -> Remark:
    return Remark(code, text, grounds.basis, grounds.evidence)
