"""The description for machines (/openapi.json) and for people (/docs), without anything from another host."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Flask, Response, render_template

from service.answers import lasting

# Swagger UI draws with images in data: addresses; everything else comes from this service.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def serve_description(app: Flask, description: dict[str, Any]) -> None:
    """Serve a description, written once, and the page that shows it."""
    blueprint = Blueprint("docs", __name__, template_folder="templates")
    body = orjson.dumps(description)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return lasting(body, "application/json")

    @blueprint.get("/docs")
    def docs() -> Response:
        page = Response(render_template("docs.html"), content_type="text/html; charset=utf-8")
        page.headers["Content-Security-Policy"] = PAGE_POLICY
        return page

    app.register_blueprint(blueprint)
