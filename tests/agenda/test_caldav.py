"""A CalDAV server as the calendar that people keep: what mails and files bring is put there as a client puts it."""

import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
import time_machine
import vobject
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from app.extensions import db
from app.models import OutboxMessage
from app.services.calendars import calendars
from tests.agenda.followers import Store
from tests.agenda.test_republishing import BEFORE, World, any_schedule, planned

pytestmark = pytest.mark.slow
HOME = "/ada/calendar/"


class Server:
    """Radicale with one user and one calendar in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = {"server-hosts": f"127.0.0.1:{self.port}", "auth-type": "none",
                   "storage-filesystem-folder": str(folder), "rights-type": "authenticated"}  # fmt: skip
        flags = [f"--{name}={value}" for name, value in options.items()]
        self.process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", "", *flags],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """One request, as the user ada."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        signed = {"Authorization": "Basic " + b64encode(b"ada:x").decode(), **headers}
        try:
            connection.request(method, path, body, signed)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait(self) -> None:
        """Until it answers."""
        for _attempt in range(300):
            try:
                self.ask("GET", "/.web/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("Radicale does not answer")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The server, its calendar made; the clock that tests travel with is not its own."""
    found = Server(tmp_path)
    try:
        found.wait()
        assert found.ask("MKCALENDAR", HOME)[0] == 201
        yield found
    finally:
        found.process.terminate()
        found.process.wait(20)


def put(server: Server, uid: str, content: Calendar) -> None:
    """Keep one event; a METHOD must not be stored (RFC 4791, 4.1)."""
    content.pop("METHOD", None)
    status, told = server.ask(
        "PUT", f"{HOME}{uid}.ics", content.to_ical(), **{"Content-Type": "text/calendar"}
    )
    assert status in (201, 204), told


def receive(server: Server, message: bytes) -> None:
    """What a client does with an invitation: keep it when it is new or newer, delete it when it is cancelled."""
    content = Calendar.from_ical(message)
    [event] = content.walk("VEVENT")
    uid, method = str(event["UID"]), str(content["METHOD"])
    status, held = server.ask("GET", f"{HOME}{uid}.ics")
    if status == 200 and int(vobject.readOne(held.decode()).vevent.sequence.value) > event["SEQUENCE"]:
        return
    if method == "CANCEL":
        server.ask("DELETE", f"{HOME}{uid}.ics")
    else:
        put(server, uid, content)


def import_file(server: Server, content: bytes) -> None:
    """Each event of a file as a resource of its own, with the zones it needs."""
    whole = Calendar.from_ical(content)
    for event in whole.walk("VEVENT"):
        one = Calendar.from_ical(content)
        one.subcomponents = [*one.walk("VTIMEZONE"), event]
        put(server, str(event["UID"]), one)


def held_by(server: Server) -> Store:
    """All that a client finds when it asks for every event."""
    query = (b'<?xml version="1.0"?><c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>'
             b'<c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/>'
             b"</c:comp-filter></c:filter></c:calendar-query>")  # fmt: skip
    status, told = server.ask("REPORT", HOME, query, Depth="1", **{"Content-Type": "application/xml"})
    assert status == 207
    store = Store()
    for data in ElementTree.fromstring(told).iter("{urn:ietf:params:xml:ns:caldav}calendar-data"):
        event = vobject.readOne(data.text or "").vevent
        store.put(event, event.status.value == "CANCELLED")
    return store


def test_invitations_over_five_publications_leave_the_agenda_on_the_server(
    app: Flask, server: Server
) -> None:
    random, read = Random(7), 0
    with time_machine.travel(BEFORE, tick=False) as clock:
        world = World(app)
        ada = world.people[0]
        for _step in range(5):
            meetings = any_schedule(world, random)
            clock.shift(timedelta(hours=1))
            world.publish(meetings)
            query = select(OutboxMessage).where(
                OutboxMessage.recipient == ada.user.email,
                OutboxMessage.attachment_name == "invite.ics",
                OutboxMessage.id > read,
            )
            for mail in db.session.scalars(query.order_by(OutboxMessage.id)):
                receive(server, mail.attachment or b"")
                read = mail.id
            assert held_by(server).shown() == planned(meetings, ada)


def test_files_over_five_publications_leave_the_agenda_on_the_server(app: Flask, server: Server) -> None:
    random = Random(11)
    with time_machine.travel(BEFORE, tick=False) as clock:
        world = World(app)
        cy = world.people[2]
        for _step in range(5):
            meetings = any_schedule(world, random)
            clock.shift(timedelta(hours=1))
            world.publish(meetings)
            import_file(server, calendars.calendar_file(world.camp, cy, "en").content)
            assert held_by(server).shown() == planned(meetings, cy)
