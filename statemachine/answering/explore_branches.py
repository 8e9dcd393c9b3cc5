"""Every answer that the uncharted facts allow: the record is read once for each way that a question may turn out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from statemachine.answering.branches import Asked, Branch, OpenQuestion, Resolution, Way, fewest_ways
from statemachine.answering.decision import Settled, settle
from statemachine.answering.what_to_do import Outline, ToDo, outline_of, what_to_do
from statemachine.guards.read_so_far import EVERYTHING_IS_LISTED
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.case import FIRST_STATE, Case
from statemachine.machine.guard import Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.machine.possible_facts import OPEN_BY_ITSELF, PossibleFacts
from statemachine.record.reading_order import OrderUnknown, certain_order, in_reading_order, order_of
from statemachine.record.record import Record

MOST_WALKS = 64  # how often one record is read with other assumptions; what lies behind stays provisional
MOST_READ = (
    1600  # entries read in all walks of one record; only records of more than 25 entries meet it before the walks
)
DECIDING = 10  # what a decision costs beside the entries that lead to it, in entries
READ_AGAIN = 4  # how many times its entries one costs that cannot be read, as all rules of what goes on are asked too
MOVES = 20  # of days (date_constraints.py) that cost as much as an entry read


def walk(guideline: Guideline, record: Record, assumptions: Assumptions | None = None) -> Case:
    """Read the whole record into a case; Undetermined or OrderUnknown where an open question decides the way."""
    assumptions = Assumptions(guideline.relevant_values) if assumptions is None else assumptions
    completed = assumptions.completed(record)
    case = Case(guideline, completed, assumptions, FIRST_STATE)
    for occurrence in in_reading_order(completed, guideline.catalogue, assumptions.came_before):
        case.read(occurrence)
    if case.unreadable is not None:
        case.off_protocol.clear()  # no point was reached that the edition could name a treatment at
        case.read_what_goes_on()
    return case


def most_walks(record: Record) -> int:
    """How often a record is read at the most: a long one less often."""
    return min(MOST_WALKS, MOST_READ // max(1, record.length))


def resolve(guideline: Guideline, record: Record) -> Resolution:
    """Every answer that the uncharted facts allow, each with the answers to the open questions that lead to it.

    An open question is assumed each way that some completion of the facts allows, one question at a time. Answers that
    tell the same to do are one, so a question that changes nothing of that is not asked.
    """
    exploration = _Exploration(guideline, record)
    chronology = certain_order(record)
    ends = exploration.explore((), Assumptions(guideline.relevant_values, chronology=chronology))
    branches = _joined(ends)
    deciding = {asked.question for branch in branches for way in branch.ways for asked in way}
    charted = exploration.charted
    is_read_again = charted is not None and charted.unreadable is not None
    read = record.length * (READ_AGAIN if is_read_again else 1)
    return Resolution(
        branches,
        tuple(asked for asked in reversed(exploration.questions.values()) if asked.question in deciding),
        charted,
        exploration.complete and not chronology.moves.are_used_up,
        exploration.walks * (DECIDING + read) + chronology.moves.count // MOVES,
    )


@dataclass(frozen=True)
class _End:
    """Where the walks ended that one way of answering the open questions leads to; nowhere beyond the bound."""

    way: Way
    settled: tuple[Settled, ...]

    @cached_property
    def to_do(self) -> ToDo | None:
        """What it tells to do; None beyond the bound."""
        return what_to_do(self.settled[0]) if self.settled else None

    @property
    def is_readable(self) -> bool:
        """Does the record make sense this way?"""
        return not self.settled or self.settled[0].case.unreadable is None

    def without(self, depth: int, others: tuple[Settled, ...] = ()) -> _End:
        """The same end, and others that tell the same to do, without the assumption made at this depth."""
        return _End(self.way[:depth] + self.way[depth + 1 :], self.settled + others)

    @cached_property
    def outline(self) -> Outline | None:
        """The part of it that costs little; None beyond the bound."""
        return outline_of(self.settled[0]) if self.settled else None

    def below(self, depth: int) -> tuple[object, ...]:
        """What two sides of the question at this depth must share, beside the rest of what to do, to be one side."""
        return (self.way[depth + 1 :], self.outline)


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

    def explore(self, way: Way, assumptions: Assumptions) -> list[_End]:
        """The ends below these assumptions."""
        if self.walks >= self.most_walks:
            self.complete = False
            return [_End(way, ())]
        reached = read_to_the_end(self.guideline, self.record, assumptions)
        found = decide(reached) if isinstance(reached, Case) else reached
        self.walks += 1
        if not assumptions.are_made:
            self.charted = found.case
        if isinstance(found, Settled):
            return [_End(way, (found,))]
        self.complete = self.complete and found.possible.complete
        asked = Asked(found.guard, found.question, found.favourable, found.facts)

        def below(answer: bool, assumed: Way) -> list[_End]:
            return self.explore(assumed, assumptions.plus(found.question, found.possible, answer))

        if found.question == EVERYTHING_IS_LISTED:  # what an unlisted treatment would be, nobody can assume
            self.complete = False
            self.questions.setdefault(found.question, found)
            return [*below(True, (*way, asked)), _End((*way, asked._replace(answer=False)), ())]
        possible = assumptions.answers(found.question, found.possible)
        if len(possible) == 1:
            return below(possible[0], way)
        sides = [
            below(answer, (*way, asked._replace(answer=answer))) for answer in (found.favourable, not found.favourable)
        ]
        self.questions.setdefault(found.question, found)
        return _merge(len(way), *sides)


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


def _merge(depth: int, one: list[_End], other: list[_End]) -> list[_End]:
    """Join the two sides of a question where they tell the same to do, so that it need not be asked.

    What would make the record contradict itself is not how it was, as long as there is another way.
    """
    readable = [[end for end in side if end.is_readable] for side in (one, other)]
    if any(readable):
        one, other = readable
    if not one or not other:
        return [end.without(depth) for end in one or other]
    is_like = [end.below(depth) for end in one] == [end.below(depth) for end in other]
    if is_like and any(end.settled for end in one) and [end.to_do for end in one] == [end.to_do for end in other]:
        return [end.without(depth, same.settled) for end, same in zip(one, other, strict=True)]
    return one + other


def _joined(ends: Sequence[_End]) -> tuple[Branch, ...]:
    """What can be told to do, each once, with every way that leads there."""
    if len(ends) == 1:
        return (Branch((ends[0].way,), ends[0].settled),)
    outlines = Counter(end.outline and end.outline.as_shown for end in ends)
    by_what_to_do: dict[ToDo | Outline | None, list[_End]] = {}
    for end in ends:
        outline = end.outline and end.outline.as_shown
        to_do = end.to_do and end.to_do.as_shown if outlines[outline] > 1 else outline
        by_what_to_do.setdefault(to_do, []).append(end)
    return tuple(map(_branch, by_what_to_do.values()))


def _branch(alike: Sequence[_End]) -> Branch:
    """One answer; what lies beyond the bound is not known to be one place, so none of its ways is shortened."""
    ways = [end.way for end in alike]
    ends = tuple(settled for end in alike for settled in end.settled)
    return Branch(fewest_ways(ways) if ends else tuple(ways), ends)
