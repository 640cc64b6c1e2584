"""Random problems for Hypothesis: tiny ones with every rule, for the oracle, and small ones of a family."""

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from app.scheduling import Candidate, Participant, Placing, Table
from app.scheduling.families import FAMILIES, generate
from tests.scheduling.builders import make_problem, slot

TINY_SLOTS, TINY_TABLES, TINY_PEOPLE = 3, 2, 5


def examples(count):
    """Settings for so many examples, and in proportion more where the profile has more than the usual 100."""
    unhurried = [HealthCheck.too_slow, HealthCheck.data_too_large]
    most = count * settings().max_examples // 100
    return settings(max_examples=most, deadline=None, suppress_health_check=unhurried)


def some_of(values, most=None):
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(
        lambda found: tuple(sorted(found))
    )


@st.composite
def participants(draw, slots, own):
    return tuple(
        Participant(
            f"p{number}",
            absent_slots=draw(some_of(slots, 1)),
            max_meetings=draw(st.sampled_from([None, None, None, 0, 1, 2])),
            promised=draw(st.integers(0, 3)),
            table=draw(st.sampled_from([None, None, None, None, *own])),
        )
        for number in range(1, TINY_PEOPLE + 1)
    )


@st.composite
def candidates(draw, slots):
    pairs = [(a, b) for a in range(1, TINY_PEOPLE + 1) for b in range(a + 1, TINY_PEOPLE + 1)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5))
    found = []
    for a, b in chosen:
        earlier = [(item.a, item.b) for item in found]
        found.append(
            Candidate(
                f"p{a}",
                f"p{b}",
                draw(st.integers(1, 5)),
                required=draw(st.sampled_from([False, False, False, True])),
                slots=draw(st.sampled_from([None, None, None, tuple(slots[:2]), tuple(slots[1:])])),
                after=draw(some_of(earlier, 1)) if earlier and draw(st.booleans()) else (),
                interpreter=draw(st.sampled_from(["", "", "", "de", "fr"])),
            )
        )
    return tuple(found)


@st.composite
def tiny_problems(draw):
    """Problems of at most five candidates, three slots and two tables, with any of the rules."""
    slots = [f"s{number}" for number in range(1, TINY_SLOTS + 1)]
    # Seldom at the first table, where hosts sit, who have no interpreter.
    interpreters = draw(
        st.sampled_from([("", ""), ("", ""), ("", "de"), ("", "de"), ("fr", "de"), ("de", "de")])
    )
    chosen = draw(candidates(slots))
    placings = [Placing(item.a, item.b, draw(st.sampled_from(slots))) for item in chosen]
    goals = draw(
        st.sampled_from([("promised", "worth"), ("worth", "promised", "waiting"), ("waiting", "worth")])
    )
    return make_problem(
        slots=tuple(
            slot(number, block="morning" if number < 2 or draw(st.booleans()) else "noon")
            for number in range(1, TINY_SLOTS + 1)
        ),
        tables=tuple(
            Table(f"t{number}", closed_slots=draw(some_of(slots, 1)), interpreter=interpreters[number - 1])
            for number in range(1, TINY_TABLES + 1)
        ),
        participants=draw(participants(slots, [t for t in ("t1", "t2") if not interpreters[int(t[1]) - 1]])),
        candidates=chosen,
        pinned=tuple(placings[:1]) if draw(st.integers(0, 3)) == 0 else (),
        previous=tuple(placings[1:]),
        goals=(*goals, "changes") if draw(st.booleans()) else goals,
        waiting=draw(st.sampled_from(["idle_slots", "idle_blocks"])),
        max_waiting_difference=draw(st.sampled_from([None, None, None, 0])),
        max_in_a_row=draw(st.sampled_from([None, None, 1, 2])),
    )


@st.composite
def family_problems(draw):
    """Problems of any family with at most forty people."""
    return generate(
        draw(st.integers(0, 40)),
        family=draw(st.sampled_from(sorted(FAMILIES))),
        seed=draw(st.integers(0, 1000)),
        slots=draw(st.integers(1, 12)),
        wishes=draw(st.integers(0, 12)),
    )


@st.composite
def ruled_problems(draw):
    """Problems of any family with up to thirty people and any of the rules: hosts, pins, orders, limits, rows."""
    problem = generate(
        draw(st.integers(2, 30)),
        family=draw(st.sampled_from(sorted(FAMILIES))),
        seed=draw(st.integers(0, 1000)),
        slots=draw(st.integers(1, 8)),
        wishes=draw(st.integers(1, 6)),
    )
    random = Random(draw(st.integers(0, 10_000)))
    slots = [item.id for item in problem.slots]
    return replace(
        problem,
        participants=_with_limits(problem, random, draw(st.integers(0, 2))),
        tables=tuple(
            replace(item, closed_slots=tuple(name for name in slots if random.random() < 0.05))
            for item in problem.tables
        ),
        candidates=_with_orders(problem, random, draw(st.booleans())),
        pinned=_pins(problem, random, draw(st.sampled_from([0, 0, 1, 3]))),
        max_in_a_row=draw(st.sampled_from([None, None, 1, 2, 3])),
        max_waiting_difference=draw(st.sampled_from([None, None, None, 1, 2])),
        waiting=draw(st.sampled_from(["idle_slots", "idle_blocks"])),
        goals=draw(st.sampled_from([
            ("promised", "worth", "waiting", "moves"), ("worth", "promised"), ("waiting", "worth", "moves"),
            ("promised", "waiting", "worth", "changes"), ("moves", "worth"),
        ])),
    )  # fmt: skip


def _with_limits(problem, random, hosts):
    people = [
        replace(
            item,
            promised=random.randint(0, 4),
            max_meetings=random.choice([None, None, None, 1, 2, 3]),
        )
        for item in problem.participants
    ]
    for place in range(min(hosts, len(people))):
        own = [table.id for table in problem.tables if not table.interpreter]
        if own:
            people[place] = replace(people[place], table=random.choice(own))
    return tuple(people)


def _with_orders(problem, random, has_orders):
    """Some candidates with slots of their own or required, and some that wait for one before them."""
    found = []
    for item in problem.candidates:
        own = (
            tuple(one.id for one in problem.slots if random.random() < 0.6) if random.random() < 0.1 else None
        )
        after = ()
        if has_orders and found and random.random() < 0.15:
            other = random.choice(found)
            after = ((other.a, other.b),)
        found.append(replace(item, slots=own, after=after, required=random.random() < 0.01))
    return tuple(found)


def _pins(problem, random, count):
    """Pins of candidates in slots in which both are there, so that not every problem is impossible."""
    away = {person.id: set(person.absent_slots) for person in problem.participants}
    found = []
    for item in random.sample(problem.candidates, min(count, len(problem.candidates))):
        slots = [one.id for one in problem.slots if one.id not in away[item.a] | away[item.b]]
        if slots:
            found.append(Placing(item.a, item.b, random.choice(slots)))
    return tuple(found)
