"""Imports point one way: service, then statemachine, then the library of machines and the standard library."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted((ROOT / "statemachine").rglob("*.py"))
GUARDS = sorted((ROOT / "statemachine" / "guards").rglob("*.py"))
SERVICE = sorted((ROOT / "service").rglob("*.py"))
GROUND = (
    "statemachine.record.catalogue",
    "statemachine.record.possible_dates",
    "statemachine.record.dates",
    "statemachine.record.patient",
    "statemachine.record.record",
)


def imported(path: Path) -> set[str]:
    """Every module that a file imports, also within functions and for types alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module(path: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_below(name: str, *packages: str) -> bool:
    """Is the module one of these, or inside one of these?"""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", CORE, ids=module)
def test_the_medicine_imports_only_itself_and_what_a_machine_needs(path: Path) -> None:
    allowed = {"statemachine", "transitions", "yaml", "marshmallow", "orjson", *sys.stdlib_module_names}
    assert set() == {name.partition(".")[0] for name in imported(path)} - allowed


@pytest.mark.parametrize("path", GUARDS, ids=module)
def test_a_guard_knows_the_record_and_nothing_of_the_machine(path: Path) -> None:
    ours = {name for name in imported(path) if is_below(name, "statemachine")}
    assert set() == {name for name in ours if not is_below(name, "statemachine.guards", *GROUND)}


@pytest.mark.parametrize("path", SERVICE, ids=module)
def test_the_service_imports_neither_tests_nor_tools(path: Path) -> None:
    assert set() == {name for name in imported(path) if is_below(name, "tests", "benchmarks", "openapi")}


def test_blueprints_never_import_each_other() -> None:
    blueprints = {module(path): path for path in SERVICE if any(name.endswith(".Blueprint") for name in imported(path))}
    assert "service.api.recommendations" in blueprints
    for name, path in blueprints.items():
        assert set() == {other for other in imported(path) if is_below(other, *blueprints.keys() - {name})}
