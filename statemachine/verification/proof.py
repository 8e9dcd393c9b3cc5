"""The proof of one edition: every invariant, claim by claim, over the whole space, and the sampled check of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from statemachine.verification.answering import (
    exactly_one_outcome,
    knowledge_only_narrows,
    no_undeclared_dead_end,
    order_of_equal_rows_does_not_matter,
)
from statemachine.verification.counterexample import Refutation, refutation, shown_by
from statemachine.verification.diagram import NEVER
from statemachine.verification.eligibility import (
    failed_capecitabine_alone,
    failed_capecitabine_is_never_alone_at_the_top_unsaid,
    failed_drug_is_never_offered_again,
    failed_pertuzumab_only_where_a_row_says_so,
    no_excluded_option_is_preferred,
    nothing_is_offered_outside_her2_positive_disease,
    pregnant_patient_is_always_referred,
)
from statemachine.verification.exposure import IMPLICATIONS
from statemachine.verification.progression import progression_only_moves_forward
from statemachine.verification.reachability import everything_is_reachable
from statemachine.verification.sampling import Difference, differences
from statemachine.verification.space import Claim, Space
from statemachine.verification.stories import Document, Told, histories

Invariant = Callable[[Space], Iterator[Claim]]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    exactly_one_outcome,
    no_excluded_option_is_preferred,
    failed_drug_is_never_offered_again,
    failed_pertuzumab_only_where_a_row_says_so,
    failed_capecitabine_is_never_alone_at_the_top_unsaid,
    nothing_is_offered_outside_her2_positive_disease,
    pregnant_patient_is_always_referred,
    order_of_equal_rows_does_not_matter,
    no_undeclared_dead_end,
    progression_only_moves_forward,
    knowledge_only_narrows,
)
SAMPLED_PER_PLACE: Final = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What became of one invariant: how many claims it makes of this edition, and the first one that does not hold."""

    name: str
    says: str
    claims: int
    refuted: Refutation | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What holds only because the answer says so: a row, its situations, and a request that shows it."""

    says: str
    state: str
    rows: tuple[str, ...]
    situations: int
    record: Document | None


@dataclass(frozen=True, slots=True)
class Proof:
    """The invariants of one edition, and how many situations the engine was asked itself, with what differed."""

    space: Space
    invariants: tuple[Held, ...]
    remarks: tuple[Remark, ...]
    compared: int
    differences: tuple[Difference, ...]
    assumptions: Mapping[str, str]

    @property
    def holds(self) -> bool:
        """Is every invariant proved, and does the engine answer as the proof assumes?"""
        return not self.differences and all(held.refuted is None for held in self.invariants)


def prove(space: Space) -> Proof:
    """Every invariant of the edition; a refuted one with its counterexample."""
    known = histories(space)
    named = [(invariant.__name__, invariant.__doc__ or "", invariant(space)) for invariant in INVARIANTS]
    reachable = everything_is_reachable
    named.append((reachable.__name__, reachable.__doc__ or "", reachable(space, known)))
    held = [_held(name, says, claims, space, known) for name, says, claims in named]
    compared, differing = differences(space, SAMPLED_PER_PLACE, known)
    return Proof(space, tuple(held), _remarks(space, known), compared, tuple(differing), IMPLICATIONS)


def _remarks(space: Space, known: list[Told]) -> tuple[Remark, ...]:
    remarks = []
    for claim, _ in failed_capecitabine_alone(space):
        if claim.against != NEVER:
            found = shown_by(claim, space, known)
            record = found.document if found is not None else None
            situations = claim.place.sets.count(claim.against)
            remarks.append(Remark(claim.says, claim.place.state, claim.rows, situations, record))
    return tuple(remarks)


def _held(name: str, says: str, claims: Iterator[Claim], space: Space, known: list[Told]) -> Held:
    made = list(claims)
    broken = [claim for claim in made if claim.against != NEVER]
    refuted = refutation(name, broken, space, known) if broken else None
    return Held(name, says.partition("\n")[0], len(made), refuted)
