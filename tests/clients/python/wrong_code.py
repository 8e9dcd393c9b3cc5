"""A code that no list has: the type checker refuses it."""

from linewise.models import Patient

WRONG = Patient(her2_status="positiv")
