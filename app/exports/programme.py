"""The public programme as programs read it: schedule.json and schedule.xml in the frab format.

Both as the validators of the c3voc have them (github.com/voc/schedule, validator/), for EventFahrplan,
Giggity, info-beamer and the like. Bytes depend on the values alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

from app.exports.text import safe_line, safe_lines
from app.exports.timezones import zone_info

_SCHEMA = "https://c3voc.de/schedule/schema.json"
_STEP = "00:05"
_IN_XML = (
    "date", "start", "duration", "room", "slug", "title", "subtitle", "track", "type", "language", "abstract",
    "description",
)  # fmt: skip


@dataclass(frozen=True)
class ProgrammeItem:
    """One item: `number` is a positive whole number that no other item has, `uid` never changes.

    `kind` is a word such as talk or workshop; `speakers` are names as they were written. Moments are aware.
    """

    number: int
    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    kind: str
    room: str
    speakers: tuple[str, ...] = ()
    track: str = ""
    description: str = ""


@dataclass(frozen=True)
class Programme:
    """A camp's public programme. `acronym` consists of a-z, 0-9 and _; `version` changes with the content.

    `address` is the camp's page. Items may come in any order; a day is one of the clocks of `zone`.
    """

    acronym: str
    title: str
    starts_on: date
    ends_on: date
    zone: str
    address: str
    version: str
    items: tuple[ProgrammeItem, ...]


@dataclass(frozen=True)
class _Day:
    index: int
    date: date
    items: list[ProgrammeItem]

    def rooms(self) -> Iterator[tuple[str, list[ProgrammeItem]]]:
        """The rooms of the day in the order of the alphabet, with what happens there in order."""
        by_room = sorted(self.items, key=lambda item: (item.room, item.starts_at, item.number))
        for room, items in groupby(by_room, key=lambda item: item.room):
            yield safe_line(room), list(items)


def schedule_json(programme: Programme) -> bytes:
    """The programme as schedule.json, UTF-8."""
    days = [_day_object(programme, day) for day in _days(programme)]
    conference = {
        "acronym": programme.acronym,
        "title": safe_line(programme.title),
        "start": programme.starts_on.isoformat(),
        "end": programme.ends_on.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": _STEP,
        "time_zone_name": programme.zone,
        "url": programme.address,
        "days": days,
    }
    schedule = {"version": programme.version, "base_url": programme.address, "conference": conference}
    told = {"$schema": _SCHEMA, "generator": {"name": "campmatch"}, "schedule": schedule}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def schedule_xml(programme: Programme) -> bytes:
    """The programme as schedule.xml, UTF-8 with its declaration."""
    root = ET.Element("schedule")
    _text(root, "version", programme.version)
    days = _days(programme)
    conference = ET.SubElement(root, "conference")
    _text(conference, "acronym", programme.acronym)
    _text(conference, "title", safe_line(programme.title))
    _text(conference, "start", programme.starts_on.isoformat())
    _text(conference, "end", programme.ends_on.isoformat())
    _text(conference, "days", str(len(days)))
    _text(conference, "timeslot_duration", _STEP)
    for day in days:
        _add_day(root, programme, day)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _days(programme: Programme) -> list[_Day]:
    """The days on which something begins, counted from 1."""
    items = sorted(programme.items, key=lambda item: (item.starts_at, item.number))
    by_day = groupby(items, key=lambda item: _local(programme, item.starts_at).date())
    return [_Day(index, day, list(found)) for index, (day, found) in enumerate(by_day, 1)]


def _local(programme: Programme, moment: datetime) -> datetime:
    return moment.astimezone(zone_info(programme.zone))


def _span(programme: Programme, day: _Day) -> tuple[str, str]:
    """From the first beginning to the last end of a day, with the offset of the camp's clocks."""
    start = min(item.starts_at for item in day.items)
    end = max(item.ends_at for item in day.items)
    return _local(programme, start).isoformat(), _local(programme, end).isoformat()


def _duration(length: timedelta) -> str:
    """Hours and minutes, as 01:30."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _guid(uid: str) -> UUID:
    return uuid5(NAMESPACE_URL, uid)


def _day_object(programme: Programme, day: _Day) -> dict[str, Any]:
    start, end = _span(programme, day)
    rooms = {room: [_event_object(programme, item) for item in items] for room, items in day.rooms()}
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": start,
        "day_end": end,
        "rooms": rooms,
    }


def _event_object(programme: Programme, item: ProgrammeItem) -> dict[str, Any]:
    local = _local(programme, item.starts_at)
    return {
        "id": item.number,
        "guid": str(_guid(item.uid)),
        "date": local.isoformat(),
        "start": f"{local:%H:%M}",
        "duration": _duration(item.ends_at - item.starts_at),
        "room": safe_line(item.room),
        "slug": f"{programme.acronym}-{item.number}",
        "url": programme.address,
        "title": safe_line(item.title),
        "subtitle": "",
        "track": safe_line(item.track),
        "type": item.kind,
        "language": "",
        "abstract": "",
        "description": safe_lines(item.description),
        "persons": [{"name": safe_line(name)} for name in item.speakers],
        "links": [],
    }


def _add_day(root: ET.Element, programme: Programme, day: _Day) -> None:
    start, end = _span(programme, day)
    element = ET.SubElement(
        root, "day", index=str(day.index), date=day.date.isoformat(), start=start, end=end
    )
    for name, items in day.rooms():
        room = ET.SubElement(element, "room", name=name)
        for item in items:
            _add_event(room, programme, item)


def _add_event(room: ET.Element, programme: Programme, item: ProgrammeItem) -> None:
    """The same as in JSON, each value an element of its own."""
    told = _event_object(programme, item)
    event = ET.SubElement(room, "event", id=str(item.number), guid=told["guid"])
    for name in _IN_XML:
        _text(event, name, told[name])
    persons = ET.SubElement(event, "persons")
    for person in told["persons"]:
        _text(persons, "person", person["name"])
    ET.SubElement(event, "links")


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = value
