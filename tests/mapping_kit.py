"""Write the mapping kit for those who read FHIR themselves: `python -m tests.mapping_kit build/mapping-kit`.

Each authored patient is a folder with the bundle, the plain record that it means, and what this version of the service
answers and reports; `index.json` names the trap in each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from tests.application import APP
from tests.fhir_resources import AUTHORED

AS_OF: Final = "2026-11-20"


def kit() -> dict[str, Any]:
    """The content of every file by its path."""
    client = APP.test_client()
    files: dict[str, Any] = {}
    cases = []
    for name, case in AUTHORED.items():
        shown = client.post(f"/v1/fhir/recommendations?as_of={AS_OF}", json=case["bundle"]).get_json()
        answer = shown["answer"]
        told = {key: answer[key] for key in ("outcome", "says", "preferred", "decision_id")}
        files |= {
            f"{name}/bundle.json": case["bundle"],
            f"{name}/record.json": case["record"],
            f"{name}/answer.json": {"guideline": answer["guideline"], **told},
            f"{name}/report.json": shown["report"],
        }
        cases.append({"name": name, "patient": case["says"], "trap": case["trap"], "outcome": answer["outcome"]})
    return {"index.json": {"as_of": AS_OF, "authored": "No data of a person.", "cases": cases}, **files}


def write(folder: Path) -> None:
    """Write the kit into a folder."""
    for path, content in kit().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
