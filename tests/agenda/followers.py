"""Calendars as people have them: one that follows a feed, one into which a file is imported again and again, and one
that takes invitations from mails (RFC 5546), in whatever order and however often they arrive."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import vobject
from flask.testing import FlaskClient

Shown = set[tuple[str, datetime, datetime, str]]
"""Title, start, end and place of what takes place, in UTC."""


@dataclass
class Held:
    """One event of a calendar."""

    version: tuple[int, datetime]
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    is_cancelled: bool


@dataclass
class Store:
    """Events by UID; a version that is not newer than what is held changes nothing."""

    events: dict[str, Held] = field(default_factory=dict)

    def put(self, event: Any, is_cancelled: bool) -> None:
        """Take an event in."""
        version = int(event.sequence.value), event.dtstamp.value
        held = self.events.get(event.uid.value)
        if held is None or held.version <= version:
            place = event.location.value if hasattr(event, "location") else ""
            self.events[event.uid.value] = Held(
                version, event.summary.value, event.dtstart.value.astimezone(UTC),
                event.dtend.value.astimezone(UTC), place, is_cancelled,
            )  # fmt: skip

    def shown(self) -> Shown:
        """What the calendar's owner believes will take place."""
        return {
            (one.title, one.starts_at, one.ends_at, one.place)
            for one in self.events.values()
            if not one.is_cancelled
        }


def _events(content: bytes) -> list[Any]:
    return list(vobject.readOne(content.decode()).contents.get("vevent", []))


def _is_cancelled(event: Any) -> bool:
    return event.status.value == "CANCELLED"


@dataclass
class FeedFollower:
    """Holds exactly what the feed last held; asks with the ETag that it was given."""

    http: FlaskClient
    address: str
    store: Store = field(default_factory=Store)
    etag: str = ""
    answers: list[int] = field(default_factory=list)

    def fetch(self) -> Shown:
        """Ask once, and say what is shown then."""
        answer = self.http.get(self.address, headers={"If-None-Match": self.etag} if self.etag else {})
        self.answers.append(answer.status_code)
        if answer.status_code == 200:
            self.etag, self.store = answer.headers["ETag"], Store()
            for event in _events(answer.data):
                self.store.put(event, _is_cancelled(event))
        return self.store.shown()


@dataclass
class FileImporter:
    """Imports each file into the same calendar; nothing ever leaves it by being left out of a file."""

    store: Store = field(default_factory=Store)

    def open(self, content: bytes) -> Shown:
        """Import a file, and say what is shown then."""
        for event in _events(content):
            self.store.put(event, _is_cancelled(event))
        return self.store.shown()


@dataclass
class Invited:
    """Takes REQUEST and CANCEL from mails; each message must be about one UID."""

    store: Store = field(default_factory=Store)

    def receive(self, content: bytes) -> None:
        """One message."""
        calendar = vobject.readOne(content.decode())
        [event] = calendar.vevent_list
        assert calendar.method.value in ("REQUEST", "CANCEL")
        assert _is_cancelled(event) == (calendar.method.value == "CANCEL")
        self.store.put(event, calendar.method.value == "CANCEL")
