"""The application with the shipped guidelines: one for all tests of a process, because each costs seconds."""

from __future__ import annotations

from typing import Final

from flask import Flask

from service import create_app

APP: Final[Flask] = create_app()
