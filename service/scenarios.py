"""From scenarios on the wire to records, each judged by itself: its faults name it and stop no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.faults import MOST_FAULTS, Fault, UnknownKey, from_messages, of_record, sentence
from service.schemas.history_schema import MOST_ENTRIES
from service.schemas.patient_schema import Patient
from service.schemas.request_schema import faults_in
from service.schemas.scenario_schema import Scenario
from statemachine import Record, RecordFaults, read, scenario
from statemachine.record.catalogue import Catalogue
from statemachine.record.edited_record import Scenario as Edited
from statemachine.record.record_faults import Fault as RecordFault

SCENARIO = Scenario()
PATIENT = Patient()


def scenario_record(document: Mapping[str, Any], told: Any, place: str, catalogue: Catalogue) -> Record | list[Fault]:
    """The record of one scenario of a base that has been judged already, or every fault of it.

    `place` is the pointer to the scenario, such as `/scenarios/3`, which every fault's pointer begins with.
    """
    faults = faults_in(told, SCENARIO)[0]
    if faults:
        return [_at(place, fault) for fault in faults]
    patch = told.get("patient", {})
    edited = scenario(document, patch, told.get("history", ()))
    faults = [of_record(fault, "") for fault in edited.faults]
    faults += _patient_faults(edited, patch)
    if len(edited.document["history"]) > MOST_ENTRIES:
        faults.append(
            Fault("/history", f"The history would have more than {MOST_ENTRIES} entries.", code="wrong_length")
        )
    if not faults:
        kept = edited.document.get("confirmed", ())
        confirmed = [*kept, *told.get("confirmed", ())]
        try:
            return read({**edited.document, "confirmed": confirmed}, catalogue)
        except RecordFaults as wrong:
            faults = [
                replace(_resulting(edited, patch, fault, len(kept)), known=fault.known, code=fault.code)
                for fault in wrong.faults
            ]
    return [_at(place, fault) for fault in faults[:MOST_FAULTS]]


def _patient_faults(edited: Edited, patch: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the patched patient; taking away a fact that does not exist is a mistake too."""
    if not patch:
        return []
    unknown = [key for key, value in patch.items() if value is None and key not in PATIENT.keys]
    says = UnknownKey(f"is not a key of {PATIENT.noun}", PATIENT.keys)
    faults = from_messages({"patient": {key: [says] for key in unknown}})[0]
    for fault in faults_in(edited.document["patient"], PATIENT)[0]:
        pointer = f"/patient{fault.pointer}"
        key = fault.pointer.split("/")[1] if fault.pointer else None
        faults.append(
            replace(fault, pointer=pointer)
            if key in patch
            else replace(fault, pointer="/patient", says=f"In the resulting record at {pointer}: {fault.says}")
        )
    return faults


def _resulting(edited: Edited, patch: Mapping[str, Any], fault: RecordFault, kept: int) -> Fault:
    """A fault of the resulting record, at the patch or edit it comes from; `kept` confirmations are the base's."""
    pointer = fault.pointer
    _, *path = pointer.split("/")
    told = f"In the resulting record at {pointer}: {fault.says}."
    if path[0] == "confirmed":
        return Fault(f"/confirmed/{int(path[1]) - kept}", sentence(fault.says))
    if path[0] == "patient":
        return Fault(pointer if path[1] in patch else "/patient", told)
    origin = edited.origins[int(path[1])] if path[0] == "history" else None
    if origin is None:
        return Fault("", told)
    rest = "" if origin.endswith("/move") else "".join(f"/{step}" for step in path[2:])
    return Fault(f"{origin}{rest}", told)


def _at(place: str, fault: Fault) -> Fault:
    return replace(fault, pointer=f"{place}{fault.pointer}")
