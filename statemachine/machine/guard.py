"""A condition of the library's machine that says what it found, and the chart that it asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from transitions.core import Condition

from statemachine.answer import ShownFinding
from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import NO, Answer, Facts
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.question import Ask, Question
from statemachine.record.catalogue import Catalogue
from statemachine.record.record import Record

_EFFECT = attrgetter("effect")


class Chart(Vocabulary):
    """What guards ask: the record as far as it has been read, what is assumed beyond it, and what was found so far."""

    def __init__(self, record: Record, catalogue: Catalogue, assumptions: Assumptions) -> None:
        super().__init__(record, catalogue)
        self.assumptions = assumptions
        self.found: dict[Guard, Finding] = {}
        self.answers: dict[Ask, Answer] = {}  # to the same question of several guards, asked once
        self.findings: tuple[Finding, ...] = ()  # of the step that is being taken

    def forget(self) -> None:
        """What was found holds until something more is read; a copy of this chart remembers it."""
        self.found, self.answers = {}, {}

    def find(self, guards: Iterable[Guard]) -> list[Finding]:
        """What each of these guards finds."""
        found = self.found
        return [found.get(guard) or guard.ask(self) for guard in guards]


@dataclass(slots=True)  # not frozen for the reason given at Answer
class Finding:
    """What one guard found: the answer, the facts, and what follows; an assumed answer is shown as unknown.

    `effect` is `passes`, `blocks` or `leaves_open`; an unknown `check` fact reads as a no. `left_open` is the answer of
    a guard that leaves its step open.
    """

    guard: Guard
    answer: bool | None
    facts: Facts
    effect: str
    left_open: Answer | None = None

    @property
    def to_ask(self) -> list[str]:
        """Pointers to the facts that would settle it: the dates that are not charted to the day, or what is missing."""
        hinges = self.left_open.hinges if self.left_open is not None else ()
        if hinges:
            days = (one for hinge in hinges for one in (hinge.earlier, hinge.later))
            return list(dict.fromkeys(one.pointer for one in days if one.first != one.last))
        missing = [pointer for pointer, value in self.facts.items() if value is None]
        return missing or list(self.facts)


def effects_of(findings: Iterable[Finding]) -> set[str]:
    """What follows from these findings, each effect once."""
    return set(map(_EFFECT, findings))


class Undetermined(Exception):
    """A step cannot be judged until a question is answered; `favourable` is the answer that leads the better way."""

    def __init__(self, finding: Finding, chart: Chart, *, favourable: bool) -> None:
        self.question = finding.guard.func.key(chart)
        super().__init__(self.question)
        self.finding = finding
        self.chart = chart
        self.favourable = favourable


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a rule rests on: one of `codes.BASES`, and the sources and readings by their keys."""

    basis: str = "guideline"
    evidence: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()


class Guard(Condition):
    """A condition that says what it found.

    `when_unknown` is `ask` (the step is undetermined), `check` (read as a no, with a caution to check before the first
    dose) or `silent` (read as a no: another guard of the same step already tells of the missing fact). `says`, `code`
    and `asks` belong to cautions: what is said when the answer is yes, its warning code, and whether to ask anew.
    `action` is what to do while a `check` fact is not charted. `while_given` are the drugs of a rule about going on:
    where none of them is being given it does not apply. `topic` is what a safety rule is about, and
    `drugs` are those that it speaks of, none where it speaks of all.
    """

    func: Question  # type: ignore[assignment]  # asked by `find`, never resolved by name on the model
    target: bool

    def __init__(
        self,
        func: Question,
        target: bool = True,
        *,
        when_unknown: str = "ask",
        grounds: Grounds | None = None,
        says: str | None = None,
        code: str | None = None,
        asks: bool = False,
        action: str | None = None,
        while_given: frozenset[str] = frozenset(),
        topic: str | None = None,
        drugs: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(func.name, target)
        self.func = func
        self.when_unknown = when_unknown
        self.grounds = grounds or Grounds()
        self.says = says
        self.code = code
        self.asks = asks
        self.action = action
        self.while_given = while_given
        self.topic = topic
        self.drugs = drugs
        self.question = func.sentence
        self._ask: Ask = self._ask_while_given if while_given else func.ask
        # Most guards answer a plain no that rests on no fact; that finding is built once.
        self._plain_no = Finding(self, False, NO.facts, "blocks" if target else "passes")
        self._shown_no: ShownFinding | None = None

    def concerns(self, agent: str) -> bool:
        """Does the safety rule speak of this drug?"""
        return not self.drugs or agent in self.drugs

    def find(self, chart: Chart) -> Finding:
        """What was found already, or is found now; a chart is asked once between two events."""
        return chart.found.get(self) or self.ask(chart)

    def ask(self, chart: Chart) -> Finding:
        """Ask the chart, or take the answer that a branch assumes."""
        answers, ask = chart.answers, self._ask
        answer = answers.get(ask)
        if answer is None:
            answers[ask] = answer = ask(chart)
        if answer is NO:
            found = self._plain_no
        elif answer.value is None:
            found = self._left_open(chart, answer)
        else:
            found = Finding(self, answer.value, answer.facts, "passes" if answer.value == self.target else "blocks")
        chart.found[self] = found
        return found

    def _ask_while_given(self, chart: Vocabulary) -> Answer:
        return self.func.ask(chart) if chart.gives_one_of(self.while_given) else NO

    def _left_open(self, chart: Chart, answer: Answer) -> Finding:
        possible = chart.assumptions.possible_answers(chart, self.func, answer)
        # A value that is charted, but doubted, is never read as a no: it may be right.
        asked = self.when_unknown == "ask" or chart.record.doubts(answer.facts)
        if len(possible) > 1 or (not possible and asked):
            return Finding(self, None, answer.facts, "leaves_open", answer)
        assumed = bool(possible and possible[0])  # a fact to check of which nothing is assumed reads as a no
        return Finding(self, None, answer.facts, "passes" if assumed == self.target else "blocks")

    def show(self, finding: Finding) -> ShownFinding:
        """The finding as the answer shows it."""
        if finding is self._plain_no and self._shown_no is not None:
            return self._shown_no
        grounds = self.grounds
        shown = ShownFinding(
            self.func.name, self.question, self.target, finding.answer, finding.facts, grounds.basis, grounds.evidence
        )
        if finding is self._plain_no:
            self._shown_no = shown
        return shown
