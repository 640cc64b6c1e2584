"""All meetings given, fewest breaks: against exhaustive search, and on published instances."""

import csv
import threading
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import (
    Candidate,
    Participant,
    Placing,
    Table,
    problem_sha256,
    problem_to_bytes,
    schedule_to_bytes,
    solve,
)
from app.scheduling.breaks import Breaks
from app.scheduling.crowding import crowded_bound
from app.scheduling.days import days_of, narrowed
from app.scheduling.dzn import read_dzn
from app.scheduling.exact import Search
from app.scheduling.instance import Instance
from app.scheduling.verify import verify
from app.scheduling.watch import Watch
from tests.scheduling.builders import make_problem, slot
from tests.scheduling.exhaustive import sound_values
from tests.scheduling.published import PUBLISHED, needs_published
from tests.scheduling.strategies import examples, some_of

# Of every kind of variant and every event but the largest with orders; about half a minute of processor.
DOZEN = [
    "forum-13.original",
    "forum-14.original",
    "ticf-13crafa.forb0007",
    "tic-13crafc.original",
    "forumt-14crafe.original",
    "forum-13.fixed020-Forb",
    "forumt-14.fixed020-Forb",
    "tic-13.fixed040-Forb",
    "forum-13crafb.fixed040-Forb",
    "tic-12.fixed040-Forb",
    "tic-13.prec25",
    "forum-13crafb.prec15",
]


def violations(problem, schedule):
    content = problem_to_bytes(problem)
    return verify(content, schedule_to_bytes(schedule, problem_sha256(content)))


def search_of(problem):
    return Search(Watch(time.monotonic, 20.0), 1, 1, lambda *_: None)


@st.composite
def given_problems(draw):
    """Up to five meetings that must all stand in up to five slots, with any of the rules."""
    count = draw(st.integers(2, 5))
    slots = [f"s{number}" for number in range(1, count + 1)]
    pairs = draw(st.permutations([(f"p{a}", f"p{b}") for a, b in combinations(range(1, 5), 2)]))
    # Exhaustive search tries every slot and table for each: fewer meetings where there are more slots.
    pairs = pairs[: draw(st.integers(1, 4 if count > 3 else 5))]
    candidates = []
    for a, b in pairs:
        earlier = [item.pair for item in candidates]
        candidates.append(
            Candidate(
                a,
                b,
                1,
                required=True,
                slots=draw(st.one_of(st.none(), some_of(slots).filter(bool))),
                after=draw(some_of(earlier, 1)) if earlier and draw(st.booleans()) else (),
            )
        )
    pinned = [Placing(*pairs[0], draw(st.sampled_from(slots)))] if draw(st.booleans()) else []
    return make_problem(
        slots=tuple(slot(n, "noon" if n > 2 else "morning") for n in range(1, count + 1)),
        tables=tuple(
            Table(f"t{n}", closed_slots=draw(some_of(slots, 1))) for n in range(1, draw(st.integers(2, 3)))
        ),
        participants=tuple(
            Participant(
                f"p{n}",
                absent_slots=draw(some_of(slots, 1)),
                table="t1" if n == 1 and draw(st.integers(0, 3)) == 0 else None,
            )
            for n in range(1, 5)
        ),
        candidates=candidates,
        pinned=tuple(pinned),
        goals=draw(st.sampled_from([("waiting",), ("promised", "worth", "waiting")])),
        waiting="idle_blocks",
        max_waiting_difference=draw(st.sampled_from([None, None, 0, 1])),
        max_in_a_row=draw(st.sampled_from([None, None, 1, 2])),
    )


@examples(80)
@given(given_problems())
def test_the_fewest_breaks_are_those_of_exhaustive_search(problem):
    schedule = solve(problem, time_limit=20)
    possible = sound_values(problem)
    assert schedule.way in ("fewest breaks", "contradictions")
    assert violations(problem, schedule) == []
    if not possible:
        assert schedule.status == "infeasible"
    else:
        assert schedule.status == "optimal"
        assert -schedule.goal("waiting").value == max(found[-1] for found in possible)


@examples(40)
@given(given_problems())
def test_no_bound_passes_the_fewest_breaks(problem):
    instance = Instance(problem)
    possible = sound_values(problem)
    slots = narrowed(instance)
    if slots is None:
        assert possible == set()
        return
    days = [days_of([slots[c] for c in own], instance.slot_count) for own in instance.of_person]
    if None in days:
        assert possible == set()
    elif possible:
        fewest = -max(found[-1] for found in possible)
        assert sum(one.least for one in days) <= fewest
        assert crowded_bound(instance, slots, days, search_of(problem)) <= fewest


def test_days_are_all_those_with_the_fewest_breaks():
    everything, first, last = 0b11111, 0b00001, 0b10000
    assert days_of([], 5).least == 0
    assert sorted(days_of([everything] * 3, 5).masks) == [0b00111, 0b01110, 0b11100]
    assert days_of([first, last], 5).least == 1
    assert sorted(days_of([first, everything, last], 5).masks) == [0b10011, 0b11001]
    assert days_of([first, first], 5) is None


def test_crowded_tables_force_breaks_that_no_day_forces():
    # Four meet twice at one table: whatever the order, somebody waits between.
    pairs = [("p1", "p2"), ("p3", "p4"), ("p1", "p3"), ("p2", "p4")]
    problem = make_problem(
        slots=4,
        tables=1,
        candidates=[Candidate(a, b, 1, required=True) for a, b in pairs],
        goals=("waiting",),
        waiting="idle_blocks",
    )
    instance = Instance(problem)
    breaks = Breaks(instance, search_of(problem), lambda _bound: None)
    outcome = breaks.run()
    fewest = -max(sound_values(problem))[-1]
    assert fewest > 0
    assert (breaks.bound, outcome.stages[0].value) == (fewest, fewest)


def test_the_other_way_is_taken_where_meetings_are_chosen():
    assert solve(make_problem(), time_limit=5).way == "choose and place"


class Noted(Search):
    """A search that notes whether a wish to stop was known when it set CP-SAT to work."""

    def run(self, *arguments, **options):
        STARTS.append(ASKED.is_set())
        return super().run(*arguments, **options)


STARTS, ASKED = [], threading.Event()


@pytest.mark.parametrize("polls", [1, 2, 3, 5, 8, 20, 60])
def test_nothing_begins_after_a_wish_to_stop(polls):
    # Whenever the wish comes, by the number of times that it is asked for, what goes on then is the last.
    pairs = [pair for pair in combinations(range(1, 9), 2) if sum(pair) % 3]
    problem = make_problem(
        slots=9,
        tables=3,
        participants=tuple(Participant(f"p{n}", absent_slots=(f"s{n}",)) for n in range(1, 9)),
        candidates=[Candidate(f"p{a}", f"p{b}", 1, required=True) for a, b in pairs],
        goals=("waiting",),
        waiting="idle_blocks",
    )
    STARTS.clear()
    ASKED.clear()
    asked = []

    def should_stop():
        asked.append(None)
        if len(asked) >= polls:
            ASKED.set()
        return ASKED.is_set()

    search = Noted(Watch(time.monotonic, 20.0, None, should_stop), 1, 1, lambda *_: None)
    breaks = Breaks(Instance(problem), search, lambda _bound: None)
    outcome = breaks.run()
    assert True not in STARTS
    assert not outcome.is_infeasible


@needs_published
def test_a_wish_to_stop_is_heard():
    problem = read_dzn((PUBLISHED / "ticf-14crafa.prec15.dzn").read_text()).problem
    asked = threading.Event()
    threading.Timer(1.5, asked.set).start()
    schedule = solve(problem, time_limit=60, should_stop=asked.is_set)
    assert schedule.seconds < 8
    assert violations(problem, schedule) == []


@needs_published
def test_the_same_seed_gives_the_same_schedule():
    problem = read_dzn((PUBLISHED / "tic-13crafc.original.dzn").read_text()).problem
    one, other = (solve(problem, time_limit=60) for _ in range(2))
    assert one.meetings == other.meetings


@needs_published
@pytest.mark.parametrize("name", DOZEN)
def test_published_optima_are_reached_and_proven(name):
    with (PUBLISHED / "best-known.csv").open() as file:
        known = {f"{row['instance']}.{row['variant']}": row for row in csv.DictReader(file)}[name]
    problem = read_dzn((PUBLISHED / f"{name}.dzn").read_text()).problem
    schedule = solve(problem, time_limit=120)
    assert violations(problem, schedule) == []
    if known["published_optimum_breaks_d2"] == "UNSAT":
        assert schedule.status == "infeasible"
    else:
        assert schedule.status == "optimal"
        assert schedule.goal("waiting").value == int(known["published_optimum_breaks_d2"])
