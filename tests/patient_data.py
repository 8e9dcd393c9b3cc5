"""What of a patient could stand in a log line: planted names and identifiers, days, drugs."""

from __future__ import annotations

import re

from tests.records import LIBRARY

PLANTED = ("mustermann", "canary", "4711-0815", "planted")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|(?<!\d)(19|20)\d{6}(?!\d)")
# When the line was written, and the editions, are no days of a patient.
_OTHER_DAYS = re.compile(
    r'"timestamp": ?"[^"]*"|[a-z_]+@\d{4}-\d{2}-\d{2}|"request_id": ?"[0-9a-f-]*"|"trace_id": ?"\w*"'
)
_DRUGS = re.compile("|".join(sorted(re.escape(name) for name in LIBRARY.catalogue.agents if len(name) > 5)))


def patient_data(log: str) -> list[str]:
    """What it finds in a log that a log must not hold."""
    text = _OTHER_DAYS.sub("", log.lower())
    return [
        *(name for name in PLANTED if name in text),
        *(found.group() for pattern in (_DAY, _DRUGS) for found in pattern.finditer(text)),
    ]
