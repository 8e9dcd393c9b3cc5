"""The decision spaces of the shipped editions and their histories, which several tests of the proof need."""

from __future__ import annotations

from functools import cache

from statemachine.editions.library import FOLDER
from statemachine.verification.histories import Told, histories
from statemachine.verification.space import Space, read_space
from tests.records import LIBRARY


@cache
def space_of(reference: str) -> Space:
    """The decision space of a shipped edition."""
    return read_space(LIBRARY.guidelines[reference], FOLDER)


@cache
def histories_of(reference: str) -> list[Told]:
    """The histories of a shipped edition; finding them takes most of the time of its proof."""
    return [*histories(space_of(reference))]
