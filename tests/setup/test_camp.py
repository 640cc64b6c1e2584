"""A camp's own data: two organisers never overwrite each other, and what moves takes its programme along."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.extensions import db
from app.models import Camp, CampKind, OutboxMessage, ParticipantStatus, Schedule, ScheduleStatus
from app.services.programme import programme
from app.services.refusals import Conflict, Refusal
from app.services.registration import camp_edits
from app.services.registration.camp_edits import CampValues
from app.services.setup import blocks
from app.services.setup.blocks import BlockValues
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_topic,
)
from tests.page_client import PageClient
from tests.setup.runs import at, organised_camp


def _values(camp: Camp, **changes: object) -> CampValues:
    return replace(CampValues(**{n: getattr(camp, n) for n in CampValues.__dataclass_fields__}), **changes)


def _edit(camp: Camp, **changes: object) -> None:
    camp_edits.edit_camp(camp, camp.version, _values(camp, **changes))


def test_edit_changes_everything_at_once(app: Flask) -> None:
    camp = make_camp()
    _edit(camp, name="New name", kind=CampKind.WORKSHOP, promised_meetings=0, max_meetings=3, capacity=12)
    db.session.expire_all()
    assert (camp.name, camp.kind, camp.promised_meetings, camp.max_meetings, camp.capacity) == (
        "New name", CampKind.WORKSHOP, 0, 3, 12)  # fmt: skip


def test_edit_of_an_older_state_is_refused(app: Flask) -> None:
    camp = make_camp()
    seen = camp.version
    _edit(camp, name="First")
    with pytest.raises(Conflict):
        camp_edits.edit_camp(camp, seen, _values(camp, name="Second"))
    db.session.rollback()
    assert camp.name == "First"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "Give the camp a name."),
        ({"ends_on": date(2027, 3, 8)}, "cannot end before it begins"),
        ({"registration_opens_at": at(2, 9), "registration_closes_at": at(1, 9)}, "close after it opens"),
        ({"promised_meetings": 5, "max_meetings": 4}, "promised more meetings than they may have"),
        ({"time_zone": "Mars/Olympus"}, "no time zone called “Mars/Olympus”"),
    ],
)
def test_contradiction_is_refused(app: Flask, changes: dict[str, object], words: str) -> None:
    camp = make_camp()
    with pytest.raises(Refusal, match=words):
        _edit(camp, **changes)


def test_places_cannot_fall_below_those_taken(app: Flask) -> None:
    camp = make_camp(capacity=5, places_taken=3)
    with pytest.raises(Refusal, match="3 places are taken"):
        _edit(camp, capacity=2)


def test_new_places_go_to_those_who_wait_longest(app: Flask) -> None:
    camp = make_camp(capacity=1, places_taken=1)
    people = [
        make_participant(camp, f"Person {day}", status=ParticipantStatus.WAITING,
                         registered_at=datetime(2026, 6, day, tzinfo=UTC))
        for day in (3, 1, 2)
    ]  # fmt: skip
    _edit(camp, capacity=3)
    db.session.expire_all()
    assert [person.status.value for person in people] == ["waiting", "unconfirmed", "unconfirmed"]
    assert camp.places_taken == 3
    assert len(db.session.scalars(db.select(OutboxMessage)).all()) == 2


def test_programme_and_slots_move_along_with_the_dates(app: Flask) -> None:
    camp = make_camp()
    session = make_session(camp, at(9, 11))
    make_slots(camp, 3, at(10, 9))

    _edit(camp, starts_on=date(2027, 3, 10), ends_on=date(2027, 3, 11))

    assert [slot.starts_at for slot in blocks.slots_of(camp)] == [at(11, 9), at(11, 9, 20), at(11, 9, 40)]
    assert (session.starts_at, session.sequence) == (at(10, 11), 1)
    assert blocks.blocks_of(camp)[0].starts_at == at(11, 9)


def test_time_on_the_wall_stays_when_the_clocks_have_changed_or_the_zone_does(app: Flask) -> None:
    camp = make_camp()
    session = make_session(camp, at(9, 11))
    _edit(camp, starts_on=date(2027, 3, 30), ends_on=date(2027, 3, 31))
    assert session.starts_at == datetime(2027, 3, 30, 9, 0, tzinfo=UTC)

    _edit(camp, time_zone="Atlantic/Reykjavik")
    assert session.starts_at == datetime(2027, 3, 30, 11, 0, tzinfo=UTC)


def test_dates_that_no_longer_cover_the_programme_are_refused_by_name(app: Flask) -> None:
    camp = make_camp()
    make_session(camp, at(10, 11), title="Farewell")
    make_slots(camp, 2, at(10, 9), "Wednesday morning")

    with pytest.raises(Refusal, match=r"outside the camp's dates: Farewell, Wednesday morning\."):
        _edit(camp, ends_on=date(2027, 3, 9))

    db.session.expire_all()
    assert camp.ends_on == date(2027, 3, 10)


def test_dates_stand_once_a_schedule_is_published(app: Flask) -> None:
    camp = make_camp()
    people = [make_participant(camp, name) for name in ("Ada", "Bo")]
    make_schedule(
        camp, [(*people, make_slots(camp)[0], make_tables(camp)[0])], status=ScheduleStatus.PUBLISHED
    )
    for changes in (
        {"time_zone": "Europe/Paris"},
        {"starts_on": date(2027, 3, 16), "ends_on": date(2027, 3, 17)},
    ):
        with pytest.raises(Refusal, match="published schedule"):
            _edit(camp, **changes)
        db.session.rollback()
    _edit(camp, ends_on=date(2027, 3, 11))
    assert db.session.scalars(db.select(Schedule.status)).one() is ScheduleStatus.PUBLISHED


def test_camp_opens_once_nothing_needed_is_missing(visit: PageClient) -> None:
    camp, _user = organised_camp(visit, is_public=False, contact_email="camp@example.org")
    visit.post("/console/camp/open")
    visit.get("/console/camp")
    assert visit.texts(".flash") == [
        "Before the camp can open, this is missing: "
        "slots for meetings, tables for meetings, topics for offers and needs."
    ]
    assert visit.texts(".check-list__item a")[5:8] == [
        "slots for meetings", "tables for meetings", "topics for offers and needs"
    ]  # fmt: skip

    blocks.add_block(camp, BlockValues("Tuesday", at(9, 9), at(9, 10)))
    make_tables(camp)
    make_topic(camp)
    visit.get("/console/camp")
    visit.submit(button="Open the camp")

    assert visit.texts(".flash") == ["Everybody can see the camp now."]
    db.session.expire_all()
    assert camp.is_public

    visit.submit(button="Hide the camp")
    db.session.expire_all()
    assert not camp.is_public


def test_organiser_saves_what_the_form_shows_without_changing_anything(visit: PageClient) -> None:
    camp, _user = organised_camp(visit, capacity=100, max_meetings=9, summary="Two days.\nMany meetings.")
    before = {name: getattr(camp, name) for name in CampValues.__dataclass_fields__}
    visit.get("/console/camp/set-up")
    visit.submit(button="Save")
    db.session.expire_all()
    assert visit.texts(".flash") == ["The camp is saved."]
    assert {name: getattr(camp, name) for name in CampValues.__dataclass_fields__} == before


def test_windows_are_read_on_the_camps_clocks(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    page = visit.get("/console/camp/set-up")
    assert page.select_one("input[name=wishes_close_at]")["value"] == "2027-03-03T01:00"
    visit.submit({"wishes_close_at": "2027-03-04T23:59"}, button="Save")
    db.session.expire_all()
    assert camp.wishes_close_at == datetime(2027, 3, 4, 22, 59, tzinfo=UTC)


def test_second_of_two_organisers_is_told_and_loses_nothing_typed(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    page = visit.get("/console/camp/set-up")
    camp_edits.edit_camp(camp, camp.version, _values(camp, name="By the other"))

    page = visit.submit({"name": "By me"}, button="Save")

    assert visit.texts(".error-summary li") == ["Somebody else has changed the camp in the meantime."]
    assert page.select_one("input[name=name]")["value"] == "By me"
    db.session.expire_all()
    assert camp.name == "By the other"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("version", "x", "Somebody else has changed the camp in the meantime."),
        ("kind", "party", "Choose one from the list."),
        ("starts_on", "0001-01-01", "Write a date: day, month and year."),
        ("ends_on", "9999-12-31", "Write a date: day, month and year."),
        ("time_zone", "../../etc/passwd", "Choose a time zone by its place, such as Europe/Copenhagen."),
        ("wishes_close_at", "soon", "Write a date and a time, such as 31-12-2027 23:59."),
        ("capacity", "0", "Write a number from 1 to 100000."),
        ("contact_email", "a@b@c", "This is no email address. It looks like name@example.org."),
        ("summary", "x" * 5001, "Write at most 5000 characters."),
    ],
)
def test_hostile_camp_form_is_refused_in_words(visit: PageClient, field: str, value: str, words: str) -> None:
    camp, _user = organised_camp(visit)
    visit.get("/console/camp/set-up")
    visit.submit({field: value}, button="Save")
    assert visit.texts(".error-summary li") == [words]
    db.session.expire_all()
    assert camp.version == 1


def test_control_characters_never_arrive(visit: PageClient) -> None:
    organised_camp(visit)
    visit.post("/console/camp/set-up", {"name": "a\x00b"}, status=400)


def test_programme_of_a_moved_camp_is_read_where_it_stands(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_session(camp, at(9, 11), title="Opening")
    visit.get("/console/camp/set-up")
    visit.submit({"starts_on": "2027-04-13", "ends_on": "2027-04-14"}, button="Save")
    visit.get("/console/camp/programme")
    assert visit.texts("h2") == ["Tuesday 13 April 2027"]
    assert [programme.session_of(camp, s.id).title for s in programme.sessions_of(camp)] == ["Opening"]
