"""How a mistake is planted in a copy of the guidelines: in what a file says, so that its layout does not matter."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml import CSafeDumper as SafeDumper
from yaml import CSafeLoader as SafeLoader

from statemachine.editions.library import FOLDER
from tests.records import LIBRARY

# From the document inwards: a key, or in a list the one row that says this (a mapping) or that is this (a word).
Place = Sequence[str | Mapping[str, Any]]
Change = tuple[Place, Any]
GONE = object()  # instead of a value: the key or the row is taken away
NEW = "+"  # instead of a row: one more after the last


def row(**says: Any) -> tuple[str, Mapping[str, Any]]:
    """The transition that says this."""
    return ("transitions", says)


def toxicity(**says: Any) -> tuple[str, Mapping[str, Any]]:
    """The row of the table of toxicities that says this."""
    return ("toxicities", says)


def notice(**says: Any) -> tuple[str, Mapping[str, Any]]:
    """The notice that says this."""
    return ("notices", says)


def rule(**says: Any) -> tuple[str, Mapping[str, Any]]:
    """The row of safety.yaml that says this."""
    return ("rows", says)


def file_of(edition: str) -> str:
    """The file of an edition, which `asco@2022-05-31` names."""
    return f"{edition.replace('@', '/')}.yaml"


def copied(tmp_path: Path, guideline: str | None = None) -> Path:
    """A copy of the guidelines without certificates; of one guideline alone where it is named, which loads sooner."""
    others = {edition.partition("@")[0] for edition in LIBRARY.guidelines} - {guideline} if guideline else ()
    copy = shutil.copytree(FOLDER, tmp_path / "guidelines", ignore=shutil.ignore_patterns("certificates", *others))
    return Path(copy)


def plant(file: Path, changes: Sequence[Change]) -> None:
    """Write other values in places of a file."""
    document = yaml.load(file.read_text("utf-8"), SafeLoader)
    for place, value in changes:
        _write(document, place, value)
    file.write_text(yaml.dump(document, Dumper=SafeDumper, sort_keys=False), encoding="utf-8")


def _write(document: Any, place: Place, value: Any) -> None:
    *before, last = place
    for step in before:
        document = document[_key(document, step)]
    if last == NEW:
        document.append(value)
    elif value is GONE:
        del document[_key(document, last)]
    else:
        document[_key(document, last)] = value


def _key(document: Any, step: str | Mapping[str, Any]) -> Any:
    """The key itself, or the index of the only row that is meant."""
    if not isinstance(document, list):
        return step
    meant = [index for index, row in enumerate(document) if row == step or _says(row, step)]
    assert len(meant) == 1, f"{step} is there {len(meant)} times"
    return meant[0]


def _says(row: Any, step: str | Mapping[str, Any]) -> bool:
    return isinstance(row, Mapping) and isinstance(step, Mapping) and step.items() <= row.items()
