"""What may be added to what the chemotherapy left: the rows of the maintenance, read from what is being given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statemachine.editions.file_values import listed
from statemachine.editions.row import Row
from statemachine.record.catalogue import Catalogue, Regimen

TO_BE_CHOSEN = "maintenance_is_to_be_chosen"


def from_what_is_given(rows: Sequence[tuple[str, Row]], catalogue: Catalogue) -> Iterator[tuple[str, Row]]:
    """Each row that offers a maintenance, again from every maintenance to which it adds something, in its own rank.

    So going on with what is given is weighed beside what may be added to it, in the order of the decision.
    """
    maintenance = {
        dest for _, row in rows if "taxane_completed" in listed(row["trigger"]) for dest in listed(row["dest"])
    }
    for decision in sorted(maintenance):
        offers = [
            (where, row, catalogue.regimens[code])
            for where, row in rows
            if row["trigger"] == "treat" and row.get("rank") != "none" and decision in listed(row["source"])
            for code in listed(row["dest"])
            if code in catalogue.regimens
        ]
        for given in dict.fromkeys(offered for *_, offered in offers):
            own = [(where, row) for where, row, offered in offers if offered == given]
            last = max(row["rank"] for _, row in own)
            more = [
                (where, row, offered)
                for where, row, offered in offers
                if offered != given and row["rank"] < last and _goes_on_with(offered, given)
            ]
            for where, row, offered in [*more, *((where, row, given) for where, row in own if more)]:
                yield (
                    where,
                    {**_where_it_is_to_be_chosen(row), "source": f"{decision}.{given.code}", "dest": offered.code},
                )


def _where_it_is_to_be_chosen(row: Row) -> Row:
    asked = row.get("all_of", [])
    return {**row, "all_of": [*(asked if isinstance(asked, list) else [asked]), TO_BE_CHOSEN]}


def _goes_on_with(offered: Regimen, given: Regimen) -> bool:
    """Does the regimen hold each drug of what is given, or leave room for it?"""
    return all(drug <= offered.partners or any(drug <= slot for slot in offered.slots) for drug in given.slots)
