"""Making room for a wish that is not met: the consequence first, then a table, a limit, or a mail that asks."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Camp,
    CampRole,
    Job,
    JobKind,
    Meeting,
    MeetingTable,
    OutboxMessage,
    Participant,
    Schedule,
    Slot,
    Wish,
)
from app.services.accounts import teams
from app.services.refusals import Conflict
from app.services.repairing import cures, mending
from app.services.schedules import unmet_wishes
from app.services.work import jobs
from tests.makers import (
    make_absence,
    make_camp,
    make_participant,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.matching.test_solving import run
from tests.page_client import PageClient

UNMET = "/console/nyborg/schedules/1/unmet"


def camp_of(*names: str, slots: int, tables: int, **values: object) -> Camp:
    """Everybody wishes to meet everybody."""
    camp = make_camp("nyborg", promised_meetings=1, **values)
    people = [make_participant(camp, name) for name in names]
    make_slots(camp, slots)
    make_tables(camp, tables)
    for author in people:
        for target in people:
            if author is not target:
                make_wish(author, target)
    return camp


def enter(visit: PageClient, camp: Camp) -> PageClient:
    user = make_user("organiser@example.org", name="Ingrid Sørensen")
    teams.join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    return visit


def mend() -> Job:
    job = db.session.scalars(select(Job).where(Job.kind == JobKind.MEND)).one()
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    mending.mend_camp(claim)
    db.session.expire_all()
    return job


def meetings(schedule: int) -> int:
    query = (
        select(Meeting.id)
        .join(Schedule, Schedule.id == Meeting.schedule_id)
        .where(Schedule.number == schedule)
    )
    return len(db.session.scalars(query).all())


@pytest.fixture
def few_tables(app: Flask) -> Camp:
    """Four people, one slot, one table: one meeting of two that would fit."""
    camp = camp_of("Ada", "Bo", "Cy", "Dea", slots=1, tables=1)
    run(camp)
    return camp


def test_table_more_is_added_and_brings_the_two_together(few_tables: Camp, visit: PageClient) -> None:
    organiser = enter(visit, few_tables)
    organiser.get(UNMET)
    organiser.get(organiser.page.find("a", string="Add a table…")["href"])  # type: ignore[index]
    names = organiser.texts("h1")[0]
    assert organiser.texts(".confirm-page__consequences li")[0].startswith("Table 2 is added to the camp")
    organiser.submit(button="Add the table and look")
    assert len(db.session.scalars(select(MeetingTable.id)).all()) == 2
    mend()
    organiser.get("/console/nyborg/schedules/1/repair/")
    assert "1 is new" in organiser.page.get_text()
    organiser.submit(button="Make it a draft")
    assert meetings(2) == 2
    told = organiser.texts(".grid-meeting__names")
    assert set(names.removeprefix("Make room for ").split(" – ")) <= set(
        " ".join(told).replace("–", " ").split()
    )


def test_limit_is_raised_in_the_draft_only(app: Flask, visit: PageClient) -> None:
    camp = camp_of("Ada", "Bo", "Cy", slots=3, tables=2, max_meetings=1)
    run(camp)
    assert meetings(1) == 1
    organiser = enter(visit, camp)
    organiser.get(UNMET)
    organiser.get(organiser.page.find("a", string="Allow one more…")["href"])  # type: ignore[index]
    assert "may have one meeting more than the 1" in organiser.page.get_text()
    organiser.submit(button="Allow it and look")
    mend()
    organiser.get("/console/nyborg/schedules/1/repair/")
    organiser.submit(button="Make it a draft")
    assert (meetings(2), camp.max_meetings) == (2, 1)


def test_somebody_is_asked_by_mail_once_and_the_mail_names_nobody(app: Flask, visit: PageClient) -> None:
    camp = camp_of("Ada", "Bo", slots=2, tables=1)
    people = {wish.author_id for wish in camp_wishes(camp)}
    slots = slots_of(camp)
    first, second = sorted(people)
    make_absence(person(first), slots[0])
    make_absence(person(second), slots[1])
    run(camp)
    organiser = enter(visit, camp)
    for _time in range(2):
        organiser.get(UNMET)
        organiser.get(organiser.page.find("a", string="Ask…")["href"])  # type: ignore[index]
        organiser.submit(button="Send the mail")
    mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key.like("ask-time:%"))).all()
    assert len(mails) == 1
    assert mails[0].recipient in {person(one).user.email for one in people}
    others = {person(one).name for one in people if person(one).user.email != mails[0].recipient}
    assert not any(name in mails[0].body for name in others)
    assert "/camps/nyborg/me/availability" in mails[0].body


def test_cure_that_is_another_by_now_is_not_carried_out(few_tables: Camp) -> None:
    schedule = db.session.scalars(select(Schedule)).one()
    found = next(one for one in unmet_wishes.unmet_of(few_tables, schedule) if one.kind == cures.TABLE)
    codes = (found.first.code, found.second.code)
    with pytest.raises(Conflict, match="Something else would make room"):
        cures.carry_out(few_tables, schedule, make_user(), codes, cures.LIMIT)
    assert len(db.session.scalars(select(MeetingTable.id)).all()) == 1


def test_pair_that_meets_needs_no_room(few_tables: Camp, visit: PageClient) -> None:
    meeting = db.session.scalars(select(Meeting)).one()
    organiser = enter(visit, few_tables)
    path = f"/console/nyborg/schedules/1/repair/cure/{meeting.person_lo.code}/{meeting.person_hi.code}"
    organiser.get(path, status=409)
    assert "Nothing of this kind makes room for these two." in organiser.page.get_text()


def camp_wishes(camp: Camp) -> list[Wish]:
    return list(db.session.scalars(select(Wish).where(Wish.camp_id == camp.id)))


def slots_of(camp: Camp) -> list[Slot]:
    return list(db.session.scalars(select(Slot).where(Slot.camp_id == camp.id).order_by(Slot.starts_at)))


def person(number: int) -> Participant:
    return db.session.get_one(Participant, number)
