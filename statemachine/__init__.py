"""The medicine of Linewise: guideline editions as finite state machines, and the pure functions that question them."""
