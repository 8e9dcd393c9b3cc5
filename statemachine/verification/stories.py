"""Records to look for a witness among: systematic stories, simple ones first, made from what an edition names.

A story is an entry into metastatic disease, the treatments since, and a patient who is fit but for a few facts. Nothing
here decides anything; each record goes through the engine like any other request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

from statemachine.case import Case
from statemachine.guideline import Guideline
from statemachine.machine import Undetermined
from statemachine.patient import VALUES
from statemachine.reading import read
from statemachine.resolve import walk
from statemachine.verification.space import Space

Document = dict[str, Any]

FIT: Final[Mapping[str, Any]] = {
    "her2_status": "positive",
    "hormone_receptor": "negative",
    "sex": "female",
    "age_years": 58,
    "menopausal_status": "post",
    "ecog": 1,
    "performance_due_to_cancer": False,
    "pregnant": False,
    "metastatic_sites": ["bone", "liver"],
    "visceral_crisis": False,
    "disease_burden": "high",
    "lvef_percent": 62,
    "heart_failure": "none",
    "interstitial_lung_disease": "none",
    "brain_metastases": "none",
    "brain_mass_effect": False,
    "neurological_symptoms": False,
    "child_pugh": "none",
    "ast_times_uln": 1.0,
    "alt_times_uln": 1.0,
    "bilirubin_times_uln": 0.8,
    "platelets_10e9_per_l": 210,
    "creatinine_clearance_ml_min": 90,
    "dpd_deficiency": "none",
    "taxane_contraindicated": False,
}
POSITIVE: Final = ("hormone_receptor", "positive")
MEASURED: Final[Mapping[str, tuple[Any, ...]]] = {
    "age_years": (34,),
    "ecog": (3,),
    "lvef_percent": (45, 35),
    "ast_times_uln": (30.0,),
    "bilirubin_times_uln": (4.0,),
    "platelets_10e9_per_l": (60,),
    "creatinine_clearance_ml_min": (20,),
}
ADJUVANT: Final = (
    ("trastuzumab",),
    ("trastuzumab", "pertuzumab"),
    ("trastuzumab_emtansine",),
    ("trastuzumab_deruxtecan",),
)
WITH_CAPECITABINE: Final = ("trastuzumab", "capecitabine")
MONTHS: Final = (2, 9, 36)  # from the last adjuvant dose: within every limit, between the limits, beyond them
ENDS: Final = ("progression", "completion", "toxicity", "patient_choice", None, "going_on")
ONWARD: Final = ("progression", "completion")  # after which another treatment is told
LONGEST: Final = 4  # treatments for metastatic disease


@dataclass(frozen=True)
class Story:
    """Entry (adjuvant drugs and months to recurrence, or none), courses with their ends, events told last, patient."""

    adjuvant: tuple[str, ...] = ()
    months: int | None = None
    entry: str | None = "metastatic_diagnosis"
    courses: tuple[tuple[str | tuple[str, ...], str | None], ...] = ()
    events: tuple[tuple[tuple[str, Any], ...], ...] = ()
    patient: tuple[tuple[str, Any], ...] = ()

    def document(self, as_of: date) -> Document:
        """The request that tells the story, as of this day."""
        day = as_of - timedelta(days=3650)
        history: list[Document] = []
        if self.adjuvant:
            ended = day + timedelta(days=360)
            course = {"treatment": {"agents": [*self.adjuvant]}, "setting": "adjuvant"}
            history.append({**course, "started": f"{day}", "ended": f"{ended}", "stopped_for": "completion"})
            day = ended + timedelta(days=30 * (self.months or 0))
        if self.entry is not None:
            history.append({"event": self.entry, "on": f"{day}"})
        for drugs, end in self.courses:
            named = {"regimen": drugs} if isinstance(drugs, str) else {"agents": [*drugs]}
            started, day = day + timedelta(days=15), day + timedelta(days=215)
            course = {"treatment": named, "setting": "metastatic", "started": f"{started}"}
            if end != "going_on":
                course |= {"ended": f"{day}"} | ({"stopped_for": end} if end else {})
            history.append(course)
        for event in self.events:
            history.append({"on": f"{day + timedelta(days=10)}", **dict(event)})
        facts = {**FIT, **dict(self.patient)}
        patient = {name: value for name, value in facts.items() if value is not None}
        return {"as_of": f"{as_of}", "history_complete": True, "patient": patient, "history": history}

    def but(self, *facts: tuple[str, Any]) -> Story:
        """The same story of a patient with other facts."""
        return replace(self, patient=(*self.patient, *facts))


@dataclass(frozen=True)
class Told:
    """A story as the engine has read it."""

    story: Story
    document: Document
    case: Case


def told(guideline: Guideline, story: Story) -> Told | None:
    """The story read by an edition; None where an open question decides the way."""
    document = story.document(date.fromisoformat(guideline.about.edition))
    try:
        return Told(story, document, walk(guideline, read(document, guideline.catalogue), {}))
    except Undetermined:
        return None


def histories(space: Space) -> list[Told]:
    """Stories of fit patients, shortest first: each brings a place, or a treatment before a place, that is new."""
    found: list[Told] = []
    seen: set[tuple[object, ...]] = set()

    def keep(story: Story) -> Told | None:
        read_story = told(space.guideline, story)
        if read_story is None:
            return None
        state = read_story.case.state
        new: set[tuple[object, ...]] = {(state, drugs) for drugs, _ in story.courses}
        new |= {(state, story.courses[-1:]), (state, story.adjuvant, story.months)}
        if new <= seen:
            return None
        seen.update(new)
        found.append(read_story)
        return read_story

    waiting = [kept for story in _entries() if (kept := keep(story))]
    for _ in range(LONGEST):
        longer = (
            replace(before.story, courses=(*before.story.courses, (drugs, end)))
            for before in waiting
            for drugs in _offered(space, before)
            for end in ENDS
        )
        kept_stories = [kept for story in longer if (kept := keep(story))]
        waiting = [kept for kept in kept_stories if kept.story.courses[-1][1] in ONWARD]
    return found


def deviations() -> list[tuple[tuple[str, Any], ...]]:
    """What may be otherwise with a patient: each fact with each other value it can have, and not charted."""
    single: list[tuple[tuple[str, Any], ...]] = []
    for fact, usual in FIT.items():
        values = VALUES.get(fact) or MEASURED.get(fact, ())
        single += [((fact, value),) for value in (*values, None) if value != usual]
    return [
        *single,
        (("pregnant", True), ("menopausal_status", "pre")),
        (("pregnant", None), ("menopausal_status", "pre"), ("age_years", 34)),
        (("interstitial_lung_disease", "past"), ("interstitial_lung_disease_grade", 3)),
        (("lvef_percent", 45), ("cardio_oncology_clearance", True)),
        (("hormone_receptor", "positive"), ("disease_burden", "low")),
        (("brain_mass_effect", None), ("neurological_symptoms", True), ("brain_metastases", "active")),
    ]


def stories(space: Space, known: Iterable[Told]) -> Iterator[Story]:
    """From simple to intricate: fit patients, one fact otherwise, one option alone to be had, both, two facts."""
    shortest: dict[tuple[str, bool], Told] = {}
    for history in known:
        shortest.setdefault((history.case.state, bool(history.story.adjuvant)), history)
        yield history.story
    others = deviations()
    lacking = [(("unavailable", [agent]),) for agent in sorted(space.guideline.catalogue.agents)]
    retests = tuple((("event", "her2_retest"), ("her2_status", status)) for status in ("positive", "zero"))
    decided = [history for history in shortest.values() if history.case.stage.kind == "decision"]
    for history in [*decided, *(history for history in shortest.values() if history not in decided)]:
        yield replace(history.story, events=retests)
        yield from (history.story.but(*facts) for facts in others)
    for history in decided:
        yield from (history.story.but(*facts, POSITIVE) for facts in lacking)
    for history in known:
        if history.case.stage.kind == "decision":
            yield history.story.but(("unavailable", sorted(space.guideline.catalogue.agents)))
            for facts in _alone(space, history.case.state):
                yield history.story.but(*facts)
                yield from (history.story.but(*facts, *other) for other in others if _of_the_tumour(other))
    for history in decided:
        for facts in _alone(space, history.case.state):
            yield from (history.story.but(*facts, *other) for other in others)
        yield from (history.story.but(*one, *other) for one, other in combinations([*others, *lacking], 2))


def _of_the_tumour(facts: tuple[tuple[str, Any], ...]) -> bool:
    return {fact for fact, _ in facts} <= {"hormone_receptor", "brain_metastases", "disease_burden"}


def _entries() -> list[Story]:
    recurrences = [Story(drugs, months, "recurrence") for drugs in ADJUVANT for months in MONTHS]
    strange = [Story(entry=None), Story(entry="locoregional_recurrence"), Story(entry="progression")]
    return [Story(), *recurrences, *strange]


def _offered(space: Space, before: Told) -> list[str | tuple[str, ...]]:
    """What may be given next: what the decision offers, and a treatment with capecitabine that no code names."""
    place = space.decisions[before.case.decision]
    return [*place.offered, WITH_CAPECITABINE] if place.stage.kind == "decision" else []


def _alone(space: Space, state: str) -> Iterator[tuple[tuple[str, Any], ...]]:
    """For each option of a decision, that none of the drugs it can do without is to be had."""
    catalogue = space.guideline.catalogue
    for code in space.decisions[state].offered:
        drugs = catalogue.regimens[code].partners.union(*catalogue.regimens[code].slots)
        if drugs:
            yield (("unavailable", sorted(catalogue.agents.keys() - drugs)),)
