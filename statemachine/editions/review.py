"""An edition set out for a reviewer: each decision with its ways in and its options by rank, then what all share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from statemachine.editions.in_words import event, one_of, places
from statemachine.editions.safety_by_regimen import joined
from statemachine.machine.guard import Grounds, Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Stage, Step
from statemachine.record.catalogue import Regimen


@dataclass(frozen=True, slots=True)
class Row:
    """A written row in words; its steps differ only in where they lead from. `waived` are safety rules not asked."""

    step: Step
    charted: str
    sources: str
    leads_to: str
    waived: tuple[Guard, ...]

    @property
    def stays(self) -> bool:
        """Does it lead back to where it started?"""
        return self.step.dest == self.step.source

    @property
    def wanted(self) -> list[Guard]:
        """The questions of the row itself that must be answered with yes."""
        return [guard for guard in self.step.own if guard.target]

    @property
    def unwanted(self) -> list[Guard]:
        """The questions of the row itself that must be answered with no."""
        return [guard for guard in self.step.own if not guard.target]


@dataclass(frozen=True, slots=True)
class Option:
    """A regimen of a decision with its rows by rank."""

    regimen: Regimen
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the edition's own rows say of one decision."""

    stage: Stage
    ways_in: list[Row]
    gates: list[Row]
    options: list[Option]
    fallbacks: list[Row]

    @property
    def is_unranked(self) -> bool:
        """Have several options one and the same rank, so that none is preferred over another?"""
        return len(self.options) > 1 and len({row.step.rank for option in self.options for row in option.rows}) == 1


@dataclass(frozen=True, slots=True)
class Review:
    """The whole edition: its decisions, and what is written once for all editions."""

    decisions: list[Decision]
    gates: list[Row]
    options: list[Option]
    fallbacks: list[Row]
    going_on: list[Row]
    events: list[Row]


def review(guideline: Guideline) -> Review:
    """Every written row of the edition, each in the one part where a reader looks for it."""
    own = [taken for taken in _taken(guideline) if not taken[1].row.startswith("shared")]
    common = [taken for taken in _taken(guideline) if taken[1].row.startswith("shared")]
    stages = guideline.stages
    decisions = []
    for stage in (stage for stage in stages.values() if stage.kind == "decision"):
        chosen = [taken for taken in own if _is_choice(taken) and stages[taken[1].source].decided_at == stage.name]
        ways_in = [taken for taken in own if not _is_choice(taken) and taken[1].dest == stage.name]
        elsewhere = [taken for taken in chosen if stages[taken[1].dest].regimen is None]
        decisions.append(
            Decision(
                stage,
                _rows(guideline, ways_in),
                _rows(guideline, (taken for taken in elsewhere if taken[1].is_gate)),
                _options(guideline, chosen),
                _rows(guideline, (taken for taken in elsewhere if not taken[1].is_gate)),
            )
        )
    chosen = [taken for taken in common if _is_choice(taken) and not _goes_on(guideline, taken[1])]
    elsewhere = [taken for taken in chosen if stages[taken[1].dest].regimen is None]
    return Review(
        decisions,
        _rows(guideline, (taken for taken in elsewhere if taken[1].is_gate)),
        _options(guideline, chosen),
        _rows(guideline, (taken for taken in elsewhere if not taken[1].is_gate)),
        _rows(guideline, (taken for taken in common if _is_choice(taken) and _goes_on(guideline, taken[1]))),
        _rows(guideline, (taken for taken in common if not _is_choice(taken))),
    )


def _taken(guideline: Guideline) -> Iterator[tuple[str, Step]]:
    """Each step of a written row with its trigger; steps that no file writes have no row and are not told."""
    return ((trigger, step) for trigger, step in guideline.every_step() if step.row)


def grounds_of(guideline: Guideline) -> Iterator[Grounds]:
    """What every limit, notice, row and rule of the edition rests on."""
    for limit in (*guideline.about.limits.values(), *guideline.about.shared_limits.values()):
        yield limit.grounds
    for notice in guideline.about.notices:
        yield notice.grounds
    for _, step in _taken(guideline):
        yield step.grounds
        yield from (guard.grounds for guard in (*step.conditions, *step.cautions))


def _is_choice(taken: tuple[str, Step]) -> bool:
    return taken[0] == "treat"


def _goes_on(guideline: Guideline, step: Step) -> bool:
    """Is it about a treatment that is being given, without being a gate that stands before decisions as well?"""
    return not step.is_gate and guideline.stages[step.source].kind in ("treatment", "pause")


def _options(guideline: Guideline, taken: Iterable[tuple[str, Step]]) -> list[Option]:
    """The steps into regimens, by regimen and by rank; a regimen stands where its best rank does."""
    by_regimen: dict[str, list[tuple[str, Step]]] = {}
    for trigger, step in taken:
        regimen = guideline.stages[step.dest].regimen
        if regimen is not None:
            by_regimen.setdefault(regimen.code, []).append((trigger, step))
    options = [
        Option(guideline.catalogue.regimens[code], _rows(guideline, steps)) for code, steps in by_regimen.items()
    ]
    return sorted(options, key=lambda option: _by_rank(option.rows[0]))


def _by_rank(row: Row) -> tuple[bool, int]:
    return row.step.rank is None, row.step.rank or 0


def _place_in_file(row: Row) -> tuple[str, int]:
    """Of rows that are tried in turn the first counts: the table of toxicities, then `shared.yaml transitions[13]`."""
    part, _, number = row.step.row.rpartition("[")
    return part, int(number.rstrip("]"))


def _rows(guideline: Guideline, taken: Iterable[tuple[str, Step]]) -> list[Row]:
    """The steps by the rows that they are written in, by rank and then as written."""
    by_row: dict[str, list[tuple[str, Step]]] = {}
    for trigger, step in taken:
        by_row.setdefault(step.row, []).append((trigger, step))
    rows = [_row(guideline, steps) for steps in by_row.values()]
    return sorted(rows, key=lambda row: (_by_rank(row), _place_in_file(row)))


def _row(guideline: Guideline, taken: Sequence[tuple[str, Step]]) -> Row:
    steps = [step for _, step in taken]
    first = steps[0]
    regimen = guideline.stages[first.dest].regimen
    asked = {id(guard) for guard in (*first.conditions, *first.cautions)}
    starts = regimen is not None and first.source != first.dest
    waived = [guard for guard in joined(guideline, regimen, going_on=False) if id(guard) not in asked]
    return Row(
        first,
        one_of(event(trigger) for trigger, _ in taken),
        places(guideline, {step.source for step in steps}),
        _destination(guideline, steps),
        tuple(waived) if starts else (),
    )


def _destination(guideline: Guideline, steps: Sequence[Step]) -> str:
    stages = guideline.stages
    if all(step.dest == step.source for step in steps):
        return "the patient stays there"
    if all(step.dest == stages[step.source].decided_at for step in steps):
        return "the same decision is open again"
    if all(step.dest in (step.source, stages[step.source].decided_at) for step in steps):
        return "the same decision is open again; where the drug is no longer given, the patient stays there"
    if all(stages[step.dest].kind == "pause" for step in steps):
        return "treatment pauses at the same decision"
    return one_of(stages[step.dest].label for step in steps)
