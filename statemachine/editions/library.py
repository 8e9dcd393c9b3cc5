"""The guideline files: read and checked once at start, so that a mistake in them never reaches the bedside."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from statemachine.editions import catalogue_shapes, file_shapes
from statemachine.editions.builder import Builder
from statemachine.editions.catalogue_rows import catalogue_of, statements
from statemachine.editions.file_values import is_day
from statemachine.editions.guideline_file import GuidelineFiles, Unreadable
from statemachine.editions.joined_files import JoinedFiles, joined_files
from statemachine.editions.mistakes import RowFault, expect
from statemachine.editions.row import RowReader
from statemachine.machine.guideline import Guideline
from statemachine.record.catalogue import Catalogue

FOLDER = Path(__file__).parent.parent / "guidelines"
OF_ALL = ("labels", "certificates")  # folders that hold no guideline
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
    products: Mapping[str, Mapping[str, Any]]
    drug_classes: Mapping[str, Mapping[str, Any]]
    evidence: Mapping[str, Mapping[str, Any]]
    interpretations: Mapping[str, Mapping[str, Any]]
    scope: Mapping[str, Mapping[str, Any]]

    def pick(self, reference: str, as_of: date) -> Guideline:
        """`asco@2022-05-31`, or for `asco` the edition in force on that day; UnknownGuideline if there is none."""
        known = sorted(self.guidelines)
        if "@" in reference:
            if reference not in self.guidelines:
                raise UnknownGuideline(f"there is no edition {reference!r}; send one of {', '.join(known)}", known)
            return self.guidelines[reference]
        editions = sorted(name for name in self.guidelines if name.startswith(f"{reference}@"))
        if not editions:
            raise UnknownGuideline(f"there is no guideline {reference!r}; send one of {', '.join(known)}", known)
        in_force = [name for name in editions if name.partition("@")[2] <= as_of.isoformat()]
        if not in_force:
            raise UnknownGuideline(
                f"no edition of {reference} is in force on {as_of.isoformat()}; the earliest is {editions[0]}",
                known,
            )
        return self.guidelines[in_force[-1]]


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """Nearly all that is made stays: looking through it again and again would take as long as the rest."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_looking_for_garbage()
def load(folder: Path = FOLDER) -> Library:
    """Read every file of a folder of guidelines; LibraryError tells every mistake in them."""
    files = GuidelineFiles(folder)
    evidence = _evidence(files)
    interpretations = _interpretations(files, evidence)
    drugs = files.read("agents.yaml", catalogue_shapes.DRUGS)
    regimens = files.read("regimens.yaml", catalogue_shapes.REGIMENS)
    catalogue = catalogue_of(drugs, regimens, evidence, files.mistakes)
    joined = joined_files(files, RowReader(catalogue, evidence, interpretations))
    guidelines = {}
    for guideline in sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name not in OF_ALL):
        for name in files.names(guideline):
            edition = _edition(files, name, joined)
            if edition is not None:
                guidelines[edition.reference] = edition
    scope = _scope(files, evidence)
    files.mistakes.stop()
    _supersede(guidelines)
    return Library(
        guidelines,
        catalogue,
        regimens,
        drugs["agents"],
        drugs["products"],
        drugs["classes"],
        evidence,
        interpretations,
        scope,
    )


def _evidence(files: GuidelineFiles) -> Mapping[str, Any]:
    evidence: Mapping[str, Any] = files.read("evidence.yaml", catalogue_shapes.EVIDENCE)
    for key, row in evidence.items():
        for missing in [said for said in NEEDED.get(row["kind"], ()) if said not in row]:
            row[missing] = []  # stands in for it, so that what refers to the row is judged
            files.mistakes.note("evidence.yaml", RowFault(key, f"{missing} is missing, which every {row['kind']} has"))
        with files.mistakes.noting("evidence.yaml"):
            named = [*row.get("seen_in", ()), *([row["of"]] if "of" in row else ())]
            expect(key, "evidence key", named, evidence, "evidence.yaml")
            statements(f"{key}.figures", row.get("figures", ()), evidence)
    return evidence


def _interpretations(files: GuidelineFiles, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    interpretations: Mapping[str, Any] = files.read("interpretations.yaml", catalogue_shapes.INTERPRETATIONS)
    for key, row in interpretations.items():
        with files.mistakes.noting("interpretations.yaml"):
            expect(key, "evidence key", row["evidence"], evidence, "evidence.yaml")
    return interpretations


def _scope(files: GuidelineFiles, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is not decided here: each topic with its statements as answers show them."""
    topics = files.read("scope.yaml", catalogue_shapes.SCOPE)
    shown: dict[str, Any] = {}
    for topic, row in topics.items():
        with files.mistakes.noting("scope.yaml"):
            shown[topic] = {"title": row["title"], "statements": statements(topic, row["statements"], evidence)}
    return shown


def _edition(files: GuidelineFiles, name: str, joined: JoinedFiles) -> Guideline | None:
    """One edition; None where a mistake was found in it or in what it is joined with."""
    try:
        document = files.read(name, file_shapes.EDITION)
    except Unreadable as wrong:
        files.mistakes.note_all_of(wrong)
        return None
    path = Path(name)
    with files.mistakes.noting(name):
        if not is_day(path.stem):
            raise RowFault("", "the name of an edition's file is its day of publication, as 2022-05-31.yaml")
        expect("reference", "evidence key", [document["reference"]], joined.reader.evidence, "evidence.yaml")
    about = {
        "id": path.parent.name,
        "edition": path.stem,
        **{key: document[key] for key in ("title", "reference", "evidence_current_to", "reviewed_by")},
        "for_comparison": document.get("for_comparison", False),
    }
    return Builder(name, joined, document).build(about)


def _supersede(guidelines: Mapping[str, Guideline]) -> None:
    """Tell each edition the day from which a newer one of the same guideline is in force."""
    ordered = sorted(guidelines.values(), key=lambda guideline: guideline.reference)
    for older, newer in pairwise(ordered):
        if older.about.id == newer.about.id:
            older.superseded_on = date.fromisoformat(newer.about.edition)
