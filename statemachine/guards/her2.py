"""Questions about HER2: what the newest result of the metastatic disease says, and whether results contradict."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from statemachine.guards.argument_types import Limit
from statemachine.guards.left_to_choose import LeftToChoose
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record import words
from statemachine.record.partial_dates import add_months
from statemachine.record.patient import her2_tests_disagree
from statemachine.record.record import Event

LOST = ("negative", "low", "ultralow", "zero")
OPEN = (None, "unknown", "equivocal")


class Her2(LeftToChoose):
    """A retest counts before what is charted about the patient; a test from the time of the early disease does not."""

    def her2_uncharted(self) -> Answer:
        """Is the HER2 status unknown or equivocal?"""
        status, facts = self._her2()
        if status in OPEN:
            return Answer(True, facts)
        return Answer(False, facts)

    def her2_positive(self) -> Answer:
        """Is the tumour HER2-positive?"""
        status, facts = self._her2()
        return Answer(None if status in OPEN else status == "positive", facts)

    def her2_not_positive(self) -> Answer:
        """Is the tumour no longer, or not, HER2-positive?"""
        status, facts = self._her2()
        return Answer(status in LOST, facts)

    def her2_is_lost_on_treatment(self) -> Answer:
        """Is a drug against HER2 being given, while the newest HER2 result is not positive?"""
        course, found = self.current, self.her2_not_positive()
        if course is None or not self.gives_one_of(self.catalogue.anti_her2) or not found.value:
            return NO
        since = f" since {words.of_date(course.started)}" if course.started.text else ""
        told = {pointer: value for pointer, value in found.facts.items() if pointer.startswith("/patient/")}
        return Answer(True, {course.pointer: f"{words.of_what_is_left(course, self.catalogue)}{since}", **told})

    def newest_her2_sample_is_equivocal(self) -> Answer:
        """Is the newest HER2 result of the history equivocal?"""
        retests = self._retests()
        newest = _newest(retests) if retests else None
        if newest is None or newest.her2_status != "equivocal":
            return NO
        return Answer(True, {newest.pointer: words.dated(words.of_event(newest), newest.on)})

    def lost_her2_result_is_of_this_tumour(self) -> Answer:
        """Is the newest HER2 result, which is not positive, from this tumour?"""
        retests = [retest for retest in self._results() if not self._tells_of_early_disease(retest)]
        newest = max((retest.on.last for retest in retests), default=None)
        for retest in retests:
            if retest.on.last == newest and self._may_be_of_another_primary(retest):
                pointer = f"{retest.pointer}/tumour"
                tumour = self.known(pointer, retest.tumour)
                return Answer(None if tumour is None else tumour == "this", {pointer: tumour})
        return NO

    def newest_her2_results_disagree(self, one_cycle: Limit, lesions_are_weighed_for: Limit) -> Answer:
        """Do the newest HER2 results contradict each other, so that none of them is the newest, or those of several
        lesions that were tested within {one_cycle.value} days, or within {lesions_are_weighed_for.value} months where
        nothing was begun in between?
        """
        retests = self._retests()
        if not retests:
            return NO
        newest = max(retest.on.first for retest in retests)
        latest = [retest for retest in retests if retest.on.last >= newest]
        begun = [course.started.last for course in self.metastatic if course.started.last <= newest]
        since = max([add_months(newest, -lesions_are_weighed_for.months), *begun])
        latest += self._of_other_lesions(retests, latest, min(since, newest - timedelta(days=one_cycle.value)))
        positive = {retest.her2_status == "positive" for retest in latest}
        return Answer(len(positive) > 1, {retest.pointer: retest.her2_status for retest in latest})

    def her2_results_disagree(self) -> Answer:
        """Do charted HER2 results contradict each other?"""
        results: dict[str, Any] = {}
        if self.patient.her2_status is not None:
            results["/patient/her2_status"] = self.patient.her2_status
        told = self._results()
        statuses = {self.patient.her2_status, *(retest.her2_status for retest in told)}
        positive = {status == "positive" for status in statuses - {*OPEN}}
        results |= {one.pointer: f"{words.dated(words.of_event(one), one.on)}: {one.her2_status}" for one in told}
        retests = [retest for retest in self.record.events if _is_of_this_tumour(retest)]
        split = her2_tests_disagree(self.patient.her2_ihc, self.patient.her2_ish) or any(
            her2_tests_disagree(retest.her2_ihc, retest.her2_ish) for retest in retests
        )
        return Answer(len(positive) > 1 or split, results)

    def newest_her2_result_is_positive_in_a_metastasis(self) -> Answer:
        """Is the newest HER2 result positive, and of a metastasis?"""
        retests = self._retests()
        if not retests:
            return NO
        newest = _newest(retests)
        is_certain = newest.her2_status == "positive" and not her2_tests_disagree(newest.her2_ihc, newest.her2_ish)
        return Answer(is_certain and newest.site not in (None, "breast"), {newest.pointer: newest.her2_status})

    def _her2(self) -> tuple[str | None, dict[str, Any]]:
        """The newest HER2 result: a retest counts before what is charted about the patient."""
        retests = self._retests()
        if retests:
            newest = _newest(retests)
            if newest.her2_status in OPEN:
                return newest.her2_status, _to_ask(newest)
            return newest.her2_status, {newest.pointer: newest.her2_status}
        if self.patient.her2_status in OPEN:
            return self.patient.her2_status, self._her2_to_ask()
        return self.patient.her2_status, self.of_patient("her2_status")

    def _retests(self) -> list[Event]:
        """All but those of the early disease, where another result is charted: the newest metastatic one decides."""
        retests = self._results()
        later = [
            retest
            for retest in retests
            if not self._tells_of_early_disease(retest) and not self._may_be_of_another_primary(retest)
        ]
        return later if later or self.patient.her2_status not in OPEN else retests

    def _results(self) -> list[Event]:
        """Every retest that is not charted as that of another primary; beside a result of its day no unknown one."""
        retests = [event for event in self.record.events if _is_of_this_tumour(event) and event.her2_status is not None]
        days = {event.on.text for event in retests if event.her2_status != "unknown"}
        return [event for event in retests if event.her2_status != "unknown" or event.on.text not in days]

    def _of_other_lesions(self, retests: list[Event], latest: list[Event], since: date) -> list[Event]:
        """The newest result of each other place since that day; where one is open, it is settled first."""
        places = {retest.site for retest in latest}
        if None in places or any(retest.her2_status in OPEN for retest in latest):
            return []
        elsewhere = {
            retest.site: retest
            for retest in sorted(retests, key=_age)
            if retest.site not in (None, *places) and retest.her2_status not in OPEN
        }
        return [retest for retest in elsewhere.values() if retest.on.last >= since]

    def _may_be_of_another_primary(self, retest: Event) -> bool:
        """Is it of the breast and not positive, unlike the metastatic disease, while nobody charted whose it is?"""
        lost = retest.her2_status in LOST and retest.site == "breast" and retest.tumour is None
        elsewhere = (other.her2_status for other in self._results() if other.site not in (None, "breast"))
        return lost and "positive" in (self.patient.her2_status, *elsewhere)

    def _tells_of_early_disease(self, retest: Event) -> bool:
        """Was it taken of the breast before the disease returned, or by the end of the early-stage treatment?

        A test of the metastatic disease is none of the early one, whatever end of the early-stage treatment is charted.
        """
        metastatic = (event.on for event in self.record.events if event.name in ("recurrence", "metastatic_diagnosis"))
        if any(day.last <= retest.on.first for day in metastatic):
            return False
        returned = [event.on for event in self.record.events if event.name in ("recurrence", "locoregional_recurrence")]
        primary = retest.site == "breast" and bool(returned) and retest.on.last < min(day.first for day in returned)
        return primary or any(retest.on.last <= (course.ended or course.started).first for course in self.early_stage)

    def _her2_to_ask(self) -> dict[str, Any]:
        if self.patient.her2_ihc == "2+":
            return {"/patient/her2_ish": None, "/patient/her2_ihc": "2+"}
        return {"/patient/her2_status": None}


def _newest(retests: list[Event]) -> Event:
    return max(retests, key=_age)


def _age(event: Event) -> tuple[date, date]:
    return event.on.last, event.on.first


def _to_ask(retest: Event) -> dict[str, Any]:
    """What settles a result that is open: the hybridisation of a sample that is 2+, the status of any other."""
    if retest.her2_ihc == "2+":
        return {f"{retest.pointer}/her2_ish": None, f"{retest.pointer}/her2_ihc": retest.her2_ihc}
    return {f"{retest.pointer}/her2_status": None}


def _is_of_this_tumour(event: Event) -> bool:
    """Is it a HER2 test that is not charted as one of another primary?"""
    return event.name == "her2_retest" and event.tumour != "other_primary"
