"""From the guideline files to machines, checked word by word, and back to pages that people read."""
