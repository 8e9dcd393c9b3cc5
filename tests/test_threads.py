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

from statemachine.answering.recommend import recommend
from statemachine.machine.guideline import Guideline
from statemachine.record.read_record import read
from tests.records import LIBRARY, Document, documents

THREADS, REQUESTS, RECORDS = 8, 10_000, 100


def records(number: int) -> list[Document]:
    """So many different random records, the same ones in every run."""
    found: list[Document] = []

    @settings(max_examples=number, derandomize=True, database=None, deadline=None)
    @given(documents(precise=True))
    def gather(document: Document) -> None:
        found.append(document)

    gather()
    return found


def answer(question: tuple[Guideline, Document]) -> tuple[str, bytes]:
    """The id and the whole answer, as sent."""
    guideline, document = question
    told = recommend(guideline, read(document, LIBRARY.catalogue))
    return told.decision_id, orjson.dumps(told)


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Let the interpreter switch threads ten times as often."""
    patience = sys.getswitchinterval()
    sys.setswitchinterval(patience / 10)
    yield
    sys.setswitchinterval(patience)


@pytest.mark.proof
@pytest.mark.usefixtures("impatient_threads")
def test_ten_thousand_mixed_requests_in_eight_threads_get_the_answers_of_one_thread() -> None:
    mixed = list(zip(cycle(LIBRARY.guidelines.values()), records(RECORDS)))  # every edition in turn
    alone = [answer(question) for question in mixed]
    assert len(set(alone)) > RECORDS / 2
    # Many open questions cost as much as thirty firm answers: each record is asked once, the short firm ones often.
    firm = [place for place, (_, told) in enumerate(alone) if b'"when"' not in told]
    often = sorted(firm, key=lambda place: len(alone[place][1]))[: len(firm) // 2]
    asked = [*range(len(mixed)), *islice(cycle(often), REQUESTS - len(mixed))]
    with ThreadPoolExecutor(THREADS) as threads:  # compared at once: ten thousand answers would fill a gigabyte
        is_as_alone = list(threads.map(lambda place: answer(mixed[place]) == alone[place], asked))
    wrong = Counter(place for place, equal in zip(asked, is_as_alone, strict=True) if not equal)
    assert wrong == Counter()
