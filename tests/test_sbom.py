"""The bill of materials names every locked package and every file of others that is kept here, with hashes."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from deploy.sbom import KEPT, bill

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    """The components of the bill of materials by their addresses as packages."""
    return {component["purl"]: component for component in json.loads(bill())["components"]}


def test_it_names_every_locked_package_with_all_its_hashes(components: dict[str, Any]) -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = re.findall(r"^([a-z0-9._-]+)==(\S+)", lock, re.MULTILINE)
    assert {f"pkg:pypi/{name}@{version}" for name, version in locked} < components.keys()
    hashes = [
        each["hashes"]
        for component in components.values()
        for each in component.get("externalReferences", ())
        if each["type"] == "distribution"
    ]
    assert {one["content"] for some in hashes for one in some} == set(re.findall(r"sha256:([0-9a-f]{64})", lock))


def test_swagger_ui_is_kept_as_its_origin_says(components: dict[str, Any]) -> None:
    origin = components["pkg:npm/swagger-ui-dist@5.35.0"]
    assert origin == json.loads(KEPT.read_text("utf-8"))
    kept = {file.name: sha256(file.read_bytes()).hexdigest() for file in KEPT.parent.iterdir() if file != KEPT}
    assert kept == {file["name"]: file["hashes"][0]["content"] for file in origin["components"]}
