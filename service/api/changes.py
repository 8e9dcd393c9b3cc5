"""What changed between two editions: as JSON, and as a page for reading."""

from __future__ import annotations

from threading import Lock

from flask import Response, current_app, render_template
from flask_smorest import Blueprint

from service.answers import lasting, lasting_json
from service.api.editions import edition_named, edition_parameter
from service.documentation import operation
from service.headers import STRICT
from service.knowledge import library
from service.schemas.changes_schema import EditionChanges
from statemachine import REASONS, Changes, Guideline, what_changed

PAGE_POLICY = f"{STRICT}; style-src 'self'"
_KNOWN = "linewise-changes"
# One account at a time is worked out, so that a burst of first requests costs no more than one.
_WORKING = Lock()

blueprint = Blueprint(
    "changes", __name__, description="What changed between two editions.", template_folder="templates"
)
EDITIONS = [
    edition_parameter("before", "The first edition"),
    edition_parameter("after", "The second edition"),
]


@blueprint.route("/v1/guidelines/<before>/changes/<after>", parameters=EDITIONS)
@blueprint.doc(
    **operation(
        "getChanges", returns=EditionChanges, says="What changed, and what did not.", problems=(404,), lasting=True
    )
)
def get_changes(before: str, after: str) -> Response:
    """List the situations that two editions answer differently, by decision and reason.

    Both editions are asked about some thousands of situations, which are generated from their own limits, options and
    facts. The first request for a pair takes ten to thirty seconds; after that the account is kept.
    """
    return lasting_json(account(edition_named(before), edition_named(after)))


@blueprint.route("/guidelines/<before>/changes/<after>", parameters=EDITIONS)
@blueprint.doc(
    **operation(
        "readChanges",
        returns={"type": "string"},
        media="text/html",
        says="The same account as a page.",
        problems=(404,),
        lasting=True,
    )
)
def read_changes(before: str, after: str) -> Response:
    """Show what changed between two editions, as a page for reading."""
    told = account(edition_named(before), edition_named(after))
    labels = {code: regimen.label for code, regimen in library().catalogue.regimens.items()}
    text = render_template("changes.html", account=told, labels=labels, reasons=REASONS)
    page = lasting(text.encode(), "text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page


def account(before: Guideline, after: Guideline) -> Changes:
    """What changed, worked out once for each pair and kept: at most as many accounts as editions squared."""
    known: dict[tuple[str, str], Changes] = current_app.extensions.setdefault(_KNOWN, {})
    pair = (before.reference, after.reference)
    if pair not in known:
        with _WORKING:
            if pair not in known:
                known[pair] = what_changed(library(), before, after)
    return known[pair]
