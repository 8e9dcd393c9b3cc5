"""What the board's questions cost: what-ifs and the road ahead against one recommendation, sensitivity in seconds.

All are asked of the application itself, without a server, for every example of a recommendation. Rounds are interleaved
and processor time is taken; printed are the median over the rounds and the example that is worst.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from flask.testing import FlaskClient

from service import create_app

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
ROUNDS = 5
SCENARIOS = 100
MOST_WHAT_IFS, MOST_TREE, MOST_SECONDS = 60.0, 100.0, 2.0
PATCHES: tuple[Mapping[str, Any], ...] = (
    {"interstitial_lung_disease": "past", "interstitial_lung_disease_grade": 2},
    {"lvef_percent": 45},
    {"platelets_10e9_per_l": 70},
    {"ecog": 3},
    {"hormone_receptor": "positive"},
)


def seconds(ask: Callable[[], object], times: int = 1) -> float:
    """Processor time of one call, the mean over so many."""
    start = process_time()
    for _ in range(times):
        ask()
    return (process_time() - start) / times


def asking(client: FlaskClient, path: str, document: Any) -> Callable[[], object]:
    """A request that must be answered."""
    body = json.dumps(document)

    def ask() -> None:
        response = client.post(path, data=body, content_type="application/json")
        if response.status_code != 200:
            raise SystemExit(f"{path} is answered with {response.status_code}")

    return ask


def main() -> None:
    """Print the three figures with their bounds."""
    os.environ["LINEWISE_LOG_LEVEL"] = "error"  # a line for each of some thousand requests would hide the figures
    app = create_app()
    client = app.test_client()
    worst = {"what-ifs": (0.0, ""), "tree": (0.0, ""), "sensitivity": (0.0, "")}
    for file in sorted(EXAMPLES.glob("*.json")):
        document = json.loads(file.read_text("utf-8"))
        scenarios = [{"name": str(number), "patient": PATCHES[number % len(PATCHES)]} for number in range(SCENARIOS)]
        once = asking(client, "/v1/recommendations", document)
        what_ifs = asking(client, "/v1/what-if", {"base": document, "scenarios": scenarios})
        tree = asking(client, "/v1/pathway", document)
        sensitivity = asking(client, "/v1/sensitivity", document)
        for ask in (once, what_ifs, tree, sensitivity):
            ask()  # the first time of all is the machine's, not the question's
        rounds = [(seconds(once, 20), seconds(what_ifs), seconds(tree), seconds(sensitivity)) for _ in range(ROUNDS)]
        figures = {
            "what-ifs": median(each[1] / each[0] for each in rounds),
            "tree": median(each[2] / each[0] for each in rounds),
            "sensitivity": median(each[3] for each in rounds),
        }
        worst = {name: max(worst[name], (figure, file.stem)) for name, figure in figures.items()}
        told = ", ".join(f"{name} {figure:.2f}" for name, figure in figures.items())
        print(f"{file.stem}: {told}")
    print("against one recommendation, or in seconds; the worst example of each:")
    for name, most in (("what-ifs", MOST_WHAT_IFS), ("tree", MOST_TREE), ("sensitivity", MOST_SECONDS)):
        figure, where = worst[name]
        print(f"{name}: {figure:.2f} ({where}); at most {most}")


if __name__ == "__main__":
    main()
