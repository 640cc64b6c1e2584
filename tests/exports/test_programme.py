"""The public programme in the frab format, read back with other parsers."""

import json
from datetime import date, datetime
from xml.etree import ElementTree as ET

from app.exports.programme import Programme, ProgrammeItem, schedule_json, schedule_xml

EVENT_KEYS = {
    "abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room", "slug", "start",
    "subtitle", "title", "track", "type", "url",
}  # fmt: skip


def item(number: int, start: str, end: str, **values: object) -> ProgrammeItem:
    defaults = {"uid": f"{number}@campmatch", "title": f"Talk {number}", "kind": "talk", "room": "Great hall"}
    moments = {"starts_at": datetime.fromisoformat(start), "ends_at": datetime.fromisoformat(end)}
    return ProgrammeItem(number=number, **(moments | defaults | values))  # type: ignore[arg-type]


PROGRAMME = Programme(
    acronym="innovation_camp", title="Innovation Camp <2027>", starts_on=date(2027, 3, 27),
    ends_on=date(2027, 3, 28), zone="Europe/Copenhagen", address="https://camp.example/camps/innovation-camp/",
    version="1a2b", items=(
        item(4, "2027-03-28T23:00+00:00", "2027-03-29T01:30+00:00", title="Night walk", room="Øst & vest"),
        item(2, "2027-03-28T00:30+00:00", "2027-03-28T01:30+00:00", speakers=("Zoë \x0b <b>",),
             description="One\n\nTwo"),
        item(1, "2027-03-27T22:30+00:00", "2027-03-27T23:45+00:00"),
        item(3, "2027-03-28T00:30+00:00", "2027-03-28T02:00+00:00", room="A"),
    ),
)  # fmt: skip


def days() -> list[dict]:
    return json.loads(schedule_json(PROGRAMME))["schedule"]["conference"]["days"]


def test_an_item_belongs_to_the_day_that_the_camps_clocks_show():
    assert [(day["index"], day["date"], list(day["rooms"])) for day in days()] == [
        (1, "2027-03-27", ["Great hall"]),
        (2, "2027-03-28", ["A", "Great hall"]),
        (3, "2027-03-29", ["Øst & vest"]),
    ]


def test_a_day_reaches_from_its_first_beginning_to_its_last_end_over_the_clock_change():
    assert [(day["day_start"], day["day_end"]) for day in days()] == [
        ("2027-03-27T23:30:00+01:00", "2027-03-28T00:45:00+01:00"),
        ("2027-03-28T01:30:00+01:00", "2027-03-28T04:00:00+02:00"),
        ("2027-03-29T01:00:00+02:00", "2027-03-29T03:30:00+02:00"),
    ]


def test_an_item_says_when_where_who_and_what():
    [event] = days()[1]["rooms"]["Great hall"]
    assert event.keys() - {"description"} == EVENT_KEYS
    assert (event["id"], event["date"], event["start"], event["duration"]) == (
        2, "2027-03-28T01:30:00+01:00", "01:30", "01:00",
    )  # fmt: skip
    assert (event["slug"], event["persons"], event["description"]) == (
        "innovation_camp-2", [{"name": "Zoë <b>"}], "One\n\nTwo",
    )  # fmt: skip


def test_xml_says_the_same_as_json():
    root = ET.fromstring(schedule_xml(PROGRAMME))
    assert [child.tag for child in root] == ["version", "conference", "day", "day", "day"]
    assert root.findtext("conference/title") == "Innovation Camp <2027>"
    for element, day in zip(root.iter("day"), days(), strict=True):
        assert dict(element.attrib) == {
            "index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"],
        }  # fmt: skip
        for room, (name, events) in zip(element, day["rooms"].items(), strict=True):
            assert room.get("name") == name
            for told, event in zip(room, events, strict=True):
                assert (told.get("id"), told.get("guid")) == (str(event["id"]), event["guid"])
                for key in EVENT_KEYS - {"id", "guid", "persons", "links", "url"}:
                    assert told.findtext(key) == event[key]
                assert [person.text for person in told.iter("person")] == [
                    person["name"] for person in event["persons"]
                ]


def test_an_identity_stays_and_the_order_of_items_means_nothing():
    other = Programme(**(vars(PROGRAMME) | {"items": PROGRAMME.items[::-1]}))
    assert (schedule_json(other), schedule_xml(other)) == (schedule_json(PROGRAMME), schedule_xml(PROGRAMME))
    assert days()[0]["rooms"]["Great hall"][0]["guid"] == "3d4ef5c5-e4fd-5111-883a-279fc8d59d6d"


def test_a_camp_without_a_programme_has_none():
    empty = Programme(**(vars(PROGRAMME) | {"items": ()}))
    assert json.loads(schedule_json(empty))["schedule"]["conference"]["daysCount"] == 0
    assert ET.fromstring(schedule_xml(empty)).find("day") is None
