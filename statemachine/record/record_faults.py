"""What is wrong with a record that has the right shape: every contradiction, with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record, and where: a JSON pointer into the request.

    `code` is the kind of fault, `known` what the chart may have meant.
    """

    pointer: str
    says: str
    code: str = "contradiction"
    known: tuple[str, ...] = ()


class RecordFaults(ValueError):
    """All faults of a record at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.says}" for fault in faults))
        self.faults = faults
