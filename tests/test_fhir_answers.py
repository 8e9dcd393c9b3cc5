"""Answers as FHIR bundles: valid R4, whole, and a proposal only of what is recommended."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from jsonschema import Draft6Validator

from openapi.answers import examples as example_requests
from service.fhir.answer_bundle import bundle_of
from service.fhir.proposals import SYSTEMS
from statemachine import Recommendation, read, recommend
from statemachine.record.codes import NOT_JUDGED, OF_THE_RECORD, OUTCOMES
from tests.comparison import answer_to, vignettes
from tests.records import LIBRARY, Document, documents, examples

VIGNETTES: Final = [case for case in vignettes(Path(__file__).parent / "vignettes") if "patient" in case]
EXAMPLES: Final = [file for path, file in example_requests() if path == "/v1/recommendations"]
EDITION: Final = LIBRARY.guidelines["asco@2022-05-31"]
# The schema that HL7 publishes of R4, beside the resources that others wrote; R4B has the same resources in a library.
SCHEMA: Final = Path(os.environ.get("FHIR_EXAMPLES", "")) / "codes" / "fhir.r4.schema.json"
CODES: Final[dict[tuple[str, str], set[str | None]]] = {
    ("GuidanceResponse", "status"): {"success", "data-requested", "data-required"},
    ("RequestGroup", "status"): {"draft"},
    ("RequestGroup", "intent"): {"proposal"},
    ("MedicationRequest", "status"): {"draft"},
    ("MedicationRequest", "intent"): {"proposal"},
    ("DetectedIssue", "status"): {"final"},
    ("DetectedIssue", "severity"): {"high", None},
}
URN: Final = "urn:uuid:82f349e3-3050-5b21-a398-453ca8d649c1"
NEVER: Final = ("doNotPerform", "dosageInstruction", "dispenseRequest", "priority")


def written(answer: Recommendation, *, in_full: bool = False, patient: str = "Patient/p") -> Any:
    """The answer as it is sent."""
    return json.loads(json.dumps(bundle_of(answer, LIBRARY, in_full=in_full, patient=patient)))


def answered(document: Document, edition: str = "asco@2022-05-31") -> Recommendation:
    """The answer of one edition to a request."""
    return recommend(LIBRARY.guidelines[edition], read(document, LIBRARY.catalogue))


def resources(bundle: Any, kind: str) -> list[Any]:
    """The resources of a kind."""
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def within(node: Any, key: str) -> Iterator[Any]:
    """Every value of a key, wherever it stands."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if name == key:
            yield value
        yield from within(value, key)


def actions(group: Any) -> Iterator[Any]:
    """Every action of a RequestGroup."""
    for action in group.get("action", ()):
        yield action
        yield from actions(action)


def faults(bundle: Any) -> list[str]:
    """What is wrong with a bundle beside its shape, by the rules of R4 that neither library nor schema knows."""
    found = []
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    if len({*addresses}) < len(addresses):
        found.append("an address stands twice")
    for reference in within(bundle, "reference"):
        if reference.startswith("urn:uuid:") and reference not in addresses:
            found.append(f"{reference} leads nowhere")
    for group in resources(bundle, "RequestGroup"):
        found += [f"rqg-1: {each['title']}" for each in actions(group) if ("resource" in each) == ("action" in each)]
    for (kind, element), allowed in CODES.items():
        found += [f"{kind}.{element}" for each in resources(bundle, kind) if each.get(element) not in allowed]
    for request in resources(bundle, "MedicationRequest"):
        found += [f"MedicationRequest.{each}" for each in NEVER if each in request]
    if '": ""' in (text := json.dumps(bundle)) or "[]" in text or "{}" in text or "null" in text:
        found.append("something empty")
    return found


def proposed(bundle: Any) -> list[str]:
    """The medications that are proposed, by their names."""
    return [each["medicationCodeableConcept"]["text"] for each in resources(bundle, "MedicationRequest")]


def check(answer: Recommendation, *, in_full: bool = False) -> None:
    """The bundle of an answer is valid, and proposes all drugs of what is recommended, and no other."""
    bundle = written(answer, in_full=in_full)
    Bundle.model_validate(bundle)
    assert faults(bundle) == []
    slots = [slot for code in answer.preferred for slot in LIBRARY.catalogue.regimens[code].slots]
    assert len(proposed(bundle)) == len(slots)
    assert len(resources(bundle, "RequestGroup")) == bool(slots)
    assert answer.outcome == "recommend" or not slots


@pytest.mark.parametrize("edition", LIBRARY.guidelines)
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_has_a_valid_bundle_in_every_edition(file: Path, edition: str) -> None:
    answer = answered(json.loads(file.read_text("utf-8")), edition)
    check(answer)
    check(answer, in_full=True)


def test_the_examples_show_every_outcome() -> None:
    assert {*OUTCOMES} == {answered(json.loads(file.read_text("utf-8"))).outcome for file in EXAMPLES}


@pytest.fixture(scope="module")
def to_vignettes() -> list[Recommendation]:
    """The answers to every fourth vignette."""
    return [answer_to(LIBRARY, case, "asco@2022-05-31") for case in VIGNETTES[::4]]


def test_a_vignette_has_a_valid_bundle(to_vignettes: list[Recommendation]) -> None:
    for answer in to_vignettes:
        check(answer)


@examples(30)
@given(document=documents())
def test_every_record_has_a_valid_bundle(document: Document) -> None:
    check(answered(document))


@pytest.mark.skipif(not SCHEMA.is_file(), reason="FHIR_EXAMPLES names no folder with the schema of R4")
def test_the_schema_of_r4_finds_nothing_wrong() -> None:
    definitions = json.loads(SCHEMA.read_text("utf-8"))["definitions"]
    for file in EXAMPLES:
        for entry in written(answered(json.loads(file.read_text("utf-8"))), in_full=True)["entry"]:
            kind = entry["resource"]["resourceType"]
            schema = {"$ref": f"#/definitions/{kind}", "definitions": definitions}
            assert [error.message for error in Draft6Validator(schema).iter_errors(entry["resource"])] == []


def example(name: str) -> Recommendation:
    """The answer to an example."""
    return answered(json.loads(next(file for file in EXAMPLES if file.stem == name).read_text("utf-8")))


def test_a_drug_has_its_name_and_the_codes_of_the_catalogue_and_a_choice_of_drugs_has_names_alone() -> None:
    bundle = written(example("de-novo-first-line"))
    told = {each["medicationCodeableConcept"]["text"]: each for each in resources(bundle, "MedicationRequest")}
    assert [*told] == ["Docetaxel, Nab-paclitaxel or Paclitaxel", "Trastuzumab", "Pertuzumab"]
    codings = [each["medicationCodeableConcept"].get("coding") for each in told.values()]
    assert codings == [
        None,
        [{"system": SYSTEMS["rxnorm"], "code": "224905"}, {"system": SYSTEMS["atc"], "code": "L01FD01"}],
        [{"system": SYSTEMS["rxnorm"], "code": "1298944"}, {"system": SYSTEMS["atc"], "code": "L01FD02"}],
    ]


def test_of_several_preferred_regimens_one_may_be_chosen_and_its_drugs_belong_together() -> None:
    (group,) = resources(written(example("third-line-unranked")), "RequestGroup")
    (choice,) = group["action"]
    assert choice["selectionBehavior"] == "at-most-one"
    assert [each["title"] for each in choice["action"]][:2] == [
        "Tucatinib, trastuzumab and capecitabine",
        "Neratinib and capecitabine",
    ]
    assert {each["selectionBehavior"] for each in choice["action"]} == {"all"}
    assert [each["title"] for each in choice["action"][0]["action"]] == ["Tucatinib", "Trastuzumab", "Capecitabine"]


def test_the_requests_of_one_regimen_share_a_group_and_those_of_alternatives_do_not() -> None:
    groups: dict[str, list[str]] = {}
    for request in resources(written(example("third-line-unranked")), "MedicationRequest"):
        regimen = request["groupIdentifier"]["value"].rpartition("/")[2]
        groups.setdefault(regimen, []).append(request["medicationCodeableConcept"]["text"])
        assert request["note"][0]["text"].endswith("At most one of 7 preferred regimens is chosen.")
    assert len(groups) == 7
    assert groups["tucatinib_trastuzumab_capecitabine"] == ["Tucatinib", "Trastuzumab", "Capecitabine"]
    (alone,) = resources(written(example("early-relapse-second-line")), "MedicationRequest")
    assert alone["note"] == [{"text": "Of the regimen Trastuzumab deruxtecan (T-DXd)."}]


def test_an_option_names_its_sources_and_its_doses_are_told_only_in_full() -> None:
    answer = example("early-relapse-second-line")
    brief, full = (
        resources(written(answer, in_full=in_full), "RequestGroup")[0]["action"][0]["action"][0]
        for in_full in (False, True)
    )
    assert [each["label"] for each in brief["documentation"]] == ["asco-2022-2.1", "destiny-breast03"]
    assert brief["description"] == "Preferred; strength strong; quality moderate."
    assert "mg/kg" not in brief.get("textEquivalent", "")
    assert "T-DXd 5.4 mg/kg every 21 days" in full["textEquivalent"]


@pytest.mark.parametrize(
    ("name", "status", "asked"),
    [
        ("early-relapse-second-line", "success", []),
        ("on-treatment-continue", "data-requested", ["Observation"]),
        ("provisional-lung-history-unknown", "data-required", ["Condition"]),
        ("her2-equivocal-need-data", "data-required", ["Observation"]),
    ],
)
def test_what_is_asked_first_is_required_data(name: str, status: str, asked: list[str]) -> None:
    bundle = written(example(name))
    guidance = bundle["entry"][0]["resource"]
    assert (guidance["resourceType"], guidance["status"]) == ("GuidanceResponse", status)
    assert [each["type"] for each in guidance.get("dataRequirement", ())] == asked


def grave(bundle: Any) -> list[str]:
    """The codes of the issues of high severity."""
    issues = resources(bundle, "DetectedIssue")
    return [issue["code"]["text"] for issue in issues if issue.get("severity") == "high"]


def vignette(said: str, edition: str = "asco@2022-05-31") -> Recommendation:
    """The answer to the first vignette that expects this of the edition."""
    return answer_to(
        LIBRARY,
        next(case for case in VIGNETTES if said in json.dumps(case.get("expect", {}).get(edition, {}))),
        edition,
    )


def test_what_forbids_the_next_dose_and_what_people_must_decide_first_are_issues_of_high_severity() -> None:
    assert grave(written(example("pregnancy-refer"))) == ["refer"]
    assert "stop_permanently" in grave(written(vignette('"stop_permanently"')))
    assert "hold" in grave(written(vignette('"actions": ["hold"')))
    assert grave(written(example("early-relapse-second-line"))) == []


def test_every_safety_warning_is_an_issue_and_every_other_one_is_in_the_outcome_of_the_operation(
    to_vignettes: list[Recommendation],
) -> None:
    told = set()
    for answer in to_vignettes:
        bundle = written(answer)
        issues = {issue["detail"]: issue.get("severity") for issue in resources(bundle, "DetectedIssue")}
        outcomes = {each["details"]["text"] for one in resources(bundle, "OperationOutcome") for each in one["issue"]}
        for warning in answer.warnings:
            assert warning.text in (outcomes if warning.code in OF_THE_RECORD else issues)
            told.add((warning.code == NOT_JUDGED, issues.get(warning.text)))
    assert {(True, "high"), (False, None)} <= told
    assert (True, None) not in told


def test_an_issue_of_one_option_points_at_its_proposals() -> None:
    bundle = written(example("third-line-unranked"))
    (issue,) = resources(bundle, "DetectedIssue")
    requests = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    implicated = [requests[each["reference"]]["medicationCodeableConcept"]["text"] for each in issue["implicated"]]
    assert implicated == ["Trastuzumab emtansine"]


def test_what_a_person_must_read_is_in_the_notes() -> None:
    answer = example("on-treatment-continue")
    notes = [each["text"] for each in written(answer)["entry"][0]["resource"]["note"]]
    assert notes[0] == answer.says
    for text in (*(action.text for action in answer.actions), answer.limits_of_use):
        assert any(text in each for each in notes)
    for option in answer.options:
        assert any(each.startswith(f"{option.label}: {option.verdict}") for each in notes)
    assert any(each.endswith("signed by no clinician.") for each in notes)


def test_the_same_question_has_the_same_bytes_and_another_patient_other_addresses() -> None:
    answer = example("early-relapse-second-line")
    assert written(answer) == written(example("early-relapse-second-line"))
    one, other = ({entry["fullUrl"] for entry in written(answer, patient=f"Patient/{who}")["entry"]} for who in "pq")
    assert one & other == set()


@pytest.mark.parametrize(
    ("named", "subject"),
    [
        ("Patient/p", {"reference": "Patient/p"}),
        ("https://hospital.example/fhir/Patient/p", {"reference": "https://hospital.example/fhir/Patient/p"}),
        (URN, {"reference": URN}),
        ("", {"display": "The patient of the request"}),
        ("Group/g", {"display": "The patient of the request"}),
        ("Patient/a b", {"display": "The patient of the request"}),
    ],
)
def test_the_patient_is_named_as_the_request_names_them(named: str, subject: Any) -> None:
    bundle = written(example("early-relapse-second-line"), patient=named)
    requests = [
        bundle["entry"][0]["resource"],
        *resources(bundle, "RequestGroup"),
        *resources(bundle, "MedicationRequest"),
    ]
    assert [each["subject"] for each in requests] == [subject] * 3
