"""What a recommendation costs in process, by part: microseconds, over the examples, the least of several tries each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from service import create_app, detail
from service.json_body import decode
from service.knowledge import library
from service.schemas.request_schema import faults_in
from statemachine import read, recommend
from statemachine.answering.explore_branches import resolve
from statemachine.record.codes import DETAILS

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
TRIES = 40


def main() -> None:
    """Print the cost of each part, and of the whole request without a network, in each detail."""
    app = create_app()
    bodies = [file.read_bytes() for file in sorted(EXAMPLES.glob("*.json"))]
    documents = [decode(body) for body in bodies]
    with app.test_request_context():
        known = library()
        editions = [known.pick(each.get("guideline", "asco"), date.fromisoformat(each["as_of"])) for each in documents]
        asked = list(zip(editions, documents, strict=True))
        answers = [recommend(edition, read(document, known.catalogue)) for edition, document in asked]
        tell("JSON in", decode, bodies)
        tell("shape", faults_in, documents)
        tell("record", lambda document: read(document, known.catalogue), documents)
        tell("record and decision", lambda one: resolve(one[0], read(one[1], known.catalogue)), asked)
        tell("record and whole answer", lambda one: recommend(one[0], read(one[1], known.catalogue)), asked)
        tell(
            "record and brief answer",
            lambda one: recommend(one[0], read(one[1], known.catalogue), in_brief=True),
            asked,
        )
        for each in DETAILS:
            tell(f"JSON out, {each}", lambda answer: written(answer, each), answers)  # noqa: B023
    client = app.test_client()
    for each in DETAILS:
        address = f"/v1/recommendations?detail={each}"
        tell(
            f"the whole request, {each}",
            lambda body: client.post(address, data=body, content_type="application/json"),  # noqa: B023
            bodies,
        )
    tell("an empty request", lambda _: client.get("/livez"), bodies)


def written(answer: Any, asked: str) -> bytes:
    """An answer in one detail as it is sent."""
    return orjson.dumps(detail.recommendation(answer, asked), default=dict)


def tell(part: str, does: Callable[[Any], object], cases: Sequence[Any]) -> None:
    """Print what one part costs on the mean of the cases."""
    print(f"{part:<28} {sum(least(does, case) for case in cases) / len(cases) * 1e6:>7,.0f} microseconds")


def least(does: Callable[[Any], object], case: Any) -> float:
    """The least time of several tries: what else the machine does only adds to it."""
    tries = []
    for _ in range(TRIES):
        start = perf_counter()
        does(case)
        tries.append(perf_counter() - start)
    return min(tries)


if __name__ == "__main__":
    main()
