"""One YAML file of the guidelines, read strictly: its shape is checked, and a mistake is told with file and row."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from statemachine.editions.file_values import FileShape, check_shape
from statemachine.editions.mistakes import RowFault

try:  # libyaml reads five times as fast; PyYAML may be built without it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]


class LibraryError(Exception):
    """A mistake in a guideline file: the message names the file, the row, what is wrong and what is known."""


class _Loader(SafeLoader):
    """Refuses a key that is written twice, of which YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ConstructorError(None, None, f"the key {key!r} is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_file(folder: Path, name: str, shape: FileShape) -> Any:
    """A file as written, once every row of it has the declared shape."""
    try:
        document = _Loader((folder / name).read_text(encoding="utf-8")).get_single_data()
    except (OSError, ValueError, yaml.YAMLError) as wrong:
        raise LibraryError(f"{name}: cannot be read: {wrong}") from wrong
    with naming(name):
        check_shape(document, shape)
    return document


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Tell a mistake in a row as one in this file; a safety row names its file itself, for the editions it joins."""
    try:
        yield
    except RowFault as fault:
        raise LibraryError(f"{name}: {str(fault).removeprefix(f'{name} ')}") from fault
