"""What the page for integrators shows is so: its requests are answered, its programs run, its tables are complete."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.fault_codes import PROBLEMS
from statemachine.record.codes import OUTCOMES
from tests.test_detail import MOST, MOST_PACKED

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "integrators.md").read_text("utf-8")
PROGRAMS = {"python": "python/works.py", "ts": "typescript/works.ts"}
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    """The examples in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def rows(heading: str) -> list[list[str]]:
    """The cells of the rows of the table under a heading."""
    [table] = re.findall(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]


def asked(client: FlaskClient, command: str) -> tuple[int, list[str]]:
    """The status, and the pointers of the faults, that a command of curl is answered with."""
    words = shlex.split(command)
    options = dict(pairwise(words))
    [address] = [word.removeprefix(ADDRESS) for word in words if word.startswith(ADDRESS)]
    data = options["--data"]
    body = (ROOT / data.removeprefix("@")).read_bytes() if data.startswith("@") else data.encode()
    name, _, value = options["-H"].partition(": ")
    answer = client.post(address, data=body, headers={name: value})
    return answer.status_code, [fault["pointer"] for fault in answer.get_json().get("faults", [])]


def test_the_requests_with_curl_are_answered_as_the_page_says(client: FlaskClient) -> None:
    commands = [block for block in blocks("sh") if block.startswith("curl")]
    right, wrong = (asked(client, command) for command in commands)
    assert right == (200, [])
    told = ["/as_of", "/history/0/setting", "/history/0/treatment/agents/0", "/patient/ecog", "/patient/her2_status"]
    assert (wrong[0], sorted(wrong[1])) == (422, told)


@pytest.mark.parametrize(("language", "program"), PROGRAMS.items(), ids=PROGRAMS)
def test_an_example_is_a_part_of_a_program_that_is_compiled_and_run(language: str, program: str) -> None:
    [example] = blocks(language)
    assert example in (ROOT / "tests" / "clients" / program).read_text("utf-8")


def test_the_sizes_are_those_that_no_example_exceeds() -> None:
    told = {row[0].strip("`"): tuple(int(cell.replace(",", "")) for cell in row[1:]) for row in rows("`detail`")}
    assert told == {detail: (most, MOST_PACKED[detail]) for detail, most in MOST.items()}


def test_every_outcome_and_every_status_is_explained() -> None:
    assert [row[0].strip("`") for row in rows("`outcome`")] == list(OUTCOMES)
    assert sorted(int(status) for row in rows("status") for status in row[0].split(",")) == sorted(PROBLEMS)


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    for place in re.findall(r"\]\(([^)]+)\)", PAGE):
        file, _, heading = place.partition("#")
        titles = re.findall(r"^#+ (.+)", (ROOT / "docs" / file).read_text("utf-8"), re.MULTILINE)
        if heading:
            assert heading in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}, place
