"""When a foreign calendar is busy: read as its rules say, and never without bounds."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep

import pytest

from app.exports.busy import asking
from app.exports.busy.address import fetched, parts_of
from app.exports.busy.asking import Question, busy_times_of
from app.exports.busy.excerpt import LARGEST_FILE, excerpt
from app.exports.busy.spans import BusyTimes, busy_times
from app.exports.busy.words import Unreadable, Why

ZONE = "Europe/Copenhagen"
BEGINS, ENDS = datetime(2027, 3, 9, 8, tzinfo=UTC), datetime(2027, 3, 10, 15, tzinfo=UTC)
OWN_HOUSE = ["127.0.0.0/8"]


def calendar(*entries: str, before: str = "") -> bytes:
    parts = (
        f"BEGIN:VEVENT\nUID:{number}@elsewhere\nDTSTAMP:20260101T000000Z\nSUMMARY:Secret\n{entry}\nEND:VEVENT\n"
        for number, entry in enumerate(entries)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Elsewhere//EN\n{before}{''.join(parts)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(*entries: str, ours: tuple[str, ...] = (), before: str = "") -> BusyTimes:
    return busy_times(calendar(*entries, before=before), BEGINS, ENDS, ZONE, ours)


def at(*times: str) -> tuple[tuple[datetime, datetime], ...]:
    """Spans of an hour from these moments on, in UTC."""
    starts = [datetime.strptime(time, "%d %H:%M").replace(year=2027, month=3, tzinfo=UTC) for time in times]
    return tuple((start, start + timedelta(hours=1)) for start in starts)


@pytest.mark.parametrize(
    "entry",
    [
        "DTSTART:20270309T090000Z\nDTEND:20270309T100000Z",
        "DTSTART:20270309T090000Z\nDURATION:PT1H",
        "DTSTART;TZID=Europe/Copenhagen:20270309T100000\nDTEND;TZID=Europe/Copenhagen:20270309T110000",
        "DTSTART;TZID=Romance Standard Time:20270309T100000\nDTEND;TZID=Romance Standard Time:20270309T110000",
        "DTSTART;TZID=America/New_York:20270309T040000\nDURATION:PT1H",
        "DTSTART:20270309T100000\nDTEND:20270309T110000",
        "DTSTART;TZID=Europe/Copenhagen:20240102T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU",
        "DTSTART;TZID=Europe/Copenhagen:20270308T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2",
        "DTSTART;TZID=Europe/Copenhagen:20270101T100000\nDURATION:PT1H\nRDATE;TZID=Europe/Copenhagen:20270309T100000",
    ],
)
def test_time_is_told_in_every_way(entry):
    assert read(entry) == BusyTimes(timed=at("9 09:00"))


def test_zone_that_only_the_calendar_knows_is_its_own():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Our hall\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\n"
        "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    entry = "DTSTART;TZID=Our hall:20270309T120000\nDTEND;TZID=Our hall:20270309T130000"
    assert read(entry, before=zone).timed == at("9 09:00")


@pytest.mark.parametrize(
    "word", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_what_is_cancelled_or_free_is_not_busy(word):
    assert read(f"DTSTART:20270309T090000Z\nDTEND:20270309T100000Z\n{word}") == BusyTimes()


def test_what_we_have_put_there_ourselves_does_not_count():
    entry = "DTSTART:20270309T090000Z\nDTEND:20270309T100000Z"
    assert read(entry, entry, ours=("0@elsewhere",)).timed == at("9 09:00")
    assert read(entry, ours=("0@elsewhere",)) == BusyTimes()


def test_whole_days_are_told_apart():
    found = read("DTSTART;VALUE=DATE:20270309\nDTEND;VALUE=DATE:20270310")
    assert found.timed == ()
    assert found.whole_days == ((datetime(2027, 3, 8, 23, tzinfo=UTC), datetime(2027, 3, 9, 23, tzinfo=UTC)),)


def test_one_of_a_series_that_was_moved_or_left_out_is_where_it_was_moved():
    series = "DTSTART:20270302T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEXDATE:20270310T090000Z"
    moved = (
        b"BEGIN:VEVENT\r\nUID:0@elsewhere\r\nDTSTAMP:20260101T000000Z\r\nRECURRENCE-ID:20270309T090000Z\r\n"
    )
    moved += b"DTSTART:20270601T090000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR"
    data = calendar(series)
    assert busy_times(data, BEGINS, ENDS, ZONE, ()).timed == at("9 09:00")
    assert busy_times(data.replace(b"END:VCALENDAR", moved), BEGINS, ENDS, ZONE, ()) == BusyTimes()


def test_free_busy_answer_is_read():
    part = (
        "BEGIN:VFREEBUSY\nUID:1\nDTSTAMP:20260101T000000Z\nDTSTART:20270301T000000Z\nDTEND:20270401T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY:20270309T090000Z/20270309T100000Z,20270309T120000Z/PT1H\n"
        "FREEBUSY;FBTYPE=FREE:20270309T140000Z/PT1H\nFREEBUSY:20270310T090000Z/PT1H\nEND:VFREEBUSY\n"
    )
    assert read(before=part).timed == at("9 09:00", "9 12:00", "10 09:00")


def test_hour_is_right_on_both_sides_of_a_clock_change():
    series = "DTSTART;TZID=Europe/Copenhagen:20270101T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    begins = datetime(2027, 3, 27, tzinfo=UTC)
    found = busy_times(calendar(series), begins, begins + timedelta(days=2), ZONE, ())
    assert found.timed == at("27 09:00", "28 08:00")


def test_nothing_of_an_entry_is_taken_but_when_it_is():
    entry = "DTSTART:20270309T090000Z\nDTEND:20270309T100000Z\nLOCATION:Secret\nATTENDEE:mailto:secret@example.org"
    entry += "\nBEGIN:VALARM\nDESCRIPTION:Secret\nTRIGGER:-PT5M\nACTION:DISPLAY\nEND:VALARM"
    taken = excerpt(calendar(entry), BEGINS.date(), ENDS.date())
    assert "20270309T090000Z" in taken
    assert "secret" not in taken.lower()
    assert "VALARM" not in taken


def test_entries_far_from_the_camp_are_left_out_unread():
    far = ["DTSTART:20200309T090000Z\nDTEND:20200309T100000Z"] * 2
    far += ["DTSTART:20200309T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20210101T000000Z"]
    far += ["DTSTART:20300309T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"]
    assert "VEVENT" not in excerpt(calendar(*far), BEGINS.date(), ENDS.date())


def why(question: Question) -> Why:
    with pytest.raises(Unreadable) as caught:
        busy_times_of(question)
    return caught.value.why


def asked(data: bytes = b"", address: str = "") -> Question:
    return Question(BEGINS, ENDS, ZONE, address=address, data=data, allowed=OWN_HOUSE)


def test_broken_lines_and_strangers_are_passed_over():
    data = calendar("DTSTART:20270309T090000Z\nDTEND:20270309T100000Z", "DTSTART:nonsense\nDTEND:x")
    data = data.replace(b"VERSION", b"\x00\xff;;=::\r\nBEGIN:NOTHING\r\nVERSION")
    assert busy_times_of(asked(data)).timed == at("9 09:00")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(1000), b"hello", b"\x1f\x8b" + bytes(100)])
def test_what_is_no_calendar_is_refused(data):
    assert why(asked(data)) is Why.NO_CALENDAR


def test_more_than_we_take_is_refused():
    assert why(asked(b"BEGIN:VCALENDAR\r\n" + b"x" * LARGEST_FILE)) is Why.TOO_LARGE
    entries = ["DTSTART:20270309T090000Z\nDTEND:20270309T100000Z"] * 3_100
    assert why(asked(calendar(*entries))) is Why.TOO_LARGE


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What never comes to an end is ended by the same limit after fewer seconds."""
    assert asking.PATIENCE < 20
    monkeypatch.setattr(asking, "PATIENCE", 3.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"])
def test_rule_for_a_thousand_years_is_ended(rule):
    entry = f"DTSTART:10000101T000000Z\nDURATION:PT1S\nRRULE:{rule}"
    assert why(asked(calendar(entry))) in (Why.TOO_LARGE, Why.TOO_SLOW)


class House(BaseHTTPRequestHandler):
    """A server with a calendar, and with all that is wrong with others."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "moved":
            self._send(302, b"", {"Location": "/calendar.ics"})
        elif name == "away":
            self._send(302, b"", {"Location": "https://169.254.169.254/latest"})
        elif name == "round":
            self._send(302, b"", {"Location": "/round"})
        elif name == "secret":
            self._send(404, b"no", {})
        elif name == "endless":
            self._send(200, b"BEGIN:VCALENDAR\r\n" + b"x" * 20_000_000, {})
        elif name == "slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b"B")
                self.wfile.flush()
                sleep(0.5)
        else:
            self._send(200, calendar("DTSTART:20270309T090000Z\nDTEND:20270309T100000Z"), {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked may have gone
            super().handle()


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), House) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_calendar_of_the_own_house_is_fetched_also_over_a_redirection(house):
    assert busy_times_of(asked(address=f"{house}/calendar.ics")).timed == at("9 09:00")
    assert busy_times_of(asked(address=f"{house}/moved")).timed == at("9 09:00")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("away", Why.NOT_PUBLIC), ("round", Why.REFUSED), ("secret", Why.REFUSED), ("endless", Why.TOO_LARGE)],
)
def test_server_that_is_no_good_is_left(house, name, reason):
    assert why(asked(address=f"{house}/{name}")) is reason


@pytest.mark.usefixtures("impatient")
def test_server_that_drips_is_waited_for_no_longer_than_a_person_would(house):
    started = monotonic()
    assert why(asked(address=f"{house}/slow")) is Why.TOO_SLOW
    assert monotonic() - started < 60


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://0/",
        "https://169.254.169.254/latest", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/",
        "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://0x7f000001/",
        "https://2130706433/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://100.64.0.1/",
        "https://224.0.0.1/", "http://192.0.2.1/", "https://8.8.8.8:22/", "http://8.8.8.8/",
    ],
)  # fmt: skip
def test_address_that_is_not_public_is_never_knocked_at(address, monkeypatch):
    def knocked(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", knocked)
    with pytest.raises(Unreadable) as caught:
        fetched(address)
    assert caught.value.why is Why.NOT_PUBLIC


@pytest.mark.parametrize(
    "address",
    ["", "x", "ftp://example.org", "file:///etc/passwd", "https://", "https://user:pw@example.org/", "https://[",
     "https://example.org/\r\nHost: evil", "javascript:alert(1)", "https://example.org:99999/", "https://exämple.org",
     "https://example.org/" + "x" * 3_000],
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Unreadable) as caught:
        parts_of(address)
    assert caught.value.why is Why.NO_ADDRESS


def test_webcal_stands_for_https():
    assert parts_of("webcal://example.org/a.ics").geturl() == "https://example.org/a.ics"
