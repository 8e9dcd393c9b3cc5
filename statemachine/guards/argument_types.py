"""What the rows of the guideline files may give to a question: each type is checked when a row is read.

The checks stand in `editions/vocabulary.py`, one for each type; a question with an argument of another type is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

Agent: TypeAlias = str
Agents: TypeAlias = list[str]
RuleDrugs: TypeAlias = list[str]  # those that the safety rule itself is about
DrugClass: TypeAlias = str
RegimenCode: TypeAlias = str
Site: TypeAlias = str
StopReason: TypeAlias = str
ToxicityKind: TypeAlias = str
Refusal: TypeAlias = str  # a drug, or a word such as chemotherapy

Fact: TypeAlias = str  # one with a closed list of values
FactValue: TypeAlias = str | bool
Measure: TypeAlias = str  # a fact that is measured
Measures: TypeAlias = list[str]
Bound: TypeAlias = float  # of the measure named beside it
Bounds: TypeAlias = Mapping[str, float]  # each measure with its bound

Grade: TypeAlias = int
Count: TypeAlias = int
Days: TypeAlias = int
Months: TypeAlias = int
Years: TypeAlias = int
Percent: TypeAlias = float
Points: TypeAlias = float


class Limit(Protocol):
    """A number with its unit and source: of an edition, with its clock, or one that all editions share.

    An argument of this type that a row does not give is the shared limit of the argument's own name.
    """

    @property
    def value(self) -> float:
        """The number, in the limit's unit."""

    @property
    def clock(self) -> str | None:
        """What an edition's limit counts from: `last_anti_her2`, `last_trastuzumab` or `last_chemotherapy`."""

    @property
    def clock_label(self) -> str:
        """The clock in words."""

    @property
    def just_below(self) -> str:
        """The whole number before it, as a sentence names the end of a range."""

    @property
    def months(self) -> int:
        """The number, where it is one of calendar months."""
