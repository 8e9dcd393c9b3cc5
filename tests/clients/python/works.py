"""A recommendation, a fault and a what-if, asked for with the generated client; prints what came as one JSON object."""

from __future__ import annotations

import json
import sys

from linewise import Client
from linewise.api.recommendations import recommend
from linewise.api.what_if import what_if
from linewise.models import (
    ChartedRecord,
    PatientPatch,
    Problem,
    Recommendation,
    RecommendationRequest,
    Scenario,
    ScenarioResult,
    Setting,
    TreatmentByDrugs,
    TreatmentEntry,
    WhatIf,
    WhatIfRequest,
)
from record import PATIENT, RECORD

client = Client(base_url=sys.argv[1])

recommended = recommend.sync(client=client, body=RECORD)
assert isinstance(recommended, Recommendation)

misspelt = TreatmentEntry(treatment=TreatmentByDrugs(agents=["trastuzumb"]), setting=Setting.METASTATIC)
refused = recommend.sync(
    client=client,
    body=RecommendationRequest(as_of=RECORD.as_of, history_complete=True, patient=PATIENT, history=[misspelt]),
)
assert isinstance(refused, Problem)

pregnant = Scenario(name="Pregnant", patient=PatientPatch(pregnant=True))
base = ChartedRecord.from_dict(RECORD.to_dict())
asked = what_if.sync(client=client, body=WhatIfRequest(base=base, scenarios=[pregnant]))
assert isinstance(asked, WhatIf)

print(
    json.dumps(
        {
            "preferred": recommended.preferred,
            "line": recommended.line.number,
            "pointers": [fault.pointer for fault in refused.faults or []],
            "outcomes": [
                scenario.result.outcome for scenario in asked.scenarios if isinstance(scenario.result, ScenarioResult)
            ],
        }
    )
)
