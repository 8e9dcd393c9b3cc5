"""HER2 by the code of the breast cancer: the result where there is no test, and told where it contradicts one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.fhir.cancers import OTHER
from service.fhir.her2 import is_positive
from service.fhir.pathology import Test, add, gather
from service.fhir.primaries import Primaries
from service.fhir.report import Report, Resource
from service.fhir.values import first_day, last_day

OLDER: Final = "The code of the breast cancer says otherwise than a later HER2 test: the test decides."


def add_her2_of_conditions(
    told: Iterable[tuple[str, str | None, Resource]], tests: list[Test], primaries: Primaries, report: Report
) -> None:
    """Add what codes say to the tests: as one without a day where it contradicts the newest and may be later.

    The code of a tumour that certainly is not the one that has spread says nothing of that.
    """
    for status, on, each in told:
        named = primaries.named_by(each)
        if primaries.of(named) == OTHER:
            continue
        newest = max(
            (test for test in tests if is_positive(test) is not None),
            key=lambda test: first_day(test.on) if test.on else "",
            default=None,
        )
        if newest is None:
            if not tests:
                add(gather(tests, on, "", None, named), "status", status, each)
        elif is_positive(newest) is (status == "positive"):
            continue
        elif on and newest.on and last_day(on) < first_day(newest.on):
            report.conflict("her2", OLDER, [each, *newest.sources])
        else:
            tests.append(Test(None, each.pointer, None, named))
            add(tests[-1], "status", status, each)
