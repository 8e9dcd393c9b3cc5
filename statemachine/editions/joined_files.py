"""What every edition is joined with, read once: shared rows and limits, safety rules and their waivers, and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from statemachine.editions import file_shapes
from statemachine.editions.coverage import uncovered, waiver
from statemachine.editions.guideline_file import GuidelineFiles, rows
from statemachine.editions.label_file import label
from statemachine.editions.mistakes import Mistakes
from statemachine.editions.row import Row, RowReader
from statemachine.editions.safety_rules import SafetyRule
from statemachine.machine.drug_label import Label
from statemachine.machine.guideline import Limit, Waiver


@dataclass(frozen=True, slots=True)
class JoinedFiles:
    """The shared files as read, with the reader of their words and the mistakes found so far."""

    reader: RowReader
    shared: Row
    limits: Mapping[str, Limit]
    safety: Sequence[SafetyRule]
    labels: Sequence[Label]
    waivers: Sequence[Waiver]
    mistakes: Mistakes


def joined_files(files: GuidelineFiles, reader: RowReader) -> JoinedFiles:
    """Read what all editions share; mistakes are noted."""
    shared = files.read("shared.yaml", file_shapes.SHARED)
    limits = {}
    for name, row in shared["limits"].items():
        with files.mistakes.noting("shared.yaml"):
            limits[name] = reader.limit(name, row)
    reader = reader.reading(limits)
    document = files.read("safety.yaml", file_shapes.SAFETY)
    rules = [SafetyRule(where, row) for where, row in rows(document, "rows", "safety.yaml")]
    for rule in rules:
        with files.mistakes.noting("safety.yaml"):
            rule.check(reader.catalogue)
            reader.grounds(rule.where, rule.document)
    waivers = []
    for where, row in rows(document, "waivers"):
        with files.mistakes.noting("safety.yaml"):
            waivers.append(waiver(where, row, reader.catalogue))
    for fault in uncovered(rules, waivers, reader.catalogue):
        files.mistakes.note("safety.yaml", fault)
    labels = [label(files, name, reader) for name in files.names("labels")]
    return JoinedFiles(reader, shared, limits, rules, labels, waivers, files.mistakes)
