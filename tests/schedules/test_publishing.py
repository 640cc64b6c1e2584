"""Publishing: all of it at once, those concerned and nobody else, and calendars that remember."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import CalendarEntry, Camp, OutboxMessage, Schedule, ScheduleStatus, User
from app.services.calendars.agenda_files import agenda_for
from app.services.publishing import publishing
from app.services.refusals import Conflict
from tests.makers import make_camp, make_participant, make_schedule, make_slots, make_tables, make_user


class Scene:
    """A camp with four people, two slots and two tables."""

    def __init__(self) -> None:
        self.camp = make_camp()
        self.organiser = make_user("organiser@example.org")
        self.a, self.b, self.c, self.d = (
            make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy", "Dea")
        )
        self.s, self.t = make_slots(self.camp, 2), make_tables(self.camp, 2)

    def publish(self, *meetings: tuple) -> Schedule:
        schedule = make_schedule(self.camp, list(meetings))
        publishing.publish(self.camp, schedule, self.organiser)
        return schedule


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def entries() -> dict[tuple[int, int], CalendarEntry]:
    db.session.expire_all()
    return {(e.person_lo_id, e.person_hi_id): e for e in db.session.scalars(select(CalendarEntry))}


def recipients() -> list[str]:
    return sorted(db.session.scalars(select(OutboxMessage.recipient)))


def test_publication_supersedes_the_one_before_and_keeps_both(scene: Scene) -> None:
    first = scene.publish((scene.a, scene.b, scene.s[0], scene.t[0]))
    second = scene.publish((scene.a, scene.b, scene.s[1], scene.t[0]))
    assert (first.status, second.status) == (ScheduleStatus.SUPERSEDED, ScheduleStatus.PUBLISHED)


def test_only_those_concerned_get_a_mail(scene: Scene) -> None:
    stays = (scene.a, scene.b, scene.s[0], scene.t[0])
    scene.publish(stays, (scene.c, scene.d, scene.s[0], scene.t[1]))
    assert len(recipients()) == 4
    db.session.query(OutboxMessage).delete()
    db.session.commit()
    scene.publish(stays, (scene.c, scene.d, scene.s[1], scene.t[1]))
    assert recipients() == sorted([scene.c.user.email, scene.d.user.email])


def test_publication_without_mail_tells_nobody(scene: Scene) -> None:
    schedule = make_schedule(scene.camp, [(scene.a, scene.b, scene.s[0], scene.t[0])])
    publishing.publish(scene.camp, schedule, scene.organiser, with_mail=False)
    assert recipients() == []


def test_uid_stays_and_sequence_rises_only_on_change(scene: Scene) -> None:
    pair = (scene.a.id, scene.b.id)
    at_nine = (scene.a, scene.b, scene.s[0], scene.t[0])
    seen = []
    for meetings in ([at_nine], [at_nine], [(scene.b, scene.a, scene.s[1], scene.t[0])], [], [at_nine]):
        scene.publish(*meetings)
        entry = entries()[pair]
        seen.append((entry.uid, entry.sequence, entry.is_cancelled, entry.starts_at == scene.s[0].starts_at))
    uid = seen[0][0]
    assert seen == [
        (uid, 0, False, True),
        (uid, 0, False, True),
        (uid, 1, False, False),
        (uid, 2, True, False),
        (uid, 3, False, True),
    ]


def test_preview_says_what_publication_then_does(scene: Scene) -> None:
    schedule = make_schedule(scene.camp, [(scene.a, scene.b, scene.s[0], scene.t[0])])
    before = publishing.preview(schedule)
    assert (len(before.changes), sorted(before.concerned), before.unconcerned) == (
        1,
        [scene.a.id, scene.b.id],
        2,
    )
    assert entries() == {}
    assert publishing.publish(scene.camp, schedule, scene.organiser).changes == before.changes


def test_publishing_the_published_schedule_again_is_a_conflict(scene: Scene) -> None:
    schedule = scene.publish((scene.a, scene.b, scene.s[0], scene.t[0]))
    with pytest.raises(Conflict):
        publishing.publish(scene.camp, schedule, scene.organiser)
    assert len(recipients()) == 2


def test_mail_names_time_table_and_partner_and_carries_the_agenda(scene: Scene) -> None:
    scene.publish((scene.a, scene.b, scene.s[0], scene.t[1]))
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient == scene.a.user.email)
    ).one()
    assert "09:00" in mail.body and "table 2" in mail.body and "Bo" in mail.body
    assert mail.attachment_name == "agenda.ics" and b"BEGIN:VEVENT" in (agenda_for(mail) or b"")


def test_of_eight_publications_at_once_one_wins_each_time(scene: Scene, app: Flask) -> None:
    numbers = [
        make_schedule(scene.camp, [(scene.a, scene.b, scene.s[i % 2], scene.t[0])]).id for i in range(8)
    ]
    camp_id, user_id, start = scene.camp.id, scene.organiser.id, Barrier(8)
    db.session.remove()

    def publish(number: int) -> bool:
        with app.app_context():
            camp, user = db.session.get_one(Camp, camp_id), db.session.get_one(User, user_id)
            schedule = db.session.get_one(Schedule, number)
            db.session.rollback()
            start.wait()
            try:
                publishing.publish(camp, schedule, user)
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        wins = list(pool.map(publish, numbers))
    states = list(db.session.scalars(select(Schedule.status)))
    assert states.count(ScheduleStatus.PUBLISHED) == 1
    assert states.count(ScheduleStatus.SUPERSEDED) == sum(wins) - 1
    assert len(entries()) == 1


def test_what_was_shown_is_what_is_sent_or_nothing_is(scene: Scene) -> None:
    at_nine = (scene.a, scene.b, scene.s[0], scene.t[0])
    draft = make_schedule(scene.camp, [at_nine])
    shown = publishing.preview(draft).mark
    scene.publish((scene.a, scene.b, scene.s[1], scene.t[0]))
    told = recipients()
    with pytest.raises(Conflict):
        publishing.publish(scene.camp, draft, scene.organiser, shown=shown)
    db.session.rollback()
    assert (draft.status, recipients()) == (ScheduleStatus.DRAFT, told)
    publishing.publish(scene.camp, draft, scene.organiser, shown=publishing.preview(draft).mark)
    assert draft.status is ScheduleStatus.PUBLISHED
