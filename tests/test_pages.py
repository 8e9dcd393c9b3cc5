"""The pages for newcomers name files that exist, and the map names every room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README, CONTRIBUTING, GLOSSARY = ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "glossary.md"
POLICY = ROOT / "docs" / "api-policy.md"
ROOMS = {"statemachine", "service"}


def linked(page: Path) -> list[Path]:
    """The files that a page links to, as its reader finds them."""
    places = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    return [(page.parent / place).resolve() for place in places]


def rooms() -> dict[str, list[str]]:
    """The folders of the map, each with the files that its row names."""
    rows = re.findall(r"^\| `([a-z_/]+)/` \| (.*) \|$", CONTRIBUTING.read_text("utf-8"), re.MULTILINE)
    return {folder: re.findall(r"`([a-z_0-9]+\.py)`", said) for folder, said in rows}


def entries() -> list[str]:
    """The words of the glossary, each with all that is said about it."""
    return re.findall(r"^- \*\*.*(?:\n  .*)*", GLOSSARY.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", [README, CONTRIBUTING, GLOSSARY, POLICY], ids=lambda page: page.name)
def test_every_file_that_a_page_links_to_exists(page: Path) -> None:
    assert linked(page)
    assert [str(place) for place in linked(page) if not place.exists()] == []


def test_the_glossary_is_linked_from_both_pages_that_a_newcomer_opens_first() -> None:
    assert [GLOSSARY in linked(page) for page in (README, CONTRIBUTING)] == [True, True]


def test_every_word_of_the_glossary_has_an_example_and_a_file() -> None:
    assert len(entries()) > 20
    assert [entry for entry in entries() if "*Example:*" not in entry or len(re.findall(r"\]\(", entry)) != 1] == []


def test_every_file_on_the_map_is_in_the_folder_of_its_row() -> None:
    named = [f"{folder}/{name}" for folder, names in rooms().items() for name in names]
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_every_folder_of_code_is_on_the_map() -> None:
    folders = {file.parent.relative_to(ROOT) for room in ROOMS for file in (ROOT / room).rglob("__init__.py")}
    assert {folder.as_posix() for folder in folders} == {room for room in rooms() if room != "statemachine/guidelines"}
