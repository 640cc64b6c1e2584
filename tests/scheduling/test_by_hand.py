"""Changing a schedule by hand: every place looked at as it stands, figures and bounds that hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import Meeting, Participant, problem_sha256, problem_to_bytes, schedule_to_bytes, solve
from app.scheduling.by_hand import Place, placed, prospects, revised
from app.scheduling.verify import verify
from tests.scheduling.builders import make_problem

AB, CD = ("p1", "p2"), ("p3", "p4")


def by_slot(problem, meetings, pair, fixed=()):
    return {found.slot: found for found in prospects(problem, meetings, pair, fixed)}


def test_free_tables_are_offered_where_both_are_free():
    found = by_slot(make_problem(), [Meeting(*AB, "s1", "t1")], AB)
    assert found["s1"].places == (Place("t2", "free"),)
    assert found["s2"].places == (Place("t1", "free"), Place("t2", "free"))


def test_pair_without_a_meeting_gains_its_worth():
    found = by_slot(make_problem(), [Meeting(*AB, "s1", "t1")], CD)
    assert found["s1"].places == (Place("t2", "free", worth=7),)


def test_absent_person_is_named_and_nothing_offered():
    people = (Participant("p1", absent_slots=("s2",)), *(Participant(f"p{n}") for n in (2, 3, 4)))
    found = by_slot(make_problem(participants=people), [Meeting(*AB, "s1", "t1")], AB)
    assert (found["s2"].absent, found["s2"].places) == (("p1",), ())


def test_meeting_in_the_way_can_change_places_or_go():
    meetings = [Meeting(*AB, "s1", "t1"), Meeting("p1", "p3", "s2", "t2")]
    found = by_slot(make_problem(), meetings, AB)
    assert found["s2"].meets == (("p1", "p3"),)
    assert found["s2"].places == (
        Place("t2", "swap", (("p1", "p3"),)),
        Place("t2", "cancel", (("p1", "p3"),), -4),
    )


def test_two_meetings_in_the_way_both_go():
    meetings = [Meeting(*AB, "s1", "t1"), Meeting("p1", "p3", "s2", "t1"), Meeting("p2", "p4", "s2", "t2")]
    assert by_slot(make_problem(), meetings, AB)["s2"].places == (
        Place("t1", "cancel", (("p1", "p3"), ("p2", "p4")), -10),
    )


def test_full_tables_offer_the_meeting_worth_least():
    problem = make_problem(people=6)
    meetings = [Meeting("p3", "p4", "s1", "t1"), Meeting("p5", "p6", "s1", "t2")]
    assert by_slot(problem, meetings, AB)["s1"].places == (Place("t1", "cancel", (CD,), -4),)


def test_fixed_meetings_neither_move_nor_go():
    meetings = [Meeting(*AB, "s1", "t1"), Meeting("p1", "p3", "s2", "t2")]
    assert by_slot(make_problem(), meetings, AB, {("p1", "p3")})["s2"].places == ()


def test_limit_is_kept():
    people = tuple(Participant(f"p{n}", max_meetings=1) for n in (1, 2, 3, 4))
    problem = make_problem(participants=people)
    found = by_slot(problem, [Meeting("p1", "p3", "s1", "t1")], AB)
    assert found["s2"].full == ("p1",)
    assert [place.kind for place in found["s2"].places] == []
    assert found["s1"].places == (Place("t1", "cancel", (("p1", "p3"),), -1),)


def test_unknown_pair_is_refused():
    with pytest.raises(KeyError):
        prospects(make_problem(candidates=[]), [], AB)


def test_bounds_stay_until_a_goal_before_them_changes():
    problem = make_problem(participants=tuple(Participant(f"p{n}", promised=3) for n in (1, 2, 3, 4)))
    before = solve(problem, time_limit=2)
    after = revised(problem, before, before.meetings[1:])
    assert after.goal("promised").bound == before.goal("promised").bound == 12
    assert (after.goal("promised").value, after.status) == (10, "feasible")
    assert after.goal("worth").bound >= before.goal("worth").value


@given(st.data())
def test_every_place_offered_is_sound_and_costs_what_it_says(data):
    problem = make_problem(people=6, slots=4, tables=2, participants=tuple(
        Participant(f"p{n}", absent_slots=(f"s{n}",) if n < 4 else (), promised=2, max_meetings=3)
        for n in range(1, 7)))  # fmt: skip
    schedule = solve(problem, time_limit=1, seed=data.draw(st.integers(1, 3)))
    pair = data.draw(st.sampled_from([candidate.pair for candidate in problem.candidates]))
    content = problem_to_bytes(problem)
    for found in prospects(problem, schedule.meetings, pair):
        for place in found.places:
            new = revised(problem, schedule, placed(schedule.meetings, pair, found.slot, place))
            assert verify(content, schedule_to_bytes(new, problem_sha256(content))) == []
            assert new.goal("worth").value - schedule.goal("worth").value == place.worth
