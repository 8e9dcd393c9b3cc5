"""The drugs of a chart: each by name, by code or as unlisted with its class, sorted by what it is to a course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from statemachine.record.catalogue import Catalogue, stand_in
from statemachine.record.charted_names import local_treatment, parts
from statemachine.record.drug_names import UnknownName
from statemachine.record.record import UNKNOWN_ANTICANCER
from statemachine.record.record_faults import Fault

MOST_HINTS = 20  # faults after which unknown names are refused without searching for the nearest known ones

ChartedDrug = str | Mapping[str, str]


@dataclass
class ChartedDrugs:
    """Drugs charted together, as codes; `names` are those of unlisted drugs, `local` the kinds of local treatment."""

    codes: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    local: list[str] = field(default_factory=list)

    def parts_of_a_course(self, catalogue: Catalogue) -> frozenset[str]:
        """Those that are treatment of the cancer."""
        return frozenset(self.codes) - catalogue.beside

    def given_beside(self, catalogue: Catalogue) -> str:
        """The supportive drugs, bone agents and ovarian suppression in words; empty where there is none."""
        beside = sorted(catalogue.beside.intersection(self.codes))
        return ", ".join(self.names.get(code, code.replace("_", " ")) for code in beside)


def slots(agents: Iterable[str], catalogue: Catalogue) -> tuple[frozenset[str], ...]:
    """One slot a drug; a drug of which nobody says what it was may have been any."""
    return tuple(catalogue.anticancer if code == UNKNOWN_ANTICANCER else frozenset({code}) for code in sorted(agents))


class DrugReader:
    """Reads charted drugs; what cannot be read is told as a fault."""

    def __init__(self, catalogue: Catalogue, faults: list[Fault]) -> None:
        self.catalogue = catalogue
        self.faults = faults

    def all_of(self, pointer: str, charted: Iterable[ChartedDrug], kinds: Iterable[str] = ()) -> ChartedDrugs:
        """Drugs in a list at a pointer; `kinds` are words that may stand in the place of a drug."""
        found = ChartedDrugs()
        for index, drug in enumerate(charted):
            self._read(f"{pointer}/{index}", drug, found, kinds)
        return found

    def one(self, pointer: str, charted: ChartedDrug | None) -> str | None:
        """The code of a single drug; of local treatment its kind."""
        if charted is None:
            return None
        found = ChartedDrugs()
        self._read(pointer, charted, found)
        if len(found.codes) > 1:
            says = f"name one drug; this product contains {' and '.join(found.codes)}"
            self.faults.append(Fault(pointer, says, "wrong_shape"))
        return next(iter([*found.codes, *found.local]), None)

    def _read(self, pointer: str, drug: ChartedDrug, found: ChartedDrugs, kinds: Iterable[str] = ()) -> None:
        try:
            if isinstance(drug, str):
                self._read_name(drug, found, kinds)
            elif "other" in drug:
                self._read_other(pointer, drug["other"], drug["class"], found)
            else:
                found.codes += self.catalogue.drug_names.coded(drug["system"], drug["code"])
        except UnknownName as unknown:
            self.faults.append(Fault(pointer, str(unknown), "unknown_drug", unknown.known))

    def _read_name(self, name: str, found: ChartedDrugs, kinds: Iterable[str]) -> None:
        """A name as it stands, or several names with local treatment among them."""
        if name in kinds:
            found.codes.append(name)
            return
        several = parts(name)
        whole = local_treatment(name)
        if whole is not None and (len(several) < 2 or whole != "intrathecal"):
            found.local.append(whole)
            return
        local = [local_treatment(part) for part in several]
        for drug in [name] if set(local) == {None} or not several else several:
            kind = local_treatment(drug)
            if kind is None:
                found.codes += self._named(drug, kinds)
            else:
                found.local.append(kind)

    def _named(self, name: str, kinds: Iterable[str]) -> tuple[str, ...]:
        return self.catalogue.agents_named(name, hint=len(self.faults) < MOST_HINTS, kinds=kinds)

    def _read_other(self, pointer: str, name: str, drug_class: str, found: ChartedDrugs) -> None:
        """A drug that is not listed; one that is listed after all is read as what it is."""
        if (local := local_treatment(name)) is not None:
            found.local.append(local)
            return
        codes = self.catalogue.drug_names.named(name)
        classes = {self.catalogue.agents[code].drug_class for code in codes}
        if codes and (drug_class == UNKNOWN_ANTICANCER or classes == {drug_class}):
            found.codes += codes
            return
        if codes:
            says = f"this drug is known as {' and '.join(codes)}, of the class {' and '.join(sorted(classes))}"
            self.faults.append(Fault(pointer, f"{says}; correct the class or chart it by its name"))
            return
        code = stand_in(drug_class)
        before = found.names.get(code)
        found.codes.append(code)
        found.names[code] = name if before is None or before == name else f"{before} and {name}"
