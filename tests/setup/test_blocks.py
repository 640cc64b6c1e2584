"""Blocks are cut into slots that never overlap, and nothing that is in use goes away."""

from datetime import timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.models import Block, Slot
from app.services.refusals import NotThere, Refusal
from app.services.setup import blocks
from app.services.setup.blocks import BlockValues
from tests.makers import (
    make_absence,
    make_camp,
    make_participant,
    make_schedule,
    make_session,
    make_tables,
)
from tests.page_client import PageClient
from tests.setup.runs import at, organised_camp


def _values(
    start: tuple[int, int], until: tuple[int, int], name: str = "Tuesday", **more: int
) -> BlockValues:
    return BlockValues(name, at(9, *start), at(9, *until), **more)


def _times(camp_id: int) -> list[str]:
    query = db.select(Slot.starts_at).where(Slot.camp_id == camp_id).order_by(Slot.starts_at)
    return [f"{moment + timedelta(hours=1):%H:%M}" for moment in db.session.scalars(query)]


def test_block_is_cut_into_as_many_slots_as_fit(app: Flask) -> None:
    camp = make_camp()
    blocks.add_block(camp, _values((14, 30), (16, 45)))
    assert _times(camp.id) == ["14:30", "14:50", "15:10", "15:30", "15:50", "16:10"]


def test_gap_stands_between_slots_and_not_after_the_last(app: Flask) -> None:
    camp = make_camp()
    blocks.add_block(camp, _values((9, 0), (9, 45), slot_minutes=20, gap_minutes=5))
    assert _times(camp.id) == ["09:00", "09:25"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (_values((9, 0), (9, 19)), "Not even one slot fits"),
        (_values((9, 0), (12, 0), slot_minutes=4), "from 5 to 240 minutes"),
        (_values((9, 0), (12, 0), gap_minutes=121), "from 5 to 240 minutes"),
        (_values((9, 0), (12, 0), name="  "), "Give the block a name."),
        (_values((12, 0), (9, 0)), "It must end after it begins."),
        (BlockValues("Later", at(11, 9), at(11, 12)), "It must begin during the camp"),
        (BlockValues("Long", at(9, 9), at(11, 9)), "longer than a day"),
    ],
)
def test_block_that_means_nothing_is_refused(app: Flask, values: BlockValues, words: str) -> None:
    camp = make_camp()
    with pytest.raises(Refusal, match=words):
        blocks.add_block(camp, values)
    db.session.rollback()
    assert db.session.scalars(db.select(Block)).all() == []


@pytest.mark.parametrize("start", [(9, 10), (8, 50), (9, 0)])
def test_block_that_overlaps_another_is_refused(app: Flask, start: tuple[int, int]) -> None:
    camp = make_camp()
    blocks.add_block(camp, _values((9, 0), (10, 0)))
    with pytest.raises(Refusal, match="overlap"):
        blocks.add_block(camp, _values(start, (11, 0), name="Other"))


def test_block_may_begin_when_another_ends(app: Flask) -> None:
    camp = make_camp()
    blocks.add_block(camp, _values((9, 0), (10, 0)))
    blocks.add_block(camp, _values((10, 0), (10, 20), name="Other"))
    assert _times(camp.id) == ["09:00", "09:20", "09:40", "10:00"]


def test_blocks_of_two_camps_may_overlap(app: Flask) -> None:
    first, second = make_camp(), make_camp()
    for camp in (first, second):
        blocks.add_block(camp, _values((9, 0), (9, 20)))
    assert _times(first.id) == _times(second.id) == ["09:00"]


def test_two_blocks_of_one_name_are_refused(app: Flask) -> None:
    camp = make_camp()
    blocks.add_block(camp, _values((9, 0), (10, 0)))
    with pytest.raises(Refusal, match="called “Tuesday” already"):
        blocks.add_block(camp, _values((11, 0), (12, 0)))


def test_recut_keeps_the_slots_that_stay(app: Flask) -> None:
    camp = make_camp()
    block = blocks.add_block(camp, _values((9, 0), (10, 0)))
    kept = [slot.id for slot in blocks.slots_of(camp)][:2]
    make_absence(make_participant(camp), blocks.slots_of(camp)[0])

    blocks.change_block(camp, block.id, _values((9, 0), (9, 40), name="Shorter"))

    assert [slot.id for slot in blocks.slots_of(camp)] == kept
    assert block.name == "Shorter"


def test_recut_that_would_remove_an_absence_says_what_stands_in_the_way(app: Flask) -> None:
    camp = make_camp()
    block = blocks.add_block(camp, _values((9, 0), (10, 0)))
    for name in ("Ada", "Bo"):
        make_absence(make_participant(camp, name), blocks.slots_of(camp)[2])

    with pytest.raises(Refusal, match="2 participants have said to be absent"):
        blocks.change_block(camp, block.id, _values((9, 0), (9, 40)))

    db.session.rollback()
    assert _times(camp.id) == ["09:00", "09:20", "09:40"]


def test_slot_with_a_meeting_is_never_removed(app: Flask) -> None:
    camp = make_camp()
    block = blocks.add_block(camp, _values((9, 0), (10, 0)))
    slot = blocks.slots_of(camp)[1]
    meeting = (make_participant(camp, "Ada"), make_participant(camp, "Bo"), slot, make_tables(camp)[0])
    make_schedule(camp, [meeting])

    for act in (lambda: blocks.remove_slot(camp, slot.id), lambda: blocks.remove_block(camp, block.id)):
        with pytest.raises(
            Refusal, match=r"1 meeting is planned there, so nothing was removed: .*\(schedule 1\)"
        ):
            act()
        db.session.rollback()
    assert _times(camp.id) == ["09:00", "09:20", "09:40"]


def test_block_goes_with_its_last_slot(app: Flask) -> None:
    camp = make_camp()
    blocks.add_block(camp, _values((9, 0), (9, 20)))
    blocks.remove_slot(camp, blocks.slots_of(camp)[0].id)
    assert blocks.blocks_of(camp) == []


def test_slots_and_blocks_of_another_camp_are_not_there(app: Flask) -> None:
    camp, other = make_camp(), make_camp()
    block = blocks.add_block(other, _values((9, 0), (9, 20)))
    slot = blocks.slots_of(other)[0]
    for act in (
        lambda: blocks.remove_slot(camp, slot.id),
        lambda: blocks.remove_block(camp, block.id),
        lambda: blocks.change_block(camp, block.id, _values((9, 0), (9, 40))),
    ):
        with pytest.raises(NotThere):
            act()
    assert _times(other.id) == ["09:00"]


def test_session_for_everybody_during_a_slot_is_pointed_out(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    blocks.add_block(camp, _values((9, 0), (10, 0)))
    make_session(camp, at(9, 8), title="Breakfast", is_for_all=True)
    make_session(camp, at(9, 9, 30), 30, title="Talk of the town", is_for_all=True)
    make_session(camp, at(9, 9), title="Chosen workshop")

    visit.get("/console/camp/slots")

    assert visit.texts(".notice li") == ["Talk of the town, 09:30–10:00"]


def test_organiser_adds_changes_and_removes_a_block(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    visit.get("/console/camp/slots")
    fields = {"name": "Tuesday afternoon", "day": "2027-03-09", "starts": "14:30", "until": "15:30"}
    visit.submit(fields, button="Add the block")
    assert visit.texts(".slot-block__slot .numeric") == ["14:30–14:50", "14:50–15:10", "15:10–15:30"]

    block = blocks.blocks_of(camp)[0]
    visit.get(f"/console/camp/slots/{block.id}")
    visit.submit({"until": "15:00", "slot_minutes": "15"}, button="Save")
    assert visit.texts(".slot-block__slot .numeric") == ["14:30–14:45", "14:45–15:00"]

    visit.submit(button="Remove the block")
    assert visit.texts(".flash") == ["The block is removed."]
    assert visit.texts(".slot-block__slot .numeric") == []


def test_refused_block_keeps_what_was_typed(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/slots")
    fields = {"name": "Night", "day": "2027-03-10", "starts": "14:30", "until": "14:40"}
    page = visit.submit(fields, button="Add the block")
    assert visit.texts(".error-summary li") == [
        "Not even one slot fits between the beginning and the end of the block."
    ]
    assert page.select_one("input[name=name]")["value"] == "Night"
    assert page.title.get_text().startswith("Error:")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("slot_minutes", "9" * 400, "Write a whole number in digits."),
        ("slot_minutes", "2e1", "Write a whole number in digits."),
        ("gap_minutes", "-1", "Write a number from 0 to 120."),
        ("starts", "25:61", "Write a time: hours and minutes, such as 14:30."),
        ("day", "2027-03-11", "Choose one from the list."),
        ("name", "x" * 101, "Write at most 100 characters."),
    ],
)
def test_hostile_block_is_refused_in_words(visit: PageClient, field: str, value: str, words: str) -> None:
    camp, _user = organised_camp(visit)
    fields = {
        "name": "Block", "day": "2027-03-09", "starts": "14:30", "until": "15:30", "slot_minutes": "20",
        "gap_minutes": "0",
    }  # fmt: skip
    visit.post("/console/camp/slots", {**fields, field: value}, status=200)
    assert visit.texts(".error-summary li") == [words]
    assert blocks.blocks_of(camp) == []


def test_number_that_no_database_can_hold_is_not_there(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/slots/99999999999999999999999", status=404)
    visit.post("/console/camp/slot/99999999999999999999999/remove", status=404)
