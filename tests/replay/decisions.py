"""Decisions frozen when they were first made: the request, the edition and its digest, and what was decided.

A record asked about a day in the past is answered by the edition and the labels in force on that day, and the answer
stays the same on every later version of this software. Each file of this folder is one such decision; `frozen.sha256`
keeps the digest that each had when it was first frozen. `make replay` freezes the decisions again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service import create_app

Decision = Mapping[str, Any]

FOLDER = Path(__file__).parent
DIGESTS = "frozen.sha256"
CHANGELOG = FOLDER.parent.parent / "CHANGELOG.md"


def decisions(folder: Path = FOLDER) -> dict[str, Any]:
    """Every frozen decision by its name."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))}


def decided(client: FlaskClient, request: Decision) -> dict[str, Any]:
    """The decision as the service makes it today."""
    response = client.post("/v1/recommendations", json=request)
    if response.status_code != 200:
        raise ValueError(f"the request is answered with {response.status_code}: {response.get_data(as_text=True)}")
    answer = response.get_json()
    named = answer["guideline"]
    return {
        "request": dict(request),
        "edition": f"{named['id']}@{named['edition']}",
        "sha256": named["sha256"],
        "answer": medicine(answer),
    }


def medicine(answer: Decision) -> dict[str, Any]:
    """What an answer decides, as codes: not its prose, which may be worded better without another decision."""
    return {
        "outcome": answer["outcome"],
        "state": answer["state"],
        "line": {name: answer["line"][name] for name in ("number", "metastatic_regimens", "adjuvant_counts_as_line")},
        "preferred": answer["preferred"],
        "options": {
            option["regimen"]: {
                "verdict": option["verdict"],
                "rank": option["rank"],
                "labels": {agency: label["status"] for agency, label in option["labels"].items()},
                "cautions": sorted({caution["code"] for caution in option["cautions"] if caution["code"]}),
            }
            for option in answer["options"]
        },
        "branches": [
            {
                "when": [[assumed["guard"], assumed["facts"], assumed["answer"]] for assumed in branch["when"]],
                **{name: branch[name] for name in ("outcome", "state", "line_number", "preferred", "permitted")},
            }
            for branch in answer["branches"]
        ],
        "current": answer["current"] and answer["current"]["regimen"],
        "ask_first": [asked["fact"] for asked in answer["ask_first"]],
        "actions": sorted({action["code"] for action in answer["actions"]}),
        "warnings": sorted({warning["code"] for warning in answer["warnings"]}),
        "trail": [[step["event"], step["from"], step["to"]] for step in answer["trail"]],
    }


def digest(decision: Decision) -> str:
    """The digest of request, edition and answer; other words in a file of the edition change nothing in it."""
    content = {name: decision[name] for name in ("request", "edition", "answer")}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_frozen(folder: Path = FOLDER) -> dict[str, str]:
    """The digest of each decision when it was first frozen, by name."""
    file = folder / DIGESTS
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {name: frozen for frozen, name in (line.split("  ") for line in lines)}


def undeclared(folder: Path, changelog: str) -> list[str]:
    """The decisions that are new to the list, or that differ or are gone and are not named under Medicine."""
    present = {name: digest(decision) for name, decision in decisions(folder).items()}
    before = first_frozen(folder)
    declared = set(re.findall(r"`replay/([a-z0-9-]+)`", _medicine_of(changelog)))
    unlisted = present.keys() - before.keys()
    changed = {name for name, frozen in before.items() if present.get(name) != frozen}
    return sorted(unlisted | (changed - declared))


def freeze(client: FlaskClient, folder: Path = FOLDER) -> None:
    """Write every decision as it is made today; a decision once listed keeps its first digest."""
    known = first_frozen(folder)
    for name, decision in decisions(folder).items():
        made = decided(client, decision["request"])
        text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        known.setdefault(name, digest(made))
    lines = [f"{frozen}  {name}\n" for name, frozen in sorted(known.items())]
    (folder / DIGESTS).write_text("".join(lines), encoding="utf-8")


def _medicine_of(changelog: str) -> str:
    """The text of all sections headed Medicine."""
    sections = re.split(r"^(?=##+ )", changelog, flags=re.MULTILINE)
    return "\n".join(section for section in sections if section.startswith("### Medicine"))


if __name__ == "__main__":
    freeze(create_app().test_client())
