"""The vocabulary of the guidelines: each public method is one yes-or-no question that a row may ask.

The kinds build on each other: timing, exposure, person, safety, toxicity, label. The docstring of each question is the
sentence that a tumor board reads.
"""

from statemachine.guards.label import Label as Vocabulary

__all__ = ["Vocabulary"]
