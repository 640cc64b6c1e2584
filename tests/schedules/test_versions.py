"""Earlier versions: looked at, and brought back as a draft as far as they still can stand."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    Grade,
    Meeting,
    OutboxMessage,
    PairRuling,
    ParticipantStatus,
    Ruling,
    Schedule,
    ScheduleStatus,
    Wish,
)
from app.services.publishing import publishing, restoring
from app.services.publishing.restoring import Loss
from app.services.refusals import Conflict
from app.services.schedules import proofs
from tests.makers import (
    START,
    make_absence,
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries

BEFORE = START - timedelta(days=9)


class Scene:
    """Ada meets Bo at nine and Cy at 9:20; Dea meets Eve at 9:20. Then a version without any meeting is out."""

    def __init__(self, **values: object) -> None:
        self.camp = make_camp("nyborg", promised_meetings=1, **values)
        self.organiser = make_user("organiser@example.org", "Olga", is_administrator=True)
        self.a, self.b, self.c, self.d, self.e = (
            make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy", "Dea", "Eve")
        )
        self.s, self.t = make_slots(self.camp, 3), make_tables(self.camp, 2)
        for one, other in ((self.a, self.b), (self.a, self.c), (self.d, self.e)):
            make_wish(one, other)
        self.first = make_schedule(
            self.camp,
            [
                (self.a, self.b, self.s[0], self.t[0]),
                (self.a, self.c, self.s[1], self.t[0]),
                (self.d, self.e, self.s[1], self.t[1]),
            ],
        )
        publishing.publish(self.camp, self.first, self.organiser, with_mail=False)

    def publish_another(self, *meetings: tuple) -> Schedule:
        schedule = make_schedule(self.camp, list(meetings))
        publishing.publish(self.camp, schedule, self.organiser, with_mail=False)
        return schedule

    def restored(self) -> Schedule:
        return restoring.restore(self.camp, self.first, self.organiser)


@pytest.fixture(autouse=True)
def days_before() -> Iterator[None]:
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def meetings_in(schedule: Schedule) -> set[tuple[str, str, str, int]]:
    """Names, clock in UTC and table of each meeting."""
    found = db.session.scalars(select(Meeting).where(Meeting.schedule_id == schedule.id))
    return {
        (one.person_lo.name, one.person_hi.name, f"{one.slot.starts_at:%H:%M}", one.table.number)
        for one in found
    }


def losses(scene: Scene) -> list[tuple[str, Loss, str]]:
    return [
        (f"{one.meeting.person_lo.name}–{one.meeting.person_hi.name}", one.reason, one.who.name if one.who else "")
        for one in restoring.look(scene.camp, scene.first).lost
    ]  # fmt: skip


ALL = {("Ada", "Bo", "08:00", 1), ("Ada", "Cy", "08:20", 1), ("Dea", "Eve", "08:20", 2)}


def test_a_version_comes_back_as_a_draft_that_the_verifier_passes(scene: Scene) -> None:
    scene.publish_another()
    draft = scene.restored()
    assert draft.status is ScheduleStatus.DRAFT and meetings_in(draft) == ALL
    assert proofs.check(draft).is_sound
    assert scene.first.status is ScheduleStatus.SUPERSEDED, "the version itself stays what it was"
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert len(publishing.preview(draft).changes) == 3
    act = db.session.scalars(select(Act).where(Act.kind == ActKind.RESTORED)).one()
    assert act.details == {"schedule": 1, "draft": 3}


def test_whoever_left_is_named_and_the_rest_comes_back(scene: Scene) -> None:
    scene.publish_another()
    scene.c.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    assert losses(scene) == [("Ada–Cy", Loss.LEFT, "Cy")]
    assert meetings_in(scene.restored()) == ALL - {("Ada", "Cy", "08:20", 1)}


def test_whoever_cannot_come_any_more_is_named(scene: Scene) -> None:
    scene.publish_another()
    make_absence(scene.e, scene.s[1])
    assert losses(scene) == [("Dea–Eve", Loss.AWAY, "Eve")]


@pytest.mark.parametrize("grade", [None, Grade.RATHER_NOT])
def test_no_wish_and_rather_not_read_alike(scene: Scene, grade: Grade | None) -> None:
    scene.publish_another()
    db.session.execute(delete(Wish).where(Wish.author_id == scene.d.id))
    if grade:
        make_wish(scene.e, scene.d, grade)
    db.session.commit()
    lost = restoring.look(scene.camp, scene.first).lost
    assert [restoring.reason_in_words(one) for one in lost] == [
        "By today’s wishes, types and rules the two are not brought together."
    ]


def test_what_is_under_way_stays_and_what_is_missed_is_named(scene: Scene) -> None:
    """At 9:00 Ada and Bo meet in the version that is out, but at the other table; then nobody else met."""
    scene.publish_another((scene.a, scene.b, scene.s[0], scene.t[1]))
    with time_machine.travel(START + timedelta(minutes=1)):
        assert losses(scene) == [("Ada–Bo", Loss.HELD, "")]
        seen = restoring.look(scene.camp, scene.first)
        assert (seen.back, seen.stays) == (2, 1)
        draft = scene.restored()
        assert meetings_in(draft) == ALL - {("Ada", "Bo", "08:00", 1)} | {("Ada", "Bo", "08:00", 2)}
        assert proofs.check(draft).is_sound
        assert {change.kind.value for change in publishing.preview(draft).changes} == {"new"}


def test_what_nobody_held_in_a_slot_that_is_over_does_not_come_back(scene: Scene) -> None:
    scene.publish_another()
    with time_machine.travel(START + timedelta(minutes=20)):
        assert losses(scene) == [
            ("Ada–Bo", Loss.BEGUN, ""), ("Ada–Cy", Loss.BEGUN, ""), ("Dea–Eve", Loss.BEGUN, ""),
        ]  # fmt: skip


def test_a_meeting_held_with_somebody_who_has_left_since_stays(scene: Scene) -> None:
    scene.publish_another((scene.a, scene.b, scene.s[0], scene.t[0]))
    scene.b.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    with time_machine.travel(START + timedelta(minutes=1)):
        draft = scene.restored()
    assert meetings_in(draft) == ALL and proofs.check(draft).is_sound


def test_nobody_gets_more_meetings_than_the_camp_allows_now(scene: Scene) -> None:
    scene.publish_another()
    scene.camp.max_meetings = 1
    db.session.commit()
    assert losses(scene) == [("Ada–Cy", Loss.FULL, "Ada")]
    assert proofs.check(scene.restored()).is_sound


def test_a_pin_that_the_version_does_not_keep_gives_way_and_is_counted(scene: Scene) -> None:
    scene.publish_another()
    db.session.add(
        PairRuling(
            camp_id=scene.camp.id, person_lo_id=scene.a.id, person_hi_id=scene.b.id, ruling=Ruling.PINNED,
            slot_id=scene.s[2].id, table_id=scene.t[0].id, user_id=scene.organiser.id, made_at=BEFORE,
        )
    )  # fmt: skip
    db.session.commit()
    assert restoring.look(scene.camp, scene.first).unpinned == 1
    assert meetings_in(scene.restored()) == ALL


def test_a_draft_is_no_version(scene: Scene) -> None:
    draft = make_schedule(scene.camp, [])
    with pytest.raises(Conflict):
        restoring.restore(scene.camp, draft, scene.organiser)


def test_organisers_read_what_changed_and_restore_from_the_list(scene: Scene, visit: PageClient) -> None:
    scene.publish_another((scene.a, scene.b, scene.s[2], scene.t[0]))
    scene.c.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    visit.sign_in(scene.organiser)
    page = visit.get("/console/nyborg/versions")
    rows = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
    assert len(rows) == 2 and "Out now" in rows[0] and "1 moved, 2 cancelled" in rows[0] and "Olga" in rows[0]
    assert "3 new" in rows[1] and "Restore" in rows[1]
    shown = " ".join(visit.get(page.select("tbody a[href*='versions/']")[0]["href"]).get_text(" ").split())
    assert "Ada – Bo moves Tue 9 Mar, 09:00, table 1" in shown
    page = visit.get("/console/nyborg/versions/restore/1")
    assert "Cy does not take part any more." in page.get_text()
    visit.submit(button="Make a draft of it")
    words = " ".join(visit.page.get_text(" ").split())
    assert "Schedule 3 says what version 1 can still say" in words and "1 meeting moves" in words


def test_the_list_and_the_look_do_not_grow_in_queries(scene: Scene, visit: PageClient) -> None:
    for place in range(6):
        scene.publish_another((scene.a, scene.b, scene.s[place % 3], scene.t[0]))
    visit.sign_in(scene.organiser)
    with count_queries() as many:
        visit.get("/console/nyborg/versions")
    assert len(many) <= 14
    with count_queries() as few:
        restoring.look(scene.camp, scene.first)
    assert len(few) <= 30
