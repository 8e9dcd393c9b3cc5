"""What a tumor board asks beyond the answer: what if, compared with whom, how firm, and what comes next."""
