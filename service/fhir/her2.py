"""From HER2 tests to the record: the first one is the patient's, later ones are retests, and a metastasis decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from service.fhir.newest import newer
from service.fhir.pathology import Test
from service.fhir.primaries import Primaries, may_be_one
from service.fhir.report import Report
from service.fhir.values import first_day
from statemachine.record.patient import her2_from_tests, her2_tests_disagree

REFLEX: Final = timedelta(days=60)  # within which ISH and IHC belong to the same test
OF_ONE_TEST: Final = "Results of one HER2 test disagree; none is charted, and it is unknown until somebody says."
OF_ONE_SAMPLE: Final = "IHC and ISH of one sample speak against each other; each is charted as it is."
WHICH_IS_RIGHT: Final = "Which of the two HER2 tests of this sample is right?"
WHICH: Final = "Which HER2 result is that of the present disease?"
OF_SEVERAL: Final = "HER2 results disagree, maybe of several tumours of the breast; HER2 is charted as unknown."
WHICH_HAS_SPREAD: Final = "Which tumour of the breast has spread, and which HER2 result is of it?"
NOT_KNOWN: Final = (None, "unknown", "equivocal")


def chart_her2(
    tests: list[Test],
    primaries: Primaries,
    patient: dict[str, Any],
    history: list[dict[str, Any]],
    report: Report,
) -> None:
    """Chart the tests; where the newest disagree, HER2 is unknown and asked, unless both are of metastases."""
    unread = [test for test in tests if not test.found]
    tests = [test for test in tests if test.found]
    dated = sorted(_joined([test for test in tests if test.on]), key=lambda test: first_day(test.on or ""))
    undated = [test for test in tests if not test.on]
    for test in (*unread, *dated, *undated):
        if test.is_contradictory:
            report.undecided("her2", OF_ONE_TEST, test.sources)
            report.ask(WHICH, test.sources)
        elif her2_tests_disagree(test.found.get("ihc"), test.found.get("ish")):
            report.conflict("her2", OF_ONE_SAMPLE, test.sources)
            report.ask(WHICH_IS_RIGHT, test.sources)
    metastatic = [test for test in dated if test.site not in (None, "breast")]
    decisive = metastatic or dated or undated
    if not decisive:
        patient["her2_status"] = "unknown"
        return
    deciding = decisive[-1]
    if not metastatic and _may_be_of_several([*dated, *undated], deciding, primaries):
        _leave_open([*dated, *undated], OF_SEVERAL, patient, report)
        report.ask(WHICH_HAS_SPREAD, [source for test in (*dated, *undated) for source in test.sources])
        return
    last = [test for test in decisive if test.on == deciding.on]
    unordered = [*undated, *last]
    disagree = len({is_positive(test) for test in unordered} - {None}) > 1
    if disagree and (undated or not metastatic):  # of the breast they may be two primaries
        says = "HER2 results that cannot be put in order disagree; HER2 is charted as unknown."
        _leave_open(unordered, says, patient, report)
        report.ask(WHICH, [source for test in unordered for source in test.sources])
        return
    if later := _newer_unread(unread, deciding, bool(metastatic)):
        says = "The newest HER2 result cannot be read; no older one is charted for it."
        _leave_open([*later, deciding], says, patient, report)
        return
    charted = [test for test in dated if (test.on or "") < (deciding.on or "")] + (last if disagree else [deciding])
    if disagree:
        sources = [source for test in last for source in test.sources]
        report.conflict("her2", "HER2 results of one day disagree; each is charted.", sources)
        report.ask(WHICH, sources)
        charted = charted if charted[0] not in last else [Test(None, "", None), *charted]
    first, *later = charted
    told = first.told()
    patient.update(told or {"her2_status": "unknown"})
    for key in told:
        report.fact(f"/patient/{key}", first.sources)
    for test in later:
        if told_again := test.told():
            report.fact(f"/history/{len(history)}", test.sources)
            history.append({"event": "her2_retest", "on": test.on, **told_again, **_site(test)})
    if not disagree:
        _tell_conflict([*dated, *undated], deciding, bool(metastatic), report)


def _leave_open(tests: list[Test], says: str, patient: dict[str, Any], report: Report) -> None:
    sources = [source for test in tests for source in test.sources]
    patient["her2_status"] = "unknown"
    report.fact("/patient/her2_status", sources)
    report.undecided("her2", says, sources)


def chart_her2_of_others(tests: list[Test], history: list[dict[str, Any]], report: Report) -> None:
    """Chart the tests of other cancers as such, which decide nothing here."""
    for test in tests:
        if told := test.told():
            report.fact(f"/history/{len(history)}", test.sources)
            history.append({"event": "her2_retest", "on": test.on, **told, **_site(test), "tumour": "other_primary"})


def _newer_unread(unread: list[Test], deciding: Test, is_metastatic: bool) -> list[Test]:
    """The results that cannot be read and may be of a later day, but those of the breast where a metastasis decides."""
    asked = [test for test in unread if not (is_metastatic and test.site == "breast")]
    return [test for test in asked if newer([(test.on or "", source) for source in test.sources], deciding.on or "")]


def _tell_conflict(tests: list[Test], deciding: Test, is_metastatic: bool, report: Report) -> None:
    if len({is_positive(test) for test in tests} - {None}) > 1:
        which = "the most recent one of a metastasis decides" if is_metastatic else "the most recent one decides"
        when = f" ({deciding.on})" if deciding.on else ""
        sources = [source for test in tests for source in test.sources]
        report.conflict("her2", f"HER2 results disagree: {which}{when}.", sources)


def _site(test: Test) -> dict[str, str]:
    return {"site": test.site} if test.site else {}


def _may_be_of_several(tests: list[Test], deciding: Test, primaries: Primaries) -> bool:
    """Do results disagree that may be of several tumours of the breast, and no one knows which has spread?"""
    told = [test for test in tests if is_positive(test) is not None]
    disagree = len({is_positive(test) for test in told}) > 1
    return disagree and primaries.may_be_several([test.primaries for test in told], deciding.primaries)


def is_positive(test: Test) -> bool | None:
    """Is HER2 positive by a test? None where it leaves that open."""
    told = test.told()
    status = told.get("her2_status") or her2_from_tests(told.get("her2_ihc"), told.get("her2_ish"))
    return None if status in NOT_KNOWN else status == "positive"


def _joined(tests: list[Test]) -> list[Test]:
    """The tests, ISH and IHC of one sample put together, whichever came first."""
    joined: list[Test] = []
    for test in sorted(tests, key=lambda test: first_day(test.on or "")):
        before = joined[-1] if joined else None
        if before is not None and _completes(test, before):
            before.found |= test.found
            before.sources += test.sources
            before.contradicts_itself |= test.contradicts_itself
            before.holds_unread |= test.holds_unread
        else:
            joined.append(test)
    return joined


def _completes(test: Test, before: Test) -> bool:
    if {*test.found} & {*before.found} or ["ish"] not in (list(test.found), list(before.found)):
        return False
    is_of_one = may_be_one(test.primaries, before.primaries) and (
        (test.site, test.specimen) == (before.site, before.specimen) or not (test.specimen or test.site)
    )
    days = [test.on or "", before.on or ""]
    if not is_of_one or any(len(each) < 10 for each in days):
        return False
    return date.fromisoformat(days[0]) - date.fromisoformat(days[1]) <= REFLEX
