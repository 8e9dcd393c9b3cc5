"""How old a charted value is: a value of a day long past is no answer to what is checked before a dose."""

from __future__ import annotations

from datetime import date, timedelta

from statemachine.guards.argument_types import Limit, Measures
from statemachine.guards.grave_toxicity import GraveToxicity
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record.measured_values import Measured
from statemachine.record.partial_dates import PartialDate


class AgeOfValues(GraveToxicity):
    """The day stands beside the value of a report; of a bare number nobody charted one, and nothing is said."""

    def not_of_the_last_cycle(self, measures: Measures, one_cycle: Limit) -> Answer:
        """Is the charted day of {measures} not certainly one of the last {one_cycle.value} days?"""
        asked = self.record.as_of
        longest = timedelta(days=one_cycle.value)
        told = {}
        for fact in measures:
            value = getattr(self.patient, fact)
            if isinstance(value, Measured) and value.on is not None and asked - value.on.first > longest:
                told[f"/patient/{fact}"] = f"{value.text}, {_age(value.on, asked)}"
        return Answer(True, told) if told else NO


def _age(on: PartialDate, asked: date) -> str:
    """`10 months ago`; in days within the first month, and of a day that nobody charted the most."""
    first = on.first
    months = (asked.year - first.year) * 12 + asked.month - first.month - (asked.day < first.day)
    number, unit = (months, "month") if months else ((asked - first).days, "day")
    return f"{'' if on.is_a_day else 'up to '}{number} {unit}{'' if number == 1 else 's'} ago"
