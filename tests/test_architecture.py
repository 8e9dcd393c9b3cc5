"""The walls of the house: which room may know which, that no import goes in a ring, and what comes from outside.

Imports within functions and for types alone count too: who must understand another file to read one, depends on it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("statemachine", "service")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
FACE = "statemachine"  # statemachine/__init__.py: what the service may ask

# Each room with the rooms that it may know; `answer` is the shape of an answer, a leaf.
WALLS = {
    "statemachine.answer": (),
    "statemachine.record": (),
    "statemachine.guards": ("record",),
    "statemachine.machine": ("record", "guards", "answer"),
    "statemachine.editions": ("record", "guards", "machine"),
    "statemachine.answering": ("record", "guards", "machine", "answer"),
    "statemachine.board": ("record", "guards", "machine", "answer", "answering"),
    "statemachine.changes": ("record", "guards", "machine", "answer", "answering", "editions"),
    "statemachine.verification": ("record", "guards", "machine", "answer", "answering", "editions"),
}


def imported(path: Path) -> set[str]:
    """Every module that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(name: str) -> str:
    """The folder that a module is in: `statemachine.record`; a module beside the folders is a room of its own."""
    return ".".join(name.split(".")[:2])


IMPORTS = {name: imported(path) & FILES.keys() - {name} for name, path in FILES.items()}
MEDICINE = [name for name in FILES if name.startswith("statemachine.")]
SERVICE = [name for name in FILES if name.startswith("service")]


@pytest.mark.parametrize("name", MEDICINE)
def test_a_room_knows_only_the_rooms_behind_its_wall(name: str) -> None:
    allowed = {room(name), *(f"statemachine.{known}" for known in WALLS[room(name)])}
    assert set() == {other for other in IMPORTS[name] if room(other) not in allowed}


@pytest.mark.parametrize("name", MEDICINE)
def test_the_medicine_imports_only_itself_and_what_a_machine_needs(name: str) -> None:
    allowed = {"statemachine", "transitions", "yaml", "marshmallow", "orjson", "rapidfuzz", *sys.stdlib_module_names}
    assert set() == {other.partition(".")[0] for other in imported(FILES[name])} - allowed


@pytest.mark.parametrize("name", SERVICE)
def test_the_service_asks_the_public_face_and_knows_beyond_it_only_words_and_shapes(name: str) -> None:
    allowed = {FACE, "statemachine.answer", "statemachine.record"}
    ours = {other for other in IMPORTS[name] if other.startswith("statemachine")}
    assert set() == {other for other in ours if room(other) not in allowed}
    assert not {other.partition(".")[0] for other in imported(FILES[name])} & {"tests", "benchmarks", "openapi"}


def test_blueprints_never_import_each_other() -> None:
    blueprints = {name for name in SERVICE if any(other.endswith(".Blueprint") for other in imported(FILES[name]))}
    assert "service.api.recommendations" in blueprints
    assert set() == {(name, other) for name in blueprints for other in IMPORTS[name] & blueprints}


def test_no_import_of_files_or_of_rooms_goes_in_a_ring() -> None:
    files = {name: others - {FACE, "service"} for name, others in IMPORTS.items() if name not in (FACE, "service")}
    rooms: dict[str, set[str]] = {}
    for name, others in files.items():
        rooms.setdefault(room(name), set()).update(room(other) for other in others if room(other) != room(name))
    assert rings(files) == []
    assert rings(rooms) == []


def test_a_ring_would_be_found() -> None:
    assert rings({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]


def rings(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """What lies on a ring: it is reached from itself."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(imports.get(start, ()))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(imports.get(name, ()))
        return found

    return [name for name in imports if name in reached(name)]
