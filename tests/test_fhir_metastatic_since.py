"""The day on which somebody wrote a metastasis down is not the day on which it was found."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.metastatic_since import WHEN
from tests.fhir_resources import LIVER, MASTECTOMY, PATIENT, courses, medication, shown

FOUND = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
WRITTEN = {"recordedDate": "2026-03-01"}
EARLY = medication(effectivePeriod={"start": "2024-09-01", "end": "2025-08-01"})
LATE = medication("2267582", effectivePeriod={"start": "2026-04-01"})


def liver(**keys: Any) -> dict[str, Any]:
    """A metastasis of the liver with these dates alone."""
    return {key: value for key, value in LIVER.items() if key != "onsetDateTime"} | keys


def told(client: FlaskClient, *resources: Any) -> tuple[list[str], list[str], bool]:
    """The settings of the courses, the day of the finding, and whether it is asked."""
    read = shown(client, PATIENT, *resources)
    found = [f"{each['event']} {each['on']}" for each in read["record"]["history"] if each.get("event") in EVENTS]
    return (
        [course["setting"] for course in courses(read)],
        found,
        WHEN in {each["says"] for each in read["report"]["asked"]},
    )


EVENTS = ("recurrence", "metastatic_diagnosis")


@pytest.mark.parametrize("key", ["recordedDate", "dateRecorded"])
def test_a_treatment_before_the_day_of_writing_is_asked_and_one_after_it_is_metastatic(
    client: FlaskClient, key: str
) -> None:
    assert told(client, liver(**{key: "2026-03-01"}), MASTECTOMY, EARLY, LATE) == (["metastatic"], [], True)


@pytest.mark.parametrize(
    "dates",
    [
        {"onsetDateTime": "2026-01-01"},
        {"onsetPeriod": {"start": "2026-01-01"}},
        {"assertedDate": "2026-01-01"},
        {"extension": [{"url": FOUND, "valueDateTime": "2026-01-01"}]},
    ],
)
def test_where_the_day_of_the_finding_is_told_it_decides(client: FlaskClient, dates: dict[str, Any]) -> None:
    asked = told(client, liver(**WRITTEN, **dates), MASTECTOMY, EARLY, LATE)
    assert asked == (["adjuvant", "metastatic"], ["recurrence 2026-01-01"], False)


def test_the_day_of_writing_is_charted_where_nothing_was_done_before_it_and_is_asked(client: FlaskClient) -> None:
    assert told(client, liver(**WRITTEN), LATE) == (["metastatic"], ["metastatic_diagnosis 2026-03-01"], True)


def test_a_metastasis_that_was_written_down_later_than_another_was_found_changes_nothing(client: FlaskClient) -> None:
    bone = liver(**WRITTEN, code={"coding": [{"system": "http://snomed.info/sct", "code": "94222008"}]})
    assert told(client, LIVER, bone, LATE) == (["metastatic"], ["metastatic_diagnosis 2025-03-11"], False)
    earlier = {**bone, "recordedDate": "2024-01-01"}
    assert told(client, LIVER, earlier, MASTECTOMY, EARLY) == (
        ["metastatic"],
        ["metastatic_diagnosis 2024-01-01"],
        True,
    )
