"""Invitations by mail: which go out when, what is in them, and that nothing stands in a calendar twice."""

import email
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from itertools import product

import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import (
    AskedKind,
    CalendarEntry,
    CampRole,
    OutboxMessage,
    Participant,
    SentVersion,
)
from app.services.accounts.teams import join_team
from app.services.calendars import calendar_invites, calendar_turns, calendars
from app.services.changes import asked_changes, replies
from app.services.mail.letters import Letter, as_email
from app.services.own_data import erasing
from app.services.publishing import publishing
from app.services.registration import registrations
from app.services.repairing import settling
from tests.exports.ical_js import needs_ical_js, read_back
from tests.makers import (
    START,
    make_camp,
    make_organisation,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient
from tests.queries import count_queries

BEFORE = START - timedelta(days=9)


@pytest.fixture(autouse=True)
def days_before() -> None:
    with time_machine.travel(BEFORE):
        yield


class Scene:
    """A published camp: Ada meets Bo at nine and Cy at 9:20, everybody has lunch; nobody gets invitations yet."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg")
        self.organiser = make_user("organiser@example.org")
        self.ada, self.bo, self.cy = (
            make_participant(self.camp, name, make_user(f"{name.lower()}@example.org", name))
            for name in ("Ada", "Bo", "Cy")
        )
        self.s, self.t = make_slots(self.camp), make_tables(self.camp)
        make_session(self.camp, START + timedelta(hours=3), title="Lunch", is_for_all=True)
        self.first = [(self.ada, self.bo, self.s[0], self.t[0]), (self.ada, self.cy, self.s[1], self.t[1])]
        self.publish(*self.first)

    def publish(self, *meetings: tuple, with_mail: bool = False) -> None:
        schedule = make_schedule(self.camp, list(meetings))
        publishing.publish(self.camp, schedule, self.organiser, with_mail=with_mail)

    def entry(self, one: Participant, other: Participant) -> CalendarEntry:
        lo, hi = sorted((one.id, other.id))
        return db.session.scalars(select(CalendarEntry).filter_by(person_lo_id=lo, person_hi_id=hi)).one()

    def uids(self, person: Participant) -> set[str]:
        """What the participant's file and feed hold of meetings."""
        content = calendars.calendar_file(self.camp, person, "en").content.decode()
        return {
            event.uid.value
            for event in vobject.readOne(content).vevent_list
            if event.summary.value != "Lunch"
        }


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def letters(person: Participant) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.recipient == person.user.email)
    return list(
        db.session.scalars(
            query.where(OutboxMessage.attachment_name == "invite.ics").order_by(OutboxMessage.id)
        )
    )


def told(person: Participant, since: int = 0) -> list[tuple[str, str, int]]:
    """Method, with whom and SEQUENCE of each invitation that was written, the oldest first."""
    found = []
    for letter in letters(person)[since:]:
        calendar = vobject.readOne((letter.attachment or b"").decode())
        [event] = calendar.vevent_list
        found.append(
            (calendar.method.value, event.summary.value.rsplit(" ", 1)[1], int(event.sequence.value))
        )
    return found


def as_sent(message: OutboxMessage, sender: str = "Campmatch <campmatch@localhost>") -> EmailMessage:
    """The mail as its reader gets it, parsed anew from its bytes."""
    names = [name for name in Letter.__dataclass_fields__ if name != "claim"]
    letter = Letter(claim="", **{name: getattr(message, name) for name in names if hasattr(message, name)})
    found = email.message_from_bytes(
        as_email(letter, sender, "http://localhost").as_bytes(), policy=policy.default
    )
    assert isinstance(found, EmailMessage)
    return found


def test_choosing_invitations_sends_one_for_each_meeting_ahead_and_for_nobody_else(scene: Scene) -> None:
    assert calendar_turns.turn_on(scene.camp, scene.ada) == 2
    assert told(scene.ada) == [("REQUEST", "Bo", 1), ("REQUEST", "Cy", 1)]
    assert told(scene.bo) == told(scene.cy) == []
    assert calendar_turns.turn_on(scene.camp, scene.ada) == 0


def test_what_has_begun_before_is_sent_and_what_is_over_is_not(scene: Scene) -> None:
    with time_machine.travel(START + timedelta(minutes=20)):
        assert calendar_turns.turn_on(scene.camp, scene.ada) == 1
    assert told(scene.ada) == [("REQUEST", "Cy", 1)]


def test_a_mail_has_the_shape_that_calendars_take(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    mail = as_sent(letters(scene.ada)[0])
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, attached = [part for part in mail.walk() if part.get_content_subtype() in ("calendar", "ics")]
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert attached.get_filename() == "invite.ics"
    assert attached["Content-Transfer-Encoding"] == "base64"
    content = attached.get_content()
    assert calendar.get_payload(decode=True) == content
    assert content.count(b"BEGIN:VEVENT") == content.count(b"METHOD:REQUEST") == 1
    assert all(len(line) <= 75 and not line.endswith(b"\r") for line in content.split(b"\r\n"))


def test_organiser_is_who_the_mail_is_from_and_only_the_reader_attends(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    mail = as_sent(letters(scene.ada)[0], "Campmatch <campmatch@localhost>")
    [event] = vobject.readOne(next(iter(mail.iter_attachments())).get_content().decode()).vevent_list
    assert event.organizer.value == f"mailto:{mail['From'].addresses[0].addr_spec}"
    assert [one.value for one in event.contents["attendee"]] == ["mailto:ada@example.org"]
    attendee = event.attendee.params
    assert (attendee["PARTSTAT"], attendee["RSVP"], attendee["CN"]) == (["NEEDS-ACTION"], ["FALSE"], ["Ada"])
    assert "bo@example.org" not in mail.as_string()


def test_a_cancellation_has_no_reminder_and_says_so_in_both_places(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    scene.publish(scene.first[1])
    mail = as_sent(letters(scene.ada)[-1])
    [calendar] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    text = calendar.get_payload(decode=True).decode()
    assert calendar["Content-Type"].params["method"] == "CANCEL"
    assert "METHOD:CANCEL" in text and "STATUS:CANCELLED" in text and "VALARM" not in text
    assert mail["Subject"].startswith("Cancelled: Meeting with Bo")


@needs_ical_js
def test_ical_js_reads_what_is_asked_and_what_is_called_off(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    scene.publish(scene.first[1])
    seen = [read_back(letter.attachment or b"") for letter in letters(scene.ada)]
    assert [one["method"] for one in seen] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for one in seen for event in one["events"]]
    assert [(event["status"], event["sequence"], event["reminders"]) for event in events] == [
        ("CONFIRMED", 1, 1), ("CONFIRMED", 1, 1), ("CANCELLED", 2, 0),
    ]  # fmt: skip
    asked, _other, called_off = events
    assert (asked["uid"], asked["start"]) == (called_off["uid"], called_off["start"])
    assert {tuple(event["attendees"]) for event in events} == {("mailto:ada@example.org",)}
    assert {event["organizer"] for event in events} == {"mailto:campmatch@localhost"}


def test_publications_tell_what_changes_once_and_nothing_else(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    bo_at = [(scene.ada, scene.bo, slot, table) for slot, table in product(scene.s, scene.t)]
    scene.publish(*scene.first)
    assert len(told(scene.ada)) == 2
    scene.publish(bo_at[-1], scene.first[1])  # another time
    scene.publish(bo_at[-2], scene.first[1])  # another table
    scene.publish(scene.first[1])  # cancelled
    scene.publish(scene.first[1])
    scene.publish(*scene.first)  # back
    assert told(scene.ada, since=2) == [
        ("REQUEST", "Bo", 2),
        ("REQUEST", "Bo", 3),
        ("CANCEL", "Bo", 4),
        ("REQUEST", "Bo", 5),
    ]
    assert len({letter.message_id for letter in letters(scene.ada)}) == 6


def test_publication_without_mail_still_keeps_invited_calendars_right(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    scene.publish(scene.first[1], with_mail=True)
    mails = list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.recipient == "ada@example.org")
            .order_by(OutboxMessage.id)
        )
    )
    assert [mail.attachment_name for mail in mails[2:]] == [None, "invite.ics"]


def test_cancelling_and_coming_after_all_reach_both(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    calendar_turns.turn_on(scene.camp, scene.bo)
    replies.say_cannot_come(scene.camp, scene.ada, scene.bo.code)
    replies.take_back_cannot_come(scene.camp, scene.ada, scene.bo.code)
    assert told(scene.ada, since=2) == [("CANCEL", "Bo", 2), ("REQUEST", "Bo", 3)]
    assert told(scene.bo) == [("REQUEST", "Ada", 1), ("CANCEL", "Ada", 2), ("REQUEST", "Ada", 3)]


def test_who_leaves_the_camp_gets_cancellations_and_so_does_the_other(scene: Scene) -> None:
    for person in (scene.ada, scene.bo):
        calendar_turns.turn_on(scene.camp, person)
    registrations.withdraw(scene.ada, scene.camp)
    assert told(scene.ada, since=2) == [("CANCEL", "Bo", 2), ("CANCEL", "Cy", 2)]
    assert told(scene.bo, since=1) == [("CANCEL", "Ada", 2)]


def test_a_colleague_who_is_brought_gets_it_and_loses_it_again(scene: Scene) -> None:
    house = make_organisation()
    dea = make_participant(scene.camp, "Dea", organisation_id=house.id)
    scene.ada.organisation_id = house.id
    calendar_turns.turn_on(scene.camp, dea)
    asked = asked_changes.ask(scene.camp, scene.ada, scene.bo.code, AskedKind.BRING_COLLEAGUE, "", dea.code)
    settling.accept(scene.camp, asked.id, scene.organiser)
    moved = (scene.ada, scene.bo, scene.s[3], scene.t[0])
    scene.publish(moved, scene.first[1])
    assert told(dea) == [("REQUEST", "Bo", 1), ("CANCEL", "Bo", 2)]


def test_what_comes_by_invitation_stands_in_neither_file_nor_feed(scene: Scene) -> None:
    both = {scene.entry(scene.ada, scene.bo).uid, scene.entry(scene.ada, scene.cy).uid}
    assert scene.uids(scene.ada) == both
    calendar_turns.turn_on(scene.camp, scene.ada)
    assert scene.uids(scene.ada) == set()
    scene.publish(scene.first[1])
    assert scene.uids(scene.ada) == set()
    calendar_turns.turn_off(scene.camp, scene.ada)
    assert scene.uids(scene.ada) == both


def test_leaving_invitations_cancels_only_what_is_ahead(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    with time_machine.travel(START + timedelta(minutes=20)):
        assert calendar_turns.turn_off(scene.camp, scene.ada) == 1
        assert told(scene.ada, since=2) == [("CANCEL", "Cy", 2)]
        assert scene.uids(scene.ada) == {scene.entry(scene.ada, scene.cy).uid}
    assert told(scene.bo) == told(scene.cy) == []


def test_sequence_rises_over_all_ways_and_only_for_who_turns(scene: Scene) -> None:
    def in_file() -> int:
        content = calendars.calendar_file(scene.camp, scene.ada, "en").content.decode()
        return max(int(event.sequence.value) for event in vobject.readOne(content).vevent_list)

    assert in_file() == 0
    calendar_turns.turn_on(scene.camp, scene.ada)
    calendar_turns.turn_off(scene.camp, scene.ada)
    assert in_file() == 3
    calendar_turns.turn_on(scene.camp, scene.ada)
    assert [sequence for _method, who, sequence in told(scene.ada) if who == "Bo"] == [1, 2, 4]
    assert scene.entry(scene.ada, scene.bo).sequence == 0


def test_database_refuses_the_same_version_twice(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    values = {column.name: getattr(db.session.scalars(select(SentVersion)).first(), column.name)
              for column in SentVersion.__table__.columns if column.name != "id"}  # fmt: skip
    db.session.add(SentVersion(**values))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_name_of_who_is_erased_leaves_the_invitations_that_wait(scene: Scene) -> None:
    scene.ada.name = "Ada Unforgettable"
    calendar_turns.turn_on(scene.camp, scene.bo)
    erasing.erase_registration(scene.ada)
    waiting = letters(scene.bo)
    assert [b"METHOD:CANCEL" in (one.attachment or b"") for one in waiting] == [False, True]
    assert all(
        "Unforgettable" not in (one.attachment or b"").decode() + one.body + one.subject for one in waiting
    )
    assert all(vobject.readOne((one.attachment or b"").decode()).vevent for one in waiting)


def test_number_of_queries_does_not_grow_with_those_invited(scene: Scene) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    with count_queries() as for_one:
        assert calendar_invites.tell(scene.camp) == 0
    for person in (scene.bo, scene.cy):
        calendar_turns.turn_on(scene.camp, person)
    with count_queries() as for_three:
        assert calendar_invites.tell(scene.camp) == 0
    assert len(for_three) == len(for_one) <= 14


def test_preview_says_whose_calendars_change_by_invitation(scene: Scene, visit: PageClient) -> None:
    calendar_turns.turn_on(scene.camp, scene.ada)
    join_team(scene.camp, scene.organiser, CampRole.ORGANISER)
    draft = make_schedule(scene.camp, [scene.first[1]])
    visit.sign_in(scene.organiser)
    page = visit.get(f"/console/nyborg/schedules/{draft.number}/publish")
    assert "1 of them gets invitations" in page.get_text(" ")


def test_page_says_what_follows_before_it_does_it(scene: Scene, visit: PageClient) -> None:
    calendars.issue_token(scene.camp, scene.ada)
    visit.sign_in(scene.ada.user)
    page = visit.get("/camps/nyborg/calendars")
    assert page.find("a", string="Get invitations …")
    text = visit.get("/camps/nyborg/calendars/invitations").get_text(" ")
    assert "2 mails go to ada@example.org now" in text
    assert "remove the subscription" in text and "Sessions of the programme do not come by invitation" in text
    assert letters(scene.ada) == []
    page = visit.submit(button="Get invitations")
    assert "2 invitations are on their way" in page.get_text(" ")
    text = visit.get("/camps/nyborg/calendars/invitations").get_text(" ")
    assert "2 mails take the meetings that you have ahead out of your calendar" in text
    visit.submit(button="Stop the invitations")
    assert told(scene.ada, since=2) == [("CANCEL", "Bo", 2), ("CANCEL", "Cy", 2)]
