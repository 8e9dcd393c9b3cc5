"""The closed lists of the wire: every code that a record may use or an answer may contain."""

from __future__ import annotations

OUTCOMES = ("recommend", "continue", "provisional", "need_data", "refer", "outside_pathway", "exhausted")
DETAILS = ("brief", "reasons", "full")  # how much of an answer is told, each with all of the one before
VERDICTS = ("permitted", "undetermined", "excluded")

# What a rule or a sentence rests on; `service` is a rule of our own with nothing else behind it.
BASES = ("guideline", "label", "trial", "secondary", "service")

SETTINGS = ("neoadjuvant", "adjuvant", "extended_adjuvant", "metastatic")
STOP_REASONS = (
    "completion",
    "progression",
    "toxicity",
    "patient_choice",
    "access",
    "pregnancy",
    "other_illness",
    "planned_end",
)
# Where nobody charted the reason, one of those that lead to the same place stands for all of them in the branches.
REASONS_TOLD_APART = ("completion", "progression", "toxicity", "patient_choice", "access")
DROP_REASONS = tuple(reason for reason in STOP_REASONS if reason != "progression")
EVENTS = (
    "metastatic_diagnosis",
    "recurrence",
    "locoregional_recurrence",
    "progression",
    "cns_progression",
    "taxane_completed",
    "her2_retest",
    "toxicity",
    "disease_status",
    "local_treatment",
)
DISEASE_STATUSES = (
    "complete_response",
    "partial_response",
    "stable",
    "progression",
    "no_evidence_of_disease",
    "not_evaluable",
)
GROWN = ("progression", "cns_progression")  # events: the disease has progressed, anywhere or in the brain
IN_RESPONSE = ("complete_response", "partial_response", "no_evidence_of_disease")
CONTROLLED = (*IN_RESPONSE, "stable")
NOT_READABLE = "not_evaluable"  # an assessment that says nothing of the disease
LOCAL_TREATMENTS = ("surgery", "radiotherapy", "ablation", "intrathecal")
SHORT_FORMS = LOCAL_TREATMENTS[:3]  # names of events that stand for a local treatment of that kind
TUMOURS = ("this", "other_primary")
DOSE_LEVELS = (0, -1, -2)
TOXICITIES = (
    "interstitial_lung_disease",
    "lvef_fall",
    "hepatic",
    "neuropathy",
    "haematologic",
    "diarrhoea",
    "hypersensitivity",
    "portal_hypertension",
    "nodular_regenerative_hyperplasia",
    "other",
)
# Where nobody charted the kind of a toxicity that stopped a drug, the last one stands for every other one.
TOXICITIES_TOLD_APART = ("lvef_fall", "hypersensitivity", "other")
CODE_SYSTEMS = ("rxnorm", "atc", "hemonc", "ncit")
DRUG_CLASSES = (
    "anti_her2_antibody",
    "antibody_drug_conjugate",
    "her2_kinase_inhibitor",
    "taxane",
    "vinca_alkaloid",
    "fluoropyrimidine",
    "platinum",
    "antimetabolite",
    "microtubule_inhibitor",
    "anthracycline",
    "alkylating_agent",
    "other_cytotoxic",
    "aromatase_inhibitor",
    "endocrine_agent",
    "cdk4_6_inhibitor",
    "other_conjugate",
    "immunotherapy",
    "antiangiogenic",
    "parp_inhibitor",
    "pi3k_akt_mtor_inhibitor",
    "ovarian_suppression",
    "bone_agent",
    "supportive",
    "unknown_anticancer",
)
HER2_STATUSES = ("positive", "low", "ultralow", "zero", "negative", "equivocal", "unknown")
SITES = ("bone", "liver", "lung", "brain", "lymph_node", "skin", "pleura", "other")
EVENT_SITES = ("breast", *SITES, "leptomeninges")
DECLINABLE_KINDS = ("chemotherapy", "intravenous", "oral")

WARNINGS = (
    "boundary_6_months",
    "boundary_12_months",
    "zone_6_to_12_months",
    "clock_conflict",
    "low_precision",
    "progression_not_documented",
    "guideline_trigger_not_met",
    "label_gap",
    "evidence_gap",
    "prior_t_dm1",
    "prior_t_dxd",
    "her2_discordant",
    "her2_low_indications",
    "rebiopsy_at_first_recurrence",
    "off_protocol",
    "off_label_partner",
    "capecitabine_refractory",
    "ild_history",
    "lvef_caution",
    "lvef_old",
    "value_old",
    "brain_active",
    "not_ranked_by_source",
    "taxane_contraindicated",
    "sources_disagree",
    "newer_evidence",
    "superseded_edition",
    "line_asserted",
    "implausible_value",
    "treatment_gap",
    "read_as_one",
    "treatment_beyond_progression",
    "isolated_brain_relapse",
    "pregnancy_told_before",
    "earlier_toxicity",
    "not_judged",
    "pitfall",
)
# Warnings about the record, its line and its sources; every other one is about the safety of this patient.
OF_THE_RECORD = (
    "boundary_6_months",
    "boundary_12_months",
    "zone_6_to_12_months",
    "clock_conflict",
    "low_precision",
    "guideline_trigger_not_met",
    "label_gap",
    "rebiopsy_at_first_recurrence",
    "off_protocol",
    "off_label_partner",
    "not_ranked_by_source",
    "sources_disagree",
    "newer_evidence",
    "superseded_edition",
    "line_asserted",
    "treatment_gap",
    "read_as_one",
    "pitfall",
)
EARLIER_TOXICITY = "earlier_toxicity"  # a warning that steps on toxicities tell, as they tell actions
NOT_JUDGED = "not_judged"  # a grave value that no other rule of the regimen tells of
ACTIONS = (
    "hold",
    "drop_component",
    "adjust_dose",
    "measure_lvef",
    "confirm_value",
    "resume_same_dose",
    "resume_one_dose_level_lower",
    "resume",
    "stop_permanently",
    "cardio_oncology_review",
    "cardio_oncology_follow_up",
    "local_therapy_first",
    "multidisciplinary_review",
    "repeat_her2_testing",
    "brain_imaging",
    "dpyd_test",
    "liver_tests",
    "blood_count",
    "lung_check",
    "bone_modifying_agent",
    "clinical_trial",
)
