"""Eight threads ask one shared library, and each gets the answer that it would have got alone."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import orjson
import pytest
from hypothesis import given, settings

from statemachine.recommend import recommend
from statemachine.record import read
from tests.records import LIBRARY, Document, documents

THREADS, REQUESTS, RECORDS = 8, 10_000, 100
GUIDELINES = tuple(LIBRARY.guidelines.values())


def records(number: int) -> list[Document]:
    """So many different random records, the same ones in every run."""
    found: list[Document] = []

    @settings(max_examples=number, derandomize=True, database=None, deadline=None)
    @given(documents(precise=True))
    def gather(document: Document) -> None:
        found.append(document)

    gather()
    return found


def answer(document: Document) -> tuple[str, bytes]:
    """The id and the whole answer, as sent, of every edition together."""
    told = [recommend(guideline, read(document, LIBRARY.catalogue)) for guideline in GUIDELINES]
    return " ".join(one.decision_id for one in told), orjson.dumps(told)


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Let the interpreter switch threads ten times as often."""
    patience = sys.getswitchinterval()
    sys.setswitchinterval(patience / 10)
    yield
    sys.setswitchinterval(patience)


@pytest.mark.usefixtures("impatient_threads")
def test_ten_thousand_mixed_requests_in_eight_threads_get_the_answers_of_one_thread() -> None:
    mixed = records(RECORDS)
    alone = [answer(document) for document in mixed]
    assert len(set(alone)) > RECORDS / 2
    # A record with many open questions costs as much as thirty firm ones, so such a one is asked once.
    often = [place for place, (_, told) in enumerate(alone) if b'"when"' not in told]
    asked = [*range(len(mixed)), *islice(cycle(often), REQUESTS - len(mixed))]
    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(lambda place: answer(mixed[place]), asked))
    wrong = Counter(place for place, told in zip(asked, together, strict=True) if told != alone[place])
    assert Counter() == wrong
