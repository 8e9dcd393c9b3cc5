"""What a possible answer tells to do: where two of them tell the same, they are one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from statemachine.answer import Remark
from statemachine.answering.actions import actions_of, of_best_step
from statemachine.answering.decision import Settled
from statemachine.answering.due_notices import due
from statemachine.answering.given_beside import orders_beside
from statemachine.answering.options import cautions_of_going_on, offered
from statemachine.answering.remarks import by_code
from statemachine.machine.case import Case


class ToDo(NamedTuple):
    """What a board would act on; where else the record stands, and by which way, is bookkeeping.

    `permitted` is what can be chosen where a choice is due. `place` is what is gone on with, or to whom the patient is
    handed over.
    """

    outcome: str
    preferred: tuple[str, ...]
    permitted: tuple[str, ...]
    actions: tuple[str, ...]
    place: str

    @property
    def as_shown(self) -> ToDo:
        """The same without the reason why people decide first: several reasons are told as one answer."""
        return self._replace(place="") if self.outcome == "refer" else self


class Outline(NamedTuple):
    """The part of what to do that costs little: where it differs the rest need not be worked out."""

    outcome: str
    preferred: tuple[str, ...]
    place: str

    @property
    def as_shown(self) -> Outline:
        """The same without the reason why people decide first."""
        return self._replace(place="") if self.outcome == "refer" else self


def outline_of(settled: Settled) -> Outline:
    """What one end of a walk tells to do, in outline."""
    return Outline(settled.outcome, tuple(sorted(settled.preferred)), _place(settled))


def what_to_do(settled: Settled) -> ToDo:
    """What this end of a walk tells to do, in an order that depends on nothing else."""
    case = settled.case
    actions = actions_of([case], settled, cautions_of_going_on(case), due([case], settled.outcome, ["action"]))
    orders = orders_beside([case], actions).remarks
    return ToDo(
        settled.outcome,
        tuple(sorted(settled.preferred)),
        tuple(sorted(permitted_of(settled))) if settled.outcome != "continue" else (),
        tuple(sorted({action.code for action in (*orders, *actions)})),
        _place(settled),
    )


def asked_on_every_way(ends: Sequence[Settled], told: Sequence[Remark]) -> list[Remark]:
    """What is told already, and what the best step of a way asks for where every way asks for it by some rule."""
    known = {remark.code for remark in told}
    asked = [(code, end) for end in ends for code in end.best.actions if code not in known]
    if not asked:
        return list(told)
    everywhere = set.intersection(*(set(what_to_do(end).actions) for end in ends))
    return by_code([*told, *(of_best_step(code, end) for code, end in asked if code in everywhere)])


def permitted_of(settled: Settled) -> list[str]:
    """The regimens that can be chosen; on a treatment what is gone on with, as the others are no choice there."""
    case = settled.case
    if settled.outcome == "continue":
        return list(case.current.regimens[:1]) if case.current is not None else []
    is_due = settled.outcome in ("recommend", "exhausted") or (
        settled.outcome == "refer" and case.stage.kind in ("decision", "pause")
    )
    if not is_due:
        return []
    open_here = [(code, best.step) for code, best in offered(case).items() if best.verdict == "permitted"]
    if settled.outcome == "refer":  # what else a pause may lead on to is no choice before people have decided
        open_here = [(code, step) for code, step in open_here if step.source == case.decision]
    ranks = {code: step.rank for code, step in open_here}
    return sorted(ranks, key=lambda code: (ranks[code] is None, ranks[code] or 0))


def _place(settled: Settled) -> str:
    if settled.outcome == "continue":
        return _given(settled.case)
    return "" if settled.outcome == "recommend" else settled.best.dest


def _given(case: Case) -> str:
    """The treatment by its own name, as one place may know it as a regimen and another not."""
    return case.current.name if case.current is not None else case.stage.kind
