"""Busy times out of a calendar: shown first, saved by the button, and nothing else kept."""

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from app.extensions import db
from app.models import Absence
from tests.makers import START, make_camp, make_participant, make_slots
from tests.page_client import PageClient
from tests.world.rows import checksums

PATH = "/camps/nyborg/me/availability"


def calendar(*starts_and_minutes: tuple[timedelta, int], day: bool = False) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    for number, (after, minutes) in enumerate(starts_and_minutes):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20260101T000000Z", "SUMMARY:Dentist"]
        lines += [f"DTSTART:{START + after:%Y%m%dT%H%M%SZ}", f"DURATION:PT{minutes}M", "END:VEVENT"]
    if day:
        lines += [
            "BEGIN:VEVENT",
            "UID:d",
            "DTSTAMP:20260101T000000Z",
            f"DTSTART;VALUE=DATE:{START:%Y%m%d}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def someone(visit: PageClient) -> list[int]:
    camp = make_camp("nyborg")
    visit.sign_in(make_participant(camp).user)
    return [slot.id for slot in make_slots(camp, 4)]


def upload(visit: PageClient, data: bytes, **fields: str) -> None:
    visit.get(f"{PATH}/calendar")
    visit.submit({"file": (BytesIO(data), "mine.ics")} | fields)


def ticked(visit: PageClient) -> list[int]:
    return [int(str(box["value"])) for box in visit.page.select("input[name=slots][checked]")]


def absences() -> list[int]:
    return list(db.session.scalars(select(Absence.slot_id).order_by(Absence.slot_id)))


def test_busy_times_lose_their_ticks_and_are_saved_by_the_button(visit):
    slots = someone(visit)
    before = checksums()
    upload(visit, calendar((timedelta(minutes=25), 5), (timedelta(minutes=60), 60)))
    assert ticked(visit) == [slots[0], slots[2]]
    assert "takes 2 of your meeting times" in visit.page.get_text()
    assert "Dentist" not in visit.page.get_text()
    assert checksums() == before
    visit.submit()
    assert absences() == [slots[1], slots[3]]


def test_what_ends_as_a_meeting_begins_is_not_in_its_way(visit):
    slots = someone(visit)
    upload(visit, calendar((timedelta(minutes=-60), 60), (timedelta(minutes=80), 30)))
    assert ticked(visit) == slots
    assert "leaves all meeting times free" in visit.page.get_text()


def test_whole_days_count_only_when_asked_to(visit):
    slots = someone(visit)
    upload(visit, calendar(day=True))
    assert ticked(visit) == slots
    assert "1 entry for whole days was left out" in visit.page.get_text()
    upload(visit, calendar(day=True), with_whole_days="y")
    assert ticked(visit) == []


def test_what_is_wrong_is_said_where_it_is(visit):
    someone(visit)
    visit.get(f"{PATH}/calendar")
    visit.submit({})
    assert "Paste the address of your calendar" in visit.page.select_one("#address-error").get_text()
    visit.submit({"address": "https://127.0.0.1/mine.ics"})
    assert "only from public https addresses" in visit.page.select_one("#address-error").get_text()
    upload(visit, b"PK\x03\x04")
    assert "not a calendar that we can read" in visit.page.select_one("#file-error").get_text()


def test_numbers_of_nobody_in_the_address_change_nothing(visit):
    slots = someone(visit)
    visit.get(f"{PATH}?busy=x,,99999999999999999999,-1,{slots[1]}")
    assert ticked(visit) == [slots[0], slots[2], slots[3]]
    assert absences() == []
