"""Every rule taken away once must be noticed: in the verifier, the exact model, and the board.

Each mutant lacks one rule. The verifier's are handed to its own tests, of which one must fail. The model
and the board are asked about kernels: tiny problems in which the optimum hangs on one rule each, and
exhaustive search is the judge.
"""

import inspect
import re
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from app.scheduling import Candidate, Participant, Placing, Problem, Table, solve, verify
from app.scheduling.board import Board
from app.scheduling.exact import Model, Search
from app.scheduling.files import problem_to_json
from app.scheduling.instance import Instance
from app.scheduling.seats import seat
from app.scheduling.watch import Watch
from tests.scheduling import test_files, test_verify
from tests.scheduling.builders import make_problem, slot
from tests.scheduling.exhaustive import sound_values

# ------------------------------------------------------------------------------------ the verifier


def runs_of(module) -> Iterator[Callable[[], None]]:
    """Every test of a module that needs no fixture, once for each of its parameters."""
    for name, function in vars(module).items():
        if not name.startswith("test_") or hasattr(function, "hypothesis"):
            continue
        runs = [{}]
        for mark in getattr(function, "pytestmark", []):
            if mark.name == "parametrize":
                names, values = mark.args[0], mark.args[1]
                names = names.split(", ") if isinstance(names, str) else list(names)
                given = [
                    dict(zip(names, value if len(names) > 1 else [value], strict=True)) for value in values
                ]
                runs = [run | one for run in runs for one in given]
        for run in runs:
            if set(run) == set(inspect.signature(function).parameters):
                yield lambda function=function, run=run: function(**run)


def is_noticed(module) -> bool:
    """Whether a test of the module fails."""
    for test in runs_of(module):
        try:
            test()
        except (AssertionError, pytest.fail.Exception):
            return True
    return False


@pytest.mark.parametrize("rule", verify.RULES, ids=lambda rule: rule.__name__)
def test_no_rule_of_the_verifier_can_go_unnoticed(rule, monkeypatch):
    monkeypatch.setattr(verify, "RULES", tuple(other for other in verify.RULES if other is not rule))
    assert is_noticed(test_verify)


@pytest.mark.parametrize("claim", verify.CLAIMS, ids=lambda claim: claim.__name__)
def test_no_claim_goes_unchecked_unnoticed(claim, monkeypatch):
    monkeypatch.setattr(verify, "CLAIMS", tuple(other for other in verify.CLAIMS if other is not claim))
    assert is_noticed(test_verify)


@pytest.mark.parametrize("goal", verify.GOALS)
def test_no_goal_can_be_counted_as_nothing_unnoticed(goal, monkeypatch):
    monkeypatch.setitem(verify.GOALS, goal, lambda camp, meetings: 0)
    assert is_noticed(test_verify)


@pytest.mark.parametrize(
    "name",
    ["_idle_slots", "_idle_blocks", "_could_stand", "_without_a_schedule", "_values_are_as_claimed"],
)
def test_no_part_of_the_judgement_can_go_unnoticed(name, monkeypatch):
    empty = 0 if name.startswith("_idle") else False if name == "_could_stand" else ()
    monkeypatch.setattr(verify, name, lambda *_: empty)
    if name == "_values_are_as_claimed":
        kept = tuple(claim for claim in verify.CLAIMS if claim.__name__ != name)
        monkeypatch.setattr(verify, "CLAIMS", kept)
    assert is_noticed(test_verify)


@pytest.mark.parametrize(
    "check", ["_duplicate_faults", "_unknown_id_faults", "_pair_faults", "_time_faults", "_cycle_faults"]
)
def test_no_check_of_a_file_can_go_unnoticed(check, monkeypatch):
    # Reading a million slots is another matter, and takes its time.
    monkeypatch.delattr(test_files, "test_a_million_slots_are_refused_in_no_time")
    monkeypatch.setattr(verify, check, lambda _problem: ())
    assert is_noticed(test_files)


def test_the_verifiers_own_tests_fail_for_no_other_reason():
    assert not is_noticed(test_verify)


# ------------------------------------------------------------------- kernels for the model and the board


def person(number: int, **changes) -> Participant:
    return Participant(f"p{number}", **{"promised": 1, **changes})


def pair(a: int, b: int, worth: int = 1, **changes) -> Candidate:
    return Candidate(f"p{a}", f"p{b}", worth, **changes)


def kernel(candidates, slots=1, tables=2, people=(), **changes) -> Problem:
    """Four people, of whom those in `people` are as given, with the goal of worth alone."""
    given = {item.id: item for item in people}
    everybody = tuple(given.get(f"p{number}", person(number)) for number in range(1, 5))
    return make_problem(
        **{"slots": slots, "tables": tables, "candidates": candidates, "participants": everybody,
           "goals": ("worth",), **changes}
    )  # fmt: skip


KERNELS = {
    "once": kernel([pair(1, 2)], slots=2),
    "absent": kernel([pair(1, 2)], people=[person(1, absent_slots=("s1",))]),
    "closed": kernel([pair(1, 2)], tables=(Table("t1", closed_slots=("s1",)),)),
    "people": kernel([pair(1, 2, 2), pair(1, 3)]),
    "tables": kernel([pair(1, 2, 2), pair(3, 4)], tables=1),
    "interpreter": kernel([pair(1, 2, 2, interpreter="de"), pair(3, 4, interpreter="de")],
                          tables=(Table("t1"), Table("t2", interpreter="de"))),
    "limit": kernel([pair(1, 2, 2), pair(1, 3)], slots=2, people=[person(1, max_meetings=1)]),
    "row": kernel(
        [pair(1, 2, 2, slots=("s1", "s2")), pair(1, 3, slots=("s1", "s2"))], slots=3, max_in_a_row=1
    ),
    "pinned": kernel([pair(1, 2), pair(1, 3, 9, slots=("s1",))], slots=2, pinned=(Placing("p1", "p2", "s1"),)),
    "required": kernel([pair(1, 2, required=True), pair(1, 3, 9)]),
    "slots": kernel([pair(1, 2, slots=())]),
    "after": kernel([pair(1, 2, 2), pair(3, 4, after=(("p1", "p2"),))]),
    "two hosts": kernel([pair(1, 2)], people=[person(1, table="t1"), person(2, table="t2")]),
    "away": kernel([pair(2, 3)], tables=1, people=[person(1, table="t1")]),
    "desk": kernel([pair(1, 3, 2), pair(2, 4)], people=[person(1, table="t1"), person(2, table="t1")]),
    "waiting": kernel(
        [pair(1, 2), pair(1, 3)], slots=(slot(1), slot(2), slot(3)), max_waiting_difference=0,
        people=[person(2, absent_slots=("s2", "s3")), person(3, absent_slots=("s1", "s2"))],
    ),
}  # fmt: skip


def best(problem: Problem) -> int:
    return max(found[0] for found in sound_values(problem))


def is_sound(problem: Problem, slot_of: list[int]) -> bool:
    board = Board(Instance(problem))
    try:
        for candidate, where in enumerate(slot_of):
            if where >= 0:
                board.put(candidate, where)
        tables = seat(board)
    except StopIteration:  # more meetings than tables
        return False
    meetings = [
        {"a": item.a, "b": item.b, "slot": problem.slots[slot_of[c]].id, "table": problem.tables[tables[c]].id}
        for c, item in enumerate(problem.candidates) if slot_of[c] >= 0
    ]  # fmt: skip
    return verify.broken_rules(problem_to_json(problem), meetings) == []


def model_is_right(problem: Problem) -> bool:
    """Whether the exact model finds the optimum of exhaustive search, claims it, and is sound."""
    search = Search(Watch(time.monotonic, 60), 1, 1, lambda _name, _value, _bound: None)
    outcome = Model(Instance(problem)).solve(problem.goals, None, search)
    if outcome.slot_of is None:
        return False
    return outcome.stages[0].value == best(problem) and is_sound(problem, outcome.slot_of)


def search_is_right(problem: Problem) -> bool:
    """Whether choosing and placing, without the exact model, end in the optimum."""
    try:
        schedule = solve(problem, time_limit=60)
    except StopIteration:  # more meetings than tables
        return False
    return bool(schedule.goals) and schedule.goals[0].value == best(problem)


@pytest.fixture
def without_model(monkeypatch):
    monkeypatch.setattr(sys.modules["app.scheduling.solve"], "is_small", lambda _instance: False)


@pytest.mark.parametrize("rule", KERNELS)
def test_the_model_keeps_every_rule(rule):
    assert model_is_right(KERNELS[rule])


@pytest.mark.parametrize("rule", KERNELS)
def test_the_search_keeps_every_rule(rule, without_model):
    assert search_is_right(KERNELS[rule])


def crowded(model: Model):
    """The rows of `_nobody_is_in_two_meetings_at_once`, with nothing demanded of them."""
    return [[None for _ in model.slots] for _ in model.instance.free]


MODEL_MUTANTS = {
    "once": ("_each_candidate_stands_once_needed_ones_surely", lambda _model: None),
    "required": ("_each_candidate_stands_once_needed_ones_surely", lambda _model: None),
    "people": ("_nobody_is_in_two_meetings_at_once", crowded),
    "tables": ("_tables_are_enough", lambda _model: None),
    "desk": ("_tables_are_enough", lambda _model: None),
    "interpreter": ("_tables_are_enough", lambda _model: None),
    "limit": ("_nobody_exceeds_their_limit", lambda _model: None),
    "row": ("_rows_are_broken_in_time", lambda _model: None),
    "after": ("_candidates_stand_after_those_they_name", lambda _model: None),
    "waiting": ("_waiting_differs_by_no_more_than_allowed", lambda _model, _most: None),
}


@pytest.mark.parametrize("rule", MODEL_MUTANTS)
def test_no_rule_of_the_model_can_go_unnoticed(rule, monkeypatch):
    monkeypatch.setattr(Model, *MODEL_MUTANTS[rule])
    assert not model_is_right(KERNELS[rule])


def test_every_rule_that_the_model_states_has_a_mutant():
    stated = set(re.findall(r"self\.(_\w+)\(", inspect.getsource(Model.__init__)))
    assert stated == {name for name, _mutant in MODEL_MUTANTS.values()}


def after_preparing(change: Callable[[Instance], None]):
    """An instance that is prepared as ever and then loses a rule."""
    prepare = Instance._prepare_requirements

    def prepared(instance: Instance) -> None:
        prepare(instance)
        change(instance)

    return prepared


def allow_everywhere(instance: Instance) -> None:
    """Absences, closed and kept tables, and a candidate's own slots are forgotten wherever they are noted."""
    instance.allowed = [instance.everything] * len(instance.allowed)
    instance.free = instance.present = [instance.everything] * len(instance.free)
    instance.limit = [instance.slot_count] * len(instance.limit)
    instance.open = [instance.everything] * len(instance.open)
    instance.hosted = [0] * len(instance.hosted)
    instance.capacity = [[len(instance.open)] * instance.slot_count for _ in instance.groups]
    instance.room = [instance.everything for _ in instance.groups]


def need_nothing(instance: Instance) -> None:
    instance.needed, instance.is_needed = [], [False] * len(instance.is_needed)
    instance.pinned_slot = [-1] * len(instance.pinned_slot)


def open_tables_without_end(instance: Instance) -> None:
    instance.capacity = [[9] * instance.slot_count for _ in instance.groups]
    instance.room = [instance.everything for _ in instance.groups]


def forget_interpreters(instance: Instance) -> None:
    instance.capacity = [[sum(here) for here in zip(*instance.capacity, strict=True)]]
    instance.room = [instance.everything]
    instance.groups, instance.group = {"": 0}, [0] * len(instance.group)
    instance.group_of_table = [0] * len(instance.group_of_table)


def free_hosts(instance: Instance) -> None:
    instance.own_table = [Instance.SHARED] * len(instance.own_table)


def forget_limits(instance: Instance) -> None:
    instance.limit = [instance.slot_count] * len(instance.limit)


def forget_orders(instance: Instance) -> None:
    instance.after = []
    instance.earlier.clear()
    instance.later.clear()


class Crowd(Board):
    """A board on which people can be in two places at once."""

    def put(self, candidate: int, slot: int) -> None:
        """Place a candidate as if its people were still free."""
        super().put(candidate, slot)
        for person in (self.instance.first[candidate], self.instance.second[candidate]):
            self.busy[person] &= ~(1 << slot)


INSTANCE_MUTANTS = {
    "absent": allow_everywhere, "closed": allow_everywhere, "slots": allow_everywhere,
    "two hosts": allow_everywhere, "away": allow_everywhere, "pinned": need_nothing, "required": need_nothing,
    "tables": open_tables_without_end, "desk": free_hosts, "limit": forget_limits, "after": forget_orders,
    "interpreter": forget_interpreters,
}  # fmt: skip


@pytest.mark.parametrize("rule", INSTANCE_MUTANTS)
def test_no_rule_of_the_prepared_problem_can_go_unnoticed(rule, monkeypatch, without_model):
    monkeypatch.setattr(Instance, "_prepare_requirements", after_preparing(INSTANCE_MUTANTS[rule]))
    assert not search_is_right(KERNELS[rule])


def test_rows_cannot_go_unnoticed(monkeypatch, without_model):
    made = Board.__init__

    def without_rows(board: Board, instance: Instance) -> None:
        made(board, instance)
        board.row, board.simple = None, not instance.after

    monkeypatch.setattr(Board, "__init__", without_rows)
    monkeypatch.setattr(Instance, "_most_meetings", lambda _instance, free: free.bit_count())
    assert not search_is_right(KERNELS["row"])


def test_a_crowd_cannot_go_unnoticed():
    """A board that lets people be in two places at once holds what the verifier does not."""
    problem = KERNELS["people"]
    for kind, expected in ((Board, True), (Crowd, False)):
        board = kind(Instance(problem))
        for candidate in range(2):
            for where in range(1):
                if board.open_slots(candidate) >> where & 1:
                    board.put(candidate, where)
        assert is_sound(problem, board.slot_of) is expected


def test_every_kernel_has_a_mutant():
    noticed = {*MODEL_MUTANTS, *INSTANCE_MUTANTS, "row", "people"}
    assert noticed == set(KERNELS)
