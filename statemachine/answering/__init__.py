"""From a record that was read to the answer: every branch, the decision, its options and what to ask first."""
