"""Every answer that the uncharted facts allow: the record is read once for each way that a question may turn out."""

from __future__ import annotations

from statemachine.answering.branches import Asked, Branch, OpenQuestion, Resolution
from statemachine.answering.decision import Settled, settle
from statemachine.guards.read_so_far import EVERYTHING_IS_LISTED
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.case import Case
from statemachine.machine.guard import Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.machine.possible_facts import OPEN_BY_ITSELF, PossibleFacts
from statemachine.record.reading_order import OrderUnknown, certain_order, in_reading_order, order_of
from statemachine.record.record import Record

MOST_WALKS = 64  # how often one record is read with other assumptions; what lies behind stays provisional
MOST_READ = (
    3200  # entries read in all walks of one record; only records of more than 50 entries meet it before the walks
)
DECIDING = 10  # what a decision costs beside the entries that lead to it, in entries

FIRST_STATE = "early_stage"


def walk(guideline: Guideline, record: Record, assumptions: Assumptions | None = None) -> Case:
    """Read the whole record into a case; Undetermined or OrderUnknown where an open question decides the way."""
    assumptions = Assumptions(guideline.relevant_values) if assumptions is None else assumptions
    completed = assumptions.completed(record)
    case = Case(guideline, completed, assumptions, FIRST_STATE)
    for occurrence in in_reading_order(completed, guideline.catalogue, assumptions.came_before):
        case.read(occurrence)
    return case


def most_walks(record: Record) -> int:
    """How often a record is read at the most: a long one less often."""
    return min(MOST_WALKS, MOST_READ // max(1, record.length))


def resolve(guideline: Guideline, record: Record) -> Resolution:
    """Every answer that the uncharted facts allow, each with the answers to the open questions that lead to it.

    An open question is assumed each way that some completion of the facts allows, one question at a time. Answers that
    agree on both sides are one, so a question that changes nothing is not asked.
    """
    exploration = _Exploration(guideline, record)
    branches = tuple(exploration.explore((), Assumptions(guideline.relevant_values, chronology=certain_order(record))))
    return Resolution(
        branches,
        tuple(reversed(exploration.questions.values())),
        exploration.charted,
        exploration.complete,
        tuple(exploration.ends),
        exploration.walks * (DECIDING + record.length),
    )


class _Exploration:
    """The search of one record: what was found so far, and what it has cost."""

    def __init__(self, guideline: Guideline, record: Record) -> None:
        self.guideline = guideline
        self.record = record
        self.most_walks = most_walks(record)
        self.walks = 0
        self.complete = True
        self.charted: Case | None = None
        self.questions: dict[str, OpenQuestion] = {}
        self.ends: list[Settled] = []

    def explore(self, when: tuple[Asked, ...], assumptions: Assumptions) -> list[Branch]:
        """The branches below these assumptions."""
        if self.walks >= self.most_walks:
            self.complete = False
            return [Branch(when, None)]
        reached = read_to_the_end(self.guideline, self.record, assumptions)
        found = decide(reached) if isinstance(reached, Case) else reached
        self.walks += 1
        if not assumptions.are_made:
            self.charted = found.case
        if isinstance(found, Settled):
            self.ends.append(found)
            return [Branch(when, found)]
        self.complete = self.complete and found.possible.complete
        asked = Asked(found.guard, found.question, found.favourable, found.facts)

        def below(answer: bool, assumed: tuple[Asked, ...]) -> list[Branch]:
            return self.explore(assumed, assumptions.plus(found.question, found.possible, answer))

        if found.question == EVERYTHING_IS_LISTED:  # what an unlisted treatment would be, nobody can assume
            self.complete = False
            self.questions.setdefault(found.question, found)
            return [*below(True, (*when, asked)), Branch((*when, asked._replace(answer=False)), None)]
        possible = assumptions.answers(found.question, found.possible)
        if len(possible) == 1:
            return below(possible[0], when)
        sides = [
            below(answer, (*when, asked._replace(answer=answer))) for answer in (found.favourable, not found.favourable)
        ]
        merged = _merge(len(when), *sides)
        if len(merged) > 1 or merged[0].settled is None:
            self.questions.setdefault(found.question, found)
        return merged


def read_to_the_end(guideline: Guideline, record: Record, assumptions: Assumptions) -> Case | OpenQuestion:
    """The case where the walk ended, or the question on which it stopped."""
    try:
        return walk(guideline, record, assumptions)
    except Undetermined as undetermined:
        return _question(undetermined, None)
    except OrderUnknown as unknown:
        order = order_of(unknown.first, unknown.second)
        facts = tuple(one.pointer for one in (unknown.first.day, unknown.second.day) if one.first != one.last)
        return OpenQuestion("came_before", str(unknown), facts, True, PossibleFacts(hinges=order), None)


def decide(case: Case) -> Settled | OpenQuestion:
    """What is settled where the walk ended, or the question on which the decision stopped."""
    try:
        return settle(case)
    except Undetermined as undetermined:
        return _question(undetermined, case)


def _question(undetermined: Undetermined, case: Case | None) -> OpenQuestion:
    finding = undetermined.finding
    if "/history_complete" in finding.facts:
        listed = ("history_is_complete", EVERYTHING_IS_LISTED, ("/history_complete",), True, OPEN_BY_ITSELF)
        return OpenQuestion(*listed, case)
    question = finding.guard.func
    assert finding.left_open is not None  # noqa: S101  # it is what Undetermined is raised for
    chart = undetermined.chart
    possible = chart.assumptions.possible_facts(chart, question, finding.left_open)
    facts = tuple(finding.to_ask)
    return OpenQuestion(question.name, undetermined.question, facts, undetermined.favourable, possible, case)


def _merge(depth: int, one: list[Branch], other: list[Branch]) -> list[Branch]:
    """Join the two sides of a question where they give the same answers, so that it need not be asked.

    What would make the record contradict itself is not how it was, as long as there is another way.
    """
    readable = [[branch for branch in side if branch.is_readable] for side in (one, other)]
    if any(readable):
        one, other = readable
    if not one or not other:
        return [branch.without(depth) for branch in one or other]
    if [branch.below(depth) for branch in one] == [branch.below(depth) for branch in other]:
        return [branch.without(depth) for branch in one]
    return one + other
