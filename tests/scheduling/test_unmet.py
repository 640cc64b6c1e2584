"""Every unmet candidate has one reason, and it is true of the schedule."""

import pytest
from hypothesis import given

from app.scheduling import UNMET_REASONS, Candidate, Meeting, Participant, Schedule, Table, solve, unmet
from tests.scheduling.builders import make_problem
from tests.scheduling.strategies import examples, tiny_problems


def people(**changes):
    """Four participants, of whom some are changed: `people(p1={"max_meetings": 0})`."""
    return tuple(Participant(f"p{n}", **changes.get(f"p{n}", {})) for n in range(1, 5))


STANDING = (Meeting("p1", "p3", "s1", "t1"), Meeting("p2", "p4", "s2", "t1"))
CASES = {
    "two_hosts": {"participants": people(p1={"table": "t1"}, p2={"table": "t2"})},
    "no_slot_in_common": {"participants": people(p1={"absent_slots": ("s1",)}, p2={"absent_slots": ("s2",)})},
    "no_table_in_common_slots": {"tables": (Table("t1", closed_slots=("s1", "s2")),)},
    "no_interpreter": {"tables": (Table("t1", interpreter="fr"), Table("t2")), "interpreter": "de"},
    "limit_reached": {"participants": people(p1={"max_meetings": 0})},
    "taken_by_worth_more": {
        "candidates": [Candidate("p1", "p2", 1), Candidate("p1", "p3", 2), Candidate("p2", "p4", 2)],
        "standing": STANDING,
    },
    "no_free_slot_left": {
        "participants": people(p1={"absent_slots": ("s2",)}),
        "standing": STANDING[:1],
    },
    "slots_taken_by_others": {"standing": STANDING},
    "tables_taken": {
        "participants": people(p1={"absent_slots": ("s2",)}),
        "tables": 1,
        "standing": (Meeting("p3", "p4", "s1", "t1"),),
    },
    "interpreters_taken": {
        "slots": 1,
        "tables": (Table("t1", interpreter="de"), Table("t2")),
        "interpreter": "de",
        "standing": (Meeting("p3", "p4", "s1", "t1"),),
    },
    "order_or_row": {"max_in_a_row": 1, "standing": (Meeting("p1", "p3", "s1", "t1"),)},
    "waiting_apart": {
        "slots": 3,
        "participants": people(p2={"absent_slots": ("s1", "s2")}),
        "standing": STANDING[:1],
        "max_waiting_difference": 0,
    },
    "open": {},
}


@pytest.mark.parametrize(("reason", "parts"), CASES.items(), ids=CASES)
def test_the_reason_is_what_stood_in_the_way(reason, parts):
    parts = dict(parts)
    standing, interpreter = parts.pop("standing", ()), parts.pop("interpreter", "")
    pairs = [("p1", "p2"), *((item.a, item.b) for item in standing)]
    wanted = [Candidate(a, b, 1, interpreter=interpreter) for a, b in pairs]
    problem = make_problem(**({"slots": 2, "tables": 2, "candidates": wanted} | parts))
    [found] = unmet(problem, Schedule("feasible", standing))
    assert (found.candidate.pair, found.reason) == (("p1", "p2"), reason)


def test_every_reason_has_a_case():
    assert set(CASES) == set(UNMET_REASONS)


@examples(40)
@given(tiny_problems())
def test_every_candidate_is_either_scheduled_or_unmet(problem):
    schedule = solve(problem, time_limit=0)
    left_out = {found.candidate.pair for found in unmet(problem, schedule)}
    scheduled = {meeting.pair for meeting in schedule.meetings}
    assert left_out | scheduled == {candidate.pair for candidate in problem.candidates}
    assert not left_out & scheduled
