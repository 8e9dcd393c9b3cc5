"""What was decided once is decided again: later software gives the frozen answers, or the changelog says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.records import LIBRARY
from tests.replay.decisions import (
    CHANGELOG,
    FOLDER,
    decided,
    decisions,
    digest,
    first_frozen,
    freeze,
    undeclared,
)

FROZEN = decisions()
DECLARE = (
    "A decision that was frozen is made otherwise. If that is meant, name `replay/{name}` under Medicine in "
    "CHANGELOG.md, run `make replay` and commit both. Otherwise it is a mistake."
)
ANOTHER_DIGEST = (
    "The files of {edition} have changed, and this decision has not. Run `make replay` to note the new digest; a "
    "published edition is corrected in a new file instead."
)


@pytest.mark.parametrize("name", FROZEN)
def test_a_frozen_decision_is_made_again(client: FlaskClient, name: str) -> None:
    frozen = FROZEN[name]
    made = decided(client, frozen["request"])
    assert digest(frozen) == digest(made), f"{DECLARE.format(name=name)}\n{differences(frozen, made)}"
    assert frozen["sha256"] == made["sha256"], ANOTHER_DIGEST.format(**frozen)


def differences(frozen: Any, made: Any, where: str = "") -> str:
    """Where two decisions differ, one line each."""
    if isinstance(frozen, dict) and isinstance(made, dict):
        keys = [*frozen, *(key for key in made if key not in frozen)]
        return "".join(differences(frozen.get(key), made.get(key), f"{where}/{key}") for key in keys)
    return "" if frozen == made else f"{where}: {frozen!r} was frozen, {made!r} is made\n"


def test_every_change_of_a_frozen_decision_is_declared_under_medicine() -> None:
    assert undeclared(FOLDER, CHANGELOG.read_text("utf-8")) == []


def test_the_frozen_decisions_cover_every_edition_and_era() -> None:
    assert len(FROZEN) >= 24
    assert {frozen["edition"] for frozen in FROZEN.values()} == set(LIBRARY.guidelines)
    years = {int(frozen["request"]["as_of"][:4]) for frozen in FROZEN.values()}
    assert {2019, 2021, 2022, 2023, 2024, 2026} <= years
    answers = [frozen["answer"] for frozen in FROZEN.values()]
    assert {
        "recommend",
        "continue",
        "provisional",
        "need_data",
        "refer",
        "outside_pathway",
        "exhausted",
    } == {answer["outcome"] for answer in answers}


def test_one_question_is_answered_by_the_edition_and_the_labels_in_force_on_its_day() -> None:
    february = FROZEN["asco-2022-february-second-line-is-still-the-edition-of-2018"]
    june = FROZEN["asco-2022-june-second-line-is-the-edition-of-2022"]
    assert (february["edition"], june["edition"]) == ("asco@2018-06-25", "asco@2022-05-31")
    statuses = {
        name: FROZEN[name]["answer"]["options"]["t_dxd"]["labels"]["us_fda"]
        for name in (
            "asco-2022-edition-asked-in-2021-when-t-dxd-was-for-third-line",
            "asco-2022-june-second-line-is-the-edition-of-2022",
        )
    }
    assert list(statuses.values()) == ["off_label", "on_label"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two frozen decisions with their digests."""
    for name in sorted(FROZEN)[:2]:
        shutil.copy(FOLDER / f"{name}.json", tmp_path)
    lines = [f"{digest(FROZEN[name])}  {name}\n" for name in sorted(FROZEN)[:2]]
    (tmp_path / "frozen.sha256").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def rewrite(folder: Path, name: str, **content: Any) -> None:
    """Write a decision with other content."""
    (folder / f"{name}.json").write_text(json.dumps({**FROZEN[name], **content}), encoding="utf-8")


def test_a_changed_answer_has_to_be_named_under_medicine(folder: Path) -> None:
    name = min(FROZEN)
    assert undeclared(folder, "") == []
    rewrite(folder, name, answer={**FROZEN[name]["answer"], "preferred": ["t_dm1", "thp"]})
    assert undeclared(folder, "") == [name]
    assert undeclared(folder, f"## [1]\n### Medicine\n- Other.\n### Software\n- `replay/{name}`\n") == [name]
    assert undeclared(folder, f"## [2]\n### Medicine\n- `replay/{name}`: T-DXd.\n## [1]\n### Medicine\n- Old.\n") == []


def test_a_decision_that_is_gone_has_to_be_named_and_a_new_one_to_be_listed(folder: Path) -> None:
    gone, new = sorted(FROZEN)[1:3]
    (folder / f"{gone}.json").unlink()
    rewrite(folder, new)
    assert undeclared(folder, "") == [gone, new]
    assert undeclared(folder, f"### Medicine\n`replay/{gone}`, `replay/{new}`") == [new]


def test_another_digest_of_the_edition_alone_changes_no_decision(folder: Path) -> None:
    rewrite(folder, min(FROZEN), sha256="0" * 64)
    assert undeclared(folder, "") == []


def test_freezing_again_writes_what_is_decided_today_and_keeps_the_first_digest(
    client: FlaskClient, folder: Path
) -> None:
    name = min(FROZEN)
    first = first_frozen(folder)
    rewrite(folder, name, answer={"outcome": "refer"})
    (folder / "frozen.sha256").write_text(f"{'0' * 64}  {name}\n", encoding="utf-8")
    freeze(client, folder)
    assert decisions(folder)[name] == FROZEN[name]
    assert first_frozen(folder) == {**first, name: "0" * 64}
    assert undeclared(folder, "") == [name]
