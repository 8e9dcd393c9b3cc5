"""What a product of several ingredients is: all of them, and no conjugate is its antibody."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, RXNORM, asked, courses, medication, shown

TRASTUZUMAB, PERTUZUMAB, T_DXD, PHESGO = "224905", "1298944", "2267574", "2382605"
BOTH = ["pertuzumab", "trastuzumab"]


def coded(code: str, text: str = "") -> dict[str, Any]:
    """A concept by its RxNorm code or by its name alone."""
    coding = {"coding": [{"system": RXNORM, "code": code}]} if code else {}
    return coding | ({"text": text} if text else {})


def given(client: FlaskClient, *parts: dict[str, Any], **keys: Any) -> tuple[list[list[Any]], bool, list[str]]:
    """The drugs of each course, whether the history is complete, and what is asked of a product of these parts."""
    product = {"resourceType": "Medication", "id": "m", "ingredient": [*parts], **keys}
    order = medication(medicationReference={"reference": "Medication/m"}, medicationCodeableConcept=None)
    substance = {"resourceType": "Substance", "id": "s", "code": coded(PERTUZUMAB)}
    told = shown(client, PATIENT, LIVER, product, order, substance)
    charted = [course["treatment"]["agents"] for course in courses(told)]
    return charted, told["record"]["history_complete"], asked(told, "/3")


def of(*concepts: dict[str, Any]) -> list[dict[str, Any]]:
    """These concepts as ingredients."""
    return [{"itemCodeableConcept": each} for each in concepts]


@pytest.mark.parametrize(
    ("parts", "drugs"),
    [
        (of(coded(TRASTUZUMAB)), ["trastuzumab"]),
        (of(coded(T_DXD)), ["trastuzumab_deruxtecan"]),
        (of(coded(TRASTUZUMAB), coded(PERTUZUMAB)), BOTH),
        (of(coded(PERTUZUMAB), coded(TRASTUZUMAB, "trastuzumab")), BOTH),
        (of(coded("", "trastuzumab"), coded("", "pertuzumab"), coded("", "hyaluronidase")), BOTH),
        (of(coded("", "Trastuzumab"), coded("", "deruxtecan")), ["trastuzumab_deruxtecan"]),
        ([*of(coded(TRASTUZUMAB)), {"itemReference": {"reference": "Substance/s"}}], BOTH),
        ([*of(coded(TRASTUZUMAB)), {"item": {"concept": coded(PERTUZUMAB)}}], BOTH),
        ([*of(coded(TRASTUZUMAB)), {"itemCodeableConcept": coded("", "Water"), "isActive": False}], ["trastuzumab"]),
    ],
)
def test_a_product_is_every_active_ingredient_of_it(
    client: FlaskClient, parts: list[dict[str, Any]], drugs: list[str]
) -> None:
    assert given(client, *parts) == ([drugs], True, [])


def test_an_ingredient_that_is_not_known_is_told_and_leaves_the_history_incomplete(client: FlaskClient) -> None:
    unknown = coded("", "Examplimab")
    assert given(client, *of(coded("72962"), unknown)) == (
        [["docetaxel"]],
        False,
        ["Examplimab: what is it as a whole? An ingredient beside Docetaxel is not known here."],
    )
    assert given(client, *of(unknown, coded("", "Otherimab"))) == (
        [],
        False,
        ['Which drug is "Examplimab", and of which class?'],
    )


def test_an_antibody_beside_what_is_not_known_may_be_a_conjugate_and_is_not_charted(client: FlaskClient) -> None:
    charted, is_complete, questions = given(client, *of(coded(TRASTUZUMAB), coded("", "examplotecan")))
    assert (charted, is_complete) == ([], False)
    assert questions == ["examplotecan: what is it as a whole? An ingredient beside Trastuzumab is not known here."]


def test_more_ingredients_than_are_read_are_no_known_product(client: FlaskClient) -> None:
    charted, is_complete, _ = given(client, *of(*[coded("72962")] * 21))
    assert (charted, is_complete) == ([["docetaxel"]], False)


@pytest.mark.parametrize(
    ("code", "parts", "expected"),
    [
        (PHESGO, of(coded(TRASTUZUMAB), coded("", "hyaluronidase")), ([BOTH], True)),
        ("72962", of(coded("72962"), coded("", "Water")), ([["docetaxel"]], True)),
        (TRASTUZUMAB, of(coded(TRASTUZUMAB), coded(PERTUZUMAB)), ([BOTH], True)),
        (TRASTUZUMAB, of(coded(PERTUZUMAB), coded("72962")), ([], False)),
        ("1371041", of(coded(TRASTUZUMAB), coded("", "emtansine part")), ([["trastuzumab_emtansine"]], True)),
    ],
    ids=["a product of more", "a solvent", "of less", "of others", "a conjugate"],
)
def test_the_code_of_a_product_and_its_ingredients_must_fit(
    client: FlaskClient, code: str, parts: list[dict[str, Any]], expected: tuple[list[list[str]], bool]
) -> None:
    assert given(client, *parts, code=coded(code))[:2] == expected
