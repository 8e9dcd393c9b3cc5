"""The locks are current, hashed and complete, and what is installed here is what they lock."""

from __future__ import annotations

import re
from importlib.metadata import requires, version
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
ENTRY = re.compile(r"^(\S+==\S+(?: ; .+?)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
NAMES = ("requirements", "requirements-mcp", "requirements-dev")


class Locked(NamedTuple):
    """One package of a lock."""

    requirement: Requirement
    hashes: str

    @property
    def version(self) -> str:
        """The one version that is allowed."""
        [pinned] = self.requirement.specifier
        return pinned.version

    @property
    def is_for_this_python(self) -> bool:
        """Whether it is installed here: a lock is for every supported Python."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def locked(name: str) -> dict[str, Locked]:
    """The packages of a lock, by name."""
    entries = ENTRY.findall((ROOT / f"{name}.lock").read_text("utf-8"))
    packages = [Locked(Requirement(said), hashes) for said, hashes in entries]
    return {canonicalize_name(each.requirement.name): each for each in packages}


def asked(name: str) -> list[Requirement]:
    """What a file of requirements asks for, with what it includes."""
    found = []
    for line in (ROOT / f"{name}.in").read_text("utf-8").splitlines():
        if line.startswith("-r "):
            found += asked(line.removeprefix("-r ").removesuffix(".in"))
        elif line and not line.startswith(("#", "-c ")):
            found.append(Requirement(line))
    return found


def needed(requirements: list[Requirement]) -> set[str]:
    """The packages that requirements need here, directly or through others, as those that are installed say."""
    found: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        for wanted in ("", *requirement.extras):
            package = (canonicalize_name(requirement.name), wanted)
            if package not in found:
                found.add(package)
                waiting += [(Requirement(said), wanted) for said in requires(package[0]) or ()]
    return {name for name, _ in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_lock_is_one_version_with_hashes(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text("utf-8")
    rest = [line for line in ENTRY.sub("", text).splitlines() if line and not line.startswith("#")]
    assert rest == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_keeps_to_what_is_asked_for(name: str) -> None:
    packages = locked(name)
    for requirement in asked(name):
        assert requirement.specifier.contains(packages[canonicalize_name(requirement.name)].version), requirement


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_holds_what_is_needed_here_and_nothing_else(name: str) -> None:
    assert needed(asked(name)) == {package for package, entry in locked(name).items() if entry.is_for_this_python}


@pytest.mark.parametrize(("larger", "smaller"), [*pairwise(reversed(NAMES))])
def test_a_lock_contains_the_smaller_one(larger: str, smaller: str) -> None:
    others = locked(larger)
    for name, entry in locked(smaller).items():
        assert (entry.version, entry.hashes) == (others[name].version, others[name].hashes), name


def test_what_runs_the_service_needs_nothing_of_the_extra_for_assistants() -> None:
    assert "mcp" in locked("requirements-mcp")
    assert not {"mcp", "pydantic", "starlette", "uvicorn"} & locked("requirements").keys()


def test_what_is_installed_here_is_what_is_locked() -> None:
    packages = {name: entry.version for name, entry in locked("requirements-dev").items() if entry.is_for_this_python}
    assert {name: version(name) for name in packages} == packages
