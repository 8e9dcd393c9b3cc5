"""What is charted of a patient, and the order in which it is read."""
