"""Questions about HER2: what the newest result of the metastatic disease says, and whether results contradict."""

from __future__ import annotations

from typing import Any

from statemachine.guards.exposure import Exposure
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record.patient import her2_tests_disagree
from statemachine.record.record import Event


class Her2(Exposure):
    """A retest counts before what is charted about the patient; a test from the time of the early disease does not."""

    def her2_uncharted(self) -> Answer:
        """Is the HER2 status unknown or equivocal?"""
        status, facts = self._her2()
        if status in (None, "unknown", "equivocal"):
            return Answer(True, facts)
        return Answer(False, facts)

    def her2_positive(self) -> Answer:
        """Is the tumour HER2-positive?"""
        status, facts = self._her2()
        return Answer(None if status in (None, "unknown", "equivocal") else status == "positive", facts)

    def her2_not_positive(self) -> Answer:
        """Is the tumour no longer, or not, HER2-positive?"""
        status, facts = self._her2()
        return Answer(status in ("low", "ultralow", "zero"), facts)

    def newest_her2_results_disagree(self) -> Answer:
        """Do the newest HER2 results contradict each other, so that none of them is the newest?"""
        retests = self._retests()
        if not retests:
            return NO
        newest = max(retest.on.first for retest in retests)
        latest = [retest for retest in retests if retest.on.last >= newest]
        positive = {retest.her2_status == "positive" for retest in latest}
        return Answer(len(positive) > 1, {retest.pointer: retest.her2_status for retest in latest})

    def her2_results_disagree(self) -> Answer:
        """Do charted HER2 results contradict each other?"""
        results: dict[str, Any] = {}
        if self.patient.her2_status is not None:
            results["/patient/her2_status"] = self.patient.her2_status
        for event in self.record.events:
            if event.name == "her2_retest" and event.her2_status is not None:
                results[event.pointer] = event.her2_status
        positive = {status == "positive" for status in results.values() if status not in ("unknown", "equivocal")}
        retests = [event for event in self.record.events if event.name == "her2_retest"]
        split = her2_tests_disagree(self.patient.her2_ihc, self.patient.her2_ish) or any(
            her2_tests_disagree(retest.her2_ihc, retest.her2_ish) for retest in retests
        )
        return Answer(len(positive) > 1 or split, results)

    def _her2(self) -> tuple[str | None, dict[str, Any]]:
        """The newest HER2 result: a retest counts before what is charted about the patient."""
        retests = self._retests()
        if retests:
            newest = max(retests, key=lambda event: (event.on.last, event.on.first))
            return newest.her2_status, {newest.pointer: newest.her2_status}
        if self.patient.her2_status in (None, "unknown", "equivocal"):
            return self.patient.her2_status, self._her2_to_ask()
        return self.patient.her2_status, self.of_patient("her2_status")

    def _retests(self) -> list[Event]:
        """All but those of the early disease, where another result is charted: the newest metastatic one decides."""
        retests = [
            event for event in self.record.events if event.name == "her2_retest" and event.her2_status is not None
        ]
        later = [retest for retest in retests if not self._tells_of_early_disease(retest)]
        return later if later or self.patient.her2_status not in (None, "unknown", "equivocal") else retests

    def _tells_of_early_disease(self, retest: Event) -> bool:
        """Was it taken of the breast before the disease returned, or by the end of the early-stage treatment?"""
        returned = [event.on for event in self.record.events if event.name in ("recurrence", "locoregional_recurrence")]
        primary = retest.site == "breast" and bool(returned) and retest.on.last < min(day.first for day in returned)
        return primary or any(retest.on.last <= (course.ended or course.started).first for course in self.early_stage)

    def _her2_to_ask(self) -> dict[str, Any]:
        if self.patient.her2_ihc == "2+":
            return {"/patient/her2_ish": None, "/patient/her2_ihc": "2+"}
        return {"/patient/her2_status": None}
