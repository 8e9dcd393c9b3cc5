"""What the service is for: the text of about.yaml, with the editions that are loaded and what was proved of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from service.documentation import API_VERSION
from statemachine import Guideline, Library, read_certificate

TEXT = Path(__file__).parent / "about.yaml"


def about(library: Library) -> dict[str, Any]:
    """Everything that GET /v1/about answers."""
    text: dict[str, Any] = yaml.safe_load(TEXT.read_text("utf-8"))
    asked = text["source_attributes"]
    asked["attributes"] = [
        {"paragraph": f"({number})", "facts": [], **row} for number, row in enumerate(asked["attributes"], start=1)
    ]
    editions = [_edition(library, guideline) for _, guideline in sorted(library.guidelines.items())]
    signed = sorted({edition["reviewed_by"] for edition in editions} - {None})
    return {"name": "Linewise", "version": API_VERSION, **text, "reviewers": signed, "editions": editions}


def _edition(library: Library, guideline: Guideline) -> dict[str, Any]:
    said = guideline.about
    href = f"/v1/guidelines/{guideline.reference}"
    proved = read_certificate(guideline)
    return {
        "id": said.id,
        "edition": said.edition,
        "title": said.title,
        "sha256": said.sha256,
        "reviewed_by": said.reviewed_by,
        "evidence_current_to": said.evidence_current_to,
        "citation": library.evidence[said.reference]["citation"],
        "limits_of_use": said.limits_of_use,
        "href": href,
        "certificate": proved
        and {
            "href": f"{href}/certificate",
            "holds": proved["holds"],
            "invariants": len(proved["invariants"]),
            "situations": proved["situations"],
        },
    }
