"""A question of the vocabulary with its arguments: what a guard asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import Answer

Ask = Callable[[Vocabulary], Answer]


class Question(NamedTuple):
    """A method of the vocabulary with its arguments; the sentence is its identity.

    `of_the_entry` is the sentence with places for the words of the entry that it is about, if it is about one.
    """

    name: str
    ask: Ask
    sentence: str
    of_the_entry: str = ""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the method is asked with, by the names of its parameters."""
        return getattr(self.ask, "keywords", {})

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """The same of every question that is answered and worded in the same way."""
        given = (_hashable(value) for value in self.arguments.values())
        return (self.name, self.sentence, self.of_the_entry, *given)

    def key(self, chart: Vocabulary) -> str:
        """What tells this question from others: its sentence, in the words of the entry where it is about one."""
        if not self.of_the_entry:
            return self.sentence
        told = self.of_the_entry.format(**chart.entry_in_words)
        return f"{told} ({chart.reading_pointer})" if chart.entry_has_namesake or told == self.of_the_entry else told


def _hashable(argument: Any) -> Hashable:
    if isinstance(argument, Mapping):
        return tuple(argument.items())
    return tuple(argument) if isinstance(argument, list) else argument
