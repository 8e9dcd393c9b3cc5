"""A file of records is answered on all cores as /v1/batch answers it, in order, however long it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path

from flask.testing import FlaskClient

from service.cohort import MOST_BYTES, MOST_LINES, lines_of, parts
from service.progress import Progress
from service.record_lines import LONGEST_LINE

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "openapi" / "examples").glob("*.json"))
RECORDS = [json.dumps(json.loads(file.read_bytes())).encode() for file in EXAMPLES]
COMMAND = [sys.executable, "-m", "service.cohort"]


def test_a_file_is_answered_in_order_as_the_service_answers_it(client: FlaskClient, tmp_path: Path) -> None:
    lines = b"\n".join([*RECORDS, b"{}", b"[1", b""] * 9)
    file = tmp_path / "records.ndjson"
    file.write_bytes(lines)
    done = subprocess.run([*COMMAND, file], capture_output=True, cwd=ROOT, check=True)  # noqa: S603
    with client.post("/v1/batch", data=lines, content_type="application/x-ndjson") as response:
        assert done.stdout == response.data
    assert len(done.stdout.splitlines()) > 2 * MOST_LINES
    assert done.stderr.startswith(b"117 records in ")
    assert done.stderr.endswith(b"a second), 18 of them with faults\n")


def test_stdin_is_read_too_and_whoever_has_read_enough_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "records.ndjson"
    file.write_bytes(b"\n".join(RECORDS * 1_000))
    pipe = subprocess.PIPE
    with (
        file.open("rb") as records,
        subprocess.Popen(COMMAND, cwd=ROOT, stdin=records, stdout=pipe, stderr=pipe) as process,  # noqa: S603
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["line"] == 1
        process.stdout.close()
        assert process.wait(20) == 1
        assert process.stderr.read() == b""


def test_a_line_too_long_for_a_record_is_never_held_whole() -> None:
    long = b"x" * (5 * LONGEST_LINE)
    told = [*lines_of(BytesIO(b"{}\n" + long + b"\n{}\n" + long))]
    assert [len(line) for line in told] == [3, LONGEST_LINE + 1, 3, LONGEST_LINE + 1]


def test_a_worker_is_given_a_bounded_part_that_knows_the_number_of_its_first_line() -> None:
    short = [*parts([b"{}\n"] * (2 * MOST_LINES + 1))]
    assert [(part.first, len(part.lines)) for part in short] == [
        (1, MOST_LINES),
        (MOST_LINES + 1, MOST_LINES),
        (2 * MOST_LINES + 1, 1),
    ]
    long = [*parts([b"x" * (MOST_BYTES - 1), b"x", b"x"])]
    assert [(part.first, part.size) for part in long] == [(1, MOST_BYTES), (3, 1)]
    assert [*parts([])] == []


class Terminal(StringIO):
    """Where a bar can be drawn."""

    def isatty(self) -> bool:
        """It can."""
        return True


def test_a_terminal_is_shown_how_far_it_is() -> None:
    terminal = Terminal()
    progress = Progress(1_000, terminal)
    progress._drawn -= 1
    progress.more(Counter({200: 3, 422: 1}), 500)
    progress.end()
    drawn, *_, last = terminal.getvalue().split("\r")[1:]
    assert drawn.startswith("[###############               ]  50% 4 records in 0 s (")
    assert last.endswith(" a second), 1 of them with faults\n")
