"""Questions about another primary tumour: whether it has grown, or spread, in the place of the metastatic disease."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statemachine.guards.her2 import Her2
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record import words
from statemachine.record.codes import GROWN
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Event, Treatment

BREAST = (None, "breast")  # where a sample tells of no metastasis


class AnotherPrimary(Her2):
    """What is charted as tissue of another primary tells nothing of this tumour, but something of the patient."""

    def another_primary_may_have_grown(self) -> Answer:
        """Was another cancer found in a place in which the disease progressed, with no treatment begun in between, or
        with none begun after the progression?
        """
        others = [event for event in self.record.events if event.tumour == "other_primary"]
        if not others:
            return NO
        grown = [(event.on, event.site) for event in self.record.events if event.name in GROWN]
        grown += [
            (course.ended, None)
            for course in self.metastatic
            if course.stopped_for == "progression"
            and course.ended is not None
            and not any(on.first <= course.ended.last and course.ended.first <= on.last for on, _ in grown)
        ]
        told = {
            other.pointer: words.dated(words.of_event(other), other.on)
            for other in others
            for on, site in grown
            if _may_be_one_place(other.site, site)
            and (not self._was_treated_between(other.on, on) or self._grew_since(other, on))
        }
        return Answer(True, told) if told else NO

    def another_primary_may_have_spread_since(self) -> Answer:
        """Did the disease progress anywhere after another cancer was found, with no treatment begun since, and no
        sample of a metastasis of this tumour taken at the progression or later?
        """
        grown = [event.on for event in self.record.events if event.name in GROWN]
        grown += [
            course.ended
            for course in self.metastatic[-1:]
            if course.stopped_for == "progression" and course.ended is not None
        ]
        sampled = max((sample.on.first for sample in self._metastases_of_this_tumour()), default=None)
        return self._telling_of(
            other
            for other in self._of_another_primary()
            for on in grown
            if self._grew_since(other, on) and (sampled is None or sampled < on.first)
        )

    def only_another_primary_has_grown(self) -> Answer:
        """Is another cancer charted in every place that progressed since the last treatment was begun?"""
        last = self.metastatic[-1] if self.metastatic else None
        if last is None or not any(True for _ in self._of_another_primary()):
            return NO
        grown = [event for event in self.record.events if event.name in GROWN and event.on.last >= last.started.first]
        if last.stopped_for == "progression" and not any(_on_one_day(event.on, last.ended) for event in grown):
            return NO  # where it progressed then, nobody has charted
        found = [[other for other in self._of_another_primary() if _is_there(other, event)] for event in grown]
        return self._telling_of(other for others in found for other in others) if grown and all(found) else NO

    def another_primary_was_found_since(self) -> Answer:
        """Was another cancer found since the last treatment was begun, whether or not that has ended?"""
        course = self.current or (self.metastatic[-1] if self.metastatic else None)
        if course is None:
            return NO
        return self._telling_of(other for other in self._of_another_primary() if other.on.first >= course.started.last)

    def treatment_may_be_of_another_primary(self) -> Answer:
        """Was a treatment without a new drug against HER2 begun since another cancer was found, or certainly none with
        such a drug?
        """
        begun = [(other, [*self._new_since(other, self.metastatic)]) for other in self._of_another_primary()]
        return self._telling_of(other for other, new in begun if self.metastatic and not (new and all(new)))

    def metastasis_is_of_another_primary(self) -> Answer:
        """Is the newest sample of a metastasis one of another primary, with no treatment begun since?"""
        of_this = self._metastases_of_this_tumour()
        sites = self.patient.metastatic_sites or ()
        return self._telling_of(
            sample
            for sample in self._of_another_primary()
            if sample.site not in BREAST
            and (sample.site in sites or (not sites and not self.metastatic))
            and not any(sample.on.last < one.on.first for one in of_this)
            and not self._was_treated_between(sample.on, PartialDate(self.record.as_of, self.record.as_of, ""))
        )

    def which_primary_has_spread_is_open(self) -> Answer:
        """Is another primary charted, and no sample of a metastasis as one of this tumour?"""
        if self.recurrence is None or self._metastases_of_this_tumour():
            return NO
        return self._telling_of(self._of_another_primary())

    def _of_another_primary(self) -> Iterator[Event]:
        return (event for event in self.record.events if event.tumour == "other_primary")

    def _new_since(self, other: Event, courses: Iterable[Treatment]) -> Iterator[bool]:
        """Of each treatment that began at that sample or later with a drug that the one before lacks: did it certainly
        begin later, and is a new one of its drugs against HER2?
        """
        before: frozenset[str] = frozenset()
        for course in courses:
            new = course.drugs - before
            if course.started.last >= other.on.first and new:
                yield course.started.first > other.on.last and not new.isdisjoint(self.catalogue.anti_her2)
            before = course.drugs

    def _grew_since(self, other: Event, on: PartialDate) -> bool:
        """May it have progressed when that sample was taken or later, and was no treatment certainly begun since?"""
        is_past = any(course.started.first > on.last for course in self.metastatic)
        return other.on.first <= on.last and not is_past

    def _metastases_of_this_tumour(self) -> list[Event]:
        return [retest for retest in self._results() if retest.site not in BREAST]

    def _telling_of(self, samples: Iterable[Event]) -> Answer:
        told = {sample.pointer: words.dated(words.of_event(sample), sample.on) for sample in samples}
        return Answer(True, told) if told else NO

    def _was_treated_between(self, one: PartialDate, other: PartialDate) -> bool:
        """Was a treatment for metastatic disease certainly begun between these days?"""
        first, last = min(one.last, other.last), max(one.first, other.first)
        return any(first < course.started.first and course.started.last <= last for course in self.metastatic)


def _may_be_one_place(found: str | None, grown: str | None) -> bool:
    """May a progression, of which no single place is charted where it was several, be in the place of that tissue?"""
    return found == grown or found is None or (grown is None and found != "breast")


def _is_there(found: Event, grown: Event) -> bool:
    """Is the tissue of the one place that grew?"""
    site = "brain" if grown.name == "cns_progression" else grown.site
    return site is not None and found.site == site


def _on_one_day(one: PartialDate, other: PartialDate | None) -> bool:
    """May both be of one day?"""
    return other is not None and one.first <= other.last and other.first <= one.last
