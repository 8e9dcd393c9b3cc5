"""Days on which nothing of this patient can have happened: before the birth, or longer ago than anybody lives.

Systems fill up what nobody knows with a day such as 1900-01-01.
"""

from __future__ import annotations

from typing import Final

from service.fhir.bundle import Resources
from service.fhir.values import first_day, last_day

NO_SUCH_DAY: Final = "Its day ({on}) lies before the patient was born."
FILLED_UP: Final = "1900-12-31"  # until then


def is_impossible(on: str | None, among: Resources) -> bool:
    """Does a day certainly lie before the birth?"""
    if on is None:
        return False
    last = last_day(on)
    return last <= FILLED_UP or any(last < first_day(born) for born in among.births)
