"""What a tumor board asks beyond the answer: what if, what do others say, how firm is it, and what comes next."""
