"""The name of the breast cancer charts nothing, and is told and asked where it contradicts the results."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.metastasis_places import WHERE
from service.fhir.receptors import AND_THE_OTHER
from service.fhir.spread_in_names import WHICH_NODES, question
from service.fhir.words_of_cancers import WHICH_IS_RIGHT
from tests.fhir_resources import LIVER, PATIENT, asked, shown

ICD, LOINC = "http://hl7.org/fhir/sid/icd-10-cm", "http://loinc.org"
OF_HER2, OF_RECEPTORS = (WHICH_IS_RIGHT.format(what=what) for what in ("HER2", "the hormone receptors"))


def cancer(text: str, code: str = "C50.911") -> dict[str, Any]:
    """A breast cancer by its code and name."""
    return {"resourceType": "Condition", "code": {"coding": [{"system": ICD, "code": code}], "text": text}}


def result(code: str, said: str, on: str = "2024-01-12") -> dict[str, Any]:
    """A result in words."""
    coded = {"coding": [{"system": LOINC, "code": code}]}
    told = {"resourceType": "Observation", "status": "final", "code": coded, "effectiveDateTime": on}
    return {**told, "valueString": said}


@pytest.mark.parametrize(
    ("text", "her2", "receptor", "questions"),
    [
        ("Malignant neoplasm of right breast, ER positive, HER2 negative (CMS/HCC)", "positive", "", [OF_HER2]),
        (
            "Malignant neoplasm of right breast, ER positive, HER2 negative",
            "positive",
            "negative",
            [OF_HER2, OF_RECEPTORS],
        ),
        ("Triple-negative breast cancer", "positive", "positive", [OF_HER2, OF_RECEPTORS]),
        ("Carcinoma of right breast, ER+, HER2-", "positive", "", [OF_HER2]),
        ("Mammakarzinom, HER2-negativ, Hormonrezeptor-positiv", "positive", "positive", [OF_HER2]),
        ("HER2-low breast cancer", "positive", "", [OF_HER2]),
        ("HER2+ breast cancer", "negative", "", [OF_HER2]),
        ("HER2-positive breast cancer, ER+/PR-", "positive", "positive", []),
        ("Breast cancer, HER2 negative", "negative", "", []),
        ("Breast cancer, HER2 negative", "", "", []),
    ],
)
def test_a_name_that_contradicts_the_results_is_told_and_asked(
    client: FlaskClient, text: str, her2: str, receptor: str, questions: list[str]
) -> None:
    results = [result("48676-1", her2)] if her2 else []
    if receptor:
        results += [result("16112-5", receptor), result("16113-3", receptor)]
    told = shown(client, PATIENT, cancer(text), *results)
    assert asked(told, "/1") == questions
    assert told["record"]["patient"]["her2_status"] == (her2 or "unknown")
    assert told["record"]["patient"].get("hormone_receptor", "") == receptor
    assert len(told["report"]["conflicts"]) == len(questions)


def test_also_where_its_code_is_not_read(client: FlaskClient) -> None:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "706970001"}]}
    code["text"] = "Triple negative malignant neoplasm of breast"  # type: ignore[assignment]
    named = {"resourceType": "Condition", "code": code}
    told = shown(client, PATIENT, cancer("Breast cancer"), result("48676-1", "positive"), named)
    assert asked(told, "/3") == [OF_HER2]


@pytest.mark.parametrize(
    ("later", "charted", "is_asked"),
    [
        ([("16112-5", "negative")], None, True),
        ([("16113-3", "negative")], None, True),
        ([("16112-5", "negative"), ("16113-3", "negative")], "negative", False),
        ([("16112-5", "negative"), ("16113-3", "positive")], "positive", False),
        ([("16112-5", "positive")], "positive", False),
    ],
)
def test_an_older_result_of_one_receptor_does_not_stand_for_the_loss_of_the_other(
    client: FlaskClient, later: list[tuple[str, str]], charted: str | None, is_asked: bool
) -> None:
    first = (result("16112-5", "positive"), result("16113-3", "positive"))
    newer = (result(*each, on="2026-10-12") for each in later)
    told = shown(client, PATIENT, cancer("Breast cancer"), *first, *newer)
    assert told["record"]["patient"].get("hormone_receptor") == charted
    assert (AND_THE_OTHER in {each["says"] for each in told["report"]["asked"]}) is is_asked
    says = [each["says"] for each in told["report"]["conflicts"]]
    assert any("the newest is charted" in each for each in says) is (charted is not None and later[0][1] == "negative")


STABLE_OR_ACTIVE = "Are the brain metastases treated and stable, or active?"


@pytest.mark.parametrize(
    ("text", "places", "questions"),
    [
        ("Breast cancer metastasized to brain, right (HCC)", ["brain", "liver"], [STABLE_OR_ACTIVE]),
        ("Mammakarzinom rechts mit Hirnmetastasen", ["brain", "liver"], [STABLE_OR_ACTIVE]),
        (
            "Metastasiertes Mammakarzinom (HEP, OSS, BRA)",
            ["bone", "brain", "liver"],
            [STABLE_OR_ACTIVE],
        ),
        ("Carcinoma of right breast metastatic to bone (HCC)", ["bone", "liver"], []),
        ("Carcinoma of right breast metastatic to liver, HER2 positive", ["liver"], []),
        ("Stage IV breast cancer, brain mets s/p SRS", ["liver"], [question(["brain"])]),
        ("Breast cancer, suspected brain metastases", ["liver"], [question(["brain"])]),
        ("Breast cancer with brain involvement", ["liver"], [question(["brain"])]),
        ("Stage IV breast cancer, liver mets s/p ablation", ["liver"], []),
        ("Breast cancer metastatic to omentum", ["liver"], [WHERE]),
        ("Breast cancer metastasized to lymph nodes", ["liver"], [WHICH_NODES]),
        ("Breast cancer metastasized to axillary lymph node, right (HCC)", ["liver"], []),
        ("Breast cancer, no brain mets", ["liver"], []),
        ("Breast cancer metastatic to bone, no brain metastases", ["bone", "liver"], []),
        ("Metastatic breast cancer (HCC)", ["liver"], []),
        ("Malignant neoplasm of right breast in female, estrogen receptor positive", ["liver"], []),
    ],
)
def test_where_a_name_says_that_it_has_spread_is_charted_or_asked(
    client: FlaskClient, text: str, places: list[str], questions: list[str]
) -> None:
    told = shown(client, PATIENT, cancer(text), LIVER)
    assert (told["record"]["patient"]["metastatic_sites"], asked(told, "/1")) == (places, questions)


def test_the_meninges_in_a_name_are_charted(client: FlaskClient) -> None:
    told = shown(client, PATIENT, cancer("Malignant neoplasm of breast with leptomeningeal metastases"), LIVER)
    assert told["record"]["patient"]["brain_metastases"] == "leptomeningeal"
