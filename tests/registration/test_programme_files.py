"""The programme of a camp as files for other programs, from the camp's public page."""

import json
from xml.etree import ElementTree as ET

import vobject

from app.extensions import db
from app.models import ScheduleStatus
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
)

NAMES = ["programme.ics", "schedule.xml", "schedule.json"]


def test_the_camps_page_leads_to_the_files(visit):
    camp = make_camp("nyborg")
    visit.get("/camps/nyborg/")
    assert [a for a in visit.page.select("a") if "schedule" in a["href"]] == []
    make_session(camp, title="Storing hydrogen", speaker="Zoë Pichler; Bo", room="Great hall", track="Energy")
    visit.get("/camps/nyborg/")
    links = [a["href"] for a in visit.page.select("main a") if a["href"].rpartition("/")[2] in NAMES]
    assert links == [f"/camps/nyborg/{name}" for name in NAMES]
    ics, xml, told = (visit.http.get(link) for link in links)
    [event] = vobject.readOne(ics.text).vevent_list
    assert (event.summary.value, event.location.value) == ("Storing hydrogen", "Great hall, Nyborg")
    assert ET.fromstring(xml.data).findtext("day/room/event/title") == "Storing hydrogen"
    [day] = json.loads(told.data)["schedule"]["conference"]["days"]
    assert [event["persons"] for event in day["rooms"]["Great hall"]] == [
        [{"name": "Zoë Pichler"}, {"name": "Bo"}]
    ]
    assert [event["track"] for event in day["rooms"]["Great hall"]] == ["Energy"]
    assert ET.fromstring(xml.data).findtext("day/room/event/track") == "Energy"


def test_the_time_for_meetings_is_told_and_never_a_meeting(visit):
    camp = make_camp("nyborg")
    slots, [table, *_others] = make_slots(camp, 3), make_tables(camp)
    first, second = (make_participant(camp, name=name) for name in ("Ingrid Sørensen", "Björn Þórsson"))
    make_schedule(camp, [(first, second, slots[0], table)], status=ScheduleStatus.PUBLISHED)
    told = visit.http.get("/camps/nyborg/schedule.json").text
    [day] = json.loads(told)["schedule"]["conference"]["days"]
    [event] = [event for room in day["rooms"].values() for event in room]
    assert (event["title"], event["duration"]) == ("One-to-one meetings: Morning", "01:00")
    for name in NAMES:
        text = visit.http.get(f"/camps/nyborg/{name}").text
        assert first.name not in text and second.name not in text


def test_who_has_the_file_gets_304_until_something_changes_or_goes(visit):
    camp = make_camp("nyborg")
    make_session(camp)
    gone = make_session(camp, title="Gone")
    for name in NAMES:
        tag = visit.http.get(f"/camps/nyborg/{name}").headers["ETag"]
        assert visit.http.get(f"/camps/nyborg/{name}", headers={"If-None-Match": tag}).status_code == 304
        gone.title += "?"
        db.session.commit()
        assert visit.http.get(f"/camps/nyborg/{name}", headers={"If-None-Match": tag}).status_code == 200
    assert "set-cookie" not in visit.http.head("/camps/nyborg/schedule.xml").headers


def test_a_hidden_camp_hides_its_programme(visit):
    make_session(make_camp("hidden", is_public=False), START)
    assert [visit.http.get(f"/camps/hidden/{name}").status_code for name in NAMES] == [404, 404, 404]
