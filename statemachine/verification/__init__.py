"""The proof of an edition over its whole decision space: every answer to every question, at every place."""
