"""The public programme as files: for apps that show programmes, and for calendars. Never a meeting of anybody's."""

from dataclasses import dataclass, replace
from hashlib import sha256

from flask_babel import gettext as _

from app.exports.calendars import Calendar, CalendarEvent
from app.exports.ics import agenda_ics
from app.exports.programme import Programme, ProgrammeItem, schedule_json, schedule_xml
from app.models import Camp, Session
from app.services import links
from app.services.calendars import calendars
from app.services.programme.programme import sessions_of, speakers_of
from app.services.programme.public_programme import meetings_title
from app.services.setup.blocks import blocks_of, slots_of


@dataclass(frozen=True)
class ProgrammeFile:
    """A file, its media type, and its digest for ETag (there is no Last-Modified: what is taken away has none)."""

    content: bytes
    media_type: str
    digest: str


FORMATS = {
    "schedule.json": ("application/json", schedule_json),
    "schedule.xml": ("application/xml", schedule_xml),
}
CALENDAR = "programme.ics"


def programme_file(camp: Camp, name: str) -> ProgrammeFile:
    """The file of that name: one of FORMATS, or CALENDAR. Two or three queries."""
    sessions = sessions_of(camp)
    if name == CALENDAR:
        media_type, content = "text/calendar", _calendar(camp, sessions)
    else:
        media_type, write = FORMATS[name]
        content = write(_programme(camp, sessions))
    return ProgrammeFile(content, media_type, sha256(content).hexdigest())


def _calendar(camp: Camp, sessions: list[Session]) -> bytes:
    """The sessions alone: the time for meetings stands in the agenda of whoever has some."""
    events = tuple(_event(camp, session) for session in sessions)
    return agenda_ics(Calendar(name=camp.name, zone=camp.time_zone, events=events))


def _event(camp: Camp, session: Session) -> CalendarEvent:
    """The same UID as in the participants' agendas, so that no calendar shows a session twice."""
    described = "\n".join(filter(None, [session.speaker, session.description]))
    told = calendars.session_event(camp, session)
    return replace(told, description=described, url=_address(camp), organiser=None)


def _address(camp: Camp) -> str:
    return links.address("registration.camp", slug=camp.slug)


def _programme(camp: Camp, sessions: list[Session]) -> Programme:
    items = [_of_session(camp, session) for session in sessions] + _of_blocks(camp)
    told = repr([(vars(item)) for item in items])
    return Programme(
        acronym=camp.slug.replace("-", "_"),
        title=camp.name,
        starts_on=camp.starts_on,
        ends_on=camp.ends_on,
        zone=camp.time_zone,
        address=_address(camp),
        version=sha256(told.encode()).hexdigest()[:12],
        items=tuple(items),
    )


def _of_session(camp: Camp, session: Session) -> ProgrammeItem:
    """Sessions have the even numbers, blocks the odd ones: neither ever has the other's."""
    return ProgrammeItem(
        number=2 * session.id,
        uid=session.uid,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=session.title,
        kind=session.kind.value,
        room=session.room or camp.place or camp.name,
        speakers=speakers_of(session),
        track=session.track,
        description=session.description,
    )


def _of_blocks(camp: Camp) -> list[ProgrammeItem]:
    """The time for meetings, whoever meets: one item a block that has slots."""
    slots = slots_of(camp)
    found = []
    for block in blocks_of(camp):
        spans = [slot for slot in slots if slot.block_id == block.id]
        if spans:
            found.append(
                ProgrammeItem(
                    number=2 * block.id + 1,
                    uid=f"{_address(camp)}#block-{block.id}",
                    starts_at=spans[0].starts_at,
                    ends_at=spans[-1].ends_at,
                    title=meetings_title(block),
                    kind="meeting",
                    room=_("Meeting tables"),
                )
            )
    return found
