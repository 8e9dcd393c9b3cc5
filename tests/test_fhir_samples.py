"""A HER2 or receptor result decides only where its sample is tissue of the breast cancer; else it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, shown, verdict
from tests.test_fhir_two_primaries import ICD, NEGATIVE, POSITIVE, SCT, result, tumour

BREAST = tumour("breast")
STOMACH = tumour("stomach", "C16.9", ICD)
LOINC = "http://loinc.org"
OLDER = result("2024-01-10", POSITIVE, code="85319-2")
QUESTION = "Of which tissue and of which cancer is the sample of this result?"


def of(place: Any = None, kind: Any = None, **keys: Any) -> dict[str, Any]:
    """A HER2 result that is negative, of a sample."""
    specimen = {"resourceType": "Specimen", "id": "s", "type": kind, "collection": {"bodySite": place}, **keys}
    return {**result("2026-10-01", NEGATIVE, specimen={"reference": "#s"}), "contained": [specimen]}


def her2(client: FlaskClient, *resources: Any) -> tuple[Any, list[str]]:
    """HER2 as charted, and what is asked about the last resource."""
    told = shown(client, PATIENT, LIVER, *resources)
    retests = [entry["her2_status"] for entry in told["record"]["history"] if entry.get("event") == "her2_retest"]
    return [told["record"]["patient"]["her2_status"], *retests], asked(told, f"/{len(resources) + 1}")


OF_THE_STOMACH = {
    "its place": of({"coding": [{"system": SCT, "code": "69695003", "display": "Stomach structure"}]}),
    "the kind of the sample": of(kind={"text": "Gastric biopsy"}),
    "the body site of the result": result("2026-10-01", NEGATIVE, bodySite={"text": "Stomach"}),
    "what the sample is called": result("2026-10-01", NEGATIVE, specimen={"display": "Magenbiopsie"}),
    "the name of the result": {
        **result("2026-10-01", NEGATIVE),
        "code": {"coding": [{"system": "http://loinc.org", "code": "48676-1"}], "text": "HER2, gastric carcinoma"},
    },
}


@pytest.mark.parametrize("what", OF_THE_STOMACH)
def test_a_result_of_another_organ_decides_nothing_beside_its_cancer(client: FlaskClient, what: str) -> None:
    assert her2(client, BREAST, STOMACH, OLDER, OF_THE_STOMACH[what]) == (["positive"], [QUESTION])


@pytest.mark.parametrize("what", OF_THE_STOMACH)
def test_without_a_cancer_there_it_may_be_the_newest_and_her2_is_unknown(client: FlaskClient, what: str) -> None:
    assert her2(client, BREAST, OLDER, OF_THE_STOMACH[what]) == (["unknown"], [QUESTION])


@pytest.mark.parametrize(
    "kind", [{"coding": [{"system": SCT, "code": "119361006"}]}, {"text": "Plasma"}, {"text": "Liquid biopsy"}], ids=str
)
def test_blood_says_nothing_of_the_tissue(client: FlaskClient, kind: dict[str, Any]) -> None:
    assert her2(client, BREAST, OLDER, of(kind=kind)) == (["positive"], [QUESTION])


@pytest.mark.parametrize("status", ["entered-in-error", "unsatisfactory"])
def test_a_sample_that_is_none_leaves_her2_unknown(client: FlaskClient, status: str) -> None:
    assert her2(client, BREAST, OLDER, of({"text": "Left breast"}, status=status)) == (["unknown"], [QUESTION])


def test_a_place_that_is_not_read_leaves_her2_unknown_unless_its_code_names_breast_cancer(client: FlaskClient) -> None:
    site = {"coding": [{"system": SCT, "code": "71854001"}]}
    assert her2(client, BREAST, OLDER, result("2026-10-01", NEGATIVE, bodySite=site)) == (["unknown"], [QUESTION])
    of_breast_cancer = result("2026-10-01", NEGATIVE, code="85318-4", bodySite=site)
    assert her2(client, BREAST, result("2024-01-10", POSITIVE), of_breast_cancer)[1] == []


@pytest.mark.parametrize(
    "place", ["Left breast", "Liver", "Axillary lymph node", "Cervical lymph node", "Brustwand", "Upper outer quadrant"]
)
def test_tissue_of_the_breast_or_of_a_metastasis_decides(client: FlaskClient, place: str) -> None:
    assert her2(client, BREAST, OLDER, of({"text": place})) == (["positive", "negative"], [])


def test_a_receptor_result_of_another_organ_is_asked(client: FlaskClient) -> None:
    receptor = result("2026-10-01", NEGATIVE, code="16112-5", bodySite={"text": "Ovary"})
    told = shown(client, PATIENT, LIVER, BREAST, result("2024-01-10", POSITIVE, code="16112-5"), receptor)
    assert "hormone_receptor" not in told["record"]["patient"]
    assert verdict(told, "/4") == ("not_understood", "By its name or its sample it is of another organ.")


def test_a_name_of_tests_of_the_breast_and_of_another_organ_speaks_against_nothing(client: FlaskClient) -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "48676-1"}], "text": "HER2 (breast, gastric)"}
    newer = {**result("2026-10-01", NEGATIVE), "code": code}
    assert her2(client, BREAST, OLDER, newer) == (["positive", "negative"], [])


NAMES = (
    "HER2, plasma",
    "HER2 liquid biopsy",
    "ERBB2 amplification, cfDNA",
    "Serum HER2/neu",
    "HER2 by CTC (CellSearch)",
)
OF_NO_TISSUE: dict[str, dict[str, Any]] = {
    **{name: {"code": {"coding": [{"system": LOINC, "code": "48676-1"}], "text": name}} for name in NAMES},
    "of cerebrospinal fluid": {"code": {"coding": [{"system": LOINC, "code": "48676-1", "display": "HER2 on CSF"}]}},
    "the domain that is shed": {
        "code": {"coding": [{"system": LOINC, "code": "48676-1"}], "text": "HER2 extracellular domain"}
    },
    "the method": {"method": {"text": "Cell-free DNA NGS"}},
    "what the sample is called": {"specimen": {"display": "Peripheral blood"}},
    "the place": {"bodySite": {"text": "Blood"}},
}


@pytest.mark.parametrize("what", OF_NO_TISSUE)
def test_blood_by_any_name_says_nothing_of_the_tissue(client: FlaskClient, what: str) -> None:
    newer = {**result("2026-10-01", NEGATIVE), **OF_NO_TISSUE[what]}
    assert her2(client, BREAST, OLDER, newer) == (["positive"], [QUESTION])


def test_a_name_of_another_cancer_is_asked(client: FlaskClient) -> None:
    code = {"coding": [{"system": LOINC, "code": "48676-1"}], "text": "HER2 Lungenadenokarzinom"}
    assert her2(client, BREAST, OLDER, {**result("2026-10-01", NEGATIVE), "code": code}) == (["unknown"], [QUESTION])


@pytest.mark.parametrize(
    "name", ["HER2 in invasive ductal carcinoma", "HER2 Ag in Breast cancer specimen", "HER2, Mammakarzinom"]
)
def test_a_name_of_the_breast_cancer_speaks_against_nothing(client: FlaskClient, name: str) -> None:
    code = {"coding": [{"system": LOINC, "code": "48676-1"}], "text": name}
    newer = {**result("2026-10-01", NEGATIVE), "code": code}
    assert her2(client, BREAST, OLDER, newer) == (["positive", "negative"], [])


HELD = {**result("2026-10-01", NEGATIVE), "id": "held"}
REFERENCE = [{"reference": "Observation/held"}]
REPORT = {"resourceType": "DiagnosticReport", "status": "final", "result": REFERENCE}
PANEL = {"resourceType": "Observation", "status": "final", "hasMember": REFERENCE}
CSF = {"resourceType": "Specimen", "id": "s", "type": {"text": "Cerebrospinal fluid"}}
HOLDERS: dict[str, dict[str, Any]] = {
    "the name of the report": {**REPORT, "code": {"text": "Liquid biopsy NGS panel"}},
    "the sample of the report by its label": {**REPORT, "specimen": [{"display": "Plasma"}]},
    "the sample of the report": {**REPORT, "contained": [CSF], "specimen": [{"reference": "#s"}]},
    "the name of the panel": {**PANEL, "code": {"text": "Plasma ctDNA panel"}},
    "the sample of the panel": {**PANEL, "code": {"text": "Panel"}, "specimen": {"display": "Blood"}},
}


@pytest.mark.parametrize("what", HOLDERS)
def test_what_holds_a_result_of_blood_says_so_too(client: FlaskClient, what: str) -> None:
    assert her2(client, BREAST, OLDER, HOLDERS[what], HELD) == (["positive"], [QUESTION])


def test_one_of_several_samples_of_a_report_may_be_the_one(client: FlaskClient) -> None:
    report = {**REPORT, "specimen": [{"display": "Blood"}, {"display": "Liver biopsy"}]}
    assert her2(client, BREAST, OLDER, report, HELD) == (["unknown"], [QUESTION])


@pytest.mark.parametrize(
    ("report", "own"),
    [
        ({**REPORT, "code": {"text": "Surgical pathology"}, "specimen": [{"display": "Liver biopsy"}]}, {}),
        ({**REPORT, "code": {"text": "Gene analysis in Blood or Tissue"}}, {}),
        ({**REPORT, "code": {"text": "Tumour and blood"}}, {"specimen": {"display": "Liver biopsy"}}),
    ],
)
def test_a_report_of_tissue_speaks_against_nothing(client: FlaskClient, report: Any, own: Any) -> None:
    assert her2(client, BREAST, OLDER, report, {**HELD, **own})[0] == ["positive", "negative"]


COLD = {"coding": [{"system": SCT, "code": NEGATIVE}]}


@pytest.mark.parametrize(
    "told",
    [
        {"category": [{"text": "Liquid biopsy"}]},
        {"valueCodeableConcept": {**COLD, "text": "Negative in ctDNA"}},
        {"method": {"text": "Guardant360 CDx"}},
        {"method": {"text": "FoundationOne Liquid CDx"}},
        {"device": {"display": "Guardant360"}},
    ],
    ids=str,
)
def test_the_category_the_value_and_the_assay_say_that_it_is_of_blood(client: FlaskClient, told: Any) -> None:
    assert her2(client, BREAST, OLDER, {**HELD, **told}) == (["positive"], [QUESTION])
