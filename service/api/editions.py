"""How an address names a guideline edition, and the answer where there is no such edition."""

from __future__ import annotations

from typing import Any

from service.documentation import path_parameter
from service.knowledge import library
from service.problems import Refused
from statemachine import Guideline


def edition_parameter(name: str, description: str) -> dict[str, Any]:
    """The parameter of a path that names one edition."""
    return path_parameter(
        name,
        f"{description}: the guideline, an at sign and the date, such as asco@2022-05-31.",
        "[a-z][a-z0-9_-]*@[0-9]{4}-[0-9]{2}-[0-9]{2}",
    )


def edition_named(reference: str) -> Guideline:
    """The edition that a reference names; if there is none, Refused lists the known ones with their addresses."""
    editions = library().guidelines
    if reference not in editions:
        guideline = reference.partition("@")[0]
        of_it = [name for name, edition in sorted(editions.items()) if edition.about.id == guideline]
        says = (
            "This names a guideline, not an edition" if reference == guideline and of_it else "There is no such edition"
        )
        addresses = (f"{name} at /v1/guidelines/{name}" for name in of_it or sorted(editions))
        raise Refused(404, f"{says}; known: {', '.join(addresses)}.")
    return editions[reference]
