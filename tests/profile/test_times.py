"""Saying when one is there, and choosing sessions."""

from datetime import timedelta

from sqlalchemy import select

from app.extensions import db
from app.models import Absence, Attendance, Camp, Participant, Session
from app.services.programme.availability import Times, unavailable_slots
from app.services.refusals import Conflict, Refusal
from app.services.times.own_times import edit
from tests.makers import (
    START,
    make_absence,
    make_attendance,
    make_camp,
    make_participant,
    make_session,
    make_slots,
)
from tests.page_client import PageClient

PATH = "/camps/nyborg/me/availability"


def someone(visit: PageClient) -> tuple[Camp, Participant]:
    camp = make_camp("nyborg")
    me = make_participant(camp)
    visit.sign_in(me.user)
    return camp, me


def absences() -> list[int]:
    return list(db.session.scalars(select(Absence.slot_id).order_by(Absence.slot_id)))


def test_block_that_is_not_attended_takes_all_its_slots_with_it(visit):
    camp, _me = someone(visit)
    morning = make_slots(camp, 3)
    afternoon = make_slots(camp, 2, START + timedelta(hours=5), "Afternoon")
    visit.get(PATH)
    assert len(visit.page.select("input[name=slots][checked]")) == 5
    visit.submit({"blocks": [str(morning[0].block_id)]})
    assert absences() == [slot.id for slot in afternoon]
    visit.get(PATH)
    assert [box["value"] for box in visit.page.select("input[name=blocks][checked]")] == [
        str(morning[0].block_id)
    ]
    boxes = {
        "blocks": [str(morning[0].block_id), str(afternoon[0].block_id)],
        "slots": [str(slot.id) for slot in morning],
    }
    visit.submit(boxes | {"slots": [*boxes["slots"], str(afternoon[1].id)]})
    assert absences() == [afternoon[0].id]


def test_single_slot_left_out_is_kept_and_its_block_stands_open(visit):
    camp, _me = someone(visit)
    slots = make_slots(camp, 3)
    visit.get(PATH)
    assert visit.page.select("details[open]") == []
    visit.submit({"slots": [str(slots[0].id), str(slots[2].id)]})
    assert absences() == [slots[1].id]
    visit.get(PATH)
    assert len(visit.page.select("details[open]")) == 1


def test_chosen_session_takes_the_slots_it_overlaps_without_an_absence(visit):
    camp, me = someone(visit)
    slots = make_slots(camp, 3)
    workshop = make_session(camp, START + timedelta(minutes=20), minutes=40, title="Funding workshop")
    visit.get(PATH)
    assert visit.texts(".field__hint")[-1].endswith("It takes 2 of your meeting times.")
    visit.submit({"sessions": [str(workshop.id)]})
    assert absences() == []
    assert unavailable_slots(camp) == {me.id: {slots[1].id, slots[2].id}}
    assert visit.texts("dd.definition-list__value")[:2] == [
        "Morning, Tuesday 9 March 2027: 1 of 3 times", "Funding workshop",
    ]  # fmt: skip


def test_leaving_a_session_gives_its_place_back(visit):
    camp, me = someone(visit)
    full = make_session(camp, capacity=1, places_taken=1)
    make_attendance(me, full)
    visit.get(PATH)
    visit.submit({"sessions": []})
    db.session.refresh(full)
    assert (full.places_taken, list(db.session.scalars(select(Attendance)))) == (0, [])


def test_full_session_cannot_be_chosen_and_says_so(visit):
    camp, _me = someone(visit)
    full = make_session(camp, capacity=1, places_taken=1, title="Small workshop")
    (_slot,) = make_slots(camp, 1)
    visit.get(PATH)
    assert visit.page.select("input[name=sessions]") == []
    assert "Full." in visit.texts("fieldset#sessions .field__hint")[-1]
    visit.post(PATH, {"blocks": [], "slots": [], "sessions": [str(full.id)]}, status=200)
    wrong = "“Small workshop” is full: somebody took the last place. Choose again."
    assert visit.texts(".error-summary__list li") == [wrong]
    assert (absences(), list(db.session.scalars(select(Attendance)))) == ([], [])


def test_edit_refuses_slots_and_sessions_of_another_camp_and_those_for_all(app):
    camp, other = make_camp(), make_camp()
    me = make_participant(camp)
    (slot,) = make_slots(camp, 1)
    make_absence(me, slot)
    (foreign_slot,), foreign_session = make_slots(other, 1), make_session(other)
    for_all = make_session(camp, is_for_all=True)
    for absent, sessions in (
        ({foreign_slot.id}, set()),
        (set(), {foreign_session.id}),
        (set(), {for_all.id}),
    ):
        try:
            edit(camp, me, Times(absent, sessions))
        except Refusal as refusal:
            assert type(refusal) is Refusal
        else:
            raise AssertionError("it was taken")
        assert absences() == [slot.id]


def test_edit_that_meets_a_full_session_saves_nothing(app):
    camp = make_camp()
    me = make_participant(camp)
    (slot,) = make_slots(camp, 1)
    free = make_session(camp, START + timedelta(hours=2), capacity=5)
    full = make_session(camp, START + timedelta(hours=4), capacity=1, places_taken=1)
    try:
        edit(camp, me, Times({slot.id}, {free.id, full.id}))
    except Conflict:
        pass
    else:
        raise AssertionError("it was taken")
    assert (absences(), db.session.scalars(select(Session.places_taken).order_by(Session.id)).all()) == (
        [],
        [0, 1],
    )
