"""A record built from the types of the generated client."""

from __future__ import annotations

from datetime import date

from linewise.models import (
    BrainMetastases,
    Event,
    EventName,
    HeartFailure,
    Her2Status,
    HormoneReceptor,
    InterstitialLungDisease,
    MeasuredValue,
    MenopausalStatus,
    Patient,
    RecommendationRequest,
    RegimenCode,
    Setting,
    Sex,
    StopReason,
    TreatmentByRegimen,
    TreatmentEntry,
)

PATIENT = Patient(
    her2_status=Her2Status.POSITIVE,
    hormone_receptor=HormoneReceptor.NEGATIVE,
    sex=Sex.FEMALE,
    age_years=58,
    menopausal_status=MenopausalStatus.POST,
    ecog=1,
    lvef_percent=62,
    lvef_measured_on="2026-10-30",
    heart_failure=HeartFailure.NONE,
    interstitial_lung_disease=InterstitialLungDisease.NONE,
    brain_metastases=BrainMetastases.NONE,
    ast_times_uln=MeasuredValue(value=34, unit="U/L", upper_limit=40),
)
RECORD = RecommendationRequest(
    as_of=date(2026, 11, 20),
    history_complete=True,
    patient=PATIENT,
    history=[
        Event(event=EventName.METASTATIC_DIAGNOSIS, on="2025-09-20"),
        TreatmentEntry(
            treatment=TreatmentByRegimen(regimen=RegimenCode.THP),
            setting=Setting.METASTATIC,
            started="2025-10-02",
            ended="2026-10-28",
            stopped_for=StopReason.PROGRESSION,
        ),
    ],
)
