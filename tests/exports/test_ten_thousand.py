"""Ten thousand names and titles as nobody would think of them: each comes back, and adds nothing of its own."""

from random import Random

import pytest
import vobject

from app.exports.calendars import Calendar
from app.exports.ics import agenda_ics
from app.exports.itip import Attendee, request_ics
from app.exports.text import safe_line

from .agendas import CAMP, ZONE, a_meeting
from .test_read_back import AWKWARD
from .unfold import read

MANY, AT_ONCE = 10_000, 500
ANY = [(0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x5D0, 0x5EA), (0x600, 0x6FF), (0x4E00, 0x9FFF),
       (0x1F300, 0x1FAFF), (0, 0x1F)]  # fmt: skip


def a_name(random: Random) -> str:
    """Letters of one script, awkward signs among them."""
    low, high = random.choice(ANY)
    signs = (random.choice(AWKWARD) if random.random() < 0.3 else chr(random.randint(low, high))
             for _ in range(random.randint(0, 25)))  # fmt: skip
    return "".join(signs)


@pytest.mark.parametrize("part", range(MANY // AT_ONCE))
def test_names_and_titles_survive(part: int) -> None:
    random = Random(part)
    names = {f"meeting-{number}": a_name(random) for number in range(AT_ONCE)}
    events = tuple(
        a_meeting(uid=uid, summary=f"M {name}", location=f"L {name}") for uid, name in names.items()
    )
    data = agenda_ics(Calendar("Camp", ZONE, events))
    expected = {uid: (safe_line(f"M {name}"), safe_line(f"L {name}")) for uid, name in names.items()}
    ours = {event.lines["UID"].value: event.lines for event in read(data).all("VEVENT")}
    assert {uid: (told["SUMMARY"].text, told["LOCATION"].text) for uid, told in ours.items()} == expected
    assert {name for told in ours.values() for name in told}.isdisjoint({"ATTENDEE", "X", "BEGIN"})
    theirs = vobject.readOne(data.decode()).vevent_list
    assert {event.uid.value: (event.summary.value, event.location.value) for event in theirs} == expected


def test_names_of_readers_survive_in_invitations() -> None:
    random = Random(1)
    for _number in range(200):
        name = a_name(random)
        data = request_ics(a_meeting(summary=f"M {name}", organiser=CAMP), Attendee("a@example.org", name))
        [event] = vobject.readOne(data.decode()).vevent_list
        assert event.summary.value == safe_line(f"M {name}")
        [attendee] = event.contents["attendee"]
        assert attendee.value == "mailto:a@example.org"
        assert read(data).all("VEVENT")[0].lines["ATTENDEE"].value == "mailto:a@example.org"
