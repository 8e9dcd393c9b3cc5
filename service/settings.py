"""Every setting: its environment variable, default and bounds, in one table that is read once at the start."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from typing import Any, Final

from environs import Env, EnvValidationError
from marshmallow import ValidationError

BATCH_PATH: Final = "/v1/batch"
BATCH_BYTES: Final = 8_000_000
# Whole records of hospital systems, of which little is read.
FHIR_PATHS: Final = ("/v1/fhir/recommendations", "/v1/fhir/record")
FHIR_BYTES: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: a variable, its default, which values `fits` takes, and what it sets."""

    variable: str
    default: int | str
    may_be: str
    fits: Callable[[Any], bool]
    says: str

    def read(self, env: Env) -> Any:
        """The value of the environment, else the default; `env` keeps a wrong one until it is sealed."""
        kind: Any = env.int if isinstance(self.default, int) else env.str
        return kind(self.variable, self.default, validate=self._judge)

    def refusal(self, value: str) -> str:
        """What is wrong with a value."""
        return f"{self.variable} must be {self.may_be}, not {value!r}."

    def _judge(self, value: int | str) -> None:
        if not self.fits(value):
            raise ValidationError(self.may_be)


class SettingsRefused(SystemExit):
    """Settings with which the service must not start: the process ends with a message and no traceback."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__("\n".join(("The service does not start because of its settings.", *faults)))


def _row(variable: str, default: int | str, may_be: str, fits: Callable[[Any], bool], says: str) -> Any:
    return field(metadata={"row": Setting(variable, default, may_be, fits, says)})


def _number(variable: str, default: int, least: int, most: int, says: str) -> Any:
    may_be = f"a whole number from {least} to {most}"
    return _row(variable, default, may_be, lambda value: least <= value <= most, says)


def _choice(variable: str, default: str, allowed: tuple[str, ...], says: str) -> Any:
    return _row(variable, default, f"one of {', '.join(allowed)}", allowed.__contains__, says)


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one process."""

    host: str = _row("HOST", "127.0.0.1", "an IP address", _is_address, "the address to listen at")
    port: int = _number("PORT", 8000, 1, 65_535, "the port to listen at")
    workers: int = _number("WEB_CONCURRENCY", 2, 1, 64, "how many processes answer")
    default_guideline: str = _row(
        "LINEWISE_DEFAULT_GUIDELINE",
        "asco",
        "a guideline or an edition that is loaded",
        bool,  # what is loaded is known later: see check_default_guideline
        "what answers a request that names no guideline",
    )
    body_limit_bytes: int = _number(
        "LINEWISE_BODY_LIMIT_BYTES",
        1_000_000,
        10_000,
        20_000_000,
        "the largest body that is read; of `/v1/batch` and below `/v1/fhir` never less than 8 MB",
    )
    log_level: str = _choice(
        "LINEWISE_LOG_LEVEL", "info", ("debug", "info", "warning", "error", "critical"), "the least that is logged"
    )

    @property
    def batch_limit_bytes(self) -> int:
        """The largest body of many records that is read."""
        return max(BATCH_BYTES, self.body_limit_bytes)

    @property
    def fhir_limit_bytes(self) -> int:
        """The largest FHIR bundle that is read."""
        return max(FHIR_BYTES, self.body_limit_bytes)


TABLE: Final[dict[str, Setting]] = {each.name: each.metadata["row"] for each in fields(Settings)}


def read_settings() -> Settings:
    """Read the environment; SettingsRefused names every variable whose value is out of bounds."""
    env = Env(eager=False)
    values = {name: setting.read(env) for name, setting in TABLE.items()}
    try:
        env.seal()
    except EnvValidationError as wrong:
        named = [setting for setting in TABLE.values() if setting.variable in wrong.error_messages]
        raise SettingsRefused(setting.refusal(os.environ[setting.variable]) for setting in named) from None
    return Settings(**values)


def check_default_guideline(settings: Settings, editions: Iterable[str]) -> None:
    """Refuse a default by which no request could be answered, now that the editions are known."""
    references = sorted(editions)
    known = [*sorted({reference.partition("@")[0] for reference in references}), *references]
    if settings.default_guideline not in known:
        refusal = TABLE["default_guideline"].refusal(settings.default_guideline)
        raise SettingsRefused([f"{refusal} Known are {', '.join(known)}."])
