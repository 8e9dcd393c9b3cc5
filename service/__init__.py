"""HTTP in, one question to the state machine, HTTP out."""

from __future__ import annotations

import gc
from typing import Any

from flask import Flask

from service.api import (
    about,
    agents,
    batch,
    changes,
    comparisons,
    evidence,
    fhir,
    guidelines,
    operations,
    problem_pages,
    recommendations,
    regimens,
    robustness,
    scope,
    what_if,
)
from service.api.docs import serve_description
from service.board import page
from service.board.words import translate
from service.costly import count_effort
from service.documentation import DocumentedApi, describe
from service.headers import protect
from service.knowledge import keep
from service.metrics import count_requests
from service.query import refuse_unknown_parameters
from service.request_log import configure_logging, log_requests
from service.settings import check_default_guideline, read_settings
from statemachine import Library, load

_DESCRIPTION = "linewise-description"
BLUEPRINTS = (
    recommendations,
    batch,
    fhir,
    what_if,
    comparisons,
    robustness,
    guidelines,
    changes,
    regimens,
    agents,
    evidence,
    scope,
    about,
    problem_pages,
    operations,
)


def create_app() -> Flask:
    """The WSGI application; loads and so checks every guideline: a mistake in the data stops the start."""
    settings = read_settings()
    configure_logging(settings.log_level)
    library = _loaded()
    check_default_guideline(settings, library.guidelines)
    app = Flask(__name__)
    # An address with two slashes is unknown: a redirect would lead to whatever host the request names.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.body_limit_bytes
    keep(app, library, settings)
    log_requests(app)
    count_effort(app)
    count_requests(app)
    protect(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    translate(app)
    app.register_blueprint(page.blueprint)
    api = DocumentedApi(app)
    for module in BLUEPRINTS:
        api.register_blueprint(module.blueprint)
    app.extensions[_DESCRIPTION] = describe(api, library.regimens)
    refuse_unknown_parameters(app, app.extensions[_DESCRIPTION])
    serve_description(app, app.extensions[_DESCRIPTION])
    return app


def _loaded() -> Library:
    """Every guideline; garbage is looked for once, at the end, because nearly all that is made stays."""
    gc.disable()
    try:
        library = load()
        for guideline in library.guidelines.values():
            guideline.relevant_values  # noqa: B018  # found once, and not while somebody waits
        gc.collect()  # before the fork: a worker that looks through all this no longer shares its memory
        return library
    finally:
        gc.enable()


def description(app: Flask) -> dict[str, Any]:
    """The OpenAPI description of an application."""
    described: dict[str, Any] = app.extensions[_DESCRIPTION]
    return described
