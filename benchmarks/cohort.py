"""What it costs to answer a file of records on all cores: `python -m benchmarks.cohort [records]`, by default 100,000.

The records are the examples and the vignettes, each moved to other days, so that no two are equal. Printed are the
seconds by the clock and of the processors, and the memory of all processes together, sampled while they work: a page
that several share is counted once. On a machine with other work the processor time tells more than the clock.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Final

from benchmarks.workers import memory, workers
from service.schemas.request_schema import REQUEST
from tests.comparison import facts_of, vignettes

ROOT: Final = Path(__file__).parent.parent
RECORDS: Final = 100_000
MOST_SECONDS, MOST_MEGABYTES, MOST_GROWTH = 40.0, 500.0, 1.1
SAMPLE_SECONDS: Final = 0.5
FULL_DATE: Final = re.compile(r'(?<=")\d{4}-\d{2}-\d{2}(?=")')


def main(records: int) -> int:
    """Print the costs; 1 where a target is missed."""
    with TemporaryDirectory() as folder:
        asked, answers = Path(folder) / "records.ndjson", Path(folder) / "answers.ndjson"
        with asked.open("w") as file:
            file.writelines(f"{record}\n" for record in islice(varied(), records))
        before, began = os.times(), monotonic()
        samples = answer(asked, answers)
        seconds, after = monotonic() - began, os.times()
        with answers.open("rb") as file:
            problems = Counter(json.loads(line)["problem"] is not None for line in file)
        megabytes = answers.stat().st_size / 1e6
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    growth = max(samples[len(samples) // 2 :]) / max(samples[: len(samples) // 2])
    print(f"{problems.total():,} records answered, {problems[True]:,} of them with faults; {megabytes:,.0f} MB")
    print(f"by the clock {seconds:.1f} s, {records / seconds:,.0f} a second; target for 100,000 {MOST_SECONDS:.0f} s")
    print(f"of the processors {processor:.1f} s, {processor / records * 1000:.2f} ms a record")
    print(f"memory at most {max(samples):.0f} MB; target {MOST_MEGABYTES:.0f} MB")
    print(f"the second half of the time against the first {growth:.2f}; target {MOST_GROWTH}")
    in_time = seconds / records * RECORDS <= MOST_SECONDS
    return 0 if in_time and max(samples) <= MOST_MEGABYTES and growth <= MOST_GROWTH else 1


def answer(asked: Path, answers: Path) -> list[float]:
    """Answer a file into another one; the megabytes that were in memory, from one sample to the next."""
    samples = []
    with answers.open("wb") as file:
        command = [sys.executable, "-m", "service.cohort", str(asked)]
        with subprocess.Popen(command, cwd=ROOT, stdout=file) as process:  # noqa: S603
            while process.poll() is None:
                sleep(SAMPLE_SECONDS)
                working = workers(process.pid)
                with suppress(OSError, KeyError):  # one has just ended
                    if working:
                        samples.append(sum(memory(each).proportional for each in (process.pid, *working)))
    if process.returncode or len(samples) < 2:
        raise SystemExit("the records were not answered, or were too few to measure")
    return samples


def varied() -> Iterator[str]:
    """Records without end, no two of them equal."""
    texts = [json.dumps(record) for record in bases()]
    for days in count():
        for text in texts:
            yield FULL_DATE.sub(lambda found: str(date.fromisoformat(found[0]) - timedelta(days)), text)  # noqa: B023


def bases() -> Iterator[dict[str, object]]:
    """Every example, and every vignette as it is asked of the first edition that it names."""
    for file in sorted((ROOT / "openapi" / "examples").glob("*.json")):
        yield json.loads(file.read_bytes())
    for case in vignettes(ROOT / "tests" / "vignettes"):
        charted = {key: value for key, value in case.items() if key in REQUEST.keys}
        own = {"history_complete": True, **charted, "patient": facts_of(case["patient"])}
        yield {**own, "guideline": next(iter(case["expect"]))}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))
