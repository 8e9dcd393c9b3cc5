"""Where the service ends is said once, and every answer says where."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.comparison import answer_to
from tests.records import LIBRARY

CASE = {
    "as_of": "2026-11-20",
    "patient": {"usual": True},
    "history": [{"event": "metastatic_diagnosis", "on": "2026-11-02"}],
}
NOT_HELD = ("interactions", "antiemetics", "vaccination", "fertility")


def test_every_edition_points_to_what_is_not_held_and_there_it_is_said_once(client: FlaskClient) -> None:
    topics = client.get("/v1/scope").get_json()["outside"]
    said = [statement["says"].lower() for topic in topics for statement in topic["statements"]]
    for reference in LIBRARY.guidelines:
        limits = answer_to(LIBRARY, CASE, reference).limits_of_use
        assert "/v1/scope" in limits
        for what in NOT_HELD:
            assert what in limits
            assert [what in sentence for sentence in said].count(True) == 1
