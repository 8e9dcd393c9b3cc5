"""The situations that two editions are asked about, generated from the editions themselves and never at random.

They cover every way into metastatic disease, around every limit of either edition; from there, whatever either edition
permits or prefers, with every way in which it can end; and single facts, one at a time, abnormal or not charted. The
same two editions always give the same situations in the same order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from statemachine.changes.edition_pair import Answered, EditionPair, Entry, Situation, permitted
from statemachine.record.codes import DECLINABLE_KINDS, STOP_REASONS
from statemachine.record.facts import MEASURES, VALUES

EARLY_MONTHS: Final = 12
COURSE_MONTHS: Final = 8
MOST_COURSES: Final = 3  # followed to the decision after these; after early-stage treatment to the decision after one
WIDE_COURSES: Final = 2  # so long every permitted option and every end; afterwards what is preferred, until progression
# The least that must be charted for a firm answer: a fit patient in whose way nothing stands.
CHARTED: Final[Mapping[str, Any]] = {
    "her2_status": "positive",
    "hormone_receptor": "negative",
    "menopausal_status": "post",
    "lvef_percent": 60,
    "heart_failure": "none",
    "interstitial_lung_disease": "none",
    "brain_metastases": "none",
    "taxane_contraindicated": False,
}
NOTHING_WRONG: Final = (False, "none")  # read like a fact that is not charted where that is not asked about itself
# A measure that means something only beside another fact.
TOGETHER: Final[Mapping[str, Mapping[str, str]]] = {
    "interstitial_lung_disease_grade": {"interstitial_lung_disease": "past"}
}


def walk(pair: EditionPair) -> Iterator[Answered]:
    """Every situation once, with both answers: first the histories, then single facts at each kind of place."""
    asked: set[str] = set()
    followed: set[object] = set()
    places: dict[object, Situation] = {}
    waiting = deque(
        Situation({**CHARTED, "hormone_receptor": receptor}, history)
        for receptor in VALUES["hormone_receptor"]
        for history in ways_in(pair)
    )
    while waiting:
        answered = pair.ask(waiting.popleft())
        asked.add(repr(answered.situation))
        yield answered
        places.setdefault(_place(answered), answered.situation)
        if _alike(answered) not in followed:
            followed.add(_alike(answered))
            waiting.extend(_grown(pair, answered))
    changed_facts = list(facts(pair))
    for situation in places.values():
        for facts_changed in changed_facts:
            charted = {**situation.patient, **facts_changed}
            patient = {fact: value for fact, value in charted.items() if value is not None}
            another = replace(situation, patient=patient)
            if repr(another) not in asked:
                asked.add(repr(another))
                yield pair.ask(another)


def ways_in(pair: EditionPair) -> Iterator[tuple[Entry, ...]]:
    """De novo disease; recurrence without early-stage treatment, during each regimen, around every limit after it."""
    yield ({"event": "metastatic_diagnosis", "on": 0},)
    yield ({"event": "recurrence", "on": 0},)
    limits = {limit.value for edition in pair.editions for limit in edition.about.limits.values()}
    gaps = sorted({months + beside for months in limits for beside in (-1, 0, 1)})
    for courses in _early_stage(pair):
        *before, last = courses
        going_on = {name: value for name, value in last.items() if name not in ("ended", "stopped_for")}
        yield (*before, going_on, {"event": "recurrence", "on": last["started"] + EARLY_MONTHS // 2})
        for gap in gaps:
            yield (*courses, {"event": "recurrence", "on": last["ended"] + gap})


def facts(pair: EditionPair) -> Iterator[Mapping[str, Any]]:
    """Each deciding fact not charted, and of every fact each other value that guards tell apart."""
    yield from ({fact: None} for fact in CHARTED if fact != "her2_status")
    for fact, values in VALUES.items():
        if fact not in ("her2_ihc", "her2_ish"):
            yield from ({fact: value} for value in values if value not in (CHARTED.get(fact), *NOTHING_WRONG))
    for fact in MEASURES:
        told_apart = {span.first for edition in pair.editions for span in edition.relevant_values[fact]}
        yield from ({**TOGETHER.get(fact, {}), fact: value} for value in sorted(told_apart))
    agents = sorted(pair.library.catalogue.anti_her2 & pair.library.catalogue.in_regimens)
    yield from ({"unavailable": [agent]} for agent in agents)
    yield {"unavailable": agents}
    yield from ({"declines": [kind]} for kind in DECLINABLE_KINDS)


def _early_stage(pair: EditionPair) -> Iterator[tuple[Entry, ...]]:
    """Each early-stage regimen with other anti-HER2 drugs, and each further anti-HER2 drug that a rule asks about."""
    catalogue = pair.library.catalogue
    by_drugs: dict[frozenset[str], str] = {}
    for code, row in pair.library.regimens.items():
        if row["stage"] == "early":
            drugs = frozenset().union(*catalogue.regimens[code].slots) & catalogue.anti_her2
            by_drugs.setdefault(drugs, code)
    asked_about = {
        str(guard.func.arguments.get("agent")) for step in pair.steps() for guard in step.conditions
    } & catalogue.anti_her2
    for agent in sorted(asked_about - frozenset().union(*by_drugs)):
        alone = [code for code, regimen in catalogue.regimens.items() if regimen.slots == (frozenset({agent}),)]
        by_drugs |= {frozenset({agent}): code for code in alone[:1]}
    trastuzumab_based = catalogue.containing("trastuzumab")
    usual = next(code for drugs, code in by_drugs.items() if drugs & trastuzumab_based)
    for drugs, code in by_drugs.items():
        if drugs & trastuzumab_based:
            yield (_early(code, "adjuvant", 0),)
        else:  # what is given after trastuzumab, so that the clocks of the last dose differ
            yield (_early(usual, "adjuvant", 0), _early(code, "extended_adjuvant", EARLY_MONTHS))


def _early(code: str, setting: str, started: int) -> Entry:
    return {**_course(code, setting, started), "ended": started + EARLY_MONTHS, "stopped_for": "completion"}


def _course(code: str, setting: str, started: int) -> Entry:
    return {"treatment": {"regimen": code}, "setting": setting, "started": started}


def _grown(pair: EditionPair, answered: Answered) -> Iterator[Situation]:
    """The same history followed by each treatment that either edition would give, with every way for it to end."""
    situation = answered.situation
    treated = sum(entry.get("setting") == "metastatic" for entry in situation.history)
    most = 1 if _had_early_stage_treatment(situation) else MOST_COURSES
    if treated >= most or all(answer.outcome != "recommend" for answer in answered.answers):
        return
    is_wide = treated < WIDE_COURSES
    given = {code for answer in answered.answers for code in (permitted(answer) if is_wide else answer.preferred)}
    started = situation.latest + 1
    ended = started + COURSE_MONTHS
    for code in sorted(given):
        if not pair.library.catalogue.regimens[code].slots:  # a trial or supportive care: no drug is named
            continue
        course = _course(code, "metastatic", started)
        if is_wide:
            yield replace(situation, history=(*situation.history, course))
            yield replace(situation, history=(*situation.history, course, {"event": "cns_progression", "on": ended}))
        for reason in STOP_REASONS if is_wide else ("progression",):
            stopped = {**course, "ended": ended, "stopped_for": reason}
            yield replace(situation, history=(*situation.history, stopped))


def _alike(answered: Answered) -> object:
    """What two situations must share for one of them to be followed: both answers, and the drugs received."""
    return tuple(
        (
            answer.outcome,
            answer.state,
            answer.line.number,
            tuple((option.regimen, option.rank, option.verdict) for option in answer.options),
            tuple(answer.line.received),
        )
        for answer in answered.answers
    )


def _place(answered: Answered) -> object:
    """The kinds of place at which single facts are changed: states, outcomes, receptors, and what came before."""
    treated = any(entry.get("setting") == "metastatic" for entry in answered.situation.history)
    where = tuple((answer.outcome, answer.state) for answer in answered.answers)
    receptor = answered.situation.patient["hormone_receptor"]
    return (*where, receptor, treated, _had_early_stage_treatment(answered.situation))


def _had_early_stage_treatment(situation: Situation) -> bool:
    return any(entry.get("setting", "metastatic") != "metastatic" for entry in situation.history)
