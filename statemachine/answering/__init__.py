"""From a record to its answer: every branch, the decision, its options and what to ask first."""
