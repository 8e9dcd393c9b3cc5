"""The schemas of the description as the tests take them: an answer may gain keys, but none that is not described."""

from __future__ import annotations

from typing import Any


def closed(document: Any) -> dict[str, Any]:
    """Every schema, each object without other keys than those described."""
    return {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema
        for name, schema in document["components"]["schemas"].items()
    }
