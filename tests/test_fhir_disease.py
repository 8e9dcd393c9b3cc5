"""What a bundle tells of the disease: where it grew, on which day, and of which of two results nobody can choose."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.status_sites import WHERE
from tests.fhir_resources import LIVER, PATIENT, asked, shown

SCT, LOINC, ICD = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
METASTATIC_TO_BRAIN = "Invasive ductal carcinoma metastatic to brain"


def concept(code: str, system: str = SCT) -> dict[str, Any]:
    """A concept by one code."""
    return {"coding": [{"system": system, "code": code}]}


def condition(name: str, code: str, system: str = SCT, **keys: Any) -> dict[str, Any]:
    """A condition that others refer to by its name."""
    return {"resourceType": "Condition", "id": name, "code": concept(code, system), **keys}


def status(said: str, on: str, *focus: str, display: str = "", code: str = "97509-4", **keys: Any) -> dict[str, Any]:
    """A status of the disease, and what it is of."""
    label = {"display": display} if display else {}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(code, LOINC),
        "valueCodeableConcept": concept(said),
        **({"effectiveDateTime": on} if on else {}),
        **({"focus": [{"reference": reference, **label} for reference in focus]} if focus else {}),
        **keys,
    }


def statuses(told: Any) -> list[tuple[str, str, str | None]]:
    """The statuses of a record: what, when, and where."""
    events = (event for event in told["record"]["history"] if event.get("event") == "disease_status")
    return [(event["status"], event["on"], event.get("site")) for event in events]


GROWN, STABLE = "271299001", "359746009"
BREAST = condition("breast", "254837009")
BRAIN = condition("brain", "94225005", onsetDateTime="2025-03-11")
MENINGES = condition("meninges", "C79.32", ICD)
UNSITED = condition("unsited", "128462008")
BOTH = {**BREAST, "id": "both", "code": {"coding": [*BREAST["code"]["coding"], *BRAIN["code"]["coding"]]}}
IN_WORDS = {"resourceType": "Condition", "id": "words", "code": {"text": "Hirnmetastase eines Mammakarzinoms"}}
TUMOUR = {"resourceType": "BodyStructure", "id": "tumour", "location": concept("12738006")}
LOBE = {"resourceType": "BodyStructure", "id": "lobe", "location": concept("0", LOINC)}
AROUND = (PATIENT, BREAST, LIVER, BRAIN, MENINGES, UNSITED, BOTH, IN_WORDS, TUMOUR, LOBE)


@pytest.mark.parametrize("display", ["", METASTATIC_TO_BRAIN, "Metastasis to liver", "Malignant neoplasm of breast"])
@pytest.mark.parametrize(
    ("focus", "site", "is_asked"),
    [
        ("Condition/breast", None, False),
        ("Condition/brain", "brain", False),
        ("Condition/meninges", "leptomeninges", False),
        ("Condition/unsited", None, True),
        ("Condition/both", None, True),
        ("Condition/words", None, True),
        ("BodyStructure/tumour", "brain", False),
        ("BodyStructure/lobe", None, True),
        ("BodyStructure/elsewhere", None, True),
    ],
)
def test_a_status_is_of_the_place_to_which_its_focus_leads_whatever_that_is_called(
    client: FlaskClient, focus: str, display: str, site: str | None, is_asked: bool
) -> None:
    told = shown(client, *AROUND, status(GROWN, "2026-10-01", focus, display=display))
    assert statuses(told) == [("progression", "2026-10-01", site)]
    assert (WHERE in asked(told, "/10")) is is_asked


@pytest.mark.parametrize(("display", "charted"), [("Breast cancer", 1), (METASTATIC_TO_BRAIN, 0), ("Brustfiliae", 0)])
def test_a_focus_that_leads_nowhere_is_the_breast_cancer_only_where_its_label_names_nothing_else(
    client: FlaskClient, display: str, charted: int
) -> None:
    told = shown(client, *AROUND, status(GROWN, "2026-10-01", "Condition/elsewhere", display=display))
    assert len(statuses(told)) == charted
    assert bool(asked(told, "/10")) is not bool(charted)


def test_a_body_site_that_is_not_read_is_asked(client: FlaskClient) -> None:
    lobe = status(GROWN, "2026-10-01", bodySite={"text": "Left temporal lobe"})
    assert asked(shown(client, *AROUND, lobe), "/10") == [WHERE]
    liver = status(GROWN, "2026-10-01", "Condition/breast", bodySite={"text": "Liver"})
    assert statuses(shown(client, *AROUND, liver)) == [("progression", "2026-10-01", "liver")]


@pytest.mark.parametrize("code", ["97509-4", "88040-1"])
def test_a_status_is_read_by_its_code_of_every_edition_of_mcode(client: FlaskClient, code: str) -> None:
    assert statuses(shown(client, *AROUND, status(GROWN, "2026-10-01", code=code))) == [
        ("progression", "2026-10-01", None)
    ]


@pytest.mark.parametrize(
    ("grown", "stable", "charted", "is_asked"),
    [
        ("2026-11-10T09:00:00Z", "2026-11-10T16:00:00Z", ["stable"], False),
        ("2026-11-10T16:00:00Z", "2026-11-10T09:00:00Z", ["progression"], False),
        ("2026-11-10", "2026-11-10", [], True),
        ("2026-11-10T09:00:00Z", "2026-11-10", [], True),
        ("2026-11-09", "2026-11-10", ["progression", "stable"], False),
    ],
)
def test_of_two_statuses_of_one_day_the_later_counts_and_without_times_neither(
    client: FlaskClient, grown: str, stable: str, charted: list[str], is_asked: bool
) -> None:
    earlier = status("103337004", "2026-05-01")
    told = shown(client, PATIENT, BREAST, LIVER, earlier, status(GROWN, grown), status(STABLE, stable))
    of_the_day = [said for said, on, _ in statuses(told) if on > "2026-11"]
    assert of_the_day == charted
    assert bool(asked(told, "/4")) is is_asked
    conflicts = [each["from"] for each in told["report"]["conflicts"] if each["about"] == "disease_status"]
    assert (["/4", "/5"] in conflicts) is (len(charted) < 2)
    assert ("2026-05-01" in {on for _, on, _ in statuses(told)}) is not is_asked


def test_statuses_of_two_places_and_one_that_says_nothing_do_not_contradict_each_other(client: FlaskClient) -> None:
    brain = status(STABLE, "2026-11-10", "Condition/brain")
    nothing = status("709137006", "2026-11-10")
    told = shown(client, *AROUND, brain, status(GROWN, "2026-11-10", bodySite={"text": "Liver"}), nothing)
    assert len(statuses(told)) == 3
    assert "disease_status" not in {each["about"] for each in told["report"]["conflicts"]}


@pytest.mark.parametrize(
    "keys",
    [{}, {"effectivePeriod": {"start": "2026-10-01", "end": "2026-12-01"}}],
    ids=["none", "a period that goes on"],
)
def test_a_status_without_a_day_is_asked_and_no_other_one_stands_for_it(
    client: FlaskClient, keys: dict[str, Any]
) -> None:
    told = shown(client, *AROUND, status(STABLE, "2026-09-01"), status(GROWN, "", **keys))
    assert statuses(told) == []
    assert asked(told, "/11") == ["When was the disease in this state?"]
    past = status(GROWN, "", effectivePeriod={"start": "2026-10-01", "end": "2026-11-01"})
    assert statuses(shown(client, *AROUND, past)) == [("progression", "2026-11-01", None)]
