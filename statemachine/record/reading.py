"""What is noted while one document is read: its dates and drugs, and the faults of all of its parts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from statemachine.record import partial_dates
from statemachine.record.catalogue import Catalogue
from statemachine.record.charted_drugs import DrugReader
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record_faults import Fault

Document = Mapping[str, Any]


class Reading:
    """The day of the question, the drugs that are known, and what was found wrong so far."""

    def __init__(self, catalogue: Catalogue, as_of: datetime.date) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        self.faults: list[Fault] = []
        self.drugs = DrugReader(catalogue, self.faults)

    def date(self, pointer: str, text: str | None) -> PartialDate | None:
        """A charted date; None where there is none, or it cannot be read or lies after the day of the question."""
        if text is None:
            return None
        try:
            charted = partial_dates.parse(text)
        except ValueError as wrong:
            self.fault(pointer, str(wrong), "not_a_date")
            return None
        if charted.first > self.as_of:
            says = f"this lies after as_of ({self.as_of.isoformat()}), the day of the question; correct one of them"
            self.fault(pointer, says, "after_as_of")
            return None
        # What is charted as "2026" cannot have happened after the day of the question.
        return charted._replace(last=min(charted.last, self.as_of))

    def fault(self, pointer: str, says: str, code: str = "contradiction", known: tuple[str, ...] = ()) -> None:
        """Note what is wrong at a place."""
        self.faults.append(Fault(pointer, says, code, known))
