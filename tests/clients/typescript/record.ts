import type { components } from "./linewise.js";

type Schemas = components["schemas"];

export const record: Schemas["RecommendationRequest"] = {
  as_of: "2026-11-20",
  history_complete: true,
  patient: {
    her2_status: "positive",
    hormone_receptor: "negative",
    sex: "female",
    age_years: 58,
    menopausal_status: "post",
    ecog: 1,
    lvef_percent: 62,
    lvef_measured_on: "2026-10-30",
    heart_failure: "none",
    interstitial_lung_disease: "none",
    brain_metastases: "none",
    ast_times_uln: { value: 34, unit: "U/L", upper_limit: 40 },
  },
  history: [
    { event: "metastatic_diagnosis", on: "2025-09-20" },
    {
      treatment: { regimen: "thp" },
      setting: "metastatic",
      started: "2025-10-02",
      ended: "2026-10-28",
      stopped_for: "progression",
    },
  ],
};
