"""The proof of one edition: every invariant, claim by claim, over the whole space, and the sampled check of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from statemachine.verification.counterexample import Refutation, refutation
from statemachine.verification.diagram import NEVER
from statemachine.verification.grave_values import no_grave_value_passes_in_silence
from statemachine.verification.histories import Told
from statemachine.verification.implications import IMPLICATIONS
from statemachine.verification.offered_drugs import (
    failed_capecitabine_is_never_preferred_alone,
    failed_drug_is_never_offered_again,
    failed_pertuzumab_only_where_a_row_says_so,
    no_excluded_option_is_preferred,
    nothing_is_offered_outside_her2_positive_disease,
    pregnant_patient_is_always_referred,
)
from statemachine.verification.outcomes import (
    exactly_one_outcome,
    knowledge_only_narrows,
    no_undeclared_dead_end,
    order_of_equal_rows_does_not_matter,
)
from statemachine.verification.progression import progression_only_moves_forward
from statemachine.verification.reachability import everything_is_reachable
from statemachine.verification.safety_topics import SAFETY_TOPICS
from statemachine.verification.sampling import Difference, differences
from statemachine.verification.space import Claim, Space

Invariant = Callable[..., Iterator[Claim]]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    exactly_one_outcome,
    no_excluded_option_is_preferred,
    failed_drug_is_never_offered_again,
    failed_pertuzumab_only_where_a_row_says_so,
    failed_capecitabine_is_never_preferred_alone,
    nothing_is_offered_outside_her2_positive_disease,
    pregnant_patient_is_always_referred,
    *SAFETY_TOPICS,
    no_grave_value_passes_in_silence,
    order_of_equal_rows_does_not_matter,
    no_undeclared_dead_end,
    progression_only_moves_forward,
    knowledge_only_narrows,
    everything_is_reachable,
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
class Proof:
    """The invariants of one edition, and how many situations the engine was asked itself, with what differed."""

    space: Space
    invariants: tuple[Held, ...]
    compared: int
    differences: tuple[Difference, ...]
    assumptions: Mapping[str, str]

    @property
    def holds(self) -> bool:
        """Is every invariant proved, and does the engine answer as the proof assumes?"""
        return not self.differences and all(held.refuted is None for held in self.invariants)


def prove(space: Space, known: list[Told]) -> Proof:
    """Every invariant of the edition, a refuted one with its counterexample; `known` are the histories of the space."""
    held = tuple(examine(invariant, space, known) for invariant in INVARIANTS)
    compared, differing = differences(space, SAMPLED_PER_PLACE, known)
    return Proof(space, held, compared, tuple(differing), IMPLICATIONS)


def examine(invariant: Invariant, space: Space, known: list[Told]) -> Held:
    """One invariant of the edition, with its counterexample if it does not hold."""
    made = list(invariant(space, known) if invariant is everything_is_reachable else invariant(space))
    broken = [claim for claim in made if claim.against != NEVER]
    refuted = refutation(invariant.__name__, broken, space, known) if broken else None
    says = (invariant.__doc__ or "").partition("\n")[0]
    return Held(invariant.__name__, says, len(made), refuted)
