"""Which medications were not given, are held, or must not be given, in every edition of FHIR, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.fhir.bundle import Resources
from service.fhir.given import Kept, Role
from service.fhir.given_days import WRITTEN, days_of
from service.fhir.report import Report, Resource
from service.fhir.stop_reasons import Stop, concept_of, reasons_of, stop_of
from service.fhir.values import a_list, a_text, an_object, day, first_day, last_day

CANCELLED: Final = "cancelled"
NOT_DONE: Final = ("not-done", "not-taken")
FORBIDDEN: Final = "doNotPerform"
FLAGS: Final = ("notGiven", "wasNotGiven", "wasNotTaken")  # of STU3 and DSTU2
HELD_DOSE: Final = "on-hold"
CALLED_OFF: Final = ("on-hold", "stopped", "ended")
NOT_HANDED_OVER: Final = ("in-progress", "on-hold", "declined")  # while no day says otherwise
ORDERS: Final = ("MedicationRequest", "MedicationOrder", "MedicationPrescription")
SAYS: Final = {
    "not-taken": "it is told not to be taken",
    CANCELLED: "an order was cancelled",
    "on-hold": "it is held",
    "active": "it stands as active, with a reason",
    "stopped": "it was stopped",
}


def role_of_what_was_not_given(each: Resource, status: str) -> Role | None:
    """The part of what was not given; None where it may have been."""
    if status == CANCELLED and each.kind in ORDERS and each.content.get(FORBIDDEN) is not True:
        return "cancelled"
    if status in (CANCELLED, *NOT_DONE) or any(each.content.get(flag) is True for flag in (FORBIDDEN, *FLAGS)):
        return "withheld"
    if each.content.get("taken") == "n":
        return "withheld"
    if each.kind == "MedicationAdministration" and status == HELD_DOSE:
        return "withheld"
    not_handed_over = each.kind == "MedicationDispense" and status in NOT_HANDED_OVER
    return "withheld" if not_handed_over and day(each.content.get("whenHandedOver")) is None else None


def role_of_what_was_called_off(each: Resource, status: str, as_of: str) -> Role | None:
    """The part of what was to be given after `as_of`, and is held or stopped, or has a reason not to be given."""
    started = days_of(each.content).started
    if started is None or first_day(started) <= as_of:
        return None
    if status in CALLED_OFF or reasons_of(each.content):
        return "withheld" if status == HELD_DOSE else "cancelled"
    return None


def kept_of(each: Resource, status: str, among: Resources, report: Report) -> tuple[Kept, Stop | None]:
    """Why it is not given, in the words of its resource and as far as these are read."""
    forbidden = each.content.get(FORBIDDEN) is True
    stop = stop_of(each.content)[0]
    reasons = [*reasons_of(each.content), *(_why_forbidden(each, among) if forbidden else ())]
    told = [name for reason in reasons if (name := report.called(reason) or report.named(reason))]
    because = f': "{", ".join(dict.fromkeys(told))}"' if told else ""
    says = "it is ordered not to give it" if forbidden else SAYS.get(status, "a dose was not given")
    since = day(each.content.get("statusChanged"))
    return Kept(f"{says}{because}.", stop, bool(reasons), since, forbidden), stop


def day_of_what_was_not_given(content: Mapping[str, Any]) -> str | None:
    """The day on which it was said not to be given, or was to be given."""
    asserted = day(content.get("dateAsserted"))
    started = days_of(content).started or day(content.get("recorded"))
    return max(filter(None, (started, asserted)), key=first_day, default=None)


def written_on(content: Mapping[str, Any], as_of: str) -> str | None:
    """The last day until `as_of` on which somebody wrote it down."""
    told = (day(content.get(key)) for key in (*WRITTEN, "dateAsserted", "recorded"))
    return max((on for on in told if on is not None and last_day(on) <= as_of), key=first_day, default=None)


def _why_forbidden(each: Resource, among: Resources) -> Iterator[Any]:
    for name in ("reasonCode", "reason", "reasonCodeableConcept"):
        yield from filter(None, map(concept_of, a_list(each.content.get(name))))
    references = [*a_list(each.content.get("reasonReference")), *a_list(each.content.get("reason"))]
    for reference in references:
        inner = an_object(reference).get("reference")  # R5 puts one reference into another
        found = among.referred(each, inner if isinstance(inner, dict) else reference)
        if found is not None and (code := found.content.get("code")):
            yield code
        elif display := a_text(an_object(reference).get("display")):
            yield {"text": display}
