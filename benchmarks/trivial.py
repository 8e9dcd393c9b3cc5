"""The yardstick of benchmarks/http.py: the least that a Flask endpoint of the same size can do."""

import json
import os
from pathlib import Path

from flask import Flask, Response, jsonify, request


def create_app() -> Flask:
    """Answer POST /<n> with the nth of the answers in the JSON file that CANNED_ANSWERS names."""
    answers = json.loads(Path(os.environ["CANNED_ANSWERS"]).read_bytes())
    app = Flask(__name__)

    @app.post("/<int:number>")
    def canned(number: int) -> Response:
        request.get_json()
        return jsonify(answers[number])

    return app
