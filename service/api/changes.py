"""What changed between two editions: as JSON, and as a page for reading."""

from __future__ import annotations

import gzip

import orjson
from flask import Response, current_app, render_template
from flask_smorest import Blueprint

from service.answers import lasting_packed
from service.api.editions import edition_named, edition_parameter
from service.documentation import operation
from service.headers import STRICT
from service.knowledge import library
from service.problems import Refused
from service.schemas.changes_schema import EditionChanges
from statemachine import REASONS, Account, read_account

PAGE_POLICY = f"{STRICT}; style-src 'self'"
_PACKED = "linewise-changes"

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
    facts. That was done beforehand: the account names both texts by their digests.
    """
    return lasting_packed(_packed("json", before, after), "application/json")


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
    page = lasting_packed(_packed("page", before, after), "text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = PAGE_POLICY
    return page


def _packed(form: str, before: str, after: str) -> bytes:
    """The account in this form, compressed; made when it is asked for first and kept, two for each pair at the most."""
    packed: dict[tuple[str, str, str], bytes] = current_app.extensions.setdefault(_PACKED, {})
    key = (form, before, after)
    if key not in packed:
        account = read_account(edition_named(before), edition_named(after))
        if account is None:
            raise Refused(404, f"No account belongs to these texts of {before} and {after}: `make changes` writes it.")
        body = orjson.dumps(account) if form == "json" else _page(account).encode()
        packed[key] = gzip.compress(body, mtime=0)
    return packed[key]


def _page(account: Account) -> str:
    labels = {code: regimen.label for code, regimen in library().catalogue.regimens.items()}
    return render_template("changes.html", account=account, labels=labels, reasons=REASONS)
