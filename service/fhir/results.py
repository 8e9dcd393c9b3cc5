"""What observations say, gathered by the fact that each tells, and what of them cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from service.fhir.bundle import Resources
from service.fhir.cancers import Cancers
from service.fhir.newest import Unread
from service.fhir.pathology import Test, gather
from service.fhir.places import place_named
from service.fhir.primaries import Named, Primaries
from service.fhir.receptors import Receptor
from service.fhir.report import Report, Resource
from service.fhir.status_sites import NOT_READ
from service.fhir.values import a_list, a_text, an_object, day, period, texts
from statemachine.record.facts import LABELS

WHICH_VALUE: Final = "Which value does this have"
WHICH_HER2: Final = "What does this result say of HER2, and of which sample and day?"
WHICH_STATUS: Final = "What does this say of the disease?"
SPEAKS_AGAINST_ITSELF: Final = "Its value and its interpretation contradict each other; neither is charted."
NAMES: Final = {**LABELS, "lvef": LABELS["lvef_percent"]}


@dataclass
class Observations:
    """What results say; of a fact every dated value, so that the newest can be charted, and what cannot be read."""

    her2: list[Test] = field(default_factory=list)
    her2_of_others: list[Test] = field(default_factory=list)
    receptors: list[Receptor] = field(default_factory=list)
    measured: dict[str, list[tuple[str, Any, Resource]]] = field(default_factory=dict)
    statuses: list[tuple[str, str, Resource]] = field(default_factory=list)
    metastases: list[tuple[str | None, list[str], Resource]] = field(default_factory=list)
    unread: dict[str, Unread] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)  # of statuses of the disease, by the pointers to them

    def site_of(self, status: Resource) -> str | None:
        """The one place that a disease status is about; None where it is of the whole, or nobody can tell."""
        site = self.sites[status.pointer]
        return None if site == NOT_READ else site or None


@dataclass(frozen=True, slots=True)
class Part:
    """An observation or a component of one, with the day of the whole."""

    content: Resource
    whole: Resource
    on: str | None
    among: Resources
    cancers: Cancers
    primaries: Primaries

    @property
    def specimen(self) -> Resource | None:
        """The sample that it names."""
        return self.among.referred(self.whole, self.whole.content.get("specimen"))

    @property
    def names_of_the_sample(self) -> list[str]:
        """What the sample is called."""
        kind = self.specimen.content.get("type") if self.specimen else None
        return [*texts(kind), a_text(an_object(self.whole.content.get("specimen")).get("display"))]

    @property
    def places(self) -> list[Any]:
        """Where the tissue stood, by the observation and by its sample."""
        collected = an_object(self.specimen.content.get("collection")) if self.specimen else {}
        return [*a_list(self.whole.content.get("bodySite")), *a_list(collected.get("bodySite"))]

    @property
    def of_primaries(self) -> Named:
        """The tumours of the breast that it names; none where the tissue is of a metastasis, which names its own."""
        is_metastatic = place_named(self.places) not in (None, "breast")
        return frozenset() if is_metastatic else self.primaries.named_by(self.whole, self.places)

    @property
    def of_which_breast(self) -> Named:
        """The tumours of the breast that a status of the disease names, or the breast in which it was seen."""
        return self.primaries.named_by(self.whole, a_list(self.whole.content.get("bodySite")))


def her2_test_of(part: Part, tests: list[Test], report: Report) -> Test:
    """The HER2 test that a result belongs to, by the day and the place of the sample."""
    specimen = part.specimen
    collected = an_object(specimen.content.get("collection")) if specimen else {}
    taken = day(collected.get("collectedDateTime")) or period(collected.get("collectedPeriod"))[0] or part.on
    if specimen:
        report.used(specimen, "The tissue of a HER2 result.")
    pointer = specimen.pointer if specimen else ""
    return gather(tests, taken, pointer, place_named(part.places), part.of_primaries)


def keep(part: Part, fact: str, value: Any, read: Observations, report: Report) -> None:
    """Keep a value of a fact with its day."""
    read.measured.setdefault(fact, []).append((part.on or "", value, part.whole))
    report.used(part.whole, f"Read as {NAMES[fact]}; of several the newest is charted.")


def unread(part: Part, fact: str, why: str, ask: str, read: Observations, report: Report) -> None:
    """Tell what cannot be read, so that no older value stands for it, and ask where a person can say it."""
    report.not_understood(part.whole, why)
    if ask:
        report.ask(ask, [part.whole])
    if fact == "her2":
        test = her2_test_of(part, read.her2, report)
        test.sources.append(part.whole)
        test.holds_unread = True
    else:
        read.unread.setdefault(fact, []).append((part.on or "", part.whole))
