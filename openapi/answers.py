"""Write openapi/examples/answers, what the service answers to each example: `python -m openapi.answers`.

The examples of an operation other than the recommendation stand in a folder named by its path: `what-if`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from service import create_app

EXAMPLES = Path(__file__).parent / "examples"
ANSWERS = EXAMPLES / "answers"


def examples() -> Iterator[tuple[str, Path]]:
    """The path of the operation, and the file, of every example request."""
    for folder in [EXAMPLES, *sorted(EXAMPLES.iterdir())]:
        if folder.is_dir() and folder != ANSWERS:
            path = "/v1/recommendations" if folder == EXAMPLES else f"/v1/{folder.name}"
            for file in sorted(folder.glob("*.json")):
                yield path, file


def written() -> dict[str, str]:
    """The text of every answer by the path of its file, the same for the same code, guidelines and examples."""
    client = create_app().test_client()
    texts = {}
    for path, request in examples():
        response = client.post(path, data=request.read_bytes(), content_type="application/json")
        answer = response.get_json()
        if response.status_code != 200:
            raise ValueError(f"{request.name} is answered with {response.status_code}: {answer}")
        texts[str(request.relative_to(EXAMPLES))] = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    return texts


def main() -> None:
    """Write every answer, and remove those whose example is gone."""
    texts = written()
    for file in ANSWERS.rglob("*.json"):
        if str(file.relative_to(ANSWERS)) not in texts:
            file.unlink()
    for name, text in texts.items():
        (ANSWERS / name).parent.mkdir(exist_ok=True)
        (ANSWERS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
