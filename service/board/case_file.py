"""A case as a file: the record as charted, what was supposed beside it and the minutes, kept by who saves it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from flask import Response

FORMAT: Final = "linewise_case"  # the key by which a file is known; its value is the version of the format
VERSION: Final = 1
A_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def case_file(document: Any, kept: list[Any], minutes: Mapping[str, Any]) -> Response:
    """The case as a download; its name holds the day of the question and nothing of the patient."""
    case = {FORMAT: VERSION, "record": document, "supposed": kept[1:], **minutes}
    file = Response(json.dumps(case, indent=1, ensure_ascii=False), content_type="application/json; charset=utf-8")
    day = document.get("as_of", "")
    name = f"case-{day}.json" if A_DAY.fullmatch(day) else "case.json"
    file.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return file


def opened(document: Any, kept: list[Any]) -> tuple[Any, list[Any]]:
    """The record and the columns of a saved case; any other document is a record as it stands."""
    if not isinstance(document, dict) or FORMAT not in document:
        return document, kept
    record, supposed = document.get("record"), document.get("supposed")
    return record, [record, *supposed] if isinstance(supposed, list) and supposed else []
