"""Write openapi/released.yaml, the interface as it was released: `python -m openapi.released`, at a release alone.

It holds what binds a client: no examples and no words. The test of breaking changes compares the description with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from openapi.__main__ import FILE

RELEASED: Final = Path(__file__).parent / "released.yaml"
HEAD = "# Written by `make release-description` at a release; between two releases it is not changed.\n"
WORDS: Final = frozenset({"description", "summary", "example", "examples"})


def binding(part: Any) -> Any:
    """A part of a description without its words; a key of an object may be called as they are."""
    if isinstance(part, list):
        return [binding(member) for member in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: binding(schema) for name, schema in value.items()} if key == "properties" else binding(value)
        for key, value in part.items()
        if key not in WORDS
    }


def written() -> str:
    """The text of the file for the description as it is now."""
    return HEAD + yaml.safe_dump(binding(yaml.safe_load(FILE.read_text("utf-8"))), sort_keys=False, width=120)


if __name__ == "__main__":
    RELEASED.write_text(written(), encoding="utf-8")
