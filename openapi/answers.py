"""Write openapi/examples/answers, what the service answers to each example: `python -m openapi.answers`."""

from __future__ import annotations

import json
from pathlib import Path

from service import create_app

EXAMPLES = Path(__file__).parent / "examples"
ANSWERS = EXAMPLES / "answers"


def written() -> dict[str, str]:
    """The text of every answer by the name of its file, the same for the same code, guidelines and examples."""
    client = create_app().test_client()
    texts = {}
    for request in sorted(EXAMPLES.glob("*.json")):
        response = client.post("/v1/recommendations", data=request.read_bytes(), content_type="application/json")
        answer = response.get_json()
        if response.status_code != 200:
            raise ValueError(f"{request.name} is answered with {response.status_code}: {answer}")
        texts[request.name] = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    return texts


def main() -> None:
    """Write every answer, and remove those whose example is gone."""
    texts = written()
    ANSWERS.mkdir(exist_ok=True)
    for file in ANSWERS.glob("*.json"):
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        (ANSWERS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
