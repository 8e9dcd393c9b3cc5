"""What a clinician reads: rows of guidelines are written a key a line, in short lines, with nothing to look up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from statemachine.editions.library import FOLDER

WIDTH = 120
DEPTH_OF_ROWS = 2  # in a list or under a name of the document
FILES = [
    "shared.yaml",
    "safety.yaml",
    *sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.yaml")),
]


def text(name: str) -> str:
    """A file of the guidelines."""
    return (FOLDER / name).read_text("utf-8")


def mappings(node: yaml.Node | None, depth: int = 0) -> Iterator[tuple[yaml.MappingNode, int]]:
    """Every mapping of a file, with how many lists and mappings stand around it."""
    if isinstance(node, yaml.MappingNode):
        yield node, depth
    if isinstance(node, yaml.CollectionNode):
        for entry in node.value:
            for part in entry if isinstance(entry, tuple) else (entry,):
                yield from mappings(part, depth + 1)


def keys(node: yaml.MappingNode) -> list[str]:
    """The keys of a mapping."""
    return [key.value for key, _ in node.value]


@pytest.mark.parametrize("name", FILES)
def test_no_line_is_longer_than_a_page_is_wide(name: str) -> None:
    lines = enumerate(text(name).splitlines(), 1)
    assert [number for number, line in lines if len(line) > WIDTH] == []


@pytest.mark.parametrize("name", FILES)
def test_nothing_stands_for_what_is_written_elsewhere(name: str) -> None:
    references = (yaml.AnchorToken, yaml.AliasToken)
    tokens = yaml.scan(text(name))
    assert [token.start_mark.line + 1 for token in tokens if isinstance(token, references)] == []


@pytest.mark.parametrize("name", FILES)
def test_a_row_is_written_a_key_a_line(name: str) -> None:
    rows = [row for row, depth in mappings(yaml.compose(text(name))) if depth <= DEPTH_OF_ROWS]
    assert [row.start_mark.line + 1 for row in rows if row.flow_style] == []


@pytest.mark.parametrize("name", FILES)
def test_what_a_row_asks_stands_under_all_of_and_none_of(name: str) -> None:
    found = {key for row, _ in mappings(yaml.compose(text(name))) for key in keys(row)}
    assert found & {"conditions", "unless"} == set()
    assert found & {"all_of", "none_of"}
