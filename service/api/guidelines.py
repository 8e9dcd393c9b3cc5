"""The guideline editions: what they say, and how they look."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from flask import Response, render_template
from flask_smorest import Blueprint

from service.answers import lasting, lasting_json
from service.api.editions import edition_named, edition_parameter
from service.documentation import operation
from service.edition_page import shown
from service.headers import STRICT
from service.knowledge import library, settings
from service.problems import Refused
from service.schemas.catalogue_schema import GuidelineList
from service.schemas.certificate_schema import Certificate
from service.schemas.edition_schema import GuidelineEdition
from statemachine import STYLE, describe, mermaid, read_certificate, svg

# Opened by itself, a drawing may use its own style sheet and nothing else.
DRAWING_POLICY = f"{STRICT}; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
PAGE_POLICY = f"{STRICT}; style-src 'self'; img-src 'self'"

blueprint = Blueprint("guidelines", __name__, description="The guideline editions this service knows.")

REFERENCE = edition_parameter("reference", "The edition")


@blueprint.route("/v1/guidelines")
@blueprint.doc(**operation("listGuidelines", returns=GuidelineList, says="The editions.", lasting=True))
def list_guidelines() -> Response:
    """Every guideline edition, by guideline and date."""
    editions = [
        {
            "id": guideline.about.id,
            "edition": guideline.about.edition,
            "title": guideline.about.title,
            "sha256": guideline.about.sha256,
            "reviewed_by": guideline.about.reviewed_by,
            "evidence_current_to": guideline.about.evidence_current_to,
            "href": f"/v1/guidelines/{reference}",
            "page": f"/guidelines/{reference}",
        }
        for reference, guideline in sorted(library().guidelines.items())
    ]
    return lasting_json({"default": settings().default_guideline, "guidelines": editions})


@blueprint.route("/v1/guidelines/<reference>", parameters=[REFERENCE])
@blueprint.doc(
    **operation("getGuideline", returns=GuidelineEdition, says="The edition.", problems=(404,), lasting=True)
)
def get_guideline(reference: str) -> Response:
    """One edition: its states, transitions, limits, readings of the source, and what it leaves out."""
    return lasting_json(describe(edition_named(reference), library().interpretations))


@blueprint.route("/guidelines/<reference>", parameters=[REFERENCE])
@blueprint.doc(
    **operation(
        "readGuideline",
        returns={"type": "string"},
        media="text/html",
        says="The edition as a page.",
        problems=(404,),
        lasting=True,
    )
)
def read_guideline(reference: str) -> Response:
    """One edition as a page, to be reviewed against its source: every option, rule and reading in words."""
    text = render_template("guideline.html", **shown(library(), edition_named(reference)))
    page = lasting(text.encode(), "text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page


@blueprint.route("/v1/guidelines/<reference>/diagram.svg", parameters=[REFERENCE])
@blueprint.doc(
    **operation(
        "drawGuideline",
        returns={"type": "string"},
        media="image/svg+xml",
        says="The drawing.",
        problems=(404,),
        lasting=True,
    )
)
def draw_guideline(reference: str) -> Response:
    """One edition drawn as SVG."""
    drawing = lasting(svg(edition_named(reference)).encode(), "image/svg+xml")
    drawing.headers["Content-Security-Policy"] = DRAWING_POLICY
    return drawing


@blueprint.route("/v1/guidelines/<reference>/diagram.mmd", parameters=[REFERENCE])
@blueprint.doc(
    **operation(
        "drawGuidelineAsMermaid",
        returns={"type": "string"},
        media="text/plain",
        says="The diagram's source.",
        problems=(404,),
        lasting=True,
    )
)
def draw_guideline_as_mermaid(reference: str) -> Response:
    """One edition as a Mermaid state diagram."""
    return lasting(mermaid(edition_named(reference)).encode(), "text/plain; charset=utf-8")


@blueprint.route("/v1/guidelines/<reference>/certificate", parameters=[REFERENCE])
@blueprint.doc(
    **operation("getGuidelineCertificate", returns=Certificate, says="The certificate.", problems=(404,), lasting=True)
)
def get_guideline_certificate(reference: str) -> Response:
    """What was proved of one edition over its whole decision space; it names the text that it is about by its hash."""
    found = read_certificate(edition_named(reference))
    if found is None:
        raise Refused(404, f"No certificate belongs to this text of {reference}: `make verify` writes it.")
    return lasting_json(found)
