"""HER2 and the hormone receptors in the name of the breast cancer: what contradicts a result is told and asked.

A name is no result, and nobody knows of which day it is: it charts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.fhir import codes
from service.fhir.cancers import OF_THE_BREAST, OTHER, is_another, is_breast_cancer
from service.fhir.her2 import is_positive
from service.fhir.pathology import Test
from service.fhir.primaries import Primaries
from service.fhir.report import Report, Resource
from service.fhir.values import codes as codes_of
from service.fhir.values import first_day, texts
from service.fhir.verification import NOT_SO, verification_of

WHICH_IS_RIGHT: Final = "Which is right of {what}: the name of the cancer, or the results?"
_ARE_POSITIVE: Final = r"(?:[\s:-]*pos|[\s:]?\+)"
_ARE_NEGATIVE: Final = r"(?:[\s:-]*neg|[\s:]?[-\u2212](?!\w))"
_NONE: Final = r"triple[\s-]*neg|\btnbc\b"
_HER2: Final = r"\b(?:her-?2(?:[\s/-]*neu)?|erbb2)"
_RECEPTORS: Final = r"\b(?:hr|(?:hormone|hormon)[\s-]*re[cz]eptor)"
SAID: Final[Mapping[str, Mapping[bool, re.Pattern[str]]]] = {
    "HER2": {
        True: re.compile(rf"{_HER2}{_ARE_POSITIVE}|triple[\s-]*pos", re.IGNORECASE),
        False: re.compile(rf"{_HER2}(?:{_ARE_NEGATIVE}|[\s-]*low\b)|{_NONE}", re.IGNORECASE),
    },
    "the hormone receptors": {
        True: re.compile(rf"(?:{_RECEPTORS}|\b(?:er|pr))(?:/pr)?{_ARE_POSITIVE}|triple[\s-]*pos", re.IGNORECASE),
        False: re.compile(rf"{_RECEPTORS}{_ARE_NEGATIVE}|{_NONE}", re.IGNORECASE),
    },
}


def ask_about_words(
    conditions: Iterable[Resource], tests: list[Test], primaries: Primaries, facts: Mapping[str, Any], report: Report
) -> None:
    """Tell and ask where the name of the breast cancer says otherwise than the newest results."""
    told = [test for test in tests if is_positive(test) is not None]
    newest = max(told, key=lambda test: first_day(test.on) if test.on else "", default=None)
    receptor = facts.get("hormone_receptor")
    by_results = {
        "HER2": None if newest is None else is_positive(newest),
        "the hormone receptors": None if receptor is None else receptor == "positive",
    }
    for each in filter(_is_hers, conditions):
        if primaries.of(primaries.named_by(each)) == OTHER:
            continue
        code = each.content.get("code")
        is_read = codes.found(codes.HER2_OF_CONDITION, codes_of(code))  # and told with its day
        for what, patterns in SAID.items():
            result = None if is_read and what == "HER2" else by_results[what]
            if result is not None and any(map(patterns[not result].search, texts(code))):
                about = "her2" if what == "HER2" else "hormone_receptor"
                report.conflict(about, f"The name of the cancer and the results disagree on {what}.", [each])
                report.ask(WHICH_IS_RIGHT.format(what=what), [each])


def _is_hers(condition: Resource) -> bool:
    """Is it of the breast by its code or its name, and not refuted?"""
    code = condition.content.get("code")
    is_named = any(map(OF_THE_BREAST.search, texts(code))) and not is_another(condition)
    return verification_of(condition) not in NOT_SO and (is_named or is_breast_cancer(condition, codes_of(code)))
