"""Write docs/fields.md, every key of a request in tables: `python -m openapi.fields`.

What may be sent is read from the description, what it means to the patient from the table of facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from flask import Flask

from service import create_app, description
from statemachine.record.facts import GROUPS, Fact, Report
from statemachine.record.likely_values import LIKELY
from statemachine.record.units import QUANTITIES

FILE: Final = Path(__file__).parent.parent / "docs" / "fields.md"
Schema = Mapping[str, Any]
SYSTEMS: Final[Mapping[Report, str]] = {
    "pathology": "pathology report",
    "cardiology": "echocardiography report",
    "lung": "report of the lung clinic or of the CT",
    "imaging": "radiology report",
    "laboratory": "laboratory system (LIS)",
    "clinic": "notes of the clinic",
    "treatment_record": "prescriptions, pharmacy",
}
# Each schema of the history and of its parts: its heading, and where a hospital usually has it.
OTHERS: Final[Mapping[str, tuple[str, str]]] = {
    "MeasuredValue": ("A measured value", "laboratory system (LIS)"),
    "TreatmentEntry": ("A course of treatment", "prescriptions, pharmacy; the reason of a stop from the notes"),
    "TreatmentByRegimen": ("What was given, by its regimen", "prescriptions, pharmacy"),
    "TreatmentByDrugs": ("What was given, by its drugs", "prescriptions, pharmacy"),
    "Dropped": ("A part of a treatment that was given up", "prescriptions, pharmacy; the reason from the notes"),
    "CodedDrug": ("A drug by its code", "prescriptions, pharmacy"),
    "OtherDrug": ("A drug that is not listed", "prescriptions, pharmacy"),
    "Event": ("An event", "notes of the clinic, tumor board"),
    "Progression": ("A progression", "radiology report, notes of the clinic"),
    "DiseaseStatus": ("How the disease has responded", "radiology report, notes of the clinic"),
    "LocalTreatment": ("A local treatment", "records of surgery and radiotherapy"),
    "ShortLocalTreatment": ("A local treatment, for short", "records of surgery and radiotherapy"),
    "Her2Retest": ("A new HER2 result", "pathology report"),
    "Toxicity": ("A toxicity", "notes of the clinic"),
}
MOST_CODES: Final = 10  # a longer list is named, and not repeated
WORDS: Final = {
    "integer": "whole number",
    "number": "number",
    "boolean": "`true`, `false`",
    "date": "date",
    "string": "text",
}
LINKS: Final = {
    "Patient": "[the patient](#the-patient)",
    "HistoryEntry": "[courses](#a-course-of-treatment) and [events](#an-event)",
    "NamedTreatment": "[a regimen](#what-was-given-by-its-regimen) or [drugs](#what-was-given-by-its-drugs)",
    "Drug": "a name, [a code](#a-drug-by-its-code) or [an unlisted drug](#a-drug-that-is-not-listed)",
}
HEAD: Final = """\
# Every key of a request

Written by `make openapi` from the schemas; do not edit.

- **Bold** keys are required.
- What nobody has charted is left out: that is *unknown*, never *no*, and `null` is refused. (In a scenario of a what-if
  alone, `null` takes a fact away.)
- A date is written `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as precisely as the chart has it; a day is `YYYY-MM-DD`.
- A long list of codes stands under its name in the description, `/openapi.json`.
"""


def written(app: Flask) -> str:
    """The text of the file, the same for the same schemas and facts."""
    schemas: Schema = description(app)["components"]["schemas"]
    patient = (
        "## The patient\n\nOne of `her2_status`, `her2_ihc` and `her2_ish` is required, also of a new HER2 result.\n"
    )
    groups = [_facts(title, facts, schemas) for title, facts in GROUPS.items()]
    others = [_table(title, source, name, schemas) for name, (title, source) in OTHERS.items()]
    return "\n".join([HEAD, _table("The request", "", "RecommendationRequest", schemas), patient, *groups, *others])


def _facts(title: str, facts: tuple[Fact, ...], schemas: Schema) -> str:
    """The facts of one group."""
    rows = [
        (
            f"`{fact.name}`",
            fact.description,
            values(schemas["Patient"]["properties"][fact.name], schemas) + _likely(fact.name),
            _unit(fact),
            SYSTEMS[fact.report],
        )
        for fact in facts
    ]
    return _lines([f"### {title}", ""], ("key", "meaning", "values", "unit", "usually from"), rows)


def _table(title: str, source: str, name: str, schemas: Schema) -> str:
    """The keys of one schema."""
    schema = schemas[name]
    says = f"{schema['description']} Usually from: {source}." if source else schema["description"]
    rows = [
        (f"**`{key}`**" if key in schema["required"] else f"`{key}`", value["description"], values(value, schemas))
        for key, value in schema["properties"].items()
    ]
    return _lines([f"## {title}", "", says, ""], ("key", "meaning", "values"), rows)


def _lines(before: list[str], names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    table = [names, ("---",) * len(names), *rows]
    return "\n".join([*before, *(f"| {' | '.join(row)} |" for row in table), ""])


def _likely(fact: str) -> str:
    likely = LIKELY.get(fact)
    return "" if likely is None else f"; outside {likely.lowest} to {likely.highest} it has to be `confirmed`"


def _unit(fact: Fact) -> str:
    quantity = QUANTITIES.get(fact.name)
    if quantity is None:
        return fact.unit
    limit = ", with `upper_limit`" if quantity.upper_limits is not None else ""
    return f"{fact.unit}; measured in {', '.join(quantity.known)}{limit}"


def values(value: Schema, schemas: Schema) -> str:
    """What may be sent for a key, in words."""
    if "$ref" in value:
        return _named(value["$ref"].rpartition("/")[2], schemas)
    if "oneOf" in value:
        return " or ".join(values(each, schemas) for each in value["oneOf"])
    match value:
        case {"const": code}:
            return f"`{code}`"
        case {"type": "array", "items": items}:
            return f"list of at most {value['maxItems']}: {values(items, schemas)}"
        case {"type": "integer" | "number" as kind}:
            return f"{WORDS[kind]} from {value['minimum']} to {value['maximum']}"
        case {"type": "string", "examples": [*_], "pattern": _}:
            return "day" if value.get("format") == "date" else WORDS["date"] if len(value["examples"]) == 3 else "text"
    return WORDS[value["type"]]


def _named(name: str, schemas: Schema) -> str:
    """A list of codes, or a link to the table of an object."""
    codes = schemas[name].get("enum")
    if codes is None:
        return LINKS.get(name) or f"[{OTHERS[name][0].lower()}](#{OTHERS[name][0].lower().replace(' ', '-')})"
    return ", ".join(f"`{code}`" for code in codes) if len(codes) <= MOST_CODES else f"`{name}`"


if __name__ == "__main__":
    FILE.write_text(written(create_app()), encoding="utf-8")
