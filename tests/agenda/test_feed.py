"""Agenda, file and private feed: whose it is, what it tells, when it stops."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
import vobject
from flask import Flask
from icalendar import Calendar

from app.extensions import db
from app.models import CalendarToken, Camp, Participant, Session, SessionKind
from app.services.calendars import agendas, calendars
from app.services.publishing import publishing
from tests.makers import (
    make_camp,
    make_organisation,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient


@pytest.fixture
def camp(app: Flask) -> Camp:
    """A published camp: Ada meets Bo at nine; Cy has no meeting; a lunch for all."""
    camp = make_camp("nyborg", name="Innovation Camp, Nyborg; 2027")
    cluster = make_organisation("Energy Cluster Denmark")
    ada = make_participant(camp, "Ada Holm", make_user("ada@example.org"))
    bo = make_participant(camp, "Bo “;,\\ Ørsted", make_user("bo@example.org"), organisation_id=cluster.id)
    make_participant(camp, "Cy Secret", make_user("cy@example.org"))
    db.session.add(
        Session(
            camp_id=camp.id,
            kind=SessionKind.MEAL,
            title="Lunch",
            is_for_all=True,
            starts_at=datetime(2027, 3, 9, 11, tzinfo=UTC),
            ends_at=datetime(2027, 3, 9, 12, tzinfo=UTC),
            updated_at=datetime(2026, 6, 1, tzinfo=UTC),
        )
    )
    schedule = make_schedule(camp, [(ada, bo, make_slots(camp)[0], make_tables(camp)[1])])
    publishing.publish(camp, schedule, make_user("organiser@example.org"))
    return camp


def person(name: str) -> Participant:
    return db.session.query(Participant).filter(Participant.name.startswith(name)).one()


def events(content: bytes) -> list[tuple[str, str, str]]:
    """Summary, UTC start and status of each event, read by a parser that is not the one that wrote it."""
    calendar = vobject.readOne(content.decode())
    return [
        (event.summary.value, event.dtstart.value.astimezone(UTC).isoformat(), event.status.value)
        for event in calendar.vevent_list
    ]


def test_file_holds_own_meetings_and_sessions_only(camp: Camp) -> None:
    assert events(calendars.calendar_file(camp, person("Ada"), "en").content) == [
        ("Meeting with Bo “;,\\ Ørsted (Energy Cluster Denmark)", "2027-03-09T08:00:00+00:00", "CONFIRMED"),
        ("Lunch", "2027-03-09T11:00:00+00:00", "CONFIRMED"),
    ]
    assert events(calendars.calendar_file(camp, person("Cy"), "en").content) == [
        ("Lunch", "2027-03-09T11:00:00+00:00", "CONFIRMED")
    ]


def test_file_tells_no_address_of_anybody(camp: Camp) -> None:
    text = calendars.calendar_file(camp, person("Ada"), "en").content.decode().replace("\r\n ", "")
    assert "example.org" not in text
    assert "ATTENDEE" not in text


def test_equal_agendas_give_equal_bytes(camp: Camp) -> None:
    first = calendars.calendar_file(camp, person("Ada"), "en")
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        assert calendars.calendar_file(camp, person("Ada"), "en") == first


def test_cancelled_meeting_stays_in_the_file_as_cancelled(camp: Camp) -> None:
    publishing.publish(camp, make_schedule(camp, []), make_user("second@example.org"))
    read = Calendar.from_ical(calendars.calendar_file(camp, person("Ada"), "en").content)
    meeting = next(event for event in read.walk("VEVENT") if "Bo" in event["SUMMARY"])
    assert (meeting["STATUS"], meeting["SEQUENCE"], meeting["SUMMARY"][:10]) == ("CANCELLED", 1, "Cancelled:")


def test_feed_answers_304_until_something_changes(camp: Camp, visit: PageClient) -> None:
    secret = calendars.issue_token(camp, person("Ada"))
    first = visit.http.get(f"/feed/{secret}.ics")
    assert (first.status_code, first.content_type) == (200, "text/calendar; charset=utf-8")
    again = visit.http.get(f"/feed/{secret}.ics", headers={"If-None-Match": first.headers["ETag"]})
    since = visit.http.get(
        f"/feed/{secret}.ics", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )
    assert (again.status_code, again.data, since.status_code) == (304, b"", 304)
    publishing.publish(camp, make_schedule(camp, []), make_user("second@example.org"))
    changed = visit.http.get(f"/feed/{secret}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_feed_is_modified_when_something_leaves_the_agenda(camp: Camp, visit: PageClient) -> None:
    address = f"/feed/{calendars.issue_token(camp, person('Ada'))}.ics"
    with time_machine.travel(datetime(2027, 1, 4, 8, tzinfo=UTC)):
        first = visit.http.get(address)
    db.session.delete(db.session.query(Session).one())
    db.session.commit()
    with time_machine.travel(datetime(2027, 1, 4, 8, 1, tzinfo=UTC)):
        changed = visit.http.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    with time_machine.travel(datetime(2027, 1, 4, 9, tzinfo=UTC)):
        again = visit.http.get(address, headers={"If-Modified-Since": changed.headers["Last-Modified"]})
    assert first.headers["Last-Modified"] == "Mon, 04 Jan 2027 08:00:00 GMT"
    assert (changed.status_code, changed.headers["Last-Modified"]) == (200, "Mon, 04 Jan 2027 08:01:00 GMT")
    assert again.status_code == 304


def test_head_of_a_feed_has_headers_and_no_body(camp: Camp, visit: PageClient) -> None:
    secret = calendars.issue_token(camp, person("Ada"))
    answer = visit.http.head(f"/feed/{secret}.ics")
    assert (answer.status_code, answer.data, "ETag" in answer.headers) == (200, b"", True)


def test_feed_sets_no_cookie_and_asks_not_to_be_indexed(camp: Camp, visit: PageClient) -> None:
    answer = visit.http.get(f"/feed/{calendars.issue_token(camp, person('Ada'))}.ics")
    assert answer.headers.get("Set-Cookie") is None
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_wrong_revoked_and_expired_addresses_look_the_same(camp: Camp, visit: PageClient) -> None:
    ada = person("Ada")
    revoked = calendars.issue_token(camp, ada)
    expiring = calendars.issue_token(camp, ada)
    answers = [visit.http.get(f"/feed/{secret}.ics") for secret in ("wrong", revoked)]
    with time_machine.travel(
        datetime(2027, 3, 10, tzinfo=UTC) + calendars.FEED_LIVES_AFTER_CAMP + timedelta(days=2)
    ):
        answers.append(visit.http.get(f"/feed/{expiring}.ics"))
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.data for answer in answers}) == 1


def test_secret_of_the_address_is_nowhere_in_the_database(camp: Camp) -> None:
    secret = calendars.issue_token(camp, person("Ada"))
    token = db.session.query(CalendarToken).one()
    assert secret not in str(
        {column.name: getattr(token, column.name) for column in CalendarToken.__table__.columns}
    )


def test_participant_makes_an_address_and_stops_it(camp: Camp, visit: PageClient) -> None:
    visit.sign_in(person("Ada").user)
    visit.get("/camps/nyborg/calendars")
    page = visit.submit(button="Make my private address")
    address = str(page.select_one("#feed-https")["value"])
    path = "/feed/" + address.split("/feed/")[1]
    assert visit.http.get(path).status_code == 200
    visit.get("/camps/nyborg/calendars")
    visit.submit(button="Stop the address")
    assert visit.http.get(path).status_code == 404


def test_agenda_page_shows_the_next_meeting_and_whose_turn_it_is(camp: Camp, visit: PageClient) -> None:
    visit.sign_in(person("Ada").user)
    visit.get("/camps/nyborg/agenda")
    assert visit.texts(".meeting-card__name") == ["Bo “;,\\ Ørsted"]
    assert "Cy Secret" not in visit.page.get_text()


def test_next_item_is_the_one_under_way_then_none(camp: Camp) -> None:
    items = agendas.agenda_of(camp, person("Ada"))
    during = agendas.next_item(items, datetime(2027, 3, 9, 8, 10, tzinfo=UTC))
    assert during is not None and during.partner == person("Bo")
    assert agendas.next_item(items, datetime(2027, 3, 9, 8, 20, tzinfo=UTC)) is None
