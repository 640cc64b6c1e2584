"""The scheduling engine: a problem in, a proven schedule out. See docs/scheduling.md.

Values in and values out: no web, no database, no clock of its own.
"""

from .contradictions import Contradiction, contradictions
from .events import Events, after
from .explain import CURES, REFUSALS, Cure, Why, explain
from .fairness import Fairness, Share, fairness
from .files import (
    FormatError,
    problem_from_bytes,
    problem_sha256,
    problem_to_bytes,
    problem_to_json,
    schedule_from_bytes,
    schedule_to_bytes,
    schedule_to_json,
)
from .problem import Problem
from .repair import repair
from .schedule import Goal, Meeting, Schedule
from .solve import solve
from .standins import StandIn, standins
from .unmet import UNMET_REASONS, Unmet, unmet
from .values import Candidate, Fault, Participant, Placing, ProblemError, Slot, Table
from .variations import Variation
from .watch import Progress
from .what_if import Answer, Margin, margins, what_if

__all__ = [
    "CURES",
    "REFUSALS",
    "UNMET_REASONS",
    "Answer",
    "Candidate",
    "Contradiction",
    "Cure",
    "Events",
    "Fairness",
    "Fault",
    "FormatError",
    "Goal",
    "Margin",
    "Meeting",
    "Participant",
    "Placing",
    "Problem",
    "ProblemError",
    "Progress",
    "Schedule",
    "Share",
    "Slot",
    "StandIn",
    "Table",
    "Unmet",
    "Variation",
    "Why",
    "after",
    "contradictions",
    "explain",
    "fairness",
    "margins",
    "problem_from_bytes",
    "problem_sha256",
    "problem_to_bytes",
    "problem_to_json",
    "repair",
    "schedule_from_bytes",
    "schedule_to_bytes",
    "schedule_to_json",
    "solve",
    "standins",
    "unmet",
    "what_if",
]
