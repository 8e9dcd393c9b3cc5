"""What a guard may look at, and how it answers: yes, no, or nobody has said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from statemachine.record import words as words_for
from statemachine.record.catalogue import Catalogue
from statemachine.record.date_constraints import Comparison
from statemachine.record.measured_values import Measured
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import GIVEN_UP, Event, Failed, Record, Treatment
from statemachine.record.toxicity_reasons import OF_THE_ALLERGY, NotTolerated, is_unnamed_reaction

Facts = Mapping[str, Any]
# What questions about an entry say where no entry is being read, as on the page of an edition.
OF_ANY_ENTRY = {"treatment": "this treatment", "were": "was", "when": "", "toxicity": "the toxicity"}
EVERYTHING_IS_LISTED = "Is everything that was given listed in the history?"
HAS_A_TEXT = (PartialDate, Measured)  # shown as charted
Asked = TypeVar("Asked", bound=Callable[..., Any])
Known = TypeVar("Known")


def of_the_entry(question: Asked) -> Asked:
    """Mark a question as one about the entry being read, so that it is another question for each entry."""
    question.of_the_entry = True  # type: ignore[attr-defined]
    return question


@dataclass(
    slots=True
)  # never changed, but not frozen: guards give more than a hundred, and freezing triples their cost
class Answer:
    """True, False or None (unknown), with the charted facts it rests on by JSON pointer into the request.

    A fact whose value is None is one that nobody has charted: it is what must be asked. Where partial dates leave the
    answer open, it is a yes exactly if one of the comparisons that it hinges on holds.
    """

    value: bool | None
    facts: Facts
    hinges: tuple[Comparison, ...] = ()


NO = Answer(False, {})  # its facts are never written to: guards build new ones, answers only show them


class ReadSoFar:
    """The record as far as it has been read: the guards' view of a case."""

    def __init__(self, record: Record, catalogue: Catalogue) -> None:
        self.record = record
        self.history_complete = record.history_complete
        self.patient = record.patient
        self.catalogue = catalogue
        self.reading: str = ""
        self.event: Event | None = None
        self.treatment: Treatment | None = None
        self.current: Treatment | None = None
        self.early_stage: list[Treatment] = []
        self.metastatic: list[Treatment] = []
        self.given_before_this_decision = 0  # how many of the metastatic courses
        self.off_protocol: list[Treatment] = []
        self.grown_while_given: set[str] = set()  # the progressions, by pointer, that came while a treatment was given
        self.failed_drugs: dict[str, Answer] = {}  # yes, or unknown where the drug was perhaps not part of what failed
        self.failures: list[Failed] = []
        self.recurrence: PartialDate | None = None
        self.recurrence_pointer: str = ""
        self.recurrence_name: str = "recurrence"
        self.left_unexplained: list[Treatment] = []
        self.stopped_for_toxicity_once = any(course.stopped_for == "toxicity" for course in record.treatments)
        self.something_was_given_up = any(
            course.stopped_for in GIVEN_UP or course.part_given_up for course in record.treatments
        )
        # The reason is asked for only where it may matter: what ended of an early-stage course, nobody says why.
        self.early_reason_is_uncharted = any(
            course.setting != "metastatic" and course.unexplained for course in record.treatments
        )
        self.toxic: list[NotTolerated] = []
        self.unnamed_reactions = [event for event in record.events if is_unnamed_reaction(event, record.treatments)]
        self.gone: dict[str, frozenset[str]] = {}  # the drugs dropped so far, by treatment
        self.line: int | None = None
        self.counted_in_this_line = False
        self.completed: Mapping[str, Any] = {}
        self._told: dict[
            int, tuple[Treatment, str]
        ] = {}  # by identity, because to hash a course costs more than to word it

    @property
    def ended_for_good(self) -> Facts:
        """The toxicities after which the present treatment has no dose left; a case fills it from its steps."""
        return {}

    def ruling_out(self, _code: str) -> Facts | None:
        """What rules a regimen out here; a case finds it in its steps, and without them nothing does."""
        return None

    @property
    def told_to_hold(self) -> frozenset[str]:
        """The drugs that are held by an order about them; a case finds them in its steps."""
        return frozenset()

    def blamed(self, event: Event, course: Treatment) -> frozenset[str]:
        """The drug that a toxicity is charted of. Nothing where no drug is named.

        Instead of an antibody that the course holds in a conjugate alone, the conjugate; of a reaction also what shares
        the antibody of the drug that is named, where that is not given.
        """
        if event.agent is None:
            return frozenset()
        named = frozenset({event.agent})
        if named <= course.drugs:
            return named
        antibodies = self.catalogue.agents[event.agent].contains if event.agent in self.catalogue.agents else ()
        alike = antibodies if event.kind == OF_THE_ALLERGY else ()
        holding = self.catalogue.containing(event.agent).union(*map(self.catalogue.containing, alike))
        return holding & course.drugs or named

    @property
    def reading_pointer(self) -> str:
        """Where the event or the treatment that is being read is charted."""
        source = self.event or self.treatment
        return source.pointer if source is not None else "/history"

    @property
    def entry_in_words(self) -> dict[str, str]:
        """The words that questions about the entry being read have places for."""
        course = self.treatment
        words = dict(OF_ANY_ENTRY)
        if self.event is not None:
            words["toxicity"] = words_for.dated(f"the {words_for.of_event(self.event)}", self.event.on)
        elif course is not None:
            words["treatment"] = words_for.of_course(course, self.catalogue)
            words["were"] = words_for.was_or_were(words["treatment"])
            words["when"] = words_for.dated("", course.ended)
        return words

    @cached_property
    def _events_by_words(self) -> Counter[tuple[str, PartialDate]]:
        """How many events are told in the same words."""
        return Counter((words_for.of_event(event), event.on) for event in self.record.events)

    @property
    def entry_has_namesake(self) -> bool:
        """Is another entry told in the same words, so that only the place tells them apart?"""
        if self.event is not None:
            return self._events_by_words[words_for.of_event(self.event), self.event.on] > 1
        course = self.treatment
        courses = [(one.regimens[:1] or one.given, one.ended) for one in self.record.treatments]
        return course is not None and courses.count((course.regimens[:1] or course.given, course.ended)) > 1

    def known(self, pointer: str, charted: Known) -> Known:
        """What is charted at a place of the history, or what a completion puts there."""
        value: Known = self.completed.get(pointer, charted)
        return value

    def of_patient(self, *names: str) -> dict[str, Any]:
        """The named facts of the patient under their pointers, dates and measured values as charted."""
        facts = {}
        for name in names:
            value = getattr(self.patient, name)
            facts[f"/patient/{name}"] = value.text if isinstance(value, HAS_A_TEXT) else value
        return facts

    def summary(self, course: Treatment) -> str:
        """The course in one line, by its name in words and otherwise as charted; worded once for all questions."""
        told = self._told.get(id(course))
        if told is None or told[0] is not course:
            named, last_dose = words_for.of_course(course, self.catalogue), self.record.last_dose_of(course)
            told = self._told[id(course)] = (course, course.summary(named, last_dose))
        return told[1]

    def of_history(self, treatments: Iterable[Treatment]) -> dict[str, Any]:
        """The courses under their pointers, each as one line."""
        return {treatment.pointer: self.summary(treatment) for treatment in treatments}

    def _one_of(self, courses: Iterable[Treatment], holds: Callable[[Treatment], bool | None]) -> Answer:
        """Yes with the first course of which it holds, unknown with those that leave it open, else no."""
        unknown = []
        for course in courses:
            held = holds(course)
            if held:
                return Answer(True, self.of_history((course,)))
            if held is None:
                unknown.append(course)
        return Answer(None, self.of_history(unknown)) if unknown else self._no_if_history_is_complete()

    def _no_if_history_is_complete(self, facts: Facts | None = None) -> Answer:
        """No, if everything given is listed; otherwise nobody knows."""
        if self.history_complete:
            return Answer(False, facts) if facts else NO
        return Answer(None, {**(facts or {}), "/history_complete": False})


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if one is yes, no if all are no, else unknown; with the facts that decide it."""
    unknown: dict[str, Any] = {}
    all_facts: dict[str, Any] = {}
    is_unknown = False
    for answer in answers:
        if answer.value:
            return answer
        all_facts |= answer.facts
        if answer.value is None:
            is_unknown = True
            unknown |= answer.facts
    if is_unknown:
        return Answer(None, unknown)
    return Answer(False, all_facts) if all_facts else NO


def all_of(answers: Iterable[Answer]) -> Answer:
    """Yes if all are yes, no if one is no, else unknown; with the facts that decide it."""
    facts: dict[str, Any] = {}
    value: bool | None = True
    for answer in answers:
        if answer.value is False:
            return answer
        facts |= answer.facts
        value = value and answer.value
    return Answer(value, facts)
