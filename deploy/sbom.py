"""Writes the bill of materials (CycloneDX): the locked packages, and Swagger UI, which is kept in the source."""

import json
import subprocess
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "service" / "static" / "swagger-ui" / "origin.json"


def bill() -> str:
    """The bill of materials as JSON; ValueError if it is not valid CycloneDX."""
    command = ["-m", "cyclonedx_py", "requirements", "requirements.lock", "--pyproject", "pyproject.toml"]
    options = ["--mc-type", "application", "--spec-version", "1.6", "--output-reproducible", "--no-validate"]
    made = subprocess.run(  # noqa: S603  # every word of it stands here
        [sys.executable, "-W", "ignore", *command, *options], cwd=ROOT, capture_output=True, check=True
    )
    document = json.loads(made.stdout)
    kept = json.loads(KEPT.read_text("utf-8"))
    document["components"].append(kept)
    names = [component["bom-ref"] for component in document["components"]]
    root = document["metadata"]["component"]["bom-ref"]
    document["dependencies"] = [{"ref": root, "dependsOn": names}, *({"ref": name} for name in names)]
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"not CycloneDX: {fault}")
    return text


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(bill(), encoding="utf-8")
