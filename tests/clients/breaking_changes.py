"""Which changes of the description break a client of the last release, and which of them are declared.

`redocly diff` tells them; what docs/api-policy.md lets a version add is none of them. A break is declared in the
newest Interface section of the changelog, by a line that begins with "- Breaks `place`:".
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from openapi.released import binding
from service.typed_description import CLOSED

REDOCLY: Final = Path(__file__).parent / "typescript" / "node_modules" / ".bin" / "redocly"
ENVIRONMENT: Final = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_NOTIFICATIONS": "true"}
GROWING: Final = ("Drug", "HistoryEdit", "HistoryEntry", "HistoryEvent")  # unions of a request


def breaks(released: Any, description: Any) -> dict[str, str]:
    """What the tool says of each break, by its place in one of the two; words are not compared."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("released.json", "description.json")]
        for file, document in zip(files, (released, description), strict=True):
            file.write_text(json.dumps(binding(document)), encoding="utf-8")
        command = [str(REDOCLY), "diff", *map(str, files), "--format=json", "--fail-on=none"]
        told = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)  # noqa: S603
    return {
        verdict["location"]["pointer"].removeprefix("#/"): verdict["message"]
        for change in json.loads(told.stdout)["changes"]
        for verdict in change["verdicts"]
        if verdict["impact"] == "major" and not is_growth(change, verdict)
    }


def is_growth(change: dict[str, Any], verdict: dict[str, Any]) -> bool:
    """Whether a list of codes that is not closed, or a union of a request, has gained something."""
    _, _, place = verdict["location"]["pointer"].partition("#/components/schemas/")
    schema = place.partition("/")[0]
    if verdict["ruleId"] == "enum-values-added":
        return schema not in CLOSED
    return verdict["ruleId"] == "schema-combinator-changed" and change["kind"] == "added" and schema in GROWING


def declared(changelog: str) -> set[str]:
    """The places that the Interface section of the newest version names."""
    newest = changelog.split("\n## [")[1]
    _, _, section = newest.partition("\n### Interface\n")
    return set(re.findall(r"^- Breaks `([^`]+)`:", section.partition("\n### ")[0], re.MULTILINE))
