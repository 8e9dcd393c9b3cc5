"""What may be configured, each by one environment variable, read once at the start."""

from __future__ import annotations

from dataclasses import dataclass

from environs import Env


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one process."""

    default_guideline: str
    body_limit_bytes: int
    log_level: str


def read_settings() -> Settings:
    """Read the environment; a value of the wrong kind stops the start."""
    env = Env()
    with env.prefixed("LINEWISE_"):
        return Settings(
            default_guideline=env.str("DEFAULT_GUIDELINE", "asco"),
            body_limit_bytes=env.int("BODY_LIMIT_BYTES", 1_000_000),
            log_level=env.str("LOG_LEVEL", "info"),
        )
