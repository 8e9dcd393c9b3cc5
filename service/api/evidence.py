"""The sources: every guideline, recommendation, label, trial and reference that an answer can name."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from service.answers import lasting_json
from service.documentation import operation, path_parameter
from service.knowledge import library
from service.problems import Refused
from service.schemas.catalogue_schema import EvidenceItem
from statemachine.record.nearest_names import nearest

blueprint = Blueprint("evidence", __name__, description="The sources behind every sentence.")

# What a figure of the file may leave out.
_STATEMENT: dict[str, Any] = {"evidence": [], "unverified": False, "basis": "source"}

KEY = path_parameter("key", "Key of the source, such as asco-2022-2.1 or destiny-breast03.", "[a-z0-9.-]+")


@blueprint.route("/v1/evidence/<key>", parameters=[KEY])
@blueprint.doc(**operation("getEvidence", returns=EvidenceItem, says="The source.", problems=(404,), lasting=True))
def get_evidence(key: str) -> Response:
    """Get one source: its citation and, for a recommendation or a trial, what it says."""
    sources = library().evidence
    if key not in sources:
        near = nearest(key, sources, {name: source["title"] for name, source in sources.items()})
        hint = f"the nearest known are {', '.join(near)}" if near else "no known key is like it; answers name theirs"
        raise Refused(404, f"There is no such source; {hint}.")
    source = {"key": key, **sources[key]}
    if "figures" in source:
        source["figures"] = [_STATEMENT | figure for figure in source["figures"]]
    return lasting_json(source)
