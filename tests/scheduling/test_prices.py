"""Prices from the dual: that they add up to the bound, and on which side of the exact differences they lie."""

from dataclasses import replace
from datetime import timedelta
from math import ceil

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from app.scheduling import Participant, Problem, Table, contradictions, margins
from app.scheduling.choose import Choice, in_order
from app.scheduling.families import generate
from app.scheduling.instance import Instance
from app.scheduling.prices import Prices
from app.scheduling.variations import Variation, varied
from tests.scheduling.builders import make_problem
from tests.scheduling.strategies import examples, ruled_problems, tiny_problems

problems = st.one_of(tiny_problems(), ruled_problems())


def doubled_best(problem: Problem) -> tuple[int, int]:
    """Twice the promised meetings and the worth of the best choice, the goal that counts more first."""
    choice = Choice(Instance(problem))
    order = in_order(problem.goals)
    choice.bounds(problem.goals)
    needed = {"promised": choice.needed_promised, "worth": choice.needed_worth}
    return tuple(choice._best[name] + 2 * needed[name] for name in order)


def doubled_price(problem: Problem, prices: dict[str, float]) -> tuple[int, int] | None:
    """Twice a price in the same order; None where only one of the goals is asked for."""
    order = in_order(problem.goals)
    return tuple(int(2 * prices[name]) for name in order) if set(order) <= prices.keys() else None


def with_both(problem: Problem) -> Problem:
    goals = dict.fromkeys((*problem.goals, "promised", "worth"))
    return replace(problem, goals=tuple(goals))


def with_slot_like(problem: Problem, name: str) -> Problem:
    """The problem with a copy of a slot at the end of everything, in a block of its own."""
    last = problem.slots[-1].end + timedelta(hours=1)
    model = next(slot for slot in problem.slots if slot.id == name)
    copy = replace(model, id="copy", start=last, end=last + timedelta(minutes=20), block="copy")

    def more(slots):
        return (*slots, "copy") if name in slots else slots

    return replace(
        problem,
        slots=(*problem.slots, copy),
        tables=tuple(replace(item, closed_slots=more(item.closed_slots)) for item in problem.tables),
        participants=tuple(replace(item, absent_slots=more(item.absent_slots)) for item in problem.participants),
        candidates=tuple(
            item if item.slots is None else replace(item, slots=more(item.slots)) for item in problem.candidates
        ),
    )  # fmt: skip


@examples(60)
@given(problems)
def test_all_places_at_their_prices_cost_what_the_best_choice_gains(problem: Problem) -> None:
    """Strong duality: so the prices are those of the bound, and none is made up."""
    choice = Choice(Instance(problem))
    promised, worth = 1000, 1
    best = choice.solve(promised, worth)
    dual = choice.dual(promised, worth)
    here = np.minimum(choice.promised, choice.places)
    places = (here, choice.places - here)
    cost = sum(int((prices * most).sum()) for prices, most in zip(dual.people, places, strict=True))
    cost += dual.meeting * choice.most + int(dual.edges.sum())
    assert cost == promised * best.promised + worth * best.worth
    assert min([dual.meeting, *dual.edges, *(prices.min(initial=0) for prices in dual.people)]) >= 0


@examples(60)
@given(problems, st.data())
def test_one_slot_more_lifts_no_bound_by_more_than_its_price(problem: Problem, data) -> None:
    assume(not contradictions(problem))
    problem = with_both(problem)
    name = data.draw(st.sampled_from([slot.id for slot in problem.slots]))
    instance = Instance(problem)
    prices = Prices(instance).of_slot(instance.slot_index[name])
    more = with_slot_like(problem, name)
    before, after, price = doubled_best(problem), doubled_best(more), doubled_price(problem, prices)
    assert after <= (before[0] + price[0], before[1] + price[1])
    first = in_order(problem.goals)[0]
    bounds = [Choice(Instance(one)).bounds(one.goals)[first] for one in (problem, more)]
    assert bounds[1] <= bounds[0] + ceil(prices[first])


@examples(60)
@given(problems, st.data())
def test_one_table_more_lifts_no_bound_by_more_than_its_price(problem: Problem, data) -> None:
    problem, hosts = with_both(problem), {person.table for person in problem.participants}
    alike = [table for table in problem.tables if table.id not in hosts]
    assume(alike and not contradictions(problem))
    table = data.draw(st.sampled_from(alike))
    instance = Instance(problem)
    prices = Prices(instance).of_table(instance.table_index[table.id])
    more = replace(problem, tables=(*problem.tables, replace(table, id="copy")))
    before, after, price = doubled_best(problem), doubled_best(more), doubled_price(problem, prices)
    assert after <= (before[0] + price[0], before[1] + price[1])


@examples(40)
@given(problems)
def test_without_a_slot_or_table_no_less_is_lost_than_its_price(problem: Problem) -> None:
    problem = replace(with_both(problem), max_in_a_row=None)
    assume(not contradictions(problem))
    pinned = {pin.slot for pin in problem.pinned}
    for margin in margins(problem):
        if margin.slot in pinned:
            continue
        less = varied(problem, Variation(without_slot=margin.slot)) if margin.slot else replace(
            problem, tables=tuple(table for table in problem.tables if table.id != margin.tables[0])
        )  # fmt: skip
        if contradictions(less):
            continue
        before, after, price = (
            doubled_best(problem),
            doubled_best(less),
            doubled_price(problem, margin.prices),
        )
        assert (after[0] + price[0], after[1] + price[1]) <= before


def test_a_table_that_is_missing_in_every_slot_is_worth_the_best_meeting_left_out_in_each() -> None:
    people = tuple(Participant(f"p{number}", promised=0) for number in range(1, 7))
    problem = make_problem(people=6, slots=2, tables=(Table("t1"),), participants=people)
    worths = sorted((item.worth for item in problem.candidates), reverse=True)
    table = margins(problem)[-1]
    assert table.tables == ("t1",)
    # Two meetings stand, and the third best is what a place more would hold.
    assert table.prices["worth"] == 2 * worths[2]


def test_where_everybody_is_busy_all_the_time_slots_have_a_price_and_tables_none() -> None:
    problem = generate(60, family="saturated", seed=1)
    found = margins(problem)
    slots = [margin.prices["worth"] for margin in found if margin.slot is not None]
    assert min(slots) > 0
    assert all(margin.prices["worth"] == 0 for margin in found if margin.slot is None)


def test_numbers_too_large_for_one_flow_have_no_price() -> None:
    problem = make_problem()
    dear = replace(problem, candidates=tuple(replace(item, worth=10**9) for item in problem.candidates))
    people = tuple(Participant(f"q{number}", promised=4) for number in range(10_000))
    prices = Prices(Instance(replace(dear, participants=(*dear.participants, *people))))
    assert prices.of_slot(0) is None
    assert prices.of_meetings(1) is None
