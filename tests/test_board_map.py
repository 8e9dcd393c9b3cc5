"""The map: the way taken is lit, closed doors name the fact that closed them, and touching one tells what opens it."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.board.answer_view import show
from service.board.statechart import MOST_LANES, Statechart
from tests.records import LIBRARY, Document
from tests.rendered import Element
from tests.test_board import ASCO, CASES, answer_to, example
from tests.test_board_options import after_lung_disease, page_of

STYLE = Path(__file__).parent.parent / "service" / "static" / "board" / "map.css"


def map_of(document: Document, edition: str = "asco@2022-05-31") -> Statechart:
    """The map of an edition for a record."""
    return show(LIBRARY, LIBRARY.guidelines[edition], document, answer_to(document, edition)).statechart


def test_the_way_taken_and_the_present_state_are_lit() -> None:
    drawn = map_of(example("after-thp-second-line"))
    assert {place.name: place.kind for place in drawn.places if place.kind != "ahead"} == {
        "early_stage": "passed",
        "first_line": "passed",
        "second_line": "present",
    }
    taken = [(place.name, road.dest) for place in drawn.places for road in place.roads if road.taken]
    assert taken == [("early_stage", "First line"), ("first_line", "Second line")]
    assert sorted((rail.start, rail.end) for rail in drawn.rails if rail.taken) == [(1, 3), (3, 5)]
    given = [door.label for place in drawn.places for door in place.doors if door.status == "given"]
    assert given == ["THP"]


def test_an_early_relapse_is_seen_to_pass_the_first_line_by() -> None:
    drawn = map_of(example("early-relapse-second-line"))
    assert [(rail.start, rail.end) for rail in drawn.rails if rail.taken] == [(1, 5)]
    [road] = [road for place in drawn.places for road in place.roads if road.taken]
    assert road.says == (
        "recurrence or metastatic diagnosis, "
        "the disease recurred during, or within 12 months of, the last dose of (neo)adjuvant anti-HER2 treatment"
    )


def test_a_state_that_no_row_of_the_edition_leads_to_is_drawn_all_the_same() -> None:
    drawn = map_of(example("her2-lost-outside-pathway"))
    assert [place.name for place in drawn.places if place.kind == "present"] == ["outside_pathway"]


@pytest.mark.parametrize("edition", sorted(LIBRARY.guidelines))
def test_every_place_and_every_rail_has_its_own_room(edition: str) -> None:
    drawn = map_of(example("her2-lost-outside-pathway"), edition)
    rows = {int(number) for number in re.findall(r"\.at-(\d+) ", STYLE.read_text("utf-8"))}
    assert set(range(1, len(drawn.places) + 1)) <= rows
    for one, other in combinations(drawn.rails, 2):
        assert one.lane != other.lane or one.end <= other.start or other.end <= one.start
    assert {rail.lane for rail in drawn.rails} <= set(range(1, MOST_LANES + 1))
    forward = {(road.dest, place.name) for place in drawn.places for road in place.roads if road.dest != place.label}
    assert len(drawn.rails) == len(forward)


@pytest.mark.parametrize("name", CASES)
def test_every_excluded_option_is_a_closed_door_with_the_fact_that_closed_it(client: FlaskClient, name: str) -> None:
    drawn = page_of(client, example(name)).one(id="map")
    closed = {
        button.attributes["value"]: group.one("p", "why").text
        for group in drawn.all("div", "closed")
        for button in group.all("button")
    }
    shown = show(LIBRARY, ASCO, example(name), answer_to(example(name)))
    assert closed == {f"door:{each.option.regimen}": f"{each.reason}:" for each in shown.options if each.is_excluded}


def opens(client: FlaskClient, document: Document, regimen: str) -> Element:
    """What the map tells where a door was touched."""
    return page_of(client, document, f"door:{regimen}").one(id="opens")


def test_a_closed_door_tells_the_nearest_change_that_opens_it(client: FlaskClient) -> None:
    told = opens(client, after_lung_disease(), "t_dm1")
    first, second = told.all("p")
    assert first.text.startswith(
        "The nearest change that opens Trastuzumab emtansine (T-DM1): interstitial lung disease:"
    )
    assert second.text.startswith("Or: ")
    [value] = [button.attributes["value"] for button in first.all("button")]
    tried = page_of(client, after_lung_disease(), value)
    assert "What if 1" in tried.all("table", "columns")[0].text


def test_a_door_that_no_change_opens_tells_what_stands_in_its_way(client: FlaskClient) -> None:
    told = opens(client, example("third-line-unranked"), "t_dxd").text
    assert told.startswith("No change of one or two charted facts opens Trastuzumab deruxtecan (T-DXd). In its way: ")
    assert "progression on trastuzumab deruxtecan" in told


def test_another_edition_is_drawn_with_the_place_where_it_parts(client: FlaskClient) -> None:
    page = page_of(client, example("early-relapse-second-line"), "map:overview@2017-07-17")
    drawn = page.one(id="map")
    assert drawn.one("h2").text == "The map of Overview 2017"
    assert drawn.one("p", "parts").text.startswith("Where it parts from ASCO 2022: ")
    assert drawn.all("div", "present")[0].one("h3").text.startswith("First line ")
    assert drawn.all("button", value="door:t_dxd") == []
    # The answer above stays that of the chosen edition.
    assert "Second line" in page.one(id="answer-title").text


@pytest.mark.parametrize("view", ["door:nothing", "door:", "map:nothing", "map:asco@2022-05-31"])
def test_a_door_or_an_edition_that_there_is_not_leaves_the_map_as_it_is(client: FlaskClient, view: str) -> None:
    drawn = page_of(client, example("early-relapse-second-line"), view).one(id="map")
    assert drawn.text == page_of(client, example("early-relapse-second-line")).one(id="map").text
