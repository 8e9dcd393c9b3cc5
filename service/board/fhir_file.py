"""A FHIR bundle opened on the page: the record that is built of it, and beside the chart how it was built.

A file may be larger than a form may be: a script sends that to /v1/fhir/record, and what it answers to the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from flask import request
from marshmallow import ValidationError

from service.board.case_file import A_DAY
from service.board.typed_dates import as_on_the_wire
from service.board.words import gettext as _
from service.fhir.reading import read_bundle
from service.knowledge import library
from service.schemas.fhir_schema import MappingReport

VERDICTS: Final = {"used": "used", "ignored": "not needed", "not_understood": "not understood"}


class ReadFromFhir(NamedTuple):
    """The mapping report as the page tells it; each resource by its kind and id."""

    counted: str  # 12 resources used, 3 not needed, 1 not understood
    asked: list[Mapping[str, Any]]
    conflicts: list[Mapping[str, Any]]
    resources: dict[str, list[Mapping[str, Any]]]  # by what became of them
    facts: list[tuple[str, str]]  # each place in the record, and the resources that it comes from

    @property
    def needs_a_look(self) -> bool:
        """Is there anything that a person must settle?"""
        return bool(self.asked or self.conflicts or self.resources["not_understood"])


def read_fhir(document: Any) -> tuple[Any, ReadFromFhir | None]:
    """The record of a bundle, or of an answer of /v1/fhir/record, with how it was built; any other document as it is.

    Refused where a bundle cannot be read.
    """
    if isinstance(document, list) or (isinstance(document, dict) and "resourceType" in document):
        read = read_bundle(document, _day(), library().catalogue)
        return read.record, _told(read.report.as_json())
    if isinstance(document, dict) and document.keys() == {"record", "report"}:
        try:
            MappingReport().load(document["report"])
        except ValidationError:
            return document, None
        return document["record"], _told(document["report"])
    return document, None


def _told(report: Mapping[str, Any]) -> ReadFromFhir:
    names = {each["pointer"]: each["resource"] for each in report["resources"]}
    resources = {verdict: [each for each in report["resources"] if each["verdict"] == verdict] for verdict in VERDICTS}
    told = [f"{len(found)} {_(VERDICTS[verdict])}" for verdict, found in resources.items() if found]
    facts = [
        (fact["pointer"], ", ".join(dict.fromkeys(names.get(place, place) for place in fact["from"])))
        for fact in report["facts"]
    ]
    asked, conflicts = ([_named(each, names) for each in report[key]] for key in ("asked", "conflicts"))
    counted = _("%(number)s resources: %(told)s") % {"number": len(names), "told": ", ".join(told)}
    return ReadFromFhir(counted, asked, conflicts, resources, facts)


def _named(told: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    return {**told, "from": ", ".join(dict.fromkeys(names.get(place, place) for place in told["from"]))}


def _day() -> str:
    """The day of the question in the form; today where there is none that is sure."""
    day = as_on_the_wire(request.form.get("as_of", "").strip())
    return day if A_DAY.fullmatch(day) else date.today().isoformat()
