"""Equivalent charts get one decision: random records told in other words; `make equivalent-charts` tries 3,000 each."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.answering.recommend import recommend
from statemachine.record.codes import DECLINABLE_KINDS
from statemachine.record.read_record import read
from tests.equivalence import differences
from tests.recharted import (
    by_its_drugs,
    courses,
    cut_in_two,
    days_after,
    is_quiet,
    one_drug_an_entry,
    renamed,
    started_later,
)
from tests.records import LIBRARY, Document, documents, examples

EDITIONS = [LIBRARY.guidelines["asco@2022-05-31"], LIBRARY.guidelines["contemporary@2026-05-15"]]
FIRST_CYCLE = 21  # days
NAMES = {code: [code, row["label"], *row["names"]] for code, row in LIBRARY.agents.items()}


def parted(document: Document, *others: Document) -> list[str]:
    """Where the answers to other charts of one record differ from the first."""
    catalogue = LIBRARY.catalogue
    found: list[str] = []
    for edition in EDITIONS:
        answer = recommend(edition, read(document, catalogue))
        for other in others:
            found += differences(answer, recommend(edition, read(other, catalogue)))
    return found


@st.composite
def charted_by_drugs(draw: st.DrawFn, fewest: int = 1, settings: Sequence[str] = ()) -> tuple[Document, int]:
    """A record and the place of a course in it that began on a known day and is charted by its drugs."""
    document = draw(documents())
    places = [
        place
        for place in courses(document)
        if len(document["history"][place]["started"]) == 10
        and (not settings or document["history"][place]["setting"] in settings)
    ]
    assume(places)
    place = draw(st.sampled_from(places))
    told = by_its_drugs(document, place)
    assume(told is not None and len(told["history"][place]["treatment"]["agents"]) >= fewest)
    assert told is not None
    return told, place


@examples(150)
@given(charted_by_drugs(fewest=2))
def test_one_drug_an_entry_is_one_regimen(chart: tuple[Document, int]) -> None:
    document, place = chart
    assert parted(document, one_drug_an_entry(document, place)) == []


@examples(150)
@given(charted_by_drugs(fewest=2, settings=["metastatic"]), st.data())
def test_a_drug_that_starts_within_the_first_cycle_started_with_the_others(
    chart: tuple[Document, int], data: st.DataObject
) -> None:
    document, place = chart
    entry = document["history"][place]
    drug = data.draw(st.sampled_from(entry["treatment"]["agents"]))
    days = data.draw(st.integers(1, FIRST_CYCLE))
    assume(is_quiet(document, days_after(entry["started"], 1), days_after(entry["started"], days)))
    assert parted(document, started_later(document, place, drug, days)) == []


@examples(120)
@given(documents(), st.randoms(use_true_random=False))
def test_a_brand_or_a_biosimilar_is_the_drug(document: Document, chance: Random) -> None:
    def other_name(name: str) -> str:
        codes = () if name in DECLINABLE_KINDS else LIBRARY.catalogue.agents_named(name)
        return chance.choice(NAMES[codes[0]]) if len(codes) == 1 else name

    assert parted(document, renamed(document, other_name)) == []


@examples(150)
@given(charted_by_drugs(settings=["metastatic"]), st.data())
def test_a_course_that_goes_on_under_another_name_is_one_course(
    chart: tuple[Document, int], data: st.DataObject
) -> None:
    document, place = chart
    entry = document["history"][place]
    last = days_after(entry["started"], data.draw(st.integers(1, 200)))
    first = days_after(last, data.draw(st.sampled_from((0, 7, 14, 21))))
    assume(is_quiet(document, days_after(entry["started"], 1), first))
    end = data.draw(st.sampled_from(({}, {"stopped_for": "completion"})))
    names = [data.draw(st.sampled_from(NAMES[drug])) for drug in entry["treatment"]["agents"]]
    assert parted(document, cut_in_two(document, place, last, first, end, names)) == []
