"""A condition of the library's machine that says what it found, and the question that it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from transitions.core import Condition

from statemachine.answer import ShownFinding
from statemachine.guards.ground import NO, Answer, Facts

if TYPE_CHECKING:
    from statemachine.machine.case import Case


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


class Undetermined(Exception):
    """A step cannot be judged until a question is answered; `favourable` is the answer that leads the better way."""

    def __init__(self, finding: Finding, case: Case, *, favourable: bool) -> None:
        self.question = finding.guard.func.key(case)
        super().__init__(self.question)
        self.finding = finding
        self.case = case
        self.favourable = favourable


class Question(NamedTuple):
    """A method of the vocabulary with its arguments, asked of a case; the sentence is its identity."""

    name: str
    ask: Callable[[Case], Answer]
    sentence: str
    of_the_entry: bool = False

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the method is asked with, by the names of its parameters."""
        return getattr(self.ask, "keywords", {})

    def key(self, case: Case) -> str:
        """What tells this question from others: its sentence, and the entry where it is about one."""
        return f"{self.sentence} ({case.reading_pointer})" if self.of_the_entry else self.sentence


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
    where none of them is being given it does not apply.
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
        self.question = func.sentence
        self._ask = self._ask_while_given if while_given else func.ask
        # Most guards answer a plain no that rests on no fact; that finding is built once.
        self._plain_no = Finding(self, False, NO.facts, "blocks" if target else "passes")
        self._shown_no: ShownFinding | None = None

    def find(self, case: Case) -> Finding:
        """Ask the case, or take the answer that a branch supposes; asked once between two events."""
        known = case.found.get(self)
        if known is not None:
            return known
        answer = self._ask(case)
        if answer is NO:
            found = self._plain_no
        elif answer.value is None:
            found = self._left_open(case, answer)
        else:
            found = Finding(self, answer.value, answer.facts, "passes" if answer.value == self.target else "blocks")
        case.found[self] = found
        return found

    def _ask_while_given(self, case: Case) -> Answer:
        return self.func.ask(case) if case.gives_one_of(self.while_given) else NO

    def _left_open(self, case: Case, answer: Answer) -> Finding:
        possible = case.possible_answers(self.func, answer)
        if len(possible) > 1 or (not possible and self.when_unknown == "ask"):
            return Finding(self, None, answer.facts, "leaves_open", answer)
        supposed = bool(possible and possible[0])  # a fact to check of which nothing is supposed reads as a no
        return Finding(self, None, answer.facts, "passes" if supposed == self.target else "blocks")

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
