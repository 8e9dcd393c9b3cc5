"""Bundles broken at random: none makes the service fail, and no fact is charted that no resource holds.

EXAMPLES=1000 hunts longer.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.reading import Read, read_bundle
from service.problems import Refused
from tests.fhir_resources import AUTHORED
from tests.records import LIBRARY

BUNDLES = {name: case["bundle"] for name, case in AUTHORED.items()}
MUTATIONS = int(os.environ.get("EXAMPLES", "200"))
AS_OF = "2026-11-20"
NOTHING = {"her2_status": "unknown"}
UNKNOWN = ("her2_status", "unknown")
PERSON = ("sex", "age_years")
RATHER_NOTHING = {"resourceType": "Basic"}
# Before the first anti-HER2 treatment, which counts even where its setting is asked.
BASELINE = {"lvef_baseline_percent": None}
NEST: Any = {}
for _ in range(60):
    NEST = {"resource": NEST, "coding": [NEST], "contained": [NEST], "reference": NEST}
    if len(json.dumps(NEST)) > 20_000:
        break
WRONG: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        10**40,
        1.5,
        "",
        "x",
        [],
        {},
        [[]],
        [None],
        [{}],
        "9999-99-99",
        "2024-02-30",
        "\u0000",
        "#",
        "#r1",
    ),
    *(
        "Patient/p",
        "Patient/other",
        "x" * 10_000,
        ["a"] * 500,
        NEST,
        {"reference": "#"},
        {"coding": "x"},
        {"coding": [1]},
    ),
    *(
        {"value": "1"},
        {"start": "2030-01-01", "end": "1900-01-01"},
        "2026-11-21",
        "1900",
        "entered-in-error",
        "stopped",
    ),
)


def parts(node: Any) -> list[tuple[Any, Any]]:
    """Every place in a document: its owner and its key or index."""
    found: list[tuple[Any, Any]] = []
    waiting = [node]
    while waiting:
        owner = waiting.pop()
        keys = list(owner) if isinstance(owner, dict) else range(len(owner)) if isinstance(owner, list) else ()
        for key in keys:
            found.append((owner, key))
            waiting.append(owner[key])
    return found


def taken_out(bundle: Any, chance: Random) -> None:
    owner, key = chance.choice(parts(bundle))
    del owner[key]


def put_wrong(bundle: Any, chance: Random) -> None:
    owner, key = chance.choice(parts(bundle))
    owner[key] = copy.deepcopy(chance.choice(WRONG))


def moved(bundle: Any, chance: Random) -> None:
    places = parts(bundle)
    owner, key = chance.choice(places)
    other, other_key = chance.choice(places)
    owner[key] = copy.deepcopy(other[other_key])


def told_twice(bundle: Any, chance: Random) -> None:
    entries = bundle if isinstance(bundle, list) else bundle.get("entry")
    if isinstance(entries, list) and entries:
        entries.append(copy.deepcopy(chance.choice(entries)))


def refers_to_itself(bundle: Any, chance: Random) -> None:
    owners = [owner for owner, key in parts(bundle) if key == "resourceType" and isinstance(owner, dict)]
    if owners:
        owner = chance.choice(owners)
        address = {"reference": f"{owner['resourceType']}/{owner.get('id')}"}
        owner |= {"specimen": address, "medicationReference": address, "focus": [address]}


WAYS: tuple[Callable[[Any, Random], None], ...] = (taken_out, put_wrong, put_wrong, moved, told_twice, refers_to_itself)


def mutated(number: int) -> Any:
    """A bundle of one of the patients, broken in one to four ways; the same for a number in every run."""
    chance = Random(number)  # noqa: S311  # the same mutations in every run
    bundle = copy.deepcopy(BUNDLES[chance.choice(list(BUNDLES))])
    for _ in range(chance.randint(1, 4)):
        if parts(bundle):
            chance.choice(WAYS)(bundle, chance)
    return bundle


def without(bundle: Any, pointers: Iterable[str]) -> Any:
    """The bundle with nothing at these places, so that all else keeps its place."""
    left = copy.deepcopy(bundle)
    for pointer in pointers:
        owner = left
        *way, last = pointer.split("/")[1:]
        for step in way:
            owner = owner[int(step)] if isinstance(owner, list) else owner[step]
        owner[int(last) if isinstance(owner, list) else last] = None
    return left


def read(bundle: Any) -> Read | None:
    """What is read of a bundle; None where it is refused."""
    try:
        return read_bundle(bundle, AS_OF, LIBRARY.catalogue)
    except Refused:
        return None


def whole(bundle: Any, *verdicts: str) -> Iterator[tuple[Read, Any]]:
    """What is read of a bundle, and the bundle without the resources (not within others) that got these verdicts."""
    if (first := read(bundle)) is not None:
        told = first.report.as_json()["resources"]
        # The Patient stays: it tells which resources are hers.
        gone = [each for each in told if each["verdict"] in verdicts and not each["resource"].startswith("Patient")]
        yield first, without(bundle, (each["pointer"] for each in gone if "/contained/" not in each["pointer"]))


def test_no_broken_bundle_makes_the_service_fail(client: FlaskClient) -> None:
    statuses = {}
    for number in range(MUTATIONS):
        response = client.post(f"/v1/fhir/recommendations?as_of={AS_OF}&detail=brief", json=mutated(number))
        if response.status_code not in (200, 400, 422):
            statuses[number] = response.status_code
        elif response.status_code == 422:
            assert all(fault["says"] for fault in response.get_json()["faults"])
    assert statuses == {}


RICH = ("brain", "her2_lost", "one_drug_an_order", "raw_labs_us", "references", "third_line")


@pytest.mark.parametrize("name", RICH)
def test_no_wrong_kind_of_value_in_any_place_makes_the_reading_fail(name: str) -> None:
    bundle = copy.deepcopy(BUNDLES[name])
    places = parts(bundle)
    for owner, key in places:
        before = owner[key]
        for wrong in (None, True, "x", 10**40, ["x"], {"x": 1}):
            owner[key] = wrong
            read(bundle)
        owner[key] = before
    assert (bundle, len(places) > 100) == (BUNDLES[name], True)


def test_nothing_is_charted_where_every_resource_that_was_used_is_taken_out() -> None:
    compared = 0
    for number in range(MUTATIONS):
        for first, left in whole(mutated(number), "used"):
            compared += first.record["patient"] != NOTHING
            if (again := read(left)) is not None:
                of_the_disease = {name: value for name, value in again.record["patient"].items() if name not in PERSON}
                assert (of_the_disease, again.record["history"], number) == (NOTHING, [], number)
    assert compared > MUTATIONS / 2


def test_what_was_ignored_has_told_nothing() -> None:
    compared = 0
    for number in range(MUTATIONS):
        for first, left in whole(mutated(number), "ignored"):
            if (again := read(left)) is not None:
                assert first.record["patient"] | BASELINE == again.record["patient"] | BASELINE, number
                assert len(first.record["history"]) == len(again.record["history"]), number
                compared += 1
    assert compared > MUTATIONS / 2


def test_what_was_not_understood_has_told_nothing_but_may_hold_back_an_older_value() -> None:
    compared = 0
    for number in range(MUTATIONS):
        for first, left in whole(mutated(number), "not_understood"):
            if (again := read(left)) is not None:
                told = {name: value for name, value in first.record["patient"].items() if (name, value) != UNKNOWN}
                assert again.record["patient"] | BASELINE == again.record["patient"] | told | BASELINE, number
                assert len(first.record["history"]) <= len(again.record["history"]), number
                compared += 1
    assert compared > MUTATIONS / 2


def test_every_date_number_and_word_of_a_record_is_in_its_bundle() -> None:
    compared = 0
    for number in range(MUTATIONS):
        bundle = mutated(number)
        if (found := read(bundle)) is None:
            continue
        record = found.record
        held = json.dumps(bundle)
        for entry in record["history"]:
            for key in ("started", "ended", "on"):
                assert entry.get(key, "") in held, (number, key)
                compared += 1
        for name in ("lvef_percent", "lvef_baseline_percent", "ecog"):
            if name in record["patient"]:
                assert json.dumps(record["patient"][name]) in held or name == "ecog", (number, name)
    assert compared > MUTATIONS


def test_a_body_without_a_single_fact_gives_a_record_without_one() -> None:
    found = read([RATHER_NOTHING])
    assert found is not None
    assert found.record == {"as_of": AS_OF, "history_complete": False, "patient": NOTHING, "history": []}
