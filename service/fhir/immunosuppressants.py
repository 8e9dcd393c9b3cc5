"""Drugs against cancer that, for no reason told, may as well be given against a disease of the immune system."""

from __future__ import annotations

import re
from typing import Final

from service.fhir.drugs import Drugs
from service.fhir.local_routes import routes_of, texts_of
from service.fhir.other_diseases import Purposes, Reason
from service.fhir.products import concepts_of
from service.fhir.report import Resource
from service.fhir.values import Code, codes, texts

IMMUNOSUPPRESSANTS: Final = "L04"  # of ATC
ANTINEOPLASTIC: Final = ("L01", "L02")
METHOTREXATE: Final = ("methotrexate",)
BY_CODE: Final = Reason("By its ATC code it is an immunosuppressant, and it has no reason.", False, False)
BY_MOUTH: Final = Reason("By mouth it may be for another disease, and it has no reason.", False, False)
ORAL: Final = Code("sct", "26643006")  # the oral route in the examples of FHIR
_ORAL_WORDS: Final = re.compile(r"\b(?:per)?oral|\btabl|\bper os\b|\bp\.?o\b", re.IGNORECASE)


def may_be_immunosuppressant(each: Resource, drugs: Drugs, purposes: Purposes) -> Reason | None:
    """Why a drug without a reason may be for another disease: by its code, or methotrexate by its route or form."""
    among = purposes.among
    if purposes.told(each):
        return None
    coded = [code for concept in concepts_of(each, among) for code in codes(concept)]
    groups = {code.code[:3].upper() for code in coded if code.system == "atc"}
    if IMMUNOSUPPRESSANTS in groups and groups.isdisjoint(ANTINEOPLASTIC):
        return BY_CODE
    routes = [*routes_of(each)]
    named = [*texts_of(each, among, in_dosages=not routes), *(text for route in routes for text in texts(route))]
    is_oral = any(ORAL in codes(route) for route in routes) or any(map(_ORAL_WORDS.search, named))
    return BY_MOUTH if drugs.charted == METHOTREXATE and is_oral else None
