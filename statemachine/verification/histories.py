"""Records to look for a witness among: systematic stories, simple ones first, made from what an edition names.

A story is an entry into metastatic disease, the treatments since, and a patient who is fit but for a few facts. Nothing
here decides anything; each record goes through the engine like any other request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

from statemachine.answering.explore_branches import walk
from statemachine.machine.case import Case
from statemachine.machine.guard import Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.record.likely_values import confirming
from statemachine.record.read_record import read
from statemachine.record.record_faults import RecordFaults
from statemachine.verification.patients import (
    FIT,
    OF_THE_TUMOUR,
    Fact,
    Facts,
    deviations,
    lacking,
    nothing_but_one,
)
from statemachine.verification.space import Space

Document = dict[str, Any]

ADJUVANT: Final = (
    ("trastuzumab",),
    ("trastuzumab", "pertuzumab"),
    ("trastuzumab_emtansine",),
    ("trastuzumab_deruxtecan",),
)
WITH_CAPECITABINE: Final = ("trastuzumab", "capecitabine")
MONTHS: Final = (2, 9, 36)  # from the last adjuvant dose: within every limit, between the limits, beyond them
REMISSION: Final = "completion, and progression long after"
UNTREATED: Final = timedelta(days=400)  # longer than any limit of months between the last dose and a progression
EARLY_STAGE, ONE_COURSE, SHORTLY = (timedelta(days=days) for days in (360, 215, 40))
ENDS: Final = ("progression", "completion", "toxicity", "patient_choice", None, "going_on", REMISSION)
ONWARD: Final = ("progression", "completion")  # after which another treatment is told
HAPPENINGS: Final = ("progression", "cns_progression", "taxane_completed")
LONGEST: Final = 3  # treatments for metastatic disease


@dataclass(frozen=True)
class Story:
    """Entry (adjuvant drugs and months to recurrence, or none), courses with their ends, events told last, patient."""

    adjuvant: tuple[str, ...] = ()
    months: int | None = None
    entry: str | None = "metastatic_diagnosis"
    courses: tuple[tuple[str | tuple[str, ...], str | None], ...] = ()
    events: tuple[tuple[tuple[str, Any], ...], ...] = ()
    patient: Facts = ()

    def document(self, as_of: date) -> Document:
        """The request that tells the story, as of this day, shortly after what happened last."""
        day = as_of - SHORTLY - self._length
        history: list[Document] = []
        if self.adjuvant:
            ended = day + EARLY_STAGE
            course = {"treatment": {"agents": [*self.adjuvant]}, "setting": "adjuvant"}
            history.append({**course, "started": f"{day}", "ended": f"{ended}", "stopped_for": "completion"})
            day = ended + timedelta(days=30 * (self.months or 0))
        if self.entry is not None:
            history.append({"event": self.entry, "on": f"{day}"})
        for drugs, end in self.courses:
            named = {"regimen": drugs} if isinstance(drugs, str) else {"agents": [*drugs]}
            started, day = day + timedelta(days=15), day + ONE_COURSE
            course = {"treatment": named, "setting": "metastatic", "started": f"{started}"}
            if end != "going_on":
                reason = "completion" if end == REMISSION else end
                course |= {"ended": f"{day}"} | ({"stopped_for": reason} if reason else {})
            history.append(course)
            if end in ("completion", REMISSION):  # in response, without which its status is asked for
                history.append({"event": "disease_status", "status": "partial_response", "on": f"{day}"})
            if end == REMISSION:
                day += UNTREATED
                history.append({"event": "progression", "on": f"{day}"})
        for event in self.events:
            history.append({"on": f"{day + timedelta(days=10)}", **dict(event)})
        if not self.events and self.courses and self.courses[-1][1] == "completion":  # and still, off treatment
            history.append({"event": "disease_status", "status": "stable", "on": f"{as_of - timedelta(days=30)}"})
        facts = {**FIT, **dict(self.patient)}
        patient = {name: value for name, value in facts.items() if value is not None}
        question = {"as_of": f"{as_of}", "history_complete": True, "patient": patient, "history": history}
        return question | confirming(patient)

    @property
    def _length(self) -> timedelta:
        early = EARLY_STAGE + timedelta(days=30 * (self.months or 0)) if self.adjuvant else timedelta()
        untreated = UNTREATED * sum(end == REMISSION for _, end in self.courses)
        return early + ONE_COURSE * len(self.courses) + untreated

    def but(self, *facts: Fact) -> Story:
        """The same story of a patient with other facts."""
        return replace(self, patient=(*self.patient, *facts))


@dataclass(frozen=True)
class Told:
    """A story as the engine has read it."""

    story: Story
    document: Document
    case: Case


def told(guideline: Guideline, story: Story) -> Told | None:
    """The story read by an edition; None where an open question decides the way or the facts contradict each other."""
    document = story.document(date.fromisoformat(guideline.about.edition))
    try:
        return Told(story, document, walk(guideline, read(document, guideline.catalogue)))
    except (Undetermined, RecordFaults):
        return None


def histories(space: Space) -> Iterator[Told]:
    """Stories of fit patients, shortest first: each brings a place, or a treatment before a place, that is new."""
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
        return read_story

    waiting = [kept for story in _entries() if (kept := keep(story))]
    yield from waiting
    for _ in range(LONGEST):
        longer = (
            replace(before.story, courses=(*before.story.courses, (drugs, end)))
            for before in waiting
            for drugs in _offered(space, before)
            for end in ENDS
        )
        waiting = []
        for kept in filter(None, map(keep, longer)):
            yield kept
            if kept.story.courses[-1][1] in ONWARD:
                waiting.append(kept)


def stories(space: Space, known: Iterable[Told]) -> Iterator[Story]:
    """From simple to intricate: fit patients, one fact otherwise, a drug or all others out of reach, two facts."""
    shortest: dict[tuple[str, bool], Story] = {}
    decided: list[tuple[str, Story]] = []
    for history in known:
        state, story = history.case.state, history.story
        if history.case.stage.kind == "decision":
            decided.append((state, story))
        shortest.setdefault((state, bool(story.adjuvant)), story)
        yield story
    agents = sorted(space.guideline.catalogue.in_regimens)
    single = [*deviations(), lacking(agents)]
    of_the_tumour = [facts for facts in single if {fact for fact, _ in facts} <= OF_THE_TUMOUR]
    retests = tuple((("event", "her2_retest"), ("her2_status", status)) for status in ("positive", "zero"))
    another = (("event", "her2_retest"), ("her2_status", "zero"), ("site", "liver"), ("tumour", "other_primary"))
    elsewhere = (*another[:2], ("site", "lung"), another[3])
    grown = (("event", "progression"), ("site", "lung"))
    happenings = [((("event", name),),) for name in HAPPENINGS]
    for story in shortest.values():
        yield from (replace(story, events=events) for events in (retests, (another,), (elsewhere, grown), *happenings))
        yield from (story.but(*facts) for facts in single)
    first = [(state, story) for (state, _), story in shortest.items() if (state, story) in decided]
    for _, story in first:
        yield from (
            story.but(*one, *other) for one in (lacking([agent]) for agent in agents) for other in of_the_tumour
        )
    for _, story in decided:
        yield from (story.but(*facts) for facts in of_the_tumour)
    for state, story in decided:
        yield from (
            story.but(*facts) for facts in nothing_but_one(space.guideline.catalogue, space.decisions[state].offered)
        )
    for state, story in first:
        yield from (
            story.but(*facts, *other)
            for facts in nothing_but_one(space.guideline.catalogue, space.decisions[state].offered)
            for other in single
        )
        yield from (story.but(*one, *other) for one, other in combinations(single, 2))
    for state, story in decided:
        yield from (
            story.but(*facts, *other)
            for facts in nothing_but_one(space.guideline.catalogue, space.decisions[state].offered)
            for other in of_the_tumour
        )


def _entries() -> list[Story]:
    recurrences = [Story(drugs, months, "recurrence") for drugs in ADJUVANT for months in MONTHS]
    strange = [Story(entry=None), Story(entry="locoregional_recurrence"), Story(entry="progression")]
    return [Story(), *recurrences, *strange]


def _offered(space: Space, before: Told) -> list[str | tuple[str, ...]]:
    """What may be given next: what the decision offers, and a treatment with capecitabine that no code names."""
    place = space.decisions[before.case.decision]
    return [*place.offered, WITH_CAPECITABINE] if place.stage.kind == "decision" else []
