"""The page of all codes that are read out of FHIR is current, and leaves out no code of any table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from openapi.fhir_codes import FILE, SYSTEM_NAMES, written
from service.fhir import codes, local_routes, places, samples
from service.fhir.values import SYSTEMS, Code

PAGE = FILE.read_text("utf-8")


def held(table: Any) -> Iterable[Code]:
    """The codes of a table: those that it lists, those that it maps, and those of the sets that it maps to."""
    if isinstance(table, Code):
        return [table]
    if isinstance(table, Mapping):
        return [code for part in (*table, *table.values()) for code in held(part)]
    return [code for part in table for code in held(part)] if isinstance(table, frozenset) else []


def test_the_committed_page_is_current() -> None:
    assert written() == PAGE, "run `make openapi`"


def test_every_code_of_every_table_is_on_the_page_with_its_system() -> None:
    known = {
        code
        for module in (codes, local_routes, places, samples)
        for table in vars(module).values()
        for code in held(table)
    }
    assert len(known) > 200
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    missing = [
        code
        for code in sorted(known)
        if not any(f"`{code.code}`" in row and row.endswith(f"| {SYSTEM_NAMES[code.system]} |") for row in rows)
    ]
    assert missing == []


def test_every_system_is_named() -> None:
    told = re.findall(r"^\| `([^`]+)` \| ", PAGE.partition("## Results")[0], re.MULTILINE)
    assert told == [part for part, _ in SYSTEMS]
