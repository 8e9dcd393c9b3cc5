"""A number for a patient: the type checker refuses it."""

from datetime import date

from linewise.models import RecommendationRequest

WRONG = RecommendationRequest(as_of=date(2026, 11, 20), history_complete=True, patient=42, history=[])
