"""Attack the running service with all that its description allows and forbids: `python -m tests.contract`."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.served import served

SECONDS = sys.argv[1] if len(sys.argv) > 1 else "300"
# What only meaning refuses has its own check in hooks.py; what is packed is not unpacked by schemathesis.
OPTIONS = [
    *("--checks", "all", "--exclude-checks", "positive_data_acceptance", "--continue-on-failure"),
    *("--header", "Accept-Encoding: identity", "--generation-database", "none", "--suppress-health-check", "all"),
]

if __name__ == "__main__":
    with served() as running:
        address = f"http://127.0.0.1:{running.port}/openapi.json"
        command = [sys.executable, "-m", "schemathesis.cli", "run", address, "--max-time", SECONDS, *OPTIONS]
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.contract.hooks"}
        ended = subprocess.run(command, env=environment, check=False)  # noqa: S603  # ours
    sys.exit(ended.returncode)
