"""Every error on the wire, as RFC 9457 has it."""

from __future__ import annotations

from marshmallow import fields

from service.fault_codes import FAULTS
from service.schemas.fields import Choice, Integer, Many, Text
from service.schemas.object_schema import ObjectSchema


class ProblemFault(ObjectSchema):
    """One fault of a request."""

    code = Choice("The kind of fault; GET /v1/problems/{code} describes it.", tuple(FAULTS), required=True)
    pointer = Text("JSON pointer (RFC 6901) into the body; empty for the body as a whole.", longest=None, required=True)
    says = Text("What is wrong there.", longest=None, required=True)
    parameter = Text("Name of the parameter of the address that is at fault; the pointer is empty then.", longest=None)
    known = Many(Text("A name or code.", longest=None), "What would have been known there, the nearest first.")


class Problem(ObjectSchema):
    """A request that could not be answered (RFC 9457)."""

    type = Text("What kind of problem it is: the path at which it is described.", longest=None, required=True)
    title = Text("The status in words.", longest=None, required=True)
    status = Integer("The HTTP status.", 400, 599, required=True)
    detail = Text("What happened, in one sentence.", longest=None, required=True)
    request_id = Text(
        "Finds this request in the service's log; also the header X-Request-ID.", longest=None, required=True
    )
    faults = Many(fields.Nested(ProblemFault), "Every fault of the request at once, the first hundred.", required=True)


class Described(ObjectSchema):
    """A kind of problem or of fault."""

    code = Text("Its code.", longest=None, required=True)
    kind = Choice(
        "problem: of a request; fault: one of those that a problem tells.", ("problem", "fault"), required=True
    )
    status = Integer("The HTTP status that it comes with.", 400, 599, required=True)
    title = Text("The status in words.", longest=None, required=True)
    says = Text("What it means, and what to do.", longest=None, required=True)


class DescribedList(ObjectSchema):
    """Every kind of problem and of fault."""

    problems = Many(fields.Nested(Described), "The kinds.", required=True)
