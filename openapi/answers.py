"""Write openapi/examples/answers, what the service answers to each example: `python -m openapi.answers`.

The examples of an operation other than the recommendation stand in a folder named by its path: `what-if`. Few answers
are committed whole; of the others what a reviewer reads, and a digest. `python -m openapi.answers build/answers` writes
every answer whole into that folder, to see what has changed where only a digest has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import yaml
from flask import Flask

from openapi.review import REVIEWS, Answer, digest
from service import create_app
from statemachine.answering import effort

effort.MOST_SECONDS = float("inf")  # work alone cuts an example, which is the same on every machine

Answered = tuple[str, Path, Answer]  # the path of the operation, the file of the example, and the whole answer

EXAMPLES = Path(__file__).parent / "examples"
ANSWERS = EXAMPLES / "answers"
WHOLE: Final = frozenset({"early-relapse-second-line", "on-treatment-continue", "provisional-lung-history-unknown"})
HEAD = """\
# Written by `python -m openapi.answers`: what a reviewer reads of the answer to the example of this name.
# The digest is that of the whole answer; of all that is in it only decision_id and sha256 do not count.
"""


def examples() -> Iterator[tuple[str, Path]]:
    """The path of the operation, and the file, of every example request."""
    for folder in [EXAMPLES, *sorted(EXAMPLES.iterdir())]:
        if folder.is_dir() and folder != ANSWERS:
            path = "/v1/recommendations" if folder == EXAMPLES else f"/v1/{folder.name}"
            for file in sorted(folder.glob("*.json")):
                yield path, file


def answered(app: Flask) -> Iterator[Answered]:
    """The path of the operation, the file and the whole answer of every example, the file below the folder."""
    client = app.test_client()
    for path, request in examples():
        response = client.post(path, data=request.read_bytes(), content_type="application/json")
        answer = response.get_json()
        if response.status_code != 200:
            raise ValueError(f"{request.name} is answered with {response.status_code}: {answer}")
        yield path, request.relative_to(EXAMPLES), answer


def committed(path: str, example: Path, answer: Answer) -> tuple[str, str]:
    """The path and the text of the file that is committed of an answer."""
    if example.stem in WHOLE or path not in REVIEWS:
        return str(example), whole(answer)
    review = {**REVIEWS[path](answer), "digest": digest(answer)}
    text = yaml.safe_dump(review, sort_keys=False, allow_unicode=True, width=120)
    return str(example.with_suffix(".yaml")), HEAD + text


def whole(answer: Answer) -> str:
    """The text of a whole answer."""
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def written(answers: Iterable[Answered]) -> dict[str, str]:
    """The text of every file by its path, the same for the same code, guidelines and examples."""
    return dict(committed(*each) for each in answers)


def present() -> dict[str, str]:
    """The text of every committed file by its path."""
    return {str(file.relative_to(ANSWERS)): file.read_text("utf-8") for file in ANSWERS.rglob("*") if file.is_file()}


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write files below a folder."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def main(folder: Path | None) -> None:
    """Write every whole answer into the folder; without one, the committed files, less those whose example is gone."""
    answers = answered(create_app())
    if folder is not None:
        write(folder, {str(example): whole(answer) for _, example, answer in answers})
        return
    texts = written(answers)
    for name in present().keys() - texts:
        (ANSWERS / name).unlink()
    write(ANSWERS, texts)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
