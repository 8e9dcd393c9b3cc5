"""The guideline files: read and checked once at start, so that a mistake in them never reaches the bedside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from statemachine.editions import catalogue_shapes, file_shapes
from statemachine.editions.builder import Builder
from statemachine.editions.catalogue_rows import catalogue_of, statements
from statemachine.editions.guideline_file import naming, read_file
from statemachine.editions.mistakes import RowFault, expect
from statemachine.editions.row import RowReader
from statemachine.editions.safety_rules import SafetyRow
from statemachine.editions.vocabulary import is_day
from statemachine.machine.guideline import Guideline
from statemachine.machine.label import Indication, Label, by_regimen
from statemachine.record.catalogue import Catalogue

FOLDER = Path(__file__).parent.parent / "guidelines"
NEEDED = {"trial": ("population", "figures"), "recommendation": ("of", "says")}


class UnknownGuideline(LookupError):
    """No edition answers to this reference on this day; `known` lists those there are."""

    def __init__(self, says: str, known: list[str]) -> None:
        super().__init__(says)
        self.known = known


@dataclass(frozen=True, slots=True)
class Library:
    """Everything read at start; shared by all threads and never changed."""

    guidelines: Mapping[str, Guideline]
    catalogue: Catalogue
    regimens: Mapping[str, Mapping[str, Any]]
    agents: Mapping[str, Mapping[str, Any]]
    evidence: Mapping[str, Mapping[str, Any]]
    interpretations: Mapping[str, Mapping[str, Any]]
    scope: Mapping[str, Mapping[str, Any]]

    def pick(self, reference: str, as_of: date) -> Guideline:
        """`asco@2022-05-31`, or for `asco` the edition in force on that day; UnknownGuideline if there is none."""
        known = sorted(self.guidelines)
        if "@" in reference:
            if reference not in self.guidelines:
                raise UnknownGuideline(f"there is no edition {reference!r}", known)
            return self.guidelines[reference]
        editions = sorted(name for name in self.guidelines if name.startswith(f"{reference}@"))
        if not editions:
            raise UnknownGuideline(f"there is no guideline {reference!r}", known)
        in_force = [name for name in editions if name.partition("@")[2] <= as_of.isoformat()]
        if not in_force:
            raise UnknownGuideline(
                f"{reference} has no edition in force on {as_of.isoformat()}; the earliest is {editions[0]}",
                known,
            )
        return self.guidelines[in_force[-1]]


def load(folder: Path = FOLDER) -> Library:
    """Read every file of a folder of guidelines; LibraryError names the first mistake."""
    evidence = _evidence(folder)
    interpretations = _interpretations(folder, evidence)
    drugs = read_file(folder, "agents.yaml", catalogue_shapes.DRUGS)
    regimens = read_file(folder, "regimens.yaml", catalogue_shapes.REGIMENS)
    catalogue = catalogue_of(drugs, regimens, evidence)
    reader = RowReader(catalogue, evidence, interpretations)
    labels = [_label(folder, name, reader) for name in _files(folder, "labels")]
    shared = read_file(folder, "shared.yaml", file_shapes.SHARED)
    builder = Builder(reader, _safety(folder, reader), labels)
    common = b"".join(
        (folder / name).read_bytes() for name in ("agents.yaml", "regimens.yaml", "safety.yaml", "shared.yaml")
    )
    guidelines = {}
    for name in (name for guideline in _guidelines(folder) for name in _files(folder, guideline)):
        guideline = _edition(folder, name, builder, shared, common)
        guidelines[guideline.reference] = guideline
    _supersede(guidelines)
    scope = _scope(folder, evidence)
    return Library(guidelines, catalogue, regimens, drugs["agents"], evidence, interpretations, scope)


def _guidelines(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != "labels")


def _files(folder: Path, name: str) -> list[str]:
    return sorted(f"{name}/{path.name}" for path in (folder / name).glob("*.yaml"))


def _evidence(folder: Path) -> Mapping[str, Any]:
    evidence: Mapping[str, Any] = read_file(folder, "evidence.yaml", catalogue_shapes.EVIDENCE)
    with naming("evidence.yaml"):
        for key, row in evidence.items():
            for missing in [said for said in NEEDED.get(row["kind"], ()) if said not in row]:
                raise RowFault(key, f"{missing} is missing, which every {row['kind']} has")
            named = [*row.get("seen_in", ()), *([row["of"]] if "of" in row else ())]
            expect(key, "evidence key", named, evidence, "evidence.yaml")
            statements(f"{key}.figures", row.get("figures", ()), evidence)
    return evidence


def _interpretations(folder: Path, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    interpretations: Mapping[str, Any] = read_file(folder, "interpretations.yaml", catalogue_shapes.INTERPRETATIONS)
    with naming("interpretations.yaml"):
        for key, row in interpretations.items():
            expect(key, "evidence key", row["evidence"], evidence, "evidence.yaml")
    return interpretations


def _scope(folder: Path, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is not decided here: each topic with its statements as answers show them."""
    topics = read_file(folder, "scope.yaml", catalogue_shapes.SCOPE)
    with naming("scope.yaml"):
        return {
            topic: {"title": row["title"], "statements": statements(topic, row["statements"], evidence)}
            for topic, row in topics.items()
        }


def _label(folder: Path, name: str, reader: RowReader) -> Label:
    """The dated indications of one agency."""
    document = read_file(folder, name, file_shapes.LABEL)
    off_label = document["off_label"]
    with naming(name):
        reader.read_limits(document["limits"])
        rows = [_indication(f"rows[{index}]", row, reader) for index, row in enumerate(document["rows"])]
        expect("off_label", "regimen", off_label["regimens"], reader.catalogue.regimens, "regimens.yaml")
    without = dict.fromkeys(off_label["regimens"], off_label["says"])
    return Label(Path(name).stem, document["title"], document["no_row"], without, by_regimen(rows))


def _indication(where: str, row: Mapping[str, Any], reader: RowReader) -> Indication:
    expect(where, "regimen", [row["regimen"]], reader.catalogue.regimens, "regimens.yaml")
    if "until" in row and row["until"] <= row["from"]:
        raise RowFault(where, f"until {row['until']} is not after from {row['from']}, so it is never in force")
    grounds = reader.grounds(where, {"basis": "label", **row})
    return Indication(
        regimen=row["regimen"],
        since=date.fromisoformat(row["from"]),
        until=date.fromisoformat(row["until"]) if "until" in row else None,
        guards=reader.guards(where, row, reader.catalogue.regimens[row["regimen"]], grounds),
        says=row.get("says"),
        document=row.get("document"),
        grounds=grounds,
        unverified=row.get("unverified", False),
        dated=row["from"],
    )


def _edition(folder: Path, name: str, builder: Builder, shared: Mapping[str, Any], common: bytes) -> Guideline:
    document = read_file(folder, name, file_shapes.EDITION)
    path = folder / name
    with naming(name):
        if not is_day(path.stem):
            raise RowFault("", "the name of an edition's file is its day of publication, as 2022-05-31.yaml")
        expect("reference", "evidence key", [document["reference"]], builder.reader.evidence, "evidence.yaml")
        about = {
            "id": path.parent.name,
            "edition": path.stem,
            "title": document["title"],
            "reference": document["reference"],
            "evidence_current_to": document["evidence_current_to"],
            "reviewed_by": document["reviewed_by"],
            "sha256": hashlib.sha256(path.read_bytes() + common).hexdigest(),
        }
        return builder.build(about, document, shared)


def _supersede(guidelines: Mapping[str, Guideline]) -> None:
    """Tell each edition the day from which a newer one of the same guideline is in force."""
    ordered = sorted(guidelines.values(), key=lambda guideline: guideline.reference)
    for older, newer in pairwise(ordered):
        if older.about.id == newer.about.id:
            older.superseded_on = date.fromisoformat(newer.about.edition)


def _safety(folder: Path, reader: RowReader) -> list[SafetyRow]:
    document = read_file(folder, "safety.yaml", file_shapes.SAFETY)
    rows = [SafetyRow(f"safety.yaml rows[{index}]", row) for index, row in enumerate(document["rows"])]
    with naming("safety.yaml"):
        for row in rows:
            row.check(reader.catalogue)
            reader.grounds(row.where, row.document)
    return rows
