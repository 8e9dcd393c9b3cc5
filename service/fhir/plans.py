"""Plans: of what was only planned nothing is read but why it was stopped, which belongs to what was given of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from service.fhir.bundle import Resources
from service.fhir.report import Resource
from service.fhir.values import a_list, an_object, word

PLANNED: Final = ("proposal", "plan", "option")
# What an activity of a CarePlan has, and how a medication has it.
KEYS: Final = {
    "status": "status",
    "statusReason": "statusReason",
    "productCodeableConcept": "medicationCodeableConcept",
    "productReference": "medicationReference",
    "scheduledPeriod": "effectivePeriod",
    "doNotPerform": "doNotPerform",
}
NOT_SO: Final = ("entered-in-error", "draft")


def activities(among: Resources) -> Iterator[Resource]:
    """Each drug of a CarePlan that has a reason, as a medication that is planned."""
    for plan in among.of("CarePlan"):
        written = [] if word(plan.content.get("status")) in NOT_SO else a_list(plan.content.get("activity"))
        for activity in written:
            detail = an_object(an_object(activity).get("detail"))
            content: dict[str, Any] = {ours: detail.get(theirs) for theirs, ours in KEYS.items()}
            is_a_drug = content["medicationCodeableConcept"] or content["medicationReference"]
            if is_a_drug and content["statusReason"]:
                content["effectivePeriod"] = content["effectivePeriod"] or plan.content.get("period")
                yield replace(plan, content={"intent": "plan", "authoredOn": plan.content.get("created"), **content})
