"""The vocabulary of the guidelines: each public method is one yes-or-no question that a row may ask.

The kinds build on each other: timing, intolerance, antibodies, failure, exposure, stopping, going on, given again, like
drugs, left to choose, HER2, another primary, pregnancy, brain, person, given despite, combinations, heart, lung,
grave values, toxicity, age of values, regimens received. The docstring of each question is the sentence that a tumor
board reads.
"""

from statemachine.guards.regimens_received import RegimensReceived as Vocabulary

__all__ = ["Vocabulary"]
