"""The resources of an answer, and how they refer to each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

Json = dict[str, Any]

_PATIENT = re.compile(r"(https?://\S+/)?Patient/[A-Za-z0-9.-]{1,64}|urn:(uuid|oid):\S+")
NOBODY: Final = {"display": "The patient of the request"}


class Entries:
    """Each resource under a URN that it has in every answer to the same question about the same patient.

    The patient is in the URN because two people can have the same record, and so the same decision.
    """

    def __init__(self, decision_id: str, patient: str) -> None:
        """`patient` is how the request names them; what is no reference to a Patient names nobody."""
        self.all: list[Json] = []
        self.subject: Json = {"reference": patient} if _PATIENT.fullmatch(patient) else NOBODY
        self.decision: Json = {"type": {"text": "decision_id"}, "value": decision_id}
        self._question = f"{decision_id} {patient}"

    def reference(self, name: str) -> Json:
        """The reference to the resource of this name."""
        return {"reference": uuid5(NAMESPACE_URL, f"{self._question} {name}").urn}

    def add(self, name: str, kind: str, content: Mapping[str, Any]) -> Json:
        """Put a resource into the answer, without what is empty, which FHIR does not allow; its reference."""
        reference = self.reference(name)
        resource = {"resourceType": kind, **filled(content)}
        self.all.append({"fullUrl": reference["reference"], "resource": resource})
        return reference


def filled(content: Mapping[str, Any]) -> Json:
    """The elements that are not empty."""
    return {name: value for name, value in content.items() if value not in (None, "", [], {})}


def note(text: str) -> Json:
    """A remark of a resource."""
    return {"text": text}
