"""What was loaded at the start, as the blueprints ask for it."""

from __future__ import annotations

import orjson
from flask import Flask, current_app

from service.about import about as tell
from service.settings import Settings
from statemachine import Library

_KEY = "linewise"


def keep(app: Flask, library: Library, settings: Settings) -> None:
    """Give an application its library and settings, and what it says about itself, written once."""
    app.extensions[_KEY] = (library, settings, orjson.dumps(tell(library)))


def library() -> Library:
    """Every guideline, regimen and source, checked at the start and shared by all threads."""
    known: Library = current_app.extensions[_KEY][0]
    return known


def settings() -> Settings:
    """The configuration of this process."""
    configured: Settings = current_app.extensions[_KEY][1]
    return configured


def about() -> bytes:
    """What this service is for, as JSON."""
    written: bytes = current_app.extensions[_KEY][2]
    return written
