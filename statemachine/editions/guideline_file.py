"""One YAML file of the guidelines, read strictly: its shape is checked, and every row of it knows its line."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.error import MarkedYAMLError

from statemachine.editions.file_values import FileShape
from statemachine.editions.mistakes import LibraryError, Mistakes, RowFault
from statemachine.editions.shape_faults import mended, shape_faults

try:  # libyaml reads five times as fast; PyYAML may be built without it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]


class _Loader(SafeLoader):
    """Refuses a key that is written twice, of which YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ConstructorError(None, None, f"the key {key!r} is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


class Unreadable(LibraryError):
    """A file that is no YAML, of which nothing can be judged."""


class GuidelineFiles:
    """The files of one folder: what each says, and on which line; mistakes are kept for the end of the start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes = Mistakes(self._place)
        self._nodes: dict[str, yaml.Node] = {}

    def names(self, folder: str) -> list[str]:
        """The files of a folder within this one."""
        return sorted(f"{folder}/{path.name}" for path in (self.folder / folder).glob("*.yaml"))

    def read(self, name: str, shape: FileShape) -> Any:
        """A file as written; Unreadable if it is no YAML.

        A row of another shape than the declared one is noted, and left out or mended so that the rest can be judged.
        """
        try:
            loader = _Loader((self.folder / name).read_text(encoding="utf-8"))
            node: Any = loader.get_single_node()
            document = loader.construct_document(node)
        except (OSError, ValueError, yaml.YAMLError) as wrong:
            mark = wrong.problem_mark if isinstance(wrong, MarkedYAMLError) else None
            place = f"{name}:{mark.line + 1}" if mark is not None else name
            raise Unreadable(f"{place}: cannot be read: {getattr(wrong, 'problem', None) or wrong}") from wrong
        self._nodes[name] = node
        faults = shape_faults(document, shape)
        for fault in faults:
            self.mistakes.note(name, RowFault(fault.place(document), fault.says))
        return mended(document, shape, faults) if faults else document

    def _place(self, name: str, row: str) -> str:
        """The file and, where the row is found in it, the line."""
        node = self._nodes.get(name)
        return f"{name}:{_line(node, row)}" if node is not None and row else name


def rows(document: Mapping[str, Any], key: str, file: str = "") -> Iterator[tuple[str, Any]]:
    """The rows of a list with their places, as `transitions[3]`, without those that were left out."""
    for index, row in enumerate(document[key]):
        if row is not None:
            yield f"{file} {key}[{index}]".strip(), row


def _line(node: yaml.Node, row: str) -> int:
    """The line of a place such as `transitions[2].rank`, `state first_line` or `hp.notes[3]`, as far as it is found."""
    line: int = node.start_mark.line + 1
    if row.startswith("state "):
        row = f"states.{row.removeprefix('state ')}"
    while row:
        if isinstance(node, yaml.MappingNode):
            begun = [pair for pair in node.value if f"{row}.".startswith((f"{pair[0].value}.", f"{pair[0].value}["))]
            if not begun:
                break
            key, node = max(begun, key=lambda pair: len(pair[0].value))  # a key may hold a dot
            row, line = row[len(key.value) :].removeprefix("."), key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            first, _, row = row.removeprefix("[").replace("]", "", 1).partition(".")
            items = [item for number, item in enumerate(node.value) if first in (str(number), _name(item))]
            if not items:
                break
            node = items[0]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _name(node: yaml.Node) -> str | None:
    """The name of a state."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value.value for key, value in pairs if key.value == "name"), None)
