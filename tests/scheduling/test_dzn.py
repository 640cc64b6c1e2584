"""Published instances, on a made-up file in their format; the real ones are read where they are at hand."""

import csv

import pytest

from app.scheduling import (
    Candidate,
    Placing,
    ProblemError,
    problem_sha256,
    problem_to_bytes,
    schedule_to_bytes,
    solve,
)
from app.scheduling.dzn import read_dzn
from app.scheduling.verify import verify
from tests.scheduling.published import PUBLISHED, needs_published

TEXT = """
nBusiness = 4; % people
nMeetings = 4;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2,3,
|1, 3,1,
|2, 4,2,
|3, 4,3, |];
meetingsxBusiness = [{1,2},{1,3},{2,4},{3,4}];
forbidden = [{0}, {0,1}, {}, {3..3}];
fixed = [0,2,0,0];
precedences = [{2}, {}, {}, {}];
"""


def test_a_file_becomes_a_problem():
    problem = read_dzn(TEXT).problem
    assert [slot.block for slot in problem.slots] == ["morning", "morning", "afternoon", "afternoon"]
    assert [person.absent_slots for person in problem.participants] == [(), ("s1",), (), ("s3",)]
    assert len(problem.tables) == 2
    assert problem.candidates == (
        Candidate("p1", "p2", 1, required=True, after=(("p1", "p3"),)),
        Candidate("p1", "p3", 1, required=True, slots=("s1", "s2")),
        Candidate("p2", "p4", 1, required=True, slots=("s3", "s4")),
        Candidate("p3", "p4", 1, required=True),
    )
    assert problem.pinned == (Placing("p1", "p3", "s2"),)
    assert (problem.goals, problem.waiting, problem.max_waiting_difference) == (
        ("waiting",),
        "idle_blocks",
        2,
    )


def test_the_problem_is_solved_to_the_fewest_breaks():
    problem = read_dzn(TEXT).problem
    schedule = solve(problem, time_limit=20)
    content = problem_to_bytes(problem)
    assert verify(content, schedule_to_bytes(schedule, problem_sha256(content))) == []
    # p2 meets p4 in s4, p1 meets p3 in s2, so p4 is left with s1 for p3, and waits once.
    assert (schedule.status, schedule.goal("waiting").value) == ("optimal", 1)


def test_a_pair_that_stands_twice_meets_once():
    text = TEXT.replace("|3, 4,3,", "|3, 1,3,")
    published = read_dzn(text)
    assert published.repeated == (("p1", "p3"),)
    assert len(published.problem.candidates) == 3


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("nBusiness = 4;", "", "nBusiness"),
        ("nTables = 2;", "nTables = two;", "nTables"),
        ("nTotalSlots = 4;", "nTotalSlots = 99999;", "nTotalSlots"),
        ("fixed = [0,2,0,0];", "fixed = [0,2];", "fixed"),
        ("{3..3}", "{3..3},{0}", "forbidden"),
        ("|1, 2,3,", "|1, 2,", "requested"),
        ("|1, 2,3,", "|1, 9,3,", "candidates[0].b"),
        ("{3..3}", "{9}", "participants[3].absent_slots[0]"),
        ("precedences = [{2}, {}", "precedences = [{2}, {1}", "candidates[0].after"),
        ("precedences = [{2}", "precedences = [{9}", "precedences"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, place):
    with pytest.raises(ProblemError) as refused:
        read_dzn(TEXT.replace(old, new))
    assert place in [fault.place for fault in refused.value.faults]


@needs_published
def test_the_published_instances_are_read():
    with (PUBLISHED / "best-known.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        published = read_dzn((PUBLISHED / f"{row['instance']}.{row['variant']}.dzn").read_text())
        assert len(published.problem.participants) == int(row["participants"])
        assert len(published.problem.candidates) + len(published.repeated) == int(row["meetings"])
        assert len(published.problem.slots) == int(row["slots"])
