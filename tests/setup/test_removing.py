"""Slots, blocks and tables with meetings stay: the refusal counts and names what is planned there."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import CalendarEntry, Meeting, MeetingTable, PairRuling, Ruling, Slot
from app.services.calendars import agendas
from app.services.publishing import publishing
from app.services.refusals import Refusal
from app.services.schedules import schedules
from app.services.setup import blocks, tables
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient


class Scene:
    """Seven pairs at nine at tables 1 to 7; table 8 and the slots after it are free."""

    def __init__(self, pairs: int = 7) -> None:
        self.camp = make_camp("nyborg")
        self.organiser = make_user("organiser@example.org", "Olga", is_administrator=True)
        people = [make_participant(self.camp, f"Person {n:02}") for n in range(2 * pairs)]
        self.s, self.t = make_slots(self.camp, 3), make_tables(self.camp, 8)
        self.booked = [(people[2 * i], people[2 * i + 1], self.s[0], self.t[i]) for i in range(pairs)]
        self.draft = make_schedule(self.camp, self.booked)

    def refusal(self, act: object) -> str:
        with pytest.raises(Refusal) as refused:
            act()
        db.session.rollback()
        return str(refused.value.message)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def rows() -> tuple[int, int, int]:
    """How many slots, tables and meetings there are."""
    return tuple(db.session.scalar(select(func.count(one.id))) for one in (Slot, MeetingTable, Meeting))


def test_a_slot_of_a_draft_stays_and_its_meetings_are_counted_and_named(scene: Scene) -> None:
    words = scene.refusal(lambda: blocks.remove_slot(scene.camp, scene.s[0].id))
    assert words.startswith("7 meetings are planned there, so nothing was removed: Person 00 – Person 01, ")
    assert (
        "table 5 (schedule 1); and 2 more. Remove the slot or the table by itself" in words
        and "table 6" not in words
    )
    assert rows() == (3, 8, 7)


def test_so_does_a_block_and_a_block_cut_anew(scene: Scene) -> None:
    block = blocks.blocks_of(scene.camp)[0]
    later = blocks.BlockValues("Morning", scene.s[1].starts_at, scene.s[2].ends_at)
    for act in (
        lambda: blocks.remove_block(scene.camp, block.id),
        lambda: blocks.change_block(scene.camp, block.id, later),
    ):
        assert scene.refusal(act).startswith("7 meetings are planned there")
    assert rows() == (3, 8, 7)


def test_so_do_tables_of_what_is_published_but_not_those_of_earlier_versions(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.draft, scene.organiser, with_mail=False)
    words = scene.refusal(lambda: tables.remove_tables(scene.camp, 7, 8))
    assert words.startswith("1 meeting is planned there") and "Person 12 – Person 13" in words
    publishing.publish(scene.camp, make_schedule(scene.camp, []), scene.organiser, with_mail=False)
    tables.remove_tables(scene.camp, 7, 8)
    assert [table.number for table in tables.tables_of(scene.camp)] == [1, 2, 3, 4, 5, 6]
    grid = schedules.grid_of(scene.camp, agendas.meetings_of(scene.draft))
    assert [table.number for table in grid.tables] == [1, 2, 3, 4, 5, 6, 7]  # the version says what it said
    assert rows() == (3, 7, 7)


def test_a_meeting_that_two_have_agreed_on_themselves_counts_too(scene: Scene) -> None:
    one, other = scene.booked[0][:2]
    db.session.add(
        CalendarEntry(
            camp_id=scene.camp.id, person_lo_id=one.id, person_hi_id=other.id, uid="agreed", table_number=8,
            starts_at=scene.s[2].starts_at, ends_at=scene.s[2].ends_at, created_at=START, updated_at=START,
        )
    )  # fmt: skip
    db.session.commit()
    for act in (
        lambda: blocks.remove_slot(scene.camp, scene.s[2].id),
        lambda: tables.remove_tables(scene.camp, 8, 8),
    ):
        assert "(agreed by the two)" in scene.refusal(act)


def test_a_pin_counts_too(scene: Scene) -> None:
    one, other = scene.booked[0][:2]
    db.session.add(
        PairRuling(
            camp_id=scene.camp.id, person_lo_id=one.id, person_hi_id=other.id, ruling=Ruling.PINNED,
            slot_id=scene.s[2].id, table_id=scene.t[7].id, user_id=scene.organiser.id, made_at=START,
        )
    )  # fmt: skip
    db.session.commit()
    assert "pinned to" in scene.refusal(lambda: tables.remove_tables(scene.camp, 8, 8))


def test_what_is_free_goes(scene: Scene) -> None:
    blocks.remove_slot(scene.camp, scene.s[2].id)
    tables.remove_tables(scene.camp, 8, 8)
    assert rows() == (2, 7, 7)


def test_a_number_that_comes_back_is_the_same_table_and_a_slot_the_same_slot(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.draft, scene.organiser, with_mail=False)
    publishing.publish(scene.camp, make_schedule(scene.camp, []), scene.organiser, with_mail=False)
    block = blocks.blocks_of(scene.camp)[0]
    name, slot, table = block.name, scene.s[0].id, scene.t[6].id
    tables.remove_tables(scene.camp, 7, 8)
    blocks.remove_block(scene.camp, block.id)
    assert (blocks.blocks_of(scene.camp), blocks.slots_of(scene.camp)) == ([], [])
    came = tables.add_tables(scene.camp, 2, tables.Layout("Foyer"))
    assert [(one.number, one.zone, one.id == table) for one in came] == [
        (7, "Foyer", True),
        (8, "Foyer", False),
    ]
    again = blocks.BlockValues(name, scene.s[0].starts_at, scene.s[0].ends_at + timedelta(minutes=20))
    blocks.add_block(scene.camp, again)  # its name is free again
    assert blocks.slots_of(scene.camp)[0].id == slot and len(blocks.slots_of(scene.camp)) == 2


def test_another_slot_may_begin_when_a_removed_one_began(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.draft, scene.organiser, with_mail=False)
    publishing.publish(scene.camp, make_schedule(scene.camp, []), scene.organiser, with_mail=False)
    start = scene.s[0].starts_at
    blocks.remove_slot(scene.camp, scene.s[0].id)
    blocks.add_block(scene.camp, blocks.BlockValues("Short", start, start + timedelta(minutes=10), 10))
    assert next(slot.ends_at - slot.starts_at for slot in blocks.slots_of(scene.camp)) == timedelta(
        minutes=10
    )


def test_the_page_says_it_with_names(scene: Scene, visit: PageClient) -> None:
    visit.sign_in(scene.organiser)
    visit.get("/console/nyborg/slots")
    visit.submit(action=f"/console/nyborg/slot/{scene.s[0].id}/remove")
    assert visit.texts("ul.lead li") == [
        "No published meeting that is still ahead",
        "Draft 1: 7 meetings. The draft is kept; if you publish it, these meetings are left out, and the preview says so",
    ]
    visit.submit(button="Remove the slot Tuesday 9 March 2027, 09:00 (Copenhagen)")
    assert visit.texts(".flash") == ["The slot is removed."]
    visit.get("/console/nyborg/schedules/1/publish")
    assert visit.texts(".notice__title") == ["7 meetings are left out"]
    visit.submit(button="Publish without mail")
    assert db.session.scalar(select(func.count(CalendarEntry.id))) == 0
