"""A course ends where somebody says so: not with the order of one cycle, a week of pause, or a supply of no length."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, courses, medication, shown, verdict

CAPECITABINE = "194000"
CYCLES = ("2026-09-24", "2026-10-15", "2026-11-05")
ADMINISTRATION = "MedicationAdministration"


def order(on: str, status: str = "completed", **keys: Any) -> dict[str, Any]:
    """An order of trastuzumab, written on this day."""
    resource = {"resourceType": "MedicationRequest", "status": status, "intent": "order", "authoredOn": on, **keys}
    return medication(effectivePeriod=None, **resource)


def bounded(start: str, end: str, **keys: Any) -> dict[str, Any]:
    """An order that says from when to when it lasts."""
    return order(
        start, **keys, dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": {"start": start, "end": end}}}}]
    )


def stated(start: str, end: str, code: str = "224905", **keys: Any) -> dict[str, Any]:
    """A statement, or what else has such a period."""
    return medication(code, **{"status": "completed", "effectivePeriod": {"start": start, "end": end}, **keys})


def read(client: FlaskClient, *resources: Any) -> tuple[list[str | None], list[str], bool]:
    """The ends of the courses, what is asked of medications, and whether the history is complete."""
    told = shown(client, PATIENT, LIVER, *resources)
    ends = [each.get("ended") for each in courses(told)]
    return ends, [each["says"] for each in told["report"]["asked"]], told["record"]["history_complete"]


@pytest.mark.parametrize(
    "cycles",
    [
        [order(on) for on in CYCLES],
        [bounded(on, on) for on in CYCLES],
        [stated(on, on) for on in CYCLES],
        [bounded("2026-09-24", "2026-10-07"), bounded("2026-11-01", "2026-11-14")],
        [
            stated("2026-10-13", "2026-10-26", CAPECITABINE, resourceType=ADMINISTRATION),
            stated("2026-11-03", "2026-11-16", CAPECITABINE, resourceType=ADMINISTRATION),
        ],
    ],
)
def test_the_last_of_several_cycles_is_no_end(client: FlaskClient, cycles: list[Any]) -> None:
    """It goes on while the next one may be due, and is asked about."""
    ends, asks, _ = read(client, *cycles)
    assert ends == [None]
    assert [each for each in asks if "is it still given?" in each]


@pytest.mark.parametrize(
    "said",
    [
        [stated("2025-03-24", "2026-11-05")],
        [stated("2025-03-24", "2026-11-05"), *(order(on, resourceType=ADMINISTRATION) for on in CYCLES)],
        [order("2026-07-24"), order("2026-08-14")],
        [order("2026-10-15"), bounded("2026-11-05", "2026-11-05", status="stopped")],
    ],
)
def test_what_says_that_all_of_it_ended_or_is_overdue_does_end_it(client: FlaskClient, said: list[Any]) -> None:
    """A statement of the whole, orders of cycles long ago, or one that was stopped."""
    ends, asks, _ = read(client, *said)
    assert None not in ends
    assert not any("is it still given?" in each for each in asks)


@pytest.mark.parametrize("written", ["2025-03-24", "2025-07-24"])
@pytest.mark.parametrize("ends_with", [stated, bounded])
def test_a_completed_course_of_which_an_order_stands_goes_on_and_is_asked(
    client: FlaskClient, written: str, ends_with: Any
) -> None:
    """Nobody can call the history complete then."""
    ends, asks, complete = read(client, ends_with("2025-03-24", "2026-08-01"), order(written, "active"))
    assert ends == [None]
    says = "trastuzumab: is it still given? It is ordered, and another resource tells that it ended on 2026-08-01."
    assert says in asks
    assert not complete


def test_active_orders_of_the_next_cycles_keep_a_course_open(client: FlaskClient) -> None:
    """Where they are near; the order itself is no treatment yet."""
    coming = order("2026-09-01", "active", dosageInstruction=[{"timing": {"event": ["2026-11-26"]}}])
    given = [order("2026-09-10"), order("2026-10-01")]  # more than a cycle before the day of the question
    ends, asks, _ = read(client, *given, coming)
    assert (ends, [each for each in asks if "trastuzumab" in each]) == ([None], [])
    assert verdict(shown(client, PATIENT, LIVER, *given, coming), "/4") == ("ignored", "It begins after as_of.")
    assert read(client, *given)[0] == ["2026-10-01"]
    forbidden = {**coming, "doNotPerform": True}
    assert read(client, *given, forbidden)[0] == ["2026-10-01"]


def test_a_supply_of_no_length_is_asked_about(client: FlaskClient) -> None:
    """It may last until now, for as long as two supplies of one course lie from each other."""
    keys: dict[str, Any] = {"resourceType": "MedicationDispense", "status": "completed", "effectivePeriod": None}
    for on, ended in (("2026-09-11", None), ("2026-05-11", "2026-05-11")):
        ends, asks, _ = read(client, medication(CAPECITABINE, **keys, whenHandedOver=on, quantity={"value": 120}))
        assert ends == [ended]
        assert f"capecitabine: until when was it taken? Nobody says how long the supply of {on} lasts." in asks


def test_a_supply_that_was_stopped_is_no_sign_that_it_goes_on(client: FlaskClient) -> None:
    """It may have been given back."""
    keys: dict[str, Any] = {"resourceType": "MedicationDispense", "status": "stopped", "effectivePeriod": None}
    ends, asks, _ = read(client, medication(CAPECITABINE, **keys, whenHandedOver="2026-10-20"))
    assert ends == ["2026-10-20"]
    assert "capecitabine: until when was it taken? Nobody says how long the supply of 2026-10-20 lasts." in asks


def test_what_is_on_hold_is_not_called_active(client: FlaskClient) -> None:
    """It is asked since when it is held."""
    _, asks, _ = read(client, stated("2025-03-24", "2026-10-01", status="on-hold"))
    assert not any("stands as active" in each for each in asks)


@pytest.mark.parametrize("said", [stated, bounded])
def test_what_is_active_after_its_end_is_asked_about(client: FlaskClient, said: Any) -> None:
    """It stands as active, and its own period is over."""
    ends, asks, _ = read(client, said("2025-03-24", "2026-06-01", status="active"))
    assert ends == ["2026-06-01"]
    assert "trastuzumab: is it still given? It stands as active, and its end was 2026-06-01." in asks


def test_two_ends_of_one_course_are_asked_about(client: FlaskClient) -> None:
    """One with a reason, and a later one."""
    reason = [{"coding": [{"system": "http://snomed.info/sct", "code": "266721009"}]}]
    stopped = stated("2025-03-24", "2026-02-01", status="stopped", statusReason=reason)
    _, asks, _ = read(client, stopped, bounded("2025-03-24", "2026-03-15"))
    assert "trastuzumab: when was it stopped? One resource says on 2026-02-01, and another until 2026-03-15." in asks


def doses(*days: str) -> list[dict[str, Any]]:
    """Doses of trastuzumab, one a day."""
    given: dict[str, Any] = {"resourceType": ADMINISTRATION, "status": "completed", "effectivePeriod": None}
    return [medication(**given, effectiveDateTime=on) for on in days]


@pytest.mark.parametrize(
    ("days", "is_asked"),
    [
        (("2026-08-31", "2026-09-21", "2026-10-12"), True),
        (("2026-08-03", "2026-08-24"), True),
        (("2026-10-12", "2026-11-02"), False),
        (("2026-04-01", "2026-04-22"), False),
    ],
)
def test_a_last_dose_no_further_back_than_a_gap_of_one_course_is_asked_about(
    client: FlaskClient, days: tuple[str, ...], is_asked: bool
) -> None:
    """Doses of up to ninety days apart are one course, so that nobody can say that it is over."""
    _, asks, _ = read(client, *doses(*days))
    assert any("Its last dose is of" in each for each in asks) is is_asked
