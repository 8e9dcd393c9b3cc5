"""An edition told in full is what its file says: every row, limit, state and notice, read here as plain YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from statemachine.editions.description import describe
from statemachine.editions.library import FOLDER
from statemachine.editions.maintenance_steps import TO_BE_CHOSEN
from tests.records import LIBRARY

EDITIONS = sorted(LIBRARY.guidelines)
Row = dict[str, Any]


def told(edition: str) -> Row:
    """The description of an edition."""
    return describe(LIBRARY.guidelines[edition], LIBRARY.interpretations)


def written(edition: str) -> Row:
    """The file of an edition."""
    document: Row = yaml.safe_load((FOLDER / f"{edition.replace('@', '/')}.yaml").read_text("utf-8"))
    return document


def source(row: Row) -> Row:
    """What a row rests on."""
    return {
        "basis": row.get("basis", "guideline"),
        "evidence": row.get("evidence", []),
        "interpretation": row.get("interpretation", []),
    }


def guards(row: Row) -> list[tuple[str, bool]]:
    """The names of a row's guards, and the answer that each wants."""
    found: list[tuple[str, bool]] = []
    for key, wanted in (("all_of", True), ("none_of", False)):
        words = row.get(key, [])
        for word in words if isinstance(words, list) else [words]:
            name = word if isinstance(word, str) else next(each for each in word if each != "when_unknown")
            found.append((name, wanted))
    return found


def conditions(row: Row) -> list[tuple[str, bool]]:
    """The told conditions by name and wanted answer."""
    return [(condition["guard"], condition["wanted"]) for condition in row["conditions"]]


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_an_edition_says_of_itself_and_its_limits_and_states_are_told_as_written(edition: str) -> None:
    description, file = told(edition), written(edition)
    itself = ("title", "reference", "reviewed_by", "evidence_current_to", "not_formalised")
    assert {key: file[key] for key in itself} == {key: description[key] for key in itself}
    assert edition == f"{description['id']}@{description['edition']}"
    limits = [
        {"name": name, "says": row["says"], "value": row["value"], "clock": row["clock"], **source(row)}
        for name, row in file["limits"].items()
    ]
    assert limits == description["limits"]
    states = {state["name"]: state for state in description["states"]}
    for state in file["states"]:
        expected = {"name": state["name"], "kind": state["kind"], "label": state["label"]}
        assert {**expected, "decision": None, "regimen": None} == states[state["name"]]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_row_of_the_file_is_told_as_written_with_its_own_guards_first(edition: str) -> None:
    rows = told(edition)["transitions"]
    for index, row in enumerate(written(edition)["transitions"]):
        found = [each for each in rows if each["row"] == f"transitions[{index}]"]
        triggers = row["trigger"] if isinstance(row["trigger"], list) else [row["trigger"]]
        assert set(triggers) == {each["trigger"] for each in found}
        for each in found:
            said = {key: row.get(key) for key in ("rank", "line", "strength", "quality")}
            said["rank"] = None if said["rank"] == "none" else said["rank"]
            assert said == {key: each[key] for key in said}
            assert (row.get("lines", 0), row.get("actions", [])) == (each["lines"], each["actions"])
            assert source(row) == {key: each[key] for key in ("basis", "evidence", "interpretation")}
            own = [condition for condition in each["conditions"] if condition["guard"] != TO_BE_CHOSEN]
            assert guards(row) == [(one["guard"], one["wanted"]) for one in own[: len(guards(row))]]
            assert each["sources"]
            assert all(source(row) == source(one) for one in own[: len(guards(row))])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_notice_of_the_file_is_told_as_written(edition: str) -> None:
    # The shared notices stand after them.
    for row, found in zip(written(edition)["notices"], told(edition)["notices"], strict=False):
        assert (row["code"], row["says"]) == (found["code"], found["says"])
        assert guards(row) == conditions(found)
        assert bool(row.get("states")) == bool(found["states"])
        assert source(row) == {key: found[key] for key in ("basis", "evidence", "interpretation")}
        assert found["kind"] in ("warning", "action")


def test_a_safety_rule_is_told_of_each_option_that_it_guards() -> None:
    rows = {row["dest"]: row for row in told("asco@2022-05-31")["transitions"] if row["sources"] == ["second_line"]}
    t_dxd = rows["second_line.t_dxd"]
    assert ("heart_permits", True) in conditions(t_dxd)
    assert {"lung_disease_was_serious"} <= {condition["guard"] for condition in t_dxd["conditions"]}
    assert all(caution["says"] for caution in t_dxd["cautions"])


def test_the_interpretations_that_rows_and_limits_use_are_told_in_full() -> None:
    for edition in EDITIONS:
        description, file = told(edition), written(edition)
        used = {
            key for row in [*file["transitions"], *file["limits"].values()] for key in row.get("interpretation", [])
        }
        listed = {each["id"]: each for each in description["interpretations"]}
        assert used <= listed.keys()
        for key, each in listed.items():
            assert each == {"id": key, **LIBRARY.interpretations[key]}
