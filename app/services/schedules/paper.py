"""What a camp prints: its people, tables and agendas as values for the paper, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.exports.paper import (
    Agenda,
    Badge,
    Line,
    Part,
    Sheet,
    agendas_pdf,
    badges_pdf,
    door_list_pdf,
    run_sheet_pdf,
    table_sheets_pdf,
)
from app.extensions import db
from app.formats import local_date, local_datetime, local_time
from app.models import CalendarEntry, Camp, MeetingTable, Participant, ParticipantStatus, Slot, TeamMember
from app.models.camp import CampRole
from app.scheduling.similarity import fold
from app.services import links
from app.services.calendars import agendas
from app.services.calendars.agendas import AgendaItem, agenda_of, agendas_of, by_day
from app.services.clock import now
from app.services.setup import interpreters

DOCUMENTS = ("run-sheet", "table-sheets", "door-list", "agendas", "badges")


def own_agenda(camp: Camp, person: Participant) -> bytes:
    """One participant's agenda to take along."""
    return agendas_pdf(sheet(camp, _("My agenda")), [_agenda(camp, person, agenda_of(camp, person))])


def document(camp: Camp, name: str) -> bytes:
    """One of DOCUMENTS for the whole camp; a bounded number of queries, whatever its size."""
    return {
        "run-sheet": _run_sheet, "table-sheets": _table_sheets, "door-list": _door_list, "agendas": _agendas,
        "badges": _badges,
    }[name](camp)  # fmt: skip


def sheet(camp: Camp, title: str) -> Sheet:
    """What stands on every page of a document of the camp, with whether its schedule is preliminary."""
    printed = _("Printed %(when)s", when=local_datetime(now(), camp.time_zone))
    words = {
        "always_right": _("This page is always right"), "nothing": _("Nothing stands here yet."),
        "free": _("Free"), "table": _("Table"), "first": _("Who"), "second": _("Meets"),
    }  # fmt: skip
    out = agendas.published_schedule(camp)
    if out is not None and out.is_preliminary:
        title = _("%(title)s (preliminary)", title=title)
    return Sheet(title, f"{camp.name} · {camp.place}".strip(" ·"), printed, str(get_locale()), words)


def _agendas(camp: Camp) -> bytes:
    people = _coming(camp)
    found = agendas_of(camp, people)
    sheets = [_agenda(camp, person, found[person.id]) for person in people]
    return agendas_pdf(sheet(camp, _("Personal agendas")), sheets)


def _agenda(camp: Camp, person: Participant, items: list[AgendaItem]) -> Agenda:
    parts = tuple(
        Part(local_date(day), tuple(_line(camp, item) for item in own)) for day, own in by_day(camp, items)
    )
    return Agenda(person.name, _organisation(person), parts, links.agenda(camp.slug))


def _line(camp: Camp, item: AgendaItem) -> Line:
    time = f"{local_time(item.starts_at, camp.time_zone)}–{local_time(item.ends_at, camp.time_zone)}"
    if item.session is not None:
        return Line(time, item.session.title, item.session.speaker, item.session.room)
    assert item.partner is not None and item.entry is not None  # noqa: S101 -- it is a meeting
    place = _("Cancelled") if item.is_cancelled else _("Table %(table)s", table=str(item.entry.table_number))
    detail = " · ".join(filter(None, [_organisation(item.partner), item.way]))
    return Line(time, item.partner.name, detail, place, True, item.is_cancelled)


def _run_sheet(camp: Camp) -> bytes:
    slots = [
        Part(local_datetime(start, camp.time_zone), tuple(_who_meets(people, entry) for entry in own))
        for people in [_everybody(camp)]
        for start, own in groupby(_standing(camp), key=lambda entry: entry.starts_at)
    ]
    return run_sheet_pdf(sheet(camp, _("Run sheet")), slots)


def _who_meets(people: dict[int, Participant], entry: CalendarEntry) -> Line:
    first, second = people[entry.person_lo_id], people[entry.person_hi_id]
    return Line("", _with_organisation(first), _with_organisation(second), str(entry.table_number))


def _table_sheets(camp: Camp) -> bytes:
    people = _everybody(camp)
    at = {(entry.table_number, entry.starts_at): entry for entry in _standing(camp)}
    slots = list(db.session.scalars(select(Slot).where(Slot.stands_at(camp.id)).order_by(Slot.starts_at)))
    tables = select(MeetingTable).where(MeetingTable.stands_at(camp.id)).order_by(MeetingTable.number)
    sheets = []
    for table in db.session.scalars(tables):
        lines = []
        for slot in slots:
            entry = at.get((table.number, slot.starts_at))
            who = _who_meets(people, entry) if entry else Line("", "")
            day = local_date(slot.starts_at, camp.time_zone).split()[0]
            lines.append(Line(f"{day} {local_time(slot.starts_at, camp.time_zone)}", who.title, who.detail))
        name = _("Table %(table)s", table=str(table.number))
        sheets.append(Part(", ".join(filter(None, [name, interpreters.in_words(table)])), tuple(lines)))
    return table_sheets_pdf(sheet(camp, _("Table sheets")), sheets)


def _door_list(camp: Camp) -> bytes:
    first: dict[int, str] = {}
    for entry in _standing(camp):
        for number in (entry.person_lo_id, entry.person_hi_id):
            first.setdefault(number, local_time(entry.starts_at, camp.time_zone))
    letters: dict[str, list[Line]] = defaultdict(list)
    for person in _coming(camp):
        letters[fold(person.name)[:1].upper()].append(
            Line(first.get(person.id, ""), person.name, _organisation(person))
        )
    parts = [Part(letter, tuple(lines)) for letter, lines in letters.items()]
    return door_list_pdf(sheet(camp, _("Door list")), parts)


def _badges(camp: Camp) -> bytes:
    team = _team_roles(camp)
    badges = [
        Badge(person.name, _organisation(person), team.get(person.user_id, ""),
              links.address("checkin.badge", slug=camp.slug, code=person.code))
        for person in _coming(camp)
    ]  # fmt: skip
    return badges_pdf(sheet(camp, _("Badges")), badges)


def _team_roles(camp: Camp) -> dict[int, str]:
    """What the badge calls those in the team, by user."""
    query = select(TeamMember.user_id, TeamMember.role).where(TeamMember.camp_id == camp.id)
    words = {CampRole.ORGANISER: _("Organiser"), CampRole.HELPER: _("Helper")}
    return {user: words[role] for user, role in db.session.execute(query)}


def _coming(camp: Camp) -> list[Participant]:
    """The confirmed participants by name."""
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    people = db.session.scalars(query.options(joinedload(Participant.organisation)))
    return sorted(people, key=lambda person: (fold(person.name), person.id))


def _everybody(camp: Camp) -> dict[int, Participant]:
    """Whoever ever registered, by number: a meeting may stand with somebody who has withdrawn since."""
    query = select(Participant).where(Participant.camp_id == camp.id)
    return {
        person.id: person
        for person in db.session.scalars(query.options(joinedload(Participant.organisation)))
    }


def _standing(camp: Camp) -> Iterable[CalendarEntry]:
    """The published meetings that are not cancelled, by time and table."""
    query = select(CalendarEntry).where(
        CalendarEntry.camp_id == camp.id, CalendarEntry.is_cancelled.is_(False)
    )
    return db.session.scalars(query.order_by(CalendarEntry.starts_at, CalendarEntry.table_number)).all()


def _organisation(person: Participant) -> str:
    return person.organisation.name if person.organisation else ""


def _with_organisation(person: Participant) -> str:
    return ", ".join(filter(None, [person.name, _organisation(person)]))
