"""One test a rule: each breaks exactly that rule, in a schedule that is sound otherwise."""

import hashlib

import pytest

from app.scheduling import verify
from tests.scheduling.builders import as_bytes, parsed, problem_file, sound_meetings


def rules_broken_by(meetings, **changes):
    return {violation.rule for violation in verify.broken_rules(parsed(problem_file() | changes), meetings)}


def meetings_with(position=None, **changes):
    meetings = sound_meetings()
    if position is not None:
        meetings[position] |= changes
    return meetings


def test_a_sound_schedule_breaks_no_rule():
    assert verify.broken_rules(parsed(problem_file()), sound_meetings()) == []


def test_every_meeting_is_a_candidate():
    meetings = [*sound_meetings(), {"a": "p2", "b": "p4", "slot": "s4", "table": "t3"}]
    assert rules_broken_by(meetings) == {"Every meeting is a candidate"}


def test_no_pair_meets_twice():
    meetings = [*sound_meetings(), {"a": "p4", "b": "p3", "slot": "s4", "table": "t3"}]
    assert rules_broken_by(meetings) == {"No pair meets twice"}


def test_a_slot_must_exist():
    # p2 with p3 is required and stands, though in a slot that nobody knows.
    assert rules_broken_by(meetings_with(1, slot="s9")) == {"Every slot and table exists"}


def test_a_table_must_exist():
    assert rules_broken_by(meetings_with(1, table="t9")) == {"Every slot and table exists"}


def test_nobody_meets_while_absent():
    assert rules_broken_by([*sound_meetings()[:2], {"a": "p1", "b": "p3", "slot": "s3", "table": "t1"}]) == {
        "Nobody meets while absent"
    }


def test_every_table_is_open():
    assert rules_broken_by(
        meetings_with(1, slot="s6", table="t2"),
        candidates=[*problem_file()["candidates"][:4], {"a": "p3", "b": "p4", "worth": 2}],
    ) == {"Every table is open"}


def test_nobody_is_in_two_meetings_at_once():
    assert rules_broken_by(meetings_with(2, slot="s1")) == {"Nobody is in two meetings at once"}


def test_no_table_holds_two_meetings_at_once():
    # Without hosts, whose tables would bring a second rule into it.
    people = [{"id": "p1"}, {"id": "p2"}, {"id": "p3"}, {"id": "p4"}]
    meetings = [
        {"a": "p1", "b": "p4", "slot": "s1", "table": "t1"},
        {"a": "p2", "b": "p3", "slot": "s1", "table": "t1"},
    ]
    assert rules_broken_by(meetings, participants=people) == {"No table holds two meetings at once"}


def test_nobody_exceeds_their_limit():
    meetings = [*sound_meetings(), {"a": "p1", "b": "p3", "slot": "s5", "table": "t1"}]
    assert rules_broken_by(meetings) == {"Nobody exceeds their limit"}


def test_nobody_has_too_many_meetings_in_a_row():
    assert rules_broken_by(sound_meetings(), max_in_a_row=1) == {"Nobody has too many meetings in a row"}


def test_an_absent_slot_and_the_end_of_a_block_end_a_row():
    meetings = [
        {"a": "p1", "b": "p4", "slot": "s1", "table": "t3"},
        {"a": "p2", "b": "p3", "slot": "s3", "table": "t1"},
        {"a": "p3", "b": "p4", "slot": "s4", "table": "t3"},
    ]
    assert rules_broken_by(meetings, max_in_a_row=1) == set()


def test_pinned_meetings_stand_in_their_slot():
    assert rules_broken_by(meetings_with(0, slot="s5")) == {"Pinned meetings stand where they are pinned"}


def test_pinned_meetings_are_held():
    assert rules_broken_by(sound_meetings()[1:]) == {"Pinned meetings stand where they are pinned"}


def test_pinned_meetings_sit_at_their_table():
    pinned = [{"a": "p1", "b": "p2", "slot": "s2", "table": "t1"}]
    assert rules_broken_by(sound_meetings(), pinned=pinned) == {"Pinned meetings stand where they are pinned"}


def test_required_candidates_are_all_scheduled():
    meetings = [meeting for meeting in sound_meetings() if meeting["b"] != "p3"]
    assert rules_broken_by(meetings) == {"Required candidates are all scheduled"}


def test_candidates_stand_in_one_of_their_slots():
    assert rules_broken_by(meetings_with(2, slot="s4")) == {"Candidates stand in one of their slots"}


def test_candidates_stand_after_those_they_name():
    assert rules_broken_by(meetings_with(1, slot="s5")) == {"Candidates stand after those they name"}


def test_an_unscheduled_candidate_binds_nobody_by_after():
    candidates = problem_file()["candidates"]
    candidates[3]["required"] = False
    meetings = [meeting for meeting in sound_meetings() if (meeting["a"], meeting["b"]) != ("p2", "p3")]
    assert rules_broken_by(meetings, candidates=candidates) == set()


def test_hosts_sit_at_their_table():
    assert rules_broken_by(meetings_with(3, table="t1")) == {"Hosts sit at their table"}


def test_nobody_else_sits_at_a_hosts_table_while_the_host_is_in():
    meetings = [*sound_meetings()[:3], {"a": "p1", "b": "p3", "slot": "s5", "table": "t3"}]
    people = problem_file()["participants"]
    people[0]["max_meetings"] = None
    assert rules_broken_by(meetings, participants=people) == {
        "Nobody else sits at a hosts table while the host is in"
    }


def test_a_hosts_table_is_free_while_the_host_is_absent():
    assert rules_broken_by(meetings_with(2, table="t3")) == set()


def test_meetings_have_the_interpreter_they_need_and_no_other():
    rule = {"Meetings have the interpreter they need and no other"}
    tables, candidates = problem_file()["tables"], problem_file()["candidates"]
    candidates[0]["interpreter"] = "da-de"
    assert rules_broken_by(sound_meetings(), candidates=candidates) == rule  # there is none
    tables[1]["interpreter"] = "da-de"
    assert rules_broken_by(sound_meetings(), tables=tables, candidates=candidates) == set()
    assert rules_broken_by(sound_meetings(), tables=tables) == rule  # they do not need one
    tables[1]["interpreter"] = "da-fr"
    assert rules_broken_by(sound_meetings(), tables=tables, candidates=candidates) == rule


def test_waiting_differs_by_no_more_than_allowed():
    # p3 meets in the first and the third slot and waits in between; p1 and p2 do not wait.
    assert rules_broken_by(sound_meetings(), max_waiting_difference=1) == set()
    assert rules_broken_by(sound_meetings(), max_waiting_difference=0) == {
        "Waiting differs by no more than allowed"
    }


GOALS = [
    {"name": "promised", "value": 7, "bound": 7, "proven": True},
    {"name": "worth", "value": 19, "bound": 30, "proven": False},
    {"name": "waiting", "value": 1, "bound": 0, "proven": False},
    {"name": "moves", "value": 3, "bound": 3, "proven": True},
    {"name": "changes", "value": 1, "bound": 0, "proven": False},
]


def claim(goal=None, **changes):
    """The rules of claims that a sound schedule breaks whose claims are changed."""
    problem = as_bytes(problem_file())
    goals = [dict(item) for item in GOALS]
    if goal is not None:
        goals[goal] |= changes
        changes = {}
    schedule = {
        "format": "campmatch-schedule/1",
        "problem_sha256": hashlib.sha256(problem).hexdigest(),
        "status": "feasible",
        "meetings": sound_meetings(),
        "goals": goals,
    }
    return {violation.rule for violation in verify.verify(problem, as_bytes(schedule | changes))}


def test_true_claims_stand():
    assert claim() == set()


def test_the_schedule_is_for_this_problem():
    assert claim(problem_sha256="0" * 64) == {"The schedule is for this problem"}


@pytest.mark.parametrize(
    ("goal", "value"), [(0, 5), (1, 20), (2, 0), (3, 4), (4, 0)], ids=[goal["name"] for goal in GOALS]
)
def test_values_are_as_claimed(goal, value):
    bound = 30 if goal < 2 else 0
    assert claim(goal, value=value, bound=bound, proven=False) == {"Values are as claimed"}


def test_all_goals_are_claimed():
    assert claim(goals=GOALS[:4]) == {"Values are as claimed"}


@pytest.mark.parametrize(("goal", "bound"), [(1, 18), (2, 2)])
def test_no_value_passes_its_bound(goal, bound):
    assert claim(goal, bound=bound) == {"No value passes its bound"}


def test_nothing_is_called_proven_that_misses_its_bound():
    assert claim(1, proven=True) == {"Nothing is called proven that misses its bound"}


def test_only_a_proven_schedule_is_called_optimal():
    assert claim(status="optimal") == {"Only a proven schedule is called optimal"}


def test_a_file_without_a_schedule_has_no_meetings():
    assert claim(status="unknown") == {"A file without a schedule claims nothing else"}


def test_infeasible_is_refuted_by_the_empty_schedule():
    problem = as_bytes(problem_file() | {"candidates": [], "pinned": [], "previous": []})
    schedule = {
        "format": "campmatch-schedule/1",
        "problem_sha256": hashlib.sha256(problem).hexdigest(),
        "status": "infeasible",
        "meetings": [],
        "goals": [],
    }
    found = verify.verify(problem, as_bytes(schedule))
    assert [violation.rule for violation in found] == ["Infeasible means that no schedule is sound"]


def test_idle_blocks_count_runs_over_blocks_and_absences():
    problem = parsed(problem_file() | {"waiting": "idle_blocks", "goals": ["waiting"]})
    meetings = [
        {"a": "p1", "b": "p4", "slot": "s1", "table": "t3"},
        {"a": "p2", "b": "p3", "slot": "s3", "table": "t1"},
        {"a": "p1", "b": "p3", "slot": "s6", "table": "t1"},
    ]
    # p1 waits from s2 to s5, absences and lunch included, and p3 from s4 to s5.
    assert verify.goal_values(problem, meetings) == {"waiting": 2}


def test_idle_slots_stop_at_blocks_and_leave_absences_out():
    problem = parsed(problem_file() | {"goals": ["waiting"]})
    meetings = [
        {"a": "p1", "b": "p4", "slot": "s1", "table": "t3"},
        {"a": "p3", "b": "p4", "slot": "s3", "table": "t3"},
        {"a": "p1", "b": "p3", "slot": "s6", "table": "t1"},
    ]
    # p4 is absent in s2, and for p1 and p3 lunch lies between their meetings.
    assert verify.goal_values(problem, meetings) == {"waiting": 0}


@pytest.mark.parametrize(
    ("previous", "changes"),
    [
        ({"a": "p1", "b": "p2", "slot": "s2"}, 0),
        ({"a": "p2", "b": "p1", "slot": "s1"}, 1),
        ({"a": "p1", "b": "p2", "slot": "s4"}, 0),
        ({"a": "p1", "b": "p3", "slot": "s3"}, 0),
        ({"a": "p1", "b": "p4", "slot": "s6"}, 0),
        ({"a": "p2", "b": "p4", "slot": "s4"}, 0),
    ],
    ids=["stands", "moved", "not one of its slots", "absent", "pinned elsewhere", "no candidate"],
)
def test_changes_count_only_what_could_stand(previous, changes):
    problem = parsed(problem_file() | {"previous": [previous], "goals": ["changes"]})
    assert verify.goal_values(problem, sound_meetings()) == {"changes": changes}
