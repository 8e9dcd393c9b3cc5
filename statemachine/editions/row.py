"""What a row of any guideline file may say: its guards, its limits and its grounds, each word checked when read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from statemachine.editions.file_values import listed
from statemachine.editions.mistakes import RowFault, expect
from statemachine.editions.vocabulary_check import Known, bind
from statemachine.machine.guard import Grounds, Guard
from statemachine.machine.guideline import Limit
from statemachine.machine.question import Question
from statemachine.record.catalogue import Catalogue, Regimen

Row = Mapping[str, Any]

# Of which kinds of evidence one at least must be named; a report stands for the label or the trial it reports.
RESTS_ON: Mapping[str, frozenset[str]] = {
    "guideline": frozenset({"guideline", "recommendation"}),
    "label": frozenset({"label", "reference"}),
    "trial": frozenset({"trial", "reference"}),
    "secondary": frozenset({"secondary"}),
}


class RowReader:
    """Turns the words of rows into guards, limits and grounds; RowFault where a word is not known."""

    def __init__(
        self,
        catalogue: Catalogue,
        evidence: Mapping[str, Any],
        interpretations: Mapping[str, Any],
        limits: Mapping[str, Limit] | None = None,
        questions: dict[Hashable, Question] | None = None,
    ) -> None:
        """`questions` are those that rows have asked so far, each once, so that guards can share its answer."""
        self.catalogue = catalogue
        self.evidence = evidence
        self.interpretations = interpretations
        self.limits = limits or {}
        self._questions = {} if questions is None else questions

    def reading(self, limits: Mapping[str, Limit]) -> RowReader:
        """The same reader for rows that may name these limits too."""
        every = {**self.limits, **limits}
        return RowReader(self.catalogue, self.evidence, self.interpretations, every, self._questions)

    def guards(self, where: str, row: Row, regimen: Regimen | None, grounds: Grounds) -> tuple[Guard, ...]:
        """The guards of `all_of` and `none_of`; `when_unknown` stands in the condition or in the row."""
        guards = []
        for key, target in (("all_of", True), ("none_of", False)):
            for word in listed(row.get(key, [])):
                when_unknown = row.get("when_unknown", "ask")
                if isinstance(word, Mapping):
                    when_unknown = word.get("when_unknown", when_unknown)
                question = self.question(where, word, regimen)
                guards.append(Guard(question, target, when_unknown=when_unknown, grounds=grounds))
        return tuple(guards)

    def question(self, where: str, word: Any, regimen: Regimen | None, drugs: frozenset[str] = frozenset()) -> Question:
        """The question that a guard's name and arguments ask; `drugs` are those that a safety rule is about."""
        question = bind(where, word, Known(self.catalogue, self.limits, drugs), regimen)
        return self._questions.setdefault(question.identity, question)

    def grounds(self, where: str, row: Row) -> Grounds:
        """What the row rests on: evidence, or a rule of our own that says so."""
        basis = row.get("basis", "guideline")
        evidence = tuple(row.get("evidence", ()))
        expect(where, "evidence key", evidence, self.evidence, "evidence.yaml")
        if not evidence and basis != "service":
            raise RowFault(where, "no evidence is named; a rule of our own says `basis: service`")
        kinds = {self.evidence[key]["kind"] for key in evidence}
        if basis != "service" and not kinds & RESTS_ON[basis]:
            raise RowFault(where, f"the basis is {basis!r}, and the evidence is of kind {', '.join(sorted(kinds))}")
        interpretation = tuple(row.get("interpretation", ()))
        expect(where, "interpretation", interpretation, self.interpretations, "interpretations.yaml")
        return Grounds(basis, evidence, interpretation)

    def limit(self, name: str, row: Row) -> Limit:
        """A number of an edition in months with its clock, or a shared one with its unit and its day."""
        grounds = self.grounds(f"limits.{name}", row)
        return Limit(
            name, row["says"], row["value"], row.get("unit", "months"), grounds, row.get("clock"), row.get("since")
        )


def cited_then(row: Row, earlier_texts: Mapping[str, Sequence[str]]) -> Row:
    """A shared row as an older edition cites it: the text of its own time in place of a later one."""
    if "evidence" not in row:
        return row
    evidence = (known for key in row["evidence"] for known in earlier_texts.get(key, [key]))
    return {**row, "evidence": list(dict.fromkeys(evidence))}
