"""The guideline files: read and checked once at start, so that a mistake in them never reaches the bedside."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from statemachine import file_shapes
from statemachine.catalogue import Agent, Catalogue, Regimen
from statemachine.edition import Builder
from statemachine.file_values import FileShape, check_shape
from statemachine.guideline import Guideline
from statemachine.label import Indication, Label, by_regimen
from statemachine.mistakes import RowFault, expect
from statemachine.questions import is_day
from statemachine.row import RowReader
from statemachine.safety import SafetyRow

try:  # libyaml reads five times as fast; PyYAML may be built without it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

FOLDER = Path(__file__).parent / "guidelines"
NEEDED = {"trial": ("population", "figures"), "recommendation": ("of", "says")}


class LibraryError(Exception):
    """A mistake in a guideline file: the message names the file, the row, what is wrong and what is known."""


class UnknownGuideline(LookupError):
    """No edition answers to this reference on this day; `known` lists those there are."""

    def __init__(self, says: str, known: list[str]) -> None:
        super().__init__(says)
        self.known = known


class _Loader(SafeLoader):
    """Refuses a key that is written twice, of which YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ConstructorError(None, None, f"the key {key!r} is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


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
    drugs = _read(folder, "agents.yaml", file_shapes.DRUGS)
    regimens = _read(folder, "regimens.yaml", file_shapes.REGIMENS)
    catalogue = _catalogue(drugs, regimens, evidence)
    reader = RowReader(catalogue, evidence, interpretations)
    labels = [_label(folder, name, reader) for name in _files(folder, "labels")]
    shared = _read(folder, "shared.yaml", file_shapes.SHARED)
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
    evidence: Mapping[str, Any] = _read(folder, "evidence.yaml", file_shapes.EVIDENCE)
    with _naming("evidence.yaml"):
        for key, row in evidence.items():
            for missing in [said for said in NEEDED.get(row["kind"], ()) if said not in row]:
                raise RowFault(key, f"{missing} is missing, which every {row['kind']} has")
            named = [*row.get("seen_in", ()), *([row["of"]] if "of" in row else ())]
            expect(key, "evidence key", named, evidence, "evidence.yaml")
            _statements(f"{key}.figures", row.get("figures", ()), evidence)
    return evidence


def _interpretations(folder: Path, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    interpretations: Mapping[str, Any] = _read(folder, "interpretations.yaml", file_shapes.INTERPRETATIONS)
    with _naming("interpretations.yaml"):
        for key, row in interpretations.items():
            expect(key, "evidence key", row["evidence"], evidence, "evidence.yaml")
    return interpretations


def _scope(folder: Path, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is not decided here: each topic with its statements as answers show them."""
    topics = _read(folder, "scope.yaml", file_shapes.SCOPE)
    with _naming("scope.yaml"):
        return {
            topic: {"title": row["title"], "statements": _statements(topic, row["statements"], evidence)}
            for topic, row in topics.items()
        }


def _label(folder: Path, name: str, reader: RowReader) -> Label:
    """The dated indications of one agency."""
    document = _read(folder, name, file_shapes.LABEL)
    off_label = document["off_label"]
    with _naming(name):
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
    document = _read(folder, name, file_shapes.EDITION)
    path = folder / name
    with _naming(name):
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
    document = _read(folder, "safety.yaml", file_shapes.SAFETY)
    rows = [SafetyRow(f"safety.yaml rows[{index}]", row) for index, row in enumerate(document["rows"])]
    with _naming("safety.yaml"):
        for row in rows:
            row.check(reader.catalogue)
            reader.grounds(row.where, row.document)
    return rows


def _catalogue(drugs: Mapping[str, Any], regimens: Mapping[str, Any], evidence: Mapping[str, Any]) -> Catalogue:
    agents = {
        code: Agent(code, row["label"], row["class"], frozenset(row["routes"])) for code, row in drugs["agents"].items()
    }
    with _naming("regimens.yaml"):
        built = {code: _regimen(code, row, agents, evidence) for code, row in regimens.items()}
    with _naming("agents.yaml"):
        names = _names(drugs, agents, evidence)
        # The first of two drugs keeps a name that both have, so that the second one is found out.
        catalogue = Catalogue(agents, built, {name: codes for _, name, codes in reversed(names)})
        for where, name, codes in names:
            other = catalogue.agents_named(name)
            if other != codes:
                raise RowFault(where, f"the name {name!r} stands for {' and '.join(other)} already")
    return catalogue


def _names(
    drugs: Mapping[str, Any], agents: Mapping[str, Agent], evidence: Mapping[str, Any]
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every charted name with the row it stands in and the codes of the drugs it stands for."""
    names: list[tuple[str, str, tuple[str, ...]]] = []
    for code, row in drugs["agents"].items():
        expect(code, "evidence key", row["evidence"], evidence, "evidence.yaml")
        names += [(code, name, (code,)) for name in [code, row["label"], *row["names"]]]
    for product, row in drugs["products"].items():
        expect(product, "agent", row["agents"], agents)
        expect(product, "evidence key", row["evidence"], evidence, "evidence.yaml")
        names += [(product, name, tuple(row["agents"])) for name in [product, *row["names"]]]
    return names


def _regimen(code: str, row: Mapping[str, Any], agents: Mapping[str, Agent], evidence: Mapping[str, Any]) -> Regimen:
    slots = tuple(_slot(slot) for slot in row["agents"])
    partners = frozenset().union(*(_slot(slot) for slot in row.get("partners", ())))
    expect(code, "agent", sorted(partners.union(*slots)), agents, "agents.yaml")
    card = _card(code, row, evidence)
    return Regimen(code, row["label"], slots, partners, row["counts_as_line"], card)


def _card(code: str, row: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What a board weighs about a regimen: the static part of every option."""
    card: dict[str, Any] = {"route": row["route"], "schedule": row["schedule"]}
    for name in file_shapes.STATEMENTS:
        card[name] = _statements(f"{code}.{name}", row[name], evidence)
    trials = {key: cited for key, cited in evidence.items() if cited["kind"] == "trial"}
    expect(code, "trial", row["trials"], trials, "evidence.yaml")
    card["trials"] = [
        {
            "key": key,
            "title": trials[key]["title"],
            "population": trials[key]["population"],
            "figures": _statements(f"{key}.figures", trials[key]["figures"], evidence),
        }
        for key in row["trials"]
    ]
    return card


def _statements(where: str, said: Iterable[Mapping[str, Any]], evidence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sentences as answers show them, each with its sources."""
    return [_statement(f"{where}[{index}]", row, evidence) for index, row in enumerate(said)]


def _statement(where: str, said: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    expect(where, "evidence key", said.get("evidence", ()), evidence, "evidence.yaml")
    if not said.get("evidence") and said.get("basis") != "service":
        raise RowFault(where, f"{said['says']!r} names no evidence and does not say `basis: service`")
    return {
        "says": said["says"],
        "evidence": said.get("evidence", []),
        "unverified": said.get("unverified", False),
        "basis": said.get("basis", "source"),
    }


def _slot(slot: str | list[str]) -> frozenset[str]:
    return frozenset([slot] if isinstance(slot, str) else slot)


def _read(folder: Path, name: str, shape: FileShape) -> Any:
    """A file as written, once every row of it has the declared shape."""
    try:
        document = _Loader((folder / name).read_text(encoding="utf-8")).get_single_data()
    except (OSError, ValueError, yaml.YAMLError) as wrong:
        raise LibraryError(f"{name}: cannot be read: {wrong}") from wrong
    with _naming(name):
        check_shape(document, shape)
    return document


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Tell a mistake in a row as one in this file; a safety row names its file itself, for the editions it joins."""
    try:
        yield
    except RowFault as fault:
        raise LibraryError(f"{name}: {str(fault).removeprefix(f'{name} ')}") from fault
