"""Questions about pregnancy, as charted or as told by a treatment that it ended, and about the menopause."""

from __future__ import annotations

from statemachine.guards.another_primary import AnotherPrimary
from statemachine.guards.argument_types import Limit
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record.partial_dates import PartialDate, within_months


class Pregnancy(AnotherPrimary):
    """What is charted of a pregnancy outranks what sex, menopause or age would say of it."""

    def ovaries_may_work(self, age_beyond_pregnancy: Limit) -> Answer:
        """Is the menopause not past, as charted or by an age below {age_beyond_pregnancy.value}, in a woman?"""
        patient = self.patient
        if patient.sex == "male":
            return Answer(False, self.of_patient("sex"))
        if patient.menopausal_status is not None:
            return Answer(patient.menopausal_status != "post", self.of_patient("menopausal_status"))
        if patient.age_years is not None and patient.age_years >= age_beyond_pregnancy.value:
            return Answer(False, self.of_patient("age_years"))
        return Answer(None, {"/patient/menopausal_status": None})

    def may_be_pregnant(self, age_beyond_pregnancy: Limit, pregnancy_told_within: Limit) -> Answer:
        """Is the patient pregnant?"""
        facts = self.of_patient("pregnant")
        if self.patient.pregnant is not None:
            return Answer(self.patient.pregnant, facts)
        if self.stopped_for_pregnancy_lately(pregnancy_told_within).value:
            return Answer(None, facts)
        age = self.patient.age_years
        if self.patient.sex == "male":
            return Answer(False, self.of_patient("sex"))
        if self.patient.menopausal_status == "post":
            return Answer(False, self.of_patient("menopausal_status"))
        if age is not None and age >= age_beyond_pregnancy.value:
            return Answer(False, self.of_patient("age_years"))
        return Answer(None, facts)

    def stopped_for_pregnancy_lately(self, pregnancy_told_within: Limit) -> Answer:
        """Was a treatment, or part of one, stopped for pregnancy in the last {pregnancy_told_within.months} months?"""
        # Of a stop whose date leaves it open, it is a yes.
        asked = PartialDate(self.record.as_of, self.record.as_of, "")
        lately = {}
        for course in self.record.treatments:
            stops: list[tuple[str, PartialDate | None]] = [
                (part.fact, part.on) for part in course.dropped if part.reason == "pregnancy"
            ]
            if course.stopped_for == "pregnancy":
                stops.append((course.end_fact, course.ended))
            for fact, on in stops:
                if on is None or within_months(on, asked, pregnancy_told_within.months) is not False:
                    lately[fact] = on.text if on is not None else None
        return Answer(True, lately) if lately else NO
