"""A question of the vocabulary with its arguments: what a guard asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import Answer


class Question(NamedTuple):
    """A method of the vocabulary with its arguments; the sentence is its identity."""

    name: str
    ask: Callable[[Vocabulary], Answer]
    sentence: str
    of_the_entry: bool = False

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the method is asked with, by the names of its parameters."""
        return getattr(self.ask, "keywords", {})

    def key(self, chart: Vocabulary) -> str:
        """What tells this question from others: its sentence, and the entry where it is about one."""
        return f"{self.sentence} ({chart.reading_pointer})" if self.of_the_entry else self.sentence
