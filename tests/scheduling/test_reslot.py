"""Spare slots out of the way before anybody is placed, and other slots for many meetings at once."""

import time
from random import Random

import pytest
from hypothesis import given

from app.scheduling import Candidate, Participant, solve
from app.scheduling.board import Board
from app.scheduling.choose import Choice
from app.scheduling.exact import Search
from app.scheduling.families import generate
from app.scheduling.instance import Instance
from app.scheduling.push import place_greedily
from app.scheduling.reslot import make_room, wait_less
from app.scheduling.score import values, waiting_of, waits
from app.scheduling.spare import spare_slots
from app.scheduling.watch import Watch
from tests.scheduling.builders import make_problem
from tests.scheduling.strategies import examples, family_problems, ruled_problems

pytestmark = pytest.mark.slow


def search(should_stop=None):
    watch = Watch(time.monotonic, 20, None, should_stop)
    return Search(watch, 1, 1, lambda *_: None)


def pairs(*names):
    return [Candidate(a, b, 5) for a, b in (name.split("-") for name in names)]


def filled(problem):
    """A board of a greedy schedule, and its instance."""
    instance = Instance(problem)
    board = Board(instance)
    order = sorted(range(len(instance.first)), key=lambda one: -instance.worth[one])
    place_greedily(board, instance.needed + [one for one in order if not instance.is_needed[one]])
    return instance, board


@examples(30)
@given(family_problems())
def test_spare_slots_leave_room_for_everybodys_meetings_and_waiting_is_counted(problem):
    instance = Instance(problem)
    choice = Choice(instance)
    choice.bounds(problem.goals)
    chosen = choice.picked()
    kept = [free & -free for free in instance.free]
    spare = spare_slots(instance, chosen, kept, search())
    if spare is None:
        return
    count = [0] * len(instance.free)
    for one in chosen:
        count[instance.first[one]] += 1
        count[instance.second[one]] += 1
    waiting = 0
    for person, mask in enumerate(spare.slots):
        free = instance.free[person]
        assert mask & ~free == 0
        assert mask & kept[person] == 0
        if mask:
            assert free.bit_count() - mask.bit_count() == count[person]
            waiting += waiting_of(instance, person, free & ~mask)
    assert waiting == spare.waiting


def test_somebody_who_can_meet_nobody_in_a_slot_is_counted_as_lonely():
    # p1 and p2 meet once and are both there twice; p3 and p4 share one slot, and each is there once more.
    people = (
        Participant("p1"), Participant("p2"),
        Participant("p3", absent_slots=("s2",)), Participant("p4", absent_slots=("s1",)),
    )  # fmt: skip
    problem = make_problem(
        participants=people, slots=2, candidates=pairs("p1-p2", "p1-p3", "p2-p4"), tables=2
    )
    instance = Instance(problem)
    spare = spare_slots(instance, [0, 1, 2], [0] * 4, search())
    # Everybody is busy whenever they are there: three in each slot, of whom one is left over.
    assert spare is not None
    assert (spare.lonely, spare.waiting, spare.slots) == (2, 0, [0, 0, 0, 0])


@examples(60)
@given(ruled_problems())
def test_waiting_less_keeps_all_meetings_and_every_rule(problem):
    instance, board = filled(problem)
    before, stood = sum(waits(board)), [slot >= 0 for slot in board.slot_of]
    most = problem.max_waiting_difference
    if most is not None and max(waits(board), default=0) > most:
        return
    heard = []
    wait_less(board, Random(1), search(), lambda: heard.append(sum(waits(board))))
    assert [slot >= 0 for slot in board.slot_of] == stood
    assert heard == sorted(heard, reverse=True)
    assert sum(waits(board)) == (heard[-1] if heard else before)
    _assert_rules(instance, board)


def _assert_rules(instance, board):
    problem = instance.problem
    for one, slot in enumerate(board.slot_of):
        assert slot < 0 or instance.allowed[one] >> slot & 1
        for earlier in instance.earlier.get(one, ()):
            assert slot < 0 or board.slot_of[earlier] < slot
    for person, row in enumerate(board.at):
        assert sum(one >= 0 for one in row) == board.busy[person].bit_count() == board.count[person]
        if problem.max_in_a_row is not None:
            assert all(
                board.row_with(person, s) <= problem.max_in_a_row for s, one in enumerate(row) if one >= 0
            )
    for slot in range(instance.slot_count):
        standing = [one for one, where in enumerate(board.slot_of) if where == slot]
        for group, used in enumerate(board.used):
            shared = [one for one in standing if instance.is_at_shared(one, group)]
            assert len(shared) == used[slot] <= instance.capacity[group][slot]
        own = [instance.own_table[one] for one, where in enumerate(board.slot_of) if where == slot]
        own = [table for table in own if table >= 0]
        assert len(set(own)) == len(own)


def test_three_slots_shorten_what_two_cannot():
    _, board = filled(generate(60, seed=4))
    before = values(board)
    wait_less(board, Random(1), search(), lambda: None)
    after = values(board)
    assert (after["promised"], after["worth"]) == (before["promised"], before["worth"])
    assert after["waiting"] < before["waiting"] / 2


def test_room_is_made_for_a_meeting_that_has_no_free_slot_in_common():
    # p1 is free in s2 and p2 in s1 only; the meetings of p3 and p4 can change places with theirs.
    problem = make_problem(people=4, slots=2, tables=2, candidates=pairs("p1-p3", "p2-p4", "p1-p2", "p3-p4"))
    board = Board(Instance(problem))
    board.put(0, 0)
    board.put(1, 1)
    assert board.open_slots(2) == 0
    assert make_room(board, 2, Random(1), search())
    assert sorted(board.slot_of[:3]) in ([0, 0, 1], [0, 1, 1])


def test_nothing_is_asked_once_it_is_to_stop():
    _, board = filled(generate(60, seed=4))
    before = board.snapshot()
    wait_less(board, Random(1), search(should_stop=lambda: True), lambda: None)
    assert board.snapshot() == before


def test_a_full_camp_is_proven_to_wait_not_at_all():
    schedule = solve(generate(300, seed=1), time_limit=60)
    assert schedule.goal("worth").proven
    assert (schedule.goal("waiting").value, schedule.goal("waiting").proven) == (0, True)
