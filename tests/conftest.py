"""Over the whole suite: one application for all, nothing of a patient in the log, no answer cut by a busy machine."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from statemachine.answering import effort

os.environ.setdefault("LINEWISE_LOG_LEVEL", "debug")
# Work alone cuts an answer here, which is the same on every machine; tests about time name their own seconds.
effort.MOST_SECONDS = float("inf")


@pytest.fixture(scope="session")
def app() -> Flask:
    """The application with the shipped guidelines."""
    from tests.application import APP  # loads every guideline, which a test without the service need not

    return APP


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    """A client of it."""
    return app.test_client()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test whose log lines hold something of a patient."""
    report = yield
    lines = [line for line in report.capstderr.splitlines() if line.startswith("{")]
    if report.passed and lines:
        from tests.patient_data import patient_data  # loads every guideline, which a test without a log need not

        if found := patient_data("\n".join(lines)):
            report.outcome = "failed"
            report.longrepr = f"the log holds what may be of a patient: {sorted(set(found))}"
    return report
