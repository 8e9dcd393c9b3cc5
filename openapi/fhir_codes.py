"""Write docs/fhir-codes.md, every code that is read out of FHIR, in tables: `python -m openapi.fhir_codes`.

It is read from the tables of the reading itself, so that neither can hold a code that the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from service.fhir import codes
from service.fhir.local_routes import ROUTES
from service.fhir.places import SIDES, STRUCTURES
from service.fhir.results import NAMES
from service.fhir.samples import BLOOD
from service.fhir.values import SYSTEMS, Code

FILE: Final = Path(__file__).parent.parent / "docs" / "fhir-codes.md"
SYSTEM_NAMES: Final[Mapping[str, str]] = {
    "loinc": "LOINC",
    "sct": "SNOMED CT",
    "icd10": "ICD-10",
    "cpt": "CPT",
    "ops": "OPS",
    "rxnorm": "RxNorm",
    "atc": "ATC",
    "interpretation": "HL7 interpretation",
    "mii-ecog": "MII, ECOG",
    "mii-status": "MII, course of the disease",
    "mii-metastases": "MII, distant metastases",
    "mii-end": "MII, why treatment ended",
}
RESULTS: Final[Mapping[str, str]] = {
    **NAMES,
    "her2": "HER2 of tissue",
    "her2_count": "HER2 as a ratio or a count: told, and not interpreted",
    "her2_in_blood": "HER2 in the blood: ignored",
    "oestrogen": "oestrogen receptor: positive or negative, percentages are not interpreted",
    "progesterone": "progesterone receptor: positive or negative, percentages are not interpreted",
    "disease_status": "status of the disease",
    "metastasis": "a distant metastasis, its place as the value",
}
CONDITIONS: Final[Mapping[str, frozenset[Code]]] = {
    "the breast cancer": codes.BREAST_CANCER,
    "the breast cancer, if the body site is the breast": codes.MALIGNANT_NEOPLASM,
    "a metastasis at the body site beside it, or else asked about": codes.METASTASIS,
    "a metastasis, of which it is asked whether it is of the meninges": codes.MAY_BE_MENINGES,
    "regional lymph nodes: no metastasis": codes.REGIONAL_NODES,
    "lymph nodes, of which it is asked whether they are regional": codes.NODES,
    "the chest wall, of which it is asked whether it is local": codes.CHEST_WALL,
    "another cancer (of ICD-10: every malignant neoplasm but C50, C76 to C80 and C97)": codes.OTHER_CANCERS,
    "heart failure": codes.HEART_FAILURE,
    "heart failure without symptoms: never charted as symptomatic, and asked about": codes.WITHOUT_SYMPTOMS,
    "interstitial lung disease": codes.LUNG_DISEASE,
    "pregnancy": codes.PREGNANCY,
    "asked about, as it may mean a pregnancy": codes.MAY_BE_PREGNANCY,
    "asked about, as it may mean heart failure": codes.MAY_BE_HEART_FAILURE,
    "asked about, as it may mean an interstitial lung disease": codes.MAY_BE_LUNG_DISEASE,
}
PROCEDURES: Final[Mapping[str, frozenset[Code]]] = {
    "surgery of the breast": codes.BREAST_SURGERY,
    "radiotherapy": codes.RADIOTHERAPY,
    "asked about, as it may be radiotherapy": codes.MAYBE_RADIOTHERAPY,
}
HEAD: Final = """\
# The codes that are read out of FHIR

Written by `make openapi` from the tables of the reading; do not edit. Where each code was seen stands in
[`codes.py`](../service/fhir/codes.py), [`places.py`](../service/fhir/places.py),
[`local_routes.py`](../service/fhir/local_routes.py) and [`samples.py`](../service/fhir/samples.py).

- What has another code is not charted: the mapping report says `not_understood`, with that code. Map it to one of
  these, or add the fact to the record.
- Of ICD-10 and OPS a code stands for all that begin with it. A code without a system is none.
- Drugs are read by the codes (RxNorm, ATC) and names of `GET /v1/agents`, laboratory values in the units of
  [their fields](fields.md#laboratory).
- Surgery and radiotherapy are also read by the profile or the name of a procedure, and a body site by its name.
"""


def written() -> str:
    """The text of the file, the same for the same tables."""
    named = {part: SYSTEM_NAMES[system] for part, system in SYSTEMS}
    return "\n".join(
        [
            HEAD,
            _lines("Systems", ("the address of the system holds", "read as"), named.items(), code=True),
            _sets("Results (Observation)", {RESULTS[fact]: known for fact, known in codes.OBSERVED.items()}),
            _told("What a receptor or HER2 result says", codes.RESULTS),
            _told("Where the interpretation of a number says that it lies in its reference range", codes.FLAGS),
            _told("The performance status", codes.ECOG_ANSWERS),
            _told(
                "The status of the disease", {**codes.STATUSES, **dict.fromkeys(codes.IMPROVED, "improved: ignored")}
            ),
            _lines("The status of the disease in words", ("text", "read as"), codes.STATUS_NAMES.items(), code=True),
            _told("The place of a metastasis as a value", codes.FOUND_AT),
            _sets("Conditions", CONDITIONS),
            _told("HER2 by the code of the cancer", codes.HER2_OF_CONDITION),
            _told("Metastases (Condition)", codes.METASTASES),
            _sets("Procedures", PROCEDURES),
            _told("Body sites", STRUCTURES),
            _sets("Samples", {"blood: no tissue, and asked about": BLOOD}),
            _told("Which breast (also by the sixth sign of C50 in ICD-10-CM)", SIDES),
            _told("Routes by which a drug acts in one place, and is no line of treatment", ROUTES),
            _told("Why a drug was stopped", codes.STOP_REASONS),
            _told("The setting of a treatment", codes.SETTINGS),
            _sets(
                "The intent of what is no treatment of the cancer", {"supportive or diagnostic": codes.BESIDE_INTENTS}
            ),
        ]
    )


def _sets(title: str, sets: Mapping[str, frozenset[Code]]) -> str:
    """The codes of each meaning."""
    rows = ((meaning, _codes(known, system), system) for meaning, known in sets.items() for system in SYSTEM_NAMES)
    told = ((meaning, listed, SYSTEM_NAMES[system]) for meaning, listed, system in rows if listed)
    return _lines(title, ("meaning", "codes", "system"), told)


def _told(title: str, table: Mapping[Code, str]) -> str:
    """The codes of each answer of a table."""
    answers = dict.fromkeys(table.values())
    return _sets(
        title, {f"`{answer}`": frozenset(code for code in table if table[code] == answer) for answer in answers}
    )


def _codes(known: Iterable[Code], system: str) -> str:
    return ", ".join(f"`{code.code}`" for code in sorted(known) if code.system == system)


def _lines(title: str, names: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, code: bool = False) -> str:
    shown = ((f"`{row[0]}`", *row[1:]) if code else row for row in rows)
    table = [names, ("---",) * len(names), *shown]
    return "\n".join([f"## {title}", "", *(f"| {' | '.join(row)} |" for row in table), ""])


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
