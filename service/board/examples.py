"""The example cases that the page offers: those of the interface's documentation, read once."""

from __future__ import annotations

import json
from typing import Any, Final

from service.documentation import EXAMPLES as FOLDER

# None where they are not shipped.
EXAMPLES: Final[dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
}


def title_of(name: str) -> str:
    """The name of an example as a title; drugs and receptors keep their capitals."""
    words = [word.upper() if word in ("thp", "her2") else word for word in name.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
