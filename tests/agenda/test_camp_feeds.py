"""The camp's own calendars: who makes them, what they tell, and when they stop."""

from datetime import UTC, datetime

import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import CampFeed, CampRole, TeamMember
from app.services.accounts.teams import join_team
from app.services.calendars import camp_feeds
from app.services.refusals import NotThere
from tests.agenda.test_invites import BEFORE, Scene
from tests.makers import make_camp
from tests.page_client import PageClient


@pytest.fixture(autouse=True)
def days_before() -> None:
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def scene(app: Flask) -> Scene:
    scene = Scene()
    join_team(scene.camp, scene.organiser, CampRole.ORGANISER)
    return scene


def titles(content: bytes) -> list[str]:
    return sorted(event.summary.value for event in vobject.readOne(content.decode()).vevent_list)


def test_the_whole_camp_and_a_table_tell_their_meetings_by_both_names(
    scene: Scene, visit: PageClient
) -> None:
    found = {
        number: visit.http.get(f"/feed/{camp_feeds.issue(scene.camp, scene.organiser, number)}.ics")
        for number in (0, 1, 2)
    }
    assert titles(found[0].data) == ["Ada and Bo", "Ada and Cy", "Lunch"]
    assert [titles(found[number].data) for number in (1, 2)] == [["Ada and Bo"], ["Ada and Cy"]]
    assert b"example.org" not in found[0].data
    assert found[0].headers["X-Robots-Tag"] == "noindex, nofollow"


def test_its_identities_are_not_those_of_the_participants(scene: Scene, visit: PageClient) -> None:
    secret = camp_feeds.issue(scene.camp, scene.organiser, 1)
    [event] = vobject.readOne(visit.http.get(f"/feed/{secret}.ics").data.decode()).vevent_list
    assert event.uid.value == f"camp-{scene.entry(scene.ada, scene.bo).uid}"


def test_head_and_304_and_then_a_change(scene: Scene, visit: PageClient) -> None:
    path = f"/feed/{camp_feeds.issue(scene.camp, scene.organiser, 1)}.ics"
    first = visit.http.get(path)
    head = visit.http.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert visit.http.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert visit.http.get(path, headers=since).status_code == 304
    scene.publish(scene.first[1])
    assert visit.http.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_stopped_replaced_expired_and_wrong_addresses_look_the_same(scene: Scene, visit: PageClient) -> None:
    replaced = camp_feeds.issue(scene.camp, scene.organiser, 1)
    stopped = camp_feeds.issue(scene.camp, scene.organiser, 1)
    expiring = camp_feeds.issue(scene.camp, scene.organiser, 2)
    [feed] = [one for one in camp_feeds.feeds_of(scene.camp) if one.table_number == 1]
    camp_feeds.stop(scene.camp, feed.id)
    answers = [visit.http.get(f"/feed/{secret}.ics") for secret in (replaced, stopped, "wrong")]
    with time_machine.travel(datetime(2027, 6, 1, tzinfo=UTC)):
        answers.append(visit.http.get(f"/feed/{expiring}.ics"))
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.data for answer in answers}) == 1


def test_an_address_ends_with_the_right_to_run_the_camp(scene: Scene, visit: PageClient) -> None:
    path = f"/feed/{camp_feeds.issue(scene.camp, scene.organiser, 0)}.ics"
    assert visit.http.get(path).status_code == 200
    db.session.delete(db.session.scalars(select(TeamMember)).one())
    db.session.commit()
    assert visit.http.get(path).status_code == 404


def test_secret_is_nowhere_in_the_database_and_other_camps_cannot_stop_it(scene: Scene) -> None:
    secret = camp_feeds.issue(scene.camp, scene.organiser, 0)
    feed = db.session.scalars(select(CampFeed)).one()
    assert secret not in str(
        {column.name: getattr(feed, column.name) for column in CampFeed.__table__.columns}
    )
    with pytest.raises(NotThere):
        camp_feeds.stop(make_camp(), feed.id)
    with pytest.raises(NotThere):
        camp_feeds.issue(scene.camp, scene.organiser, 99)


def test_organiser_makes_an_address_for_a_table_and_stops_it(scene: Scene, visit: PageClient) -> None:
    visit.sign_in(scene.organiser)
    visit.get("/console/nyborg/calendars/addresses")
    page = visit.submit({"table": "2"}, button="Make the address")
    path = "/feed/" + str(page.select_one("#camp-feed")["value"]).split("/feed/")[1]
    assert titles(visit.http.get(path).data) == ["Ada and Cy"]
    visit.get("/console/nyborg/calendars/addresses")
    visit.submit(button="Stop the address")
    assert visit.http.get(path).status_code == 404
