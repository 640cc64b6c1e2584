"""Publishing again and again: at every step every calendar that follows shows what is planned, whichever its way."""

from datetime import datetime, timedelta
from itertools import combinations
from random import Random

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, MeetingTable, OutboxMessage, Participant, Slot
from app.services.calendars import calendar_turns, calendars, camp_feeds
from app.services.publishing import publishing
from tests.agenda.followers import FeedFollower, FileImporter, Invited, Shown
from tests.makers import (
    START,
    Booked,
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)

NAMES = ("Ada", "Bo", "Cy", "Dea", "Eva", "Finn")
BEFORE = START - timedelta(days=9)


class World:
    """A camp of six, and everybody's calendars: the first two are invited, the others follow feed and file."""

    def __init__(self, app: Flask) -> None:
        self.camp: Camp = make_camp("nyborg")
        self.organiser = make_user("organiser@example.org", is_administrator=True)
        self.people = [make_participant(self.camp, name) for name in NAMES]
        self.slots, self.tables = make_slots(self.camp, 5), make_tables(self.camp, 3)
        self.invited = {person.id: Invited() for person in self.people[:2]}
        for person in self.people[:2]:
            calendar_turns.turn_on(self.camp, person)
        self.http = app.test_client()
        self.feeds = {
            person.id: self._follow(calendars.issue_token(self.camp, person)) for person in self.people
        }
        self.files = {person.id: FileImporter() for person in self.people}
        self.overall = self._follow(camp_feeds.issue(self.camp, self.organiser, 0))
        self.table = self._follow(camp_feeds.issue(self.camp, self.organiser, 2))
        self.read = 0

    def _follow(self, secret: str) -> FeedFollower:
        return FeedFollower(self.http, f"/feed/{secret}.ics")

    def publish(self, meetings: list[Booked]) -> None:
        publishing.publish(self.camp, make_schedule(self.camp, meetings), self.organiser, with_mail=False)

    def deliver(self, random: Random) -> None:
        """Bring the mails that were written since, in any order, some of them twice."""
        query = select(OutboxMessage).where(
            OutboxMessage.attachment_name == "invite.ics", OutboxMessage.id > self.read
        )
        mails = list(db.session.scalars(query))
        self.read = max((mail.id for mail in mails), default=self.read)
        by_address = {person.user.email: person.id for person in self.people}
        mails += random.sample(mails, len(mails) // 3)
        random.shuffle(mails)
        for mail in mails:
            self.invited[by_address[mail.recipient]].receive(mail.attachment or b"")


def any_schedule(world: World, random: Random) -> list[Booked]:
    """Meetings of random pairs at random free places: from one publication to the next everything may change."""
    people: set[tuple[int, int]] = set()
    places = [(slot, table) for slot in world.slots for table in world.tables]
    random.shuffle(places)
    pairs = list(combinations(world.people, 2))
    random.shuffle(pairs)
    found: list[Booked] = []
    for one, other in pairs[: random.randint(4, 12)]:
        for slot, table in places:
            if (one.id, slot.id) not in people and (other.id, slot.id) not in people:
                found.append((one, other, slot, table))
                people |= {(one.id, slot.id), (other.id, slot.id)}
                places.remove((slot, table))
                break
    return found


def event(title: str, slot: Slot, table: MeetingTable) -> tuple[str, datetime, datetime, str]:
    return title, slot.starts_at, slot.ends_at, f"Table {table.number}, Nyborg"


def planned(meetings: list[Booked], person: Participant) -> Shown:
    """What the person's calendar must show, from the schedule alone."""
    mine = [meeting for meeting in meetings if person in meeting[:2]]
    return {
        event(f"Meeting with {(other if one is person else one).name}", slot, table)
        for one, other, slot, table in mine
    }


def planned_by_names(meetings: list[Booked], number: int | None = None) -> Shown:
    names = [
        (*sorted((one, other), key=lambda who: who.id), slot, table) for one, other, slot, table in meetings
    ]
    return {
        event(f"{one.name} and {other.name}", slot, table)
        for one, other, slot, table in names
        if number in (None, table.number)
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_calendar_is_right_after_each_of_six_publications(app: Flask, seed: int) -> None:
    random = Random(seed)
    with time_machine.travel(BEFORE, tick=False) as clock:
        world = World(app)
        for _step in range(6):
            meetings = any_schedule(world, random)
            clock.shift(3600)
            world.publish(meetings)
            world.deliver(random)
            for person in world.people:
                expected = planned(meetings, person)
                followed = world.feeds[person.id].fetch()
                content = calendars.calendar_file(world.camp, person, "en").content
                imported = world.files[person.id].open(content)
                if person.id in world.invited:
                    assert (followed, imported) == (set(), set())
                    assert world.invited[person.id].store.shown() == expected
                else:
                    assert (followed, imported) == (expected, expected)
            assert world.overall.fetch() == planned_by_names(meetings)
            assert world.table.fetch() == planned_by_names(meetings, 2)
            assert world.table.fetch() == planned_by_names(meetings, 2)
            assert world.table.answers[-1] == 304


@pytest.mark.parametrize("seed", range(4))
def test_turning_from_way_to_way_leaves_nothing_twice_and_nothing_wrong(app: Flask, seed: int) -> None:
    """One calendar takes it all: invitations and files; another follows the feed. Together they show each meeting once."""
    random = Random(seed)
    with time_machine.travel(BEFORE, tick=False) as clock:
        world = World(app)
        ada = world.people[0]
        own = world.invited[ada.id].store
        for _step in range(8):
            meetings = any_schedule(world, random)
            clock.shift(3600)
            world.publish(meetings)
            clock.shift(60)
            if random.random() < 0.6:
                is_on = calendars.way_of(ada).by_invitation
                (calendar_turns.turn_off if is_on else calendar_turns.turn_on)(world.camp, ada)
            world.deliver(random)
            followed = world.feeds[ada.id].fetch()
            assert own.shown() | followed == planned(meetings, ada)
            assert own.shown() & followed == set()


def test_swapped_and_returned_meetings_keep_their_identity(app: Flask) -> None:
    """Five publications by hand: moved, swapped, cancelled, back, other tables; UIDs stay, sequences rise by one."""
    with time_machine.travel(BEFORE):
        world = World(app)
        a, b, c, d = world.people[2:]
        s, t = world.slots, world.tables
        steps: list[list[Booked]] = [
            [(a, b, s[0], t[0]), (c, d, s[1], t[0])],
            [(a, b, s[2], t[0]), (c, d, s[1], t[0])],
            [(a, b, s[1], t[0]), (c, d, s[2], t[0])],
            [(c, d, s[2], t[0])],
            [(a, b, s[1], t[0]), (c, d, s[2], t[1])],
        ]
        seen = []
        for meetings in steps:
            world.publish(meetings)
            store = FileImporter()
            store.open(calendars.calendar_file(world.camp, a, "en").content)
            [(uid, held)] = store.store.events.items()
            seen.append((uid, held.version[0], held.is_cancelled))
        uid = seen[0][0]
        assert seen == [(uid, 0, False), (uid, 1, False), (uid, 2, False), (uid, 3, True), (uid, 4, False)]
