"""An organiser states times and wishes for somebody: logged, told by mail, and no private wish is shown by it."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Absence, Act, ActKind, Attendance, CalendarEntry, Grade, Mode, OutboxMessage, Wish
from app.services.people import behalf
from app.services.publishing import publishing
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.times.own_times import MeetingsInTheWay
from tests.makers import (
    START,
    make_camp,
    make_organisation,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient


class Scene:
    """Ada and Bo meet at nine; wishes have closed."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg", wishes_close_at=START - timedelta(days=20))
        self.olga = make_user("olga@example.org", "Olga", is_administrator=True)
        self.ada, self.bo, self.cy = (make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy"))
        self.s, self.t = make_slots(self.camp, 3), make_tables(self.camp, 2)
        self.workshop = make_session(self.camp, start=START + timedelta(hours=4))


@pytest.fixture
def scene(app: Flask) -> Scene:
    with time_machine.travel(START - timedelta(days=3)):
        yield Scene()


def kinds() -> list[ActKind]:
    return list(db.session.scalars(select(Act.kind).order_by(Act.id)))


def wishes_of(scene: Scene) -> dict[int, Grade]:
    db.session.expire_all()
    mine = select(Wish).where(Wish.author_id == scene.ada.id)
    return {wish.target_id: wish.grade for wish in db.session.scalars(mine)}


def test_a_wish_is_stated_after_closing_told_and_logged_without_its_object(
    scene: Scene, visit: PageClient
) -> None:
    visit.sign_in(scene.olga)
    visit.get(f"/console/nyborg/people/{scene.ada.code}/wish")
    visit.submit({"about": scene.bo.code, "grade": "must_meet"}, button="State it and tell them")
    assert wishes_of(scene) == {scene.bo.id: Grade.MUST_MEET}
    assert kinds() == [ActKind.WISH_STATED]
    act = db.session.scalars(select(Act)).one()
    assert act.details == {} and act.participant_id == scene.ada.id
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.recipient == scene.ada.user.email and "Bo" not in mail.body and "Olga" in mail.body


@pytest.mark.parametrize("before", list(Grade))
def test_what_somebody_said_themselves_stays_and_nothing_tells_whether_they_did(
    scene: Scene, visit: PageClient, before: Grade
) -> None:
    """The page answers word for word alike, with a wish there and without."""
    make_wish(scene.ada, scene.bo, before)
    visit.sign_in(scene.olga)
    answers = []
    for about in (scene.bo, scene.cy):
        page = visit.get(f"/console/nyborg/people/{scene.ada.code}/wish")
        assert page.select("[checked]") == [] and page.select("option[selected][value]:not([value=''])") == []
        visit.submit({"about": about.code, "grade": "would_like"}, button="State it and tell them")
        answers.append(visit.texts(".flash"))
    assert answers[0] == answers[1] == ["Stated for Ada, and a mail tells them."]
    assert wishes_of(scene) == {scene.bo.id: before, scene.cy.id: Grade.WOULD_LIKE}
    assert kinds() == [ActKind.WISH_STATED] * 2
    bodies = {mail.body for mail in db.session.scalars(select(OutboxMessage))}
    assert len(bodies) == 1


def test_no_wish_about_oneself_a_colleague_or_somebody_hidden_nor_where_people_ask(scene: Scene) -> None:
    house = make_organisation()
    scene.ada.organisation_id = scene.cy.organisation_id = house.id
    scene.bo.is_listed = False
    db.session.commit()
    for about, refusal in ((scene.ada, Refusal), (scene.cy, Refusal), (scene.bo, NotThere)):
        with pytest.raises(refusal):
            behalf.state_wish(scene.camp, scene.ada.code, about.code, "must_meet", scene.olga)
        db.session.rollback()
    with pytest.raises(Refusal):
        behalf.state_wish(scene.camp, scene.ada.code, scene.bo.code, "none", scene.olga)
    scene.camp.mode, scene.bo.is_listed = Mode.REQUESTS, True
    db.session.commit()
    with pytest.raises(Conflict):
        behalf.state_wish(scene.camp, scene.ada.code, scene.bo.code, "must_meet", scene.olga)
    db.session.rollback()
    assert wishes_of(scene) == {} and kinds() == []


def test_times_and_sessions_are_set_told_and_logged(scene: Scene, visit: PageClient) -> None:
    visit.sign_in(scene.olga)
    visit.get(f"/console/nyborg/people/{scene.ada.code}/times")
    block = scene.s[0].block_id
    kept = [str(scene.s[0].id), str(scene.s[2].id)]
    given = {"blocks": [str(block)], "slots": kept, "sessions": [str(scene.workshop.id)]}
    visit.submit(given, button="Save and tell them")
    assert [row.slot_id for row in db.session.scalars(select(Absence))] == [scene.s[1].id]
    assert [row.session_id for row in db.session.scalars(select(Attendance))] == [scene.workshop.id]
    assert kinds() == [ActKind.TIMES_EDITED]
    assert [mail.recipient for mail in db.session.scalars(select(OutboxMessage))] == [scene.ada.user.email]


def test_published_meetings_in_the_way_are_shown_first(scene: Scene, visit: PageClient) -> None:
    publishing.publish(
        scene.camp, make_schedule(scene.camp, [(scene.ada, scene.bo, scene.s[0], scene.t[0])]), scene.olga,
        with_mail=False,
    )  # fmt: skip
    with pytest.raises(MeetingsInTheWay):
        behalf.set_times(scene.camp, scene.ada.code, [scene.s[0].id], [], scene.olga)
    assert kinds() == [ActKind.PUBLISHED] and db.session.scalars(select(OutboxMessage)).all() == []
    visit.sign_in(scene.olga)
    visit.get(f"/console/nyborg/people/{scene.ada.code}/times")
    fields = {"blocks": [], "slots": [], "sessions": []}
    page = visit.submit(fields, button="Save and tell them")
    assert "Not saved yet: there is a meeting at these times" in page.get_text()
    visit.submit(fields, button="Save, and cancel the meeting")
    assert db.session.scalars(select(CalendarEntry.is_cancelled)).one()
    assert kinds() == [ActKind.PUBLISHED, ActKind.TIMES_EDITED]


def test_whoever_has_left_is_left_alone(scene: Scene) -> None:
    scene.ada.status = "withdrawn"
    db.session.commit()
    with pytest.raises(Conflict):
        behalf.set_times(scene.camp, scene.ada.code, [], [], scene.olga)
