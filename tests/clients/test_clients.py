"""Clients generated from the description keep its types: programs with them work, and wrong ones do not compile.

Run by `make clients`, which installs the generator and the linters of TypeScript first.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from openapi.__main__ import FILE
from tests.served import Served, served

HERE = Path(__file__).parent
EXPECTED = {"preferred": ["t_dxd"], "line": 2, "pointers": ["/history/0/treatment/agents/0"], "outcomes": ["refer"]}
ENVIRONMENT = {**os.environ, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"}
LINTS = [["redocly", "lint", "--config", "redocly.yaml"], ["spectral", "lint", "--fail-severity", "hint"]]


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The running service."""
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs in TypeScript, beside the types generated for them."""
    folder = tmp_path_factory.mktemp("clients") / "typescript"
    shutil.copytree(HERE / "typescript", folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(HERE / "typescript" / "node_modules")
    run(tool(folder, "openapi-typescript", str(FILE), "-o", "linewise.d.ts"), folder)
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs in Python, beside the package generated for them."""
    folder = tmp_path_factory.mktemp("clients") / "python"
    shutil.copytree(HERE / "python", folder)
    generate = ["generate", "--path", str(FILE), "--output-path", "linewise", "--meta", "none"]
    run([sys.executable, "-m", "openapi_python_client", *generate], folder)
    return folder


def run(command: list[str], folder: Path, code: int = 0) -> str:
    """What a command says, which must end with this code."""
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT)  # noqa: S603
    said = ended.stdout + ended.stderr
    assert ended.returncode == code, said
    return ended.stdout if code == 0 else said


def tool(folder: Path, name: str, *arguments: str) -> list[str]:
    """A command of an installed package."""
    return [str(folder / "node_modules" / ".bin" / name), *arguments]


def compiled(folder: Path, program: str, code: int = 0) -> str:
    """What the compiler of TypeScript says of one program."""
    (folder / "only.json").write_text(json.dumps({"extends": "./tsconfig.json", "files": [program]}), "utf-8")
    return run(tool(folder, "tsc", "--project", "only.json", "--pretty", "false"), folder, code)


def checked(folder: Path, program: str, code: int = 0) -> str:
    """What mypy says of a program; the generated package is not checked itself."""
    options = ["--strict", "--follow-imports=silent", "--cache-dir", str(folder / ".mypy_cache")]
    return run([sys.executable, "-m", "mypy", *options, program], folder, code)


def test_a_program_in_typescript_gets_a_recommendation_a_fault_and_a_what_if(typescript: Path, service: Served) -> None:
    compiled(typescript, "works.ts")
    told = run(["node", "compiled/works.js", f"http://127.0.0.1:{service.port}"], typescript)
    assert json.loads(told) == EXPECTED


def test_a_program_in_python_gets_a_recommendation_a_fault_and_a_what_if(python: Path, service: Served) -> None:
    checked(python, "works.py")
    told = run([sys.executable, "works.py", f"http://127.0.0.1:{service.port}"], python)
    assert json.loads(told) == EXPECTED


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("wrong_code.ts", '"positiv"\' is not assignable'),
        ("wrong_patient.ts", "Type 'number' has no properties in common"),
    ],
)
def test_a_wrong_program_in_typescript_does_not_compile(typescript: Path, program: str, says: str) -> None:
    said = compiled(typescript, program, 2)
    assert f"{program}(3," in said
    assert says in said


@pytest.mark.parametrize(
    ("program", "says"),
    [("wrong_code.py", '"str"; expected "Her2Status'), ("wrong_patient.py", '"int"; expected "Patient"')],
)
def test_a_wrong_program_in_python_does_not_pass_the_type_checker(python: Path, program: str, says: str) -> None:
    said = checked(python, program, 1)
    assert f"{program}:" in said
    assert says in said


@pytest.mark.parametrize("command", LINTS, ids=lambda command: command[0])
def test_the_linters_of_descriptions_find_nothing(typescript: Path, command: list[str]) -> None:
    said = run(tool(typescript, *command, str(FILE)), typescript)
    assert "warning" not in said
