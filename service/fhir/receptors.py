"""The hormone receptors out of results: the newest of each receptor, where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.fhir.newest import Unread, latest, newer
from service.fhir.primaries import Named, Primaries
from service.fhir.report import Report, Resource
from service.fhir.values import first_day

OF_WHICH_BREAST: Final = "Which tumour of the breast has spread? This result of a hormone receptor is of one of two."

LOST: Final = "One hormone receptor has become negative, and the other one was not tested since; none is charted."
AND_THE_OTHER: Final = "Are the hormone receptors positive now? One has become negative since the other was tested."


@dataclass(frozen=True, slots=True)
class Receptor:
    """A result of a hormone receptor: which, positive or negative, and of which tumours of the breast it is."""

    name: str
    said: str
    on: str | None
    source: Resource
    primaries: Named

    @property
    def day(self) -> str:
        """Its first possible day; empty where it has none."""
        return first_day(self.on) if self.on else ""


def hormone_receptor(
    found: Sequence[Receptor], unread: Mapping[str, Unread], primaries: Primaries, report: Report
) -> tuple[str, list[Resource]]:
    """The hormone receptor status by the newest result of each receptor; empty where they leave it open."""
    newest: dict[str, Receptor] = {}
    changed: dict[str, list[Resource]] = {}
    for receptor in ("oestrogen", "progesterone"):
        results = [each for each in found if each.name == receptor]
        if not results:
            continue
        newest_of = {id(each) for *_, each in latest([(each.on or "", each.said, each.source) for each in results])}
        last = [each for each in results if id(each.source) in newest_of]
        sources = [each.source for each in results]
        if later := newer(unread.get(receptor, []), max(each.day for each in last)):
            says = f"The newest result of the {receptor} receptor cannot be read; no older one is charted for it."
            report.undecided("hormone_receptor", says, [*later, *sources])
            return "", []
        if len({each.said for each in last}) > 1:
            says = f"Results of the {receptor} receptor of one day disagree; none of them is charted."
            report.undecided("hormone_receptor", says, [each.source for each in last])
            return "", []
        if len({each.said for each in results}) > 1:
            if primaries.may_be_several([each.primaries for each in results], last[0].primaries):
                says = f"Results of the {receptor} receptor disagree, maybe of several tumours; none is charted."
                report.undecided("hormone_receptor", says, sources)
                report.ask("Which result of the hormone receptors is that of the tumour that has spread?", sources)
                return "", []
            changed[receptor] = sources
        if primaries.may_be_of_another(last[0].primaries):
            report.ask(OF_WHICH_BREAST, [last[0].source])
        newest[receptor] = last[0]
    last_positive = max((each.day for each in newest.values() if each.said == "positive"), default=None)
    lost = [each for each in newest.values() if each.said == "negative" and each.name in changed]
    if last_positive is not None and any(each.day > last_positive for each in lost):
        sources = [source for found in changed.values() for source in found]
        report.undecided("hormone_receptor", LOST, [*sources, *(each.source for each in newest.values())])
        report.ask(AND_THE_OTHER, [each.source for each in newest.values()])
        return "", []
    for receptor, sources in changed.items():
        says = f"Results of the {receptor} receptor disagree; the newest is charted."
        report.conflict("hormone_receptor", says, sources)
    positive = [each.source for each in newest.values() if each.said == "positive"]
    if positive:
        return "positive", positive
    return ("negative", [each.source for each in newest.values()]) if len(newest) > 1 else ("", [])
