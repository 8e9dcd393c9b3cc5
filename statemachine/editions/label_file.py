"""A drug label from its file: dated indications, whose rows ask as those of an edition do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from statemachine.editions import file_shapes
from statemachine.editions.guideline_file import GuidelineFiles, rows
from statemachine.editions.mistakes import RowFault, expect
from statemachine.editions.row import RowReader
from statemachine.machine.drug_label import Indication, Label, by_regimen


def label(files: GuidelineFiles, name: str, reader: RowReader) -> Label:
    """The dated indications of one agency; mistakes are noted, and their rows left out."""
    document = files.read(name, file_shapes.LABEL)
    off_label = document["off_label"]
    limits = {}
    for limit, row in document["limits"].items():
        with files.mistakes.noting(name):
            limits[limit] = reader.limit(limit, row)
    reader = reader.reading(limits)
    indications = []
    for where, row in rows(document, "rows"):
        with files.mistakes.noting(name):
            indications.append(_indication(where, row, reader))
    with files.mistakes.noting(name):
        expect("off_label", "regimen", off_label["regimens"], reader.catalogue.regimens, "regimens.yaml")
    without = dict.fromkeys(off_label["regimens"], off_label["says"])
    return Label(Path(name).stem, document["title"], document["no_row"], without, by_regimen(indications))


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
