"""Organisers see the day as it is: what runs, who waits and who could step in, who is missing, what is free."""

# ruff: noqa: F811  fixtures that other modules make

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Act, ActKind, Camp, CampRole, Grade, Reply, ReplyKind, Stay, TeamMember, User
from app.services.changes import replies
from app.services.day import live_board, no_shows, stand_in_asks, stand_in_offers, stand_ins
from app.services.publishing import publishing
from app.services.refusals import Conflict, NotThere
from app.services.setup.blocks import slots_of
from tests.agenda.test_replies import camp, entry, person  # noqa: F401  Ada meets Bo at 9:00, then Cy at 9:20
from tests.makers import (
    START,
    make_camp,
    make_crowd,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries

DURING = START + timedelta(minutes=6)


@pytest.fixture
def boss(camp: Camp) -> User:
    user = make_user("boss@example.org")
    db.session.add(TeamMember(camp_id=camp.id, user_id=user.id, role=CampRole.ORGANISER))
    db.session.commit()
    return user


def here(*names: str) -> None:
    for name in names:
        person(name).checked_in_at = START - timedelta(minutes=30)
    db.session.commit()


def test_board_tells_what_is_on_and_next_and_what_is_free(camp: Camp) -> None:
    here("Ada", "Di")
    with time_machine.travel(DURING, tick=False):
        board = live_board.board_of(camp, DURING)
        assert (board.running, len(board.pairs), board.meetings_next) == (0, 1, 1)
        assert board.slot is not None
        assert board.following is not None
        assert [one.starts_at for one in (board.slot, board.following)] == [
            START,
            START + timedelta(minutes=20),
        ]
        assert ([one.name for one in board.free_people], board.free_tables) == (["Di"], [2, 3])
        assert [one.person.name for one in board.expected] == ["Bo", "Cy"]
        here("Bo")
        assert live_board.board_of(camp, DURING).running == 1


def test_between_two_slots_the_next_one_counts(camp: Camp) -> None:
    here("Ada", "Bo", "Di")
    with time_machine.travel(START - timedelta(minutes=10), tick=False):
        board = live_board.board_of(camp, START - timedelta(minutes=10))
        assert (board.slot, board.pairs) == (None, [])
        assert [one.name for one in board.free_people] == ["Di"]
    with time_machine.travel(START + timedelta(hours=5), tick=False):
        board = live_board.board_of(camp, START + timedelta(hours=5))
        assert (board.slot, board.following, board.free_in, board.free_tables) == (None, None, None, [])


def test_not_checked_in_are_those_with_the_earliest_meeting_first_and_when_they_arrive(camp: Camp) -> None:
    late = START + timedelta(minutes=15)
    db.session.add(Stay(camp_id=camp.id, participant_id=person("Cy").id, arrives_at=late))
    db.session.commit()
    here("Ada")
    with time_machine.travel(DURING, tick=False):
        found = [(one.person.name, one.arrives_at, one.meeting and one.meeting.starts_at)
                 for one in live_board.board_of(camp, DURING).expected]  # fmt: skip
    assert found == [("Bo", None, START), ("Cy", late, START + timedelta(minutes=20)), ("Di", None, None)]


def test_one_tap_leaves_the_other_alone_with_stand_ins_at_once_and_can_be_undone(
    camp: Camp, boss: User
) -> None:
    make_wish(person("Ada"), person("Di"), Grade.MUST_MEET)
    here("Ada", "Di")
    number, code = entry("Ada", "Bo").id, person("Bo").code
    with time_machine.travel(START + timedelta(seconds=1), tick=False):
        no_shows.note(camp, number, code, boss)
        no_shows.note(camp, number, code, boss)
        waiting = live_board.board_of(camp, START + timedelta(seconds=1)).waiting
        assert [(one.alone.person.name, one.alone.instead_of.name) for one in waiting] == [("Ada", "Bo")]
        assert [(one.person.name, one.wish) for one in waiting[0].stand_ins] == [("Di", "own")]
        opening = stand_in_asks.opening_of(camp, person("Ada"), slots_of(camp)[0].id)
        assert opening.has_not_come
        no_shows.undo(camp, number, code, boss)
        no_shows.undo(camp, number, code, boss)
        assert live_board.board_of(camp, START + timedelta(seconds=1)).waiting == []
    kinds = db.session.scalars(select(Act.kind).order_by(Act.id)).all()
    assert [kind for kind in kinds if kind is not ActKind.PUBLISHED] == [
        ActKind.NO_SHOW,
        ActKind.NO_SHOW_UNDONE,
    ]


def test_who_comes_after_all_says_so_themselves(camp: Camp, boss: User) -> None:
    with time_machine.travel(START + timedelta(minutes=1), tick=False):
        no_shows.note(camp, entry("Ada", "Bo").id, person("Bo").code, boss)
        replies.say_here(camp, person("Bo"), person("Ada").code)
        assert db.session.scalars(select(Reply.kind)).all() == [ReplyKind.HERE]
        assert stand_in_offers.left_alone(camp) == []


def test_the_yes_of_a_stand_in_settles_it(camp: Camp, boss: User) -> None:
    """The meeting is given up; who has not come is neither left alone nor offered to others, and no undo helps."""
    make_wish(person("Ada"), person("Di"), Grade.MUST_MEET)
    slot = slots_of(camp)[0]
    bo, number = person("Bo"), entry("Ada", "Bo").id
    with time_machine.travel(DURING, tick=False):
        no_shows.note(camp, number, bo.code, boss)
        stand_in_offers.offer(camp, person("Ada").code, slot.id, person("Di").code, boss)
        stand_in_asks.accept(camp, person("Di"), slot.id, person("Ada").code)
        assert entry("Ada", "Bo").is_cancelled
        assert stand_in_offers.left_alone(camp) == []
        assert bo.id not in stand_ins.free_in(camp, slot, {bo.id, person("Cy").id})
        assert stand_ins.free_in(camp, slot, {person("Cy").id}) == {person("Cy").id}
        with pytest.raises(Conflict):
            no_shows.undo(camp, number, bo.code, boss)
        board = live_board.board_of(camp, DURING)
        assert [[side.person.name for side in pair.sides] for pair in board.pairs] == [["Ada", "Di"]]


def test_two_who_both_have_not_come_leave_nobody_alone(camp: Camp, boss: User) -> None:
    with time_machine.travel(DURING, tick=False):
        for name in ("Ada", "Bo"):
            no_shows.note(camp, entry("Ada", "Bo").id, person(name).code, boss)
        assert stand_in_offers.left_alone(camp) == []


@pytest.mark.parametrize("minutes", [-1, 20])
def test_not_before_the_meeting_and_not_after(camp: Camp, boss: User, minutes: int) -> None:
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False), pytest.raises(Conflict):
        no_shows.note(camp, entry("Ada", "Bo").id, person("Bo").code, boss)


def test_nobody_outside_the_meeting_and_no_other_camp(camp: Camp, boss: User) -> None:
    other = make_camp("other")
    with time_machine.travel(DURING, tick=False):
        with pytest.raises(NotThere):
            no_shows.note(camp, entry("Ada", "Bo").id, person("Di").code, boss)
        with pytest.raises(NotThere):
            no_shows.note(other, entry("Ada", "Bo").id, person("Bo").code, boss)


def test_organiser_notes_offers_and_undoes_on_the_page(camp: Camp, boss: User, visit: PageClient) -> None:
    make_wish(person("Ada"), person("Di"), Grade.MUST_MEET)
    here("Ada", "Di")
    with time_machine.travel(DURING, tick=False):
        visit.sign_in(boss)
        visit.get("/console/nyborg/day")
        assert visit.texts(".stat-list__label") == [
            "Now", "Meetings running", "Next", "Not checked in", "Free people", "Free tables",
        ]  # fmt: skip
        assert visit.texts(".stat-list__value") == ["09:00", "0 of 1", "09:20", "2", "1", "2"]
        visit.submit(action=f"{person('Bo').code}/not-come")
        assert visit.texts(".flash") == ["Bo has not come, it is noted. Whoever waits sees who is free."]
        assert visit.texts(".live-board__alone h3") == ["Ada 09:00 · Table 1 · Bo has not come"]
        visit.submit(button="Offer meeting")
        assert visit.response.request.path == "/console/nyborg/day"
        assert visit.texts(".live-board__alone .badge") == ["Is wished for", "Asked"]
        visit.submit(button="Has come after all")
        assert visit.texts(".live-board__alone") == []
        visit.get("/console/nyborg/day/meetings")
        assert visit.texts("tbody .badge") == ["Checked in", "Not checked in"]
        visit.submit(action=f"{person('Bo').code}/not-come")
        assert visit.response.request.path == "/console/nyborg/day/meetings"
        assert visit.texts("tbody .badge") == ["Checked in", "Has not come"]
        visit.get("/console/nyborg/log")
        for sentence in ("Noted that Bo had not come to a meeting.", "Asked Di to step in for somebody.",
                         "Noted that Bo had come to a meeting after all."):  # fmt: skip
            assert sentence in visit.page.main.get_text()


def test_asked_again_only_what_changed_is_sent(camp: Camp, boss: User, app: Flask, visit: PageClient) -> None:
    def ask(tag: str) -> int:
        return visit.http.get(
            "/console/nyborg/day", headers={"HX-Request": "true", "If-None-Match": tag}
        ).status_code

    def tag_now() -> str:
        return visit.http.get("/console/nyborg/day", headers={"HX-Request": "true"}).headers["ETag"]

    with time_machine.travel(DURING, tick=False) as clock:
        visit.sign_in(boss)
        first = tag_now()
        with count_queries() as asked:
            assert ask(first) == 304
        assert len(asked) <= 8
        changes = (
            lambda: here("Bo"),
            lambda: replies.say_here(camp, person("Ada"), person("Bo").code),
            lambda: replies.take_back_here(camp, person("Ada"), person("Bo").code),
            lambda: no_shows.note(camp, entry("Ada", "Bo").id, person("Bo").code, boss),
            lambda: replies.say_cannot_come(camp, person("Cy"), person("Ada").code),
            lambda: make_participant(camp, "Eve"),
        )
        for change in changes:
            tag = tag_now()
            change()
            assert ask(tag) == 200
        tag = tag_now()
        assert ask(tag) == 304
        clock.shift(timedelta(minutes=1))
        assert ask(tag) == 200
        tag = tag_now()
        visit.language("da")
        assert ask(tag) == 200


def test_board_of_a_full_camp_asks_as_often_as_that_of_a_small_one(app: Flask) -> None:
    def asked(people: int, slots: int, tables: int) -> int:
        camp, boss = make_camp(), make_user()
        crowd = make_crowd(camp, people)
        spans, places = make_slots(camp, slots, START), make_tables(camp, tables)
        booked = [
            (
                crowd[(2 * number) % people],
                crowd[(2 * number + 1 + 2 * turn) % people],
                spans[turn],
                places[number],
            )
            for turn in range(min(3, slots))
            for number in range(min(tables, people // 2))
        ]
        with time_machine.travel(START - timedelta(days=1)):
            publishing.publish(camp, make_schedule(camp, booked), boss, with_mail=False)
        for one in crowd[: people // 2]:
            one.checked_in_at = START
        with time_machine.travel(DURING, tick=False):
            db.session.commit()
            for number in range(2):
                missing = live_board.pairs_now(camp, DURING)[number]
                no_shows.note(camp, missing.entry.id, missing.sides[0].person.code, boss)
            db.session.expire_all()
            with count_queries() as sent:
                board = live_board.board_of(camp, DURING)
            assert len(board.pairs) == min(tables, people // 2)
            assert len(board.waiting) == 2
        return len(sent)

    few, many = asked(12, 4, 4), asked(500, 40, 150)
    assert few == many <= 60
