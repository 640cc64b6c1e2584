"""Calendars as a calendar program has them: read by a parser that we did not write them with."""

from dataclasses import dataclass
from datetime import UTC, datetime

import vobject


@dataclass(frozen=True)
class Entry:
    """One event of a file; times in UTC."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    sequence: int
    cancelled: bool

    @property
    def is_meeting(self) -> bool:
        """Whether it is a meeting and no session of the programme."""
        return self.summary.startswith(("Meeting with ", "Møde med ", "Cancelled:", "Aflyst:"))


def entries(content: str) -> dict[str, Entry]:
    """The events of a file by UID."""
    calendar = vobject.readOne(content)
    found = [
        Entry(
            event.uid.value, event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC),
            event.summary.value, event.location.value if hasattr(event, "location") else "",
            int(event.sequence.value) if hasattr(event, "sequence") else 0,
            hasattr(event, "status") and event.status.value == "CANCELLED",
        )
        for event in calendar.contents.get("vevent", [])
    ]  # fmt: skip
    assert len({entry.uid for entry in found}) == len(found)
    return {entry.uid: entry for entry in found}
