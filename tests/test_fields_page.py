"""The page of all keys of a request is current, leaves out none of them, and its links lead somewhere."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from openapi.fields import FILE, OTHERS, written

PAGE = FILE.read_text("utf-8")


def reached(schemas: dict[str, Any], name: str, found: set[str]) -> set[str]:
    """The schemas of objects that a schema is made of, itself included."""
    if name not in found:
        found.add(name)
        for inner in re.findall(r"'#/components/schemas/(\w+)'", repr(schemas[name])):
            reached(schemas, inner, found)
    return {each for each in found if "properties" in schemas[each]}


def test_the_committed_page_is_current(app: Flask) -> None:
    assert written(app) == PAGE, "run `make openapi`"


def test_every_object_of_a_request_has_a_table_with_all_its_keys(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    objects = reached(schemas, "RecommendationRequest", set())
    assert objects == {"RecommendationRequest", "Patient", *OTHERS}
    tables = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
    titles = {"RecommendationRequest": "The request", "Patient": "The patient"}
    for name in objects:
        told = re.findall(r"^\| \**`(\w+)`", tables[titles.get(name) or OTHERS[name][0]], re.MULTILINE)
        assert sorted(told) == sorted(schemas[name]["properties"]), name


def test_every_link_within_the_page_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)", PAGE, re.MULTILINE)
    }
    links = set(re.findall(r"\(#([^)]+)\)", PAGE))
    assert len(links) > 8
    assert links <= headings
