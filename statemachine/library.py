"""The guideline files: read and checked once at start, so that a mistake in them never reaches the bedside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from statemachine import codes
from statemachine.catalogue import Agent, Catalogue, Regimen
from statemachine.edition import Builder
from statemachine.label import INDICATION_KEYS, Indication, Label, by_regimen
from statemachine.machine import Guideline
from statemachine.row import RowFault, RowReader, only
from statemachine.safety import KEYS as SAFETY_KEYS
from statemachine.safety import SafetyRow

FOLDER = Path(__file__).parent / "guidelines"
STATEMENTS = ("dosing", "continuation", "monitoring", "boxed_warnings", "toxicities", "notes")
EDITION_KEYS = frozenset(
    [
        "title",
        "reference",
        "reviewed_by",
        "evidence_current_to",
        "not_formalised",
        "limits",
        "states",
        "transitions",
        "notices",
    ]
)


class LibraryError(Exception):
    """A mistake in a guideline file: the message names the file, the row, what is wrong and what is known."""


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
    evidence = _read(folder / "evidence.yaml")
    interpretations = _read(folder / "interpretations.yaml")
    drugs = _read(folder / "agents.yaml")
    regimens = _read(folder / "regimens.yaml")
    catalogue = _catalogue(folder, drugs, regimens, evidence)
    labels = [_label(path, RowReader(catalogue, evidence, interpretations)) for path in _files(folder, "labels")]
    shared = _read(folder / "shared.yaml")
    safety = _safety(folder / "safety.yaml")
    reader = RowReader(catalogue, evidence, interpretations)
    builder = Builder(reader, safety, labels)
    common = b"".join(
        (folder / name).read_bytes() for name in ("agents.yaml", "regimens.yaml", "safety.yaml", "shared.yaml")
    )
    guidelines = {}
    for path in (path for name in _guidelines(folder) for path in _files(folder, name)):
        guideline = _edition(path, builder, shared, common)
        guidelines[guideline.reference] = guideline
    _supersede(guidelines)
    return Library(guidelines, catalogue, regimens, drugs["agents"], evidence, interpretations)


def _guidelines(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != "labels")


def _files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*.yaml"))


def _label(path: Path, reader: RowReader) -> Label:
    """The dated indications of one agency."""
    document = _read(path)
    try:
        reader.read_limits(document.get("limits", {}))
        rows = [_indication(f"rows[{index}]", row, reader) for index, row in enumerate(document["rows"])]
    except RowFault as fault:
        raise LibraryError(f"labels/{path.name}: {fault}") from fault
    off_label = dict.fromkeys(document["off_label"]["regimens"], document["off_label"]["says"])
    return Label(path.stem, document["title"], document["no_row"], off_label, by_regimen(rows))


def _indication(where: str, row: Mapping[str, Any], reader: RowReader) -> Indication:
    only(where, row, INDICATION_KEYS)
    if row["regimen"] not in reader.catalogue.regimens:
        raise RowFault(where, f"the regimen {row['regimen']!r} is not in regimens.yaml")
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
    )


def _edition(path: Path, builder: Builder, shared: Mapping[str, Any], common: bytes) -> Guideline:
    document = _read(path)
    unknown = set(document) - EDITION_KEYS
    if unknown:
        raise LibraryError(f"{path.name}: does not know {sorted(unknown)}; known are {sorted(EDITION_KEYS)}")
    about = {
        "id": path.parent.name,
        "edition": path.stem,
        "title": document["title"],
        "reference": document["reference"],
        "evidence_current_to": document["evidence_current_to"],
        "reviewed_by": document["reviewed_by"],
        "sha256": hashlib.sha256(path.read_bytes() + common).hexdigest(),
    }
    try:
        return builder.build(about, document, shared)
    except RowFault as fault:
        raise LibraryError(f"{path.parent.name}/{path.name}: {fault}") from fault
    except (KeyError, TypeError, AttributeError) as wrong:
        raise LibraryError(f"{path.parent.name}/{path.name}: a row has the wrong shape: {wrong!r}") from wrong


def _supersede(guidelines: Mapping[str, Guideline]) -> None:
    """Tell each edition the day from which a newer one of the same guideline is in force."""
    ordered = sorted(guidelines.values(), key=lambda guideline: guideline.reference)
    for older, newer in pairwise(ordered):
        if older.about.id == newer.about.id:
            older.superseded_on = date.fromisoformat(newer.about.edition)


def _safety(path: Path) -> list[SafetyRow]:
    rows = []
    for index, document in enumerate(_read(path)["rows"]):
        where = f"safety.yaml rows[{index}]"
        unknown = set(document) - SAFETY_KEYS
        if unknown:
            raise LibraryError(f"{where}: does not know {sorted(unknown)}; known are {sorted(SAFETY_KEYS)}")
        if sum(key in document for key in ("conditions", "unless", "caution")) != 1:
            raise LibraryError(f"{where}: exactly one of conditions, unless and caution holds the guard")
        if document.get("code") not in (None, *codes.WARNINGS):
            raise LibraryError(f"{where}: the warning {document['code']!r} is not known")
        rows.append(SafetyRow(where, document))
    return rows


def _catalogue(
    folder: Path, drugs: Mapping[str, Any], regimens: Mapping[str, Any], evidence: Mapping[str, Any]
) -> Catalogue:
    agents = {
        code: Agent(code, row["label"], row["class"], frozenset(row["routes"])) for code, row in drugs["agents"].items()
    }
    names: dict[str, tuple[str, ...]] = {}
    for code, row in drugs["agents"].items():
        names |= dict.fromkeys([code, row["label"], *row["names"]], (code,))
    for product, row in drugs["products"].items():
        names |= {name: tuple(row["agents"]) for name in [product, *row["names"]]}
    built = {}
    for code, row in regimens.items():
        for slot in [*row["agents"], *row.get("partners", ())]:
            for agent in _slot(slot):
                if agent not in agents:
                    raise LibraryError(f"regimens.yaml {code}: the agent {agent!r} is not in agents.yaml")
        built[code] = Regimen(
            code=code,
            label=row["label"],
            slots=tuple(_slot(slot) for slot in row["agents"]),
            partners=frozenset().union(*(_slot(slot) for slot in row.get("partners", ()))),
            counts_as_line=row["counts_as_line"],
            card=_card(code, row, evidence),
        )
    return Catalogue(agents, built, names)


def _card(code: str, row: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What a board weighs about a regimen: the static part of every option."""
    card: dict[str, Any] = {"route": row.get("route"), "schedule": row.get("schedule")}
    for name in STATEMENTS:
        card[name] = [_statement(f"regimens.yaml {code}.{name}", said, evidence) for said in row.get(name, ())]
    card["trials"] = [
        {
            "key": key,
            "title": evidence[key]["title"],
            "population": evidence[key]["population"],
            "figures": [
                _statement(f"evidence.yaml {key}.figures", said, evidence) for said in evidence[key]["figures"]
            ],
        }
        for key in row.get("trials", ())
    ]
    return card


def _statement(where: str, said: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    for key in said.get("evidence", ()):
        if key not in evidence:
            raise LibraryError(f"{where}: the evidence key {key!r} is not in evidence.yaml")
    if not said.get("evidence") and said.get("basis") != "service":
        raise LibraryError(f"{where}: {said['says']!r} names no evidence and does not say `basis: service`")
    return {
        "says": said["says"],
        "evidence": said.get("evidence", []),
        "unverified": said.get("unverified", False),
        "basis": said.get("basis", "source"),
    }


def _slot(slot: str | list[str]) -> frozenset[str]:
    return frozenset([slot] if isinstance(slot, str) else slot)


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as wrong:
        raise LibraryError(f"{path.name}: cannot be read: {wrong}") from wrong
