"""A setting out of bounds stops the start, and the message names its variable; the README shows every setting."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service import create_app
from service.settings import TABLE, SettingsRefused, read_settings

ROOT = Path(__file__).parent.parent
WRONG = [
    ("HOST", "hospital", "an IP address"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("PORT", "", "a whole number from 1 to 65535"),
    ("WEB_CONCURRENCY", "0", "a whole number from 1 to 64"),
    ("WEB_CONCURRENCY", "2.5", "a whole number from 1 to 64"),
    ("LINEWISE_BODY_LIMIT_BYTES", "-1", "a whole number from 10000 to 20000000"),
    ("LINEWISE_LOG_LEVEL", "loud", "one of debug, info, warning, error, critical"),
    ("LINEWISE_DEFAULT_GUIDELINE", "", "a guideline or an edition that is loaded"),
]


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set by whoever runs the tests."""
    for setting in TABLE.values():
        monkeypatch.delenv(setting.variable, raising=False)


def started(**environment: str) -> tuple[int, str]:
    """How the service ends, and what it says, when it is started with wrong settings."""
    ended = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
        cwd=ROOT,
        env={**os.environ, "PORT": "8599", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr


def test_what_is_not_set_has_the_default_of_the_table() -> None:
    settings = read_settings()
    assert {name: setting.default for name, setting in TABLE.items()} == {
        name: getattr(settings, name) for name in TABLE
    }


def test_every_default_and_a_value_of_the_environment_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in TABLE.values():
        monkeypatch.setenv(setting.variable, str(setting.default))
    monkeypatch.setenv("WEB_CONCURRENCY", "64")
    monkeypatch.setenv("HOST", "::1")
    assert (read_settings().workers, read_settings().host, read_settings().port) == (64, "::1", 8000)


@pytest.mark.parametrize(("variable", "value", "may_be"), WRONG)
def test_a_value_out_of_bounds_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, may_be: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsRefused, match=re.escape(f"{variable} must be {may_be}, not {value!r}.")):
        read_settings()


def test_all_wrong_values_are_told_at_once_before_anything_listens() -> None:
    code, said = started(WEB_CONCURRENCY="0", LINEWISE_LOG_LEVEL="loud")
    assert code == 1
    assert said.splitlines() == [
        "The service does not start because of its settings.",
        "WEB_CONCURRENCY must be a whole number from 1 to 64, not '0'.",
        "LINEWISE_LOG_LEVEL must be one of debug, info, warning, error, critical, not 'loud'.",
    ]


def test_an_unknown_default_guideline_stops_the_start_and_the_known_ones_are_named() -> None:
    code, said = started(LINEWISE_DEFAULT_GUIDELINE="nosuch")
    assert code == 1
    assert "LINEWISE_DEFAULT_GUIDELINE must be a guideline or an edition that is loaded, not 'nosuch'." in said
    assert "Known are asco, contemporary, overview, asco@2018-06-25," in said
    assert "Traceback" not in said


def test_an_edition_can_be_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEWISE_DEFAULT_GUIDELINE", "asco@2018-06-25")
    assert create_app().test_client().get("/v1/guidelines").get_json()["default"] == "asco@2018-06-25"


def test_the_readme_shows_the_table() -> None:
    rows = [f"| `{row.variable}` | `{row.default}` | {row.may_be} | {row.says} |" for row in TABLE.values()]
    chapter = (ROOT / "README.md").read_text("utf-8").partition("## Settings\n")[2].partition("\n## ")[0]
    assert rows == [line for line in chapter.splitlines() if line.startswith("| `")]
