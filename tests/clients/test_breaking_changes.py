"""A change of the description that breaks a client is told and must be declared; what a version may add breaks none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import yaml

from openapi.__main__ import FILE
from openapi.released import RELEASED
from tests.clients.breaking_changes import breaks, declared

Document = dict[str, Any]
Plant = Callable[[Document], object]
CHANGELOG = FILE.parent.parent / "CHANGELOG.md"
RECOMMENDATIONS = "paths/~1v1~1recommendations"


def schema(document: Document, name: str) -> Document:
    """A schema of a description."""
    found: Document = document["components"]["schemas"][name]
    return found


def keys(document: Document, name: str) -> Document:
    """The keys of a schema."""
    found: Document = schema(document, name)["properties"]
    return found


BREAKS: dict[str, tuple[Plant, str]] = {
    "an address is gone": (lambda it: it["paths"].pop("/v1/agents"), "paths/~1v1~1agents"),
    "a method is gone": (lambda it: it["paths"]["/v1/pathway"].pop("post"), "paths/~1v1~1pathway/post"),
    "a parameter is gone": (
        lambda it: it["paths"]["/v1/recommendations"].pop("parameters"),
        f"{RECOMMENDATIONS}/parameters",
    ),
    "a status is gone": (
        lambda it: it["paths"]["/v1/recommendations"]["post"]["responses"].pop("422"),
        f"{RECOMMENDATIONS}/post/responses/422",
    ),
    "a key of a request is gone": (
        lambda it: keys(it, "Patient").pop("ecog"),
        "components/schemas/Patient/properties/ecog",
    ),
    "a request must have a key that it might leave out": (
        lambda it: schema(it, "Toxicity")["required"].append("grade"),
        "components/schemas/Toxicity/required",
    ),
    "a request must have a new key": (
        lambda it: (
            keys(it, "LocalTreatment").update(new={"type": "string"}),
            schema(it, "LocalTreatment")["required"].append("new"),
        ),
        "components/schemas/LocalTreatment/required",
    ),
    "a list of codes in a request has lost one": (
        lambda it: schema(it, "Sex")["enum"].remove("male"),
        "components/schemas/Sex/enum",
    ),
    "a number in a request must be whole": (
        lambda it: keys(it, "Patient")["lvef_percent"].update(type="integer"),
        "components/schemas/Patient/properties/lvef_percent/type",
    ),
    "a number in a request has a lower bound than before": (
        lambda it: keys(it, "Patient")["age_years"].update(maximum=99),
        "components/schemas/Patient/properties/age_years/maximum",
    ),
    "a request may no longer have one of several forms": (
        lambda it: schema(it, "Drug")["oneOf"].pop(0),
        "components/schemas/Drug/oneOf/0",
    ),
    "a key of an answer is gone": (
        lambda it: (keys(it, "Option").pop("rank"), schema(it, "Option")["required"].remove("rank")),
        "components/schemas/Option/properties/rank",
    ),
    "an answer may leave out what it always told": (
        lambda it: schema(it, "Line")["required"].pop(),
        "components/schemas/Line/required",
    ),
    "a closed list of an answer has gained a code": (
        lambda it: schema(it, "Outcome")["enum"].append("new"),
        "components/schemas/Outcome/enum",
    ),
    "a key of an answer has another type": (
        lambda it: keys(it, "Option")["label"].update(type="integer"),
        "components/schemas/Option/properties/label/type",
    ),
    "a key of an answer may be null": (
        lambda it: keys(it, "TrailStep")["event"].update(type=["string", "null"]),
        "components/schemas/TrailStep/properties/event/type",
    ),
}
ADDITIONS: dict[str, Plant] = {
    "an address": lambda it: it["paths"].update({"/v1/new": {"get": {"responses": {"200": {"description": "New."}}}}}),
    "a parameter": lambda it: it["paths"]["/v1/recommendations"]["parameters"].append(
        {"name": "new", "in": "query", "schema": {"type": "string"}}
    ),
    "a key of a request": lambda it: keys(it, "Patient").update(new={"type": "string"}),
    "a code of a request": lambda it: schema(it, "Sex")["enum"].append("new"),
    "a regimen": lambda it: schema(it, "RegimenCode")["enum"].append("new"),
    "a drug class": lambda it: schema(it, "DrugClass")["enum"].append("new"),
    "a kind of event": lambda it: schema(it, "HistoryEvent")["oneOf"].append({"$ref": "#/components/schemas/Dropped"}),
    "a key of an answer": lambda it: (
        keys(it, "Option").update(new={"type": "string"}),
        schema(it, "Option")["required"].append("new"),
    ),
    "a warning": lambda it: schema(it, "WarningCode")["enum"].append("new"),
    "an action": lambda it: schema(it, "ActionCode")["enum"].append("new"),
    "a status": lambda it: it["paths"]["/v1/agents"]["get"]["responses"].update({"409": {"description": "New."}}),
    "other words": lambda it: schema(it, "Option").update(description="New."),
}


def present() -> Document:
    """The description as it is."""
    document: Document = yaml.safe_load(FILE.read_text("utf-8"))
    return document


def changed(plants: Iterable[Plant]) -> Document:
    """The description with all these changes."""
    document = present()
    for plant in plants:
        plant(document)
    return document


@pytest.fixture(scope="module")
def planted() -> dict[str, str]:
    """What is told of a description with every kind of break."""
    return breaks(present(), changed(plant for plant, _ in BREAKS.values()))


def test_the_description_breaks_nothing_that_the_changelog_does_not_declare() -> None:
    found = breaks(yaml.safe_load(RELEASED.read_text("utf-8")), present())
    for place in declared(CHANGELOG.read_text("utf-8")):
        found.pop(place, None)
    lines = [f"- Breaks `{place}`: {says}" for place, says in found.items()]
    assert lines == [], "keep it, or declare it under Interface in CHANGELOG.md by these lines"


@pytest.mark.parametrize("place", [place for _, place in BREAKS.values()], ids=list(BREAKS))
def test_a_break_is_told_with_its_place(planted: dict[str, str], place: str) -> None:
    assert place in planted


def test_what_a_version_may_add_is_no_break() -> None:
    assert breaks(present(), changed(ADDITIONS.values())) == {}


def test_only_the_interface_section_of_the_newest_version_declares_a_break() -> None:
    changelog = (
        "# Changelog\n\n## [1.1.0] - unreleased\n\n### Interface\n- Breaks `a/b`: nobody sent it.\n- Added c.\n\n"
        "### Software\n- Breaks `d`: no.\n\n## [1.0.0] - 2026-01-01\n\n### Interface\n- Breaks `e`: an old one.\n"
    )
    assert declared(changelog) == {"a/b"}
