"""The OpenAPI 3.1 description, generated from the same schemas that judge requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_smorest import Api

from service.fault_codes import PROBLEMS
from service.problems import MEDIA_TYPE, handle_errors
from service.schemas import fields
from service.schemas.object_schema import ObjectSchema
from service.schemas.problem_schema import Problem
from service.schemas.scenario_schema import MergePatch
from service.settings import BATCH_PATH
from service.typed_description import make_typed

API_VERSION = "0.1.0"
DESCRIPTION = """\
Decision support for lines of therapy in advanced HER2-positive breast cancer. A patient's record goes in; the
decision that a published guideline edition reaches on it comes out, with reasons, alternatives and sources.

It supports, and does not replace, the judgement of clinicians. Nothing about a patient is stored or logged.
Every error is an `application/problem+json` document (RFC 9457): its `type` is the address at which it is described,
and each fault has a code of a closed list, a JSON pointer and a sentence. All faults are told at once. A request that
has the right shape but contradicts itself (a treatment that ends before it starts) or names an unknown drug is refused
with 422 as well.

Every example request has its answer in `openapi/examples/answers` of the source code, under the name of the operation
and the example: some whole, of the others what a reviewer reads. Only the short ones are shown here.
"""
EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
DESCRIBED = (400, 404, 405, 406, 412, 413, 415, 422, 500, 503)  # statuses that an operation may answer with a problem
LONGEST = 20_000  # bytes of an answer that is shown in the description

NO_OTHER_FORM: Mapping[str, dict[str, Any]] = {}
REQUEST_ID = {
    "description": "The id of the request in the log: the one that was sent, if it is an id, or a new one.",
    "schema": {"type": "string"},
}
ENTITY_TAG = {"description": "Of this content, for If-None-Match.", "schema": {"type": "string"}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what the client has; unchanged content is answered with 304.",
    "schema": {"type": "string"},
}

FIELD_TYPES = {
    fields.Integer: "integer",
    fields.Number: "number",
    fields.Boolean: "boolean",
    fields.Choice: "string",
    fields.Text: "string",
    MergePatch: "object",
    fields.Day: "string",
    fields.PartialDay: "string",
}


class DocumentedApi(Api):
    """flask-smorest with problem documents for every error, and own names for them.

    The `_register` hooks are private, hence the pin of flask-smorest.
    """

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        app.config.update(API_TITLE="Linewise", API_VERSION=API_VERSION, OPENAPI_VERSION="3.1.0")
        info = {"description": DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
        super().__init__()
        for field, kind in FIELD_TYPES.items():
            self.register_field(field, kind, None)
        self.init_app(app, spec_kwargs={"info": info, "servers": [{"url": "/"}]})
        self.ma_plugin.converter.add_attribute_function(_either)

    def _register_error_handlers(self) -> None:
        handle_errors(self._app)

    def _register_pagination_header(self) -> None:
        """Nothing here is paginated."""

    def _register_responses(self) -> None:
        for status in DESCRIBED:
            response: dict[str, Any] = {
                "description": PROBLEMS[status].says,
                "content": {MEDIA_TYPE: {"schema": Problem}},
                "headers": {"X-Request-ID": REQUEST_ID},
            }
            if status == 503:
                response["headers"]["Retry-After"] = {"description": "Seconds.", "schema": {"type": "integer"}}
            self.spec.components.response(problem_name(status), response, lazy=True)


def problem_name(status: int) -> str:
    """The name of a status's problem among the components: 422 is UnprocessableContent."""
    return PROBLEMS[status].title.replace(" ", "")


def operation(
    operation_id: str,
    *,
    returns: type[ObjectSchema] | dict[str, str],
    says: str,
    problems: tuple[int, ...] = (),
    media: str = "application/json",
    takes: type[ObjectSchema] | dict[str, str] | None = None,
    lasting: bool = False,
    or_else: Mapping[str, dict[str, Any]] = NO_OTHER_FORM,
) -> dict[str, Any]:
    """What the description tells about one operation: its answers, its problems (500 always) and its body.

    `or_else` are the schemas of other forms in which the answer can be had, by media type.
    """
    content = {media: {"schema": returns}, **{other: {"schema": schema} for other, schema in or_else.items()}}
    responses: dict[int, Any] = {200: {"description": says, "content": content}}
    if or_else:
        problems = (*problems, 406)
    if lasting:
        responses[304] = {"description": "Unchanged since the ETag that If-None-Match names."}
        problems = (*problems, 412)
    for status in sorted({400, *problems, 500}):
        responses[status] = problem_name(status)
    described: dict[str, Any] = {"operationId": operation_id, "responses": responses}
    if takes is not None:
        described["requestBody"] = {"required": True, "content": {media: {"schema": takes}}}
    return described


def path_parameter(name: str, description: str, pattern: str) -> dict[str, Any]:
    """A parameter in a path."""
    schema = {"type": "string", "pattern": f"^{pattern}$", "maxLength": 100}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def describe(api: DocumentedApi, regimens: Iterable[str], examples: Path = EXAMPLES) -> dict[str, Any]:
    """The whole description: the schemas, the regimens this library knows, and the committed examples."""
    document: dict[str, Any] = {"openapi": "", **api.spec.to_dict(), "security": []}  # a gateway's task
    schemas = document["components"]["schemas"]
    for schema in _below(ObjectSchema):
        if schema.__name__ in schemas:
            schemas[schema.__name__]["description"] = schema.__doc__
    codes = tuple(sorted(regimens))
    schemas["NamedTreatment"]["properties"]["regimen"]["enum"] = [*codes]
    make_typed(document, codes)
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method != "parameters":
                _tell_headers(described)
        if "post" in methods and path != BATCH_PATH:  # whose lines are those of recommendations
            folder = examples_of(path)
            requests, answers = examples / folder, examples / "answers" / folder
            _show(methods["post"]["requestBody"], sorted(requests.glob("*.json")))
            # One answer is enough to read, and a long one is read in its file.
            smallest = sorted(answers.glob("*.json"), key=lambda file: (file.stat().st_size, file.name))[:1]
            _show(methods["post"]["responses"]["200"], [file for file in smallest if file.stat().st_size <= LONGEST])
    return document


def _tell_headers(operation: dict[str, Any]) -> None:
    """Add the headers of its answers; the entity tag where If-None-Match is heeded."""
    responses = operation["responses"]
    for status, response in responses.items():
        if "$ref" not in response:
            tag = {"ETag": ENTITY_TAG} if "304" in responses and status in ("200", "304") else {}
            response["headers"] = {**response.get("headers", {}), "X-Request-ID": REQUEST_ID, **tag}
    if "304" in responses:
        operation["parameters"] = [*operation.get("parameters", ()), IF_NONE_MATCH]


def examples_of(path: str) -> str:
    """The folder of an operation's examples, below openapi/examples: recommendations are its own."""
    return path.removeprefix("/v1/").removeprefix("recommendations")


def _below(schema: type[ObjectSchema]) -> Iterator[type[ObjectSchema]]:
    for subclass in schema.__subclasses__():
        yield subclass
        yield from _below(subclass)


def _show(described: dict[str, Any], files: list[Path]) -> None:
    """Add files as named examples; there are none where the folder is not shipped."""
    shown = {file.stem: {"value": json.loads(file.read_text("utf-8"))} for file in files}
    if shown:
        described["content"]["application/json"]["examples"] = shown


def _either(converter: Any, field: Any, **_: Any) -> dict[str, Any]:
    """A field that takes one of several objects."""
    schemas = [converter.resolve_nested_schema(schema) for schema in getattr(field, "schemas", ())]
    if (longest := getattr(field, "or_text", None)) is not None:
        schemas.insert(0, {"type": "string", "minLength": 1, "maxLength": longest})
    if (bounds := getattr(field, "or_number", None)) is not None:
        schemas.insert(0, {"type": "number", "minimum": bounds["minimum"], "maximum": bounds["maximum"]})
    if len(schemas) == 1:
        return dict(schemas[0])
    return {"oneOf": schemas} if schemas else {}
