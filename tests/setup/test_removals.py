"""Slots and tables with published meetings: shown first, then repaired or cancelled with notice, never in silence."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    CalendarEntry,
    Camp,
    CampRole,
    Job,
    JobKind,
    Meeting,
    MeetingTable,
    OutboxMessage,
    PairRuling,
    Participant,
    Ruling,
    Schedule,
)
from app.services import act_words
from app.services.accounts import teams
from app.services.calendars import calendar_turns
from app.services.calendars.agenda_files import agenda_for
from app.services.matching import problems
from app.services.publishing import publishing
from app.services.refusals import Conflict
from app.services.repairing import mending, removals, removing
from app.services.setup import blocks, tables
from tests.makers import (
    START,
    make_absence,
    make_camp,
    make_crowd,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.matching.test_solving import run
from tests.page_client import PageClient
from tests.queries import count_queries

Pair = tuple[int, int]


class Scene:
    """Six people, four slots, three tables, a schedule that a run has found; it is out, without mail."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg", promised_meetings=2, time_zone="Europe/Copenhagen")
        self.user = make_user("organiser@example.org", name="Ingrid Sørensen")
        teams.join_team(self.camp, self.user, CampRole.ORGANISER)
        self.people = [make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy", "Dea", "Eli", "Fie")]
        self.slots, self.tables = make_slots(self.camp, 4), make_tables(self.camp, 3)
        for author in self.people:
            for target in self.people:
                if author is not target:
                    make_wish(author, target)
        self.schedule = run(self.camp)
        publishing.publish(self.camp, self.schedule, self.user, with_mail=False)

    def slot(self, number: int = 0) -> removals.Going:
        return removals.slot_going(self.camp, self.slots[number].id)

    def table(self, first: int, last: int) -> removals.Going:
        return removals.tables_going(self.camp, first, last)

    def mark(self, going: removals.Going) -> str:
        return removals.look(self.camp, going).mark

    def entries(self) -> dict[Pair, CalendarEntry]:
        rows = db.session.scalars(select(CalendarEntry).where(CalendarEntry.camp_id == self.camp.id))
        return {(one.person_lo_id, one.person_hi_id): one for one in rows}

    def standing(self) -> dict[Pair, tuple[object, int]]:
        return {
            pair: (one.starts_at, one.table_number)
            for pair, one in self.entries().items()
            if not one.is_cancelled
        }


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def organiser(scene: Scene, visit: PageClient) -> PageClient:
    visit.sign_in(scene.user)
    return visit


def mails() -> dict[str, OutboxMessage]:
    return {mail.recipient: mail for mail in db.session.scalars(select(OutboxMessage))}


def test_remove_leads_to_what_stands_there_and_removes_nothing(scene: Scene, organiser: PageClient) -> None:
    organiser.get("/console/nyborg/slots")
    organiser.submit(action=f"/console/nyborg/slot/{scene.slots[0].id}/remove")
    page = organiser.get(f"/console/nyborg/slot/{scene.slots[0].id}/remove")
    assert organiser.texts("ul.lead li") == ["3 published meetings, still ahead; 6 people meet there"]
    assert len(page.select("tbody tr")) == 3
    assert [button.get_text(strip=True) for button in page.select("main button")] == [
        "Look for a repair", "Cancel 3 meetings, tell everybody and remove",
    ]  # fmt: skip
    assert len(blocks.slots_of(scene.camp)) == 4 and len(scene.standing()) == 12


def test_cancelling_tells_each_person_once_and_says_so_in_the_log(
    scene: Scene, organiser: PageClient
) -> None:
    there = [pair for pair, one in scene.entries().items() if one.table_number in (2, 3)]
    concerned = {number for pair in there for number in pair}
    organiser.get("/console/nyborg/tables/remove")
    organiser.submit({"first": "2", "last": "3"}, button="Remove these tables")
    organiser.submit(
        {"reason": "The hall is flooded."}, button="Cancel 8 meetings, tell everybody and remove"
    )
    told = f"{len(concerned)} people are told which meetings are cancelled."
    assert organiser.texts(".flash") == [f"The tables are removed. {told}"]
    assert [table.number for table in tables.tables_of(scene.camp)] == [1]
    assert scene.standing().keys() == scene.entries().keys() - set(there)
    assert {scene.entries()[pair].sequence for pair in there} == {1}
    people = {person.id: person for person in scene.people}
    assert mails().keys() == {people[number].user.email for number in concerned}
    for number in concerned:
        mail = mails()[people[number].user.email]
        assert mail.body.count("CANCELLED:") == sum(number in pair for pair in there)
        assert "They write: The hall is flooded." in mail.body
        file = agenda_for(mail)
        assert file is not None
        assert file.count(b"STATUS:CANCELLED") == sum(number in pair for pair in there)
    act = db.session.scalars(select(Act).where(Act.kind == ActKind.SET_UP).order_by(Act.id.desc())).first()
    assert act is not None
    told = f"8 meetings there were cancelled, {len(concerned)} people told."
    assert act_words.said(act) == f"Removed tables. {told}"
    # The version that is out says what it said; the tables are there for it, and for nothing else.
    assert (
        len(db.session.scalars(select(Meeting).where(Meeting.schedule_id == scene.schedule.id)).all()) == 12
    )
    assert {
        table.id for table in problems.problem_of(scene.camp, problems.Choices(stay_close=True)).tables
    } == {str(scene.tables[0].id)}


def test_whose_meetings_come_by_invitation_gets_them_cancelled(scene: Scene) -> None:
    pair = next(pair for pair, one in scene.entries().items() if one.starts_at == scene.slots[0].starts_at)
    person = db.session.get_one(Participant, pair[0])
    calendar_turns.turn_on(scene.camp, person)
    going = scene.slot()
    assert removals.look(scene.camp, going).invited == 1
    removing.cancel_and_remove(scene.camp, going, scene.user, scene.mark(going))
    sent = db.session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == person.user.email)).all()
    cancelled = [
        mail for mail in sent if mail.attachment_name == "invite.ics" and b"METHOD:CANCEL" in mail.attachment
    ]
    assert len(cancelled) == 1


def test_what_was_not_shown_is_not_done(scene: Scene, organiser: PageClient) -> None:
    path = f"/console/nyborg/slot/{scene.slots[0].id}/remove"
    organiser.get(path)
    entry = next(one for one in scene.entries().values() if one.starts_at == scene.slots[0].starts_at)
    entry.is_cancelled, entry.sequence = True, 1
    db.session.commit()
    page = organiser.submit(button="Cancel 3 meetings, tell everybody and remove", status=409)
    assert "What stands there is no longer what you were shown." in page.get_text()
    assert organiser.texts("ul.lead li")[0].startswith("2 published meetings")
    assert (len(blocks.slots_of(scene.camp)), len(scene.standing()), mails()) == (4, 11, {})
    organiser.post(path, {"way": "remove", "shown": scene.mark(scene.slot())}, status=409)
    organiser.post(path, {"way": "repair", "shown": "other"}, status=409)
    organiser.post(
        path, {"way": "cancel", "shown": scene.mark(scene.slot()), "reason": "x" * 501}, status=200
    )
    assert (len(blocks.slots_of(scene.camp)), len(scene.standing())) == (4, 11)
    assert db.session.scalar(select(Job.id).where(Job.kind == JobKind.MEND)) is None


def test_repair_moves_them_and_then_the_table_goes_at_once(scene: Scene, organiser: PageClient) -> None:
    before = scene.standing()
    organiser.get("/console/nyborg/tables/remove/2-2")
    organiser.submit(button="Look for a repair")
    job = db.session.scalars(select(Job).where(Job.kind == JobKind.MEND)).one()
    claim = jobs_claim(job)
    mending.mend_camp(claim)
    db.session.expire_all()
    organiser.get("/console/nyborg/tables/remove/2-2")
    assert "See the repair that was looked for" in organiser.texts("main a")
    draft = mending.accept(scene.camp, scene.schedule, scene.user, db.session.get_one(Job, job.id), 0)
    publishing.publish(scene.camp, draft, scene.user)
    after = scene.standing()
    assert {table for _when, table in after.values()} == {1, 3}
    # Three tables were full in all four slots: of each slot one meeting has to go, and no other moves in time.
    assert len(after) == 8 and all(before[pair][0] == when for pair, (when, _table) in after.items())
    organiser.get("/console/nyborg/tables/remove")
    organiser.submit({"first": "2", "last": "2"}, button="Remove these tables")
    assert organiser.texts(".flash") == ["The tables are removed."]
    assert [table.number for table in tables.tables_of(scene.camp)] == [1, 3]
    assert scene.standing() == after


def jobs_claim(job: Job) -> mending.jobs.Claim:
    claim = mending.jobs.claim(job.id, "test")
    assert claim is not None
    return claim


def test_slots_are_repaired_too(scene: Scene) -> None:
    going = scene.slot(1)
    removing.look_for_repair(scene.camp, going, scene.user, scene.mark(going))
    job = db.session.scalars(select(Job).where(Job.kind == JobKind.MEND)).one()
    mending.mend_camp(jobs_claim(job))
    db.session.expire_all()
    draft = mending.accept(scene.camp, scene.schedule, scene.user, db.session.get_one(Job, job.id), 0)
    gone = scene.slots[1].id
    assert gone not in set(db.session.scalars(select(Meeting.slot_id).where(Meeting.schedule_id == draft.id)))


def test_pins_absences_and_drafts_are_shown_and_settled(scene: Scene, organiser: PageClient) -> None:
    pair, entry = next(iter(scene.entries().items()))
    slot = next(one for one in scene.slots if one.starts_at == entry.starts_at)
    table = db.session.scalars(select(MeetingTable).where(MeetingTable.number == entry.table_number)).one()
    db.session.add(
        PairRuling(camp_id=scene.camp.id, person_lo_id=pair[0], person_hi_id=pair[1], ruling=Ruling.PINNED,
                   slot_id=slot.id, table_id=table.id, user_id=scene.user.id, made_at=START)
    )  # fmt: skip
    db.session.commit()
    make_absence(scene.people[5], slot)
    draft = make_schedule(scene.camp, [(scene.people[0], scene.people[1], slot, scene.tables[0])])
    path = f"/console/nyborg/slot/{slot.id}/remove"
    organiser.get(path)
    assert organiser.texts("ul.lead li")[1:] == [
        "Draft 2: 1 meeting. The draft is kept; if you publish it, this meeting is left out, and the preview says so",
        "1 pair is pinned there: it is left to the runs again",
        "1 participant has said that they cannot come then: this is forgotten with the slot",
    ]
    organiser.language("da")
    assert "1 par er låst dér" in organiser.get(path).get_text()
    organiser.language("en")
    organiser.get(path)
    organiser.submit(button="Cancel 3 meetings, tell everybody and remove")
    assert db.session.scalar(select(PairRuling.id)) is None
    # The draft would cancel everything and bring nothing: its one meeting is left out.
    assert {(one.pair, one.after) for one in publishing.preview(draft).changes} == {
        (pair, None) for pair in scene.standing()
    }
    assert [one.slot_id for one in publishing.preview(draft).left_out] == [slot.id]


def test_what_was_held_stays_and_the_next_run_leaves_it_alone(scene: Scene) -> None:
    table = scene.table(2, 2)
    with time_machine.travel(START + timedelta(minutes=10), tick=False):  # the first slot is under way
        with pytest.raises(Conflict, match="have been held"):
            removing.cancel_and_remove(scene.camp, scene.slot(), scene.user, scene.mark(scene.slot()))
        db.session.rollback()
        seen = removing.cancel_and_remove(scene.camp, table, scene.user, scene.mark(table))
        assert (len(seen.meetings), seen.begun) == (3, 1)
        standing = scene.standing()
        assert [when for when, number in standing.values() if number == 2] == [scene.slots[0].starts_at]
        again = run(scene.camp)
        assert {one.pair for one in publishing.preview(again).changes if one.before} <= standing.keys()
        publishing.publish(scene.camp, again, scene.user)
        after = scene.standing()
        assert {
            pair: after[pair] for pair, (when, _n) in standing.items() if when == scene.slots[0].starts_at
        } == {pair: spot for pair, spot in standing.items() if spot[0] == scene.slots[0].starts_at}
        assert [when for when, number in after.values() if number == 2] == [scene.slots[0].starts_at]


def test_making_final_does_not_bring_back_what_was_cancelled_with_its_table(scene: Scene) -> None:
    publishing.publish(scene.camp, run(scene.camp), scene.user, with_mail=False, as_preliminary=True)
    out = db.session.scalars(select(Schedule).where(Schedule.is_preliminary)).one()
    table = scene.table(3, 3)
    removing.cancel_and_remove(scene.camp, table, scene.user, scene.mark(table))
    assert publishing.preview(out).changes == []
    publishing.publish(scene.camp, out, scene.user, as_preliminary=False)
    assert {number for _when, number in scene.standing().values()} == {1, 2}


def test_a_block_goes_with_all_of_it_and_another_camp_sees_none_of_it(
    scene: Scene, organiser: PageClient
) -> None:
    other = make_camp("odense")
    foreign = make_slots(other, 1)[0]
    organiser.get(f"/console/nyborg/slot/{foreign.id}/remove", status=404)
    organiser.get("/console/nyborg/tables/remove/9-12", status=404)
    block = blocks.blocks_of(scene.camp)[0]
    organiser.get(f"/console/nyborg/slots/{block.id}/remove")
    organiser.submit(button="Cancel 12 meetings, tell everybody and remove")
    assert (blocks.blocks_of(scene.camp), scene.standing()) == ([], {})
    organiser.get("/console/nyborg/schedules/1/")
    assert len(mails()) == 6


def test_long_lists_come_in_parts_with_as_many_queries_as_short_ones(app: Flask, visit: PageClient) -> None:
    camp = make_camp("long")
    user = make_user("long@example.org", is_administrator=True)
    slots = make_slots(camp, 1)
    visit.sign_in(user)
    counts = []
    for pairs in (3, 201):
        people = make_crowd(camp, 2 * pairs)
        places = make_tables(camp, pairs) if not counts else tables.add_tables(camp, pairs)
        booked = [(people[2 * i], people[2 * i + 1], slots[0], places[i]) for i in range(pairs)]
        publishing.publish(camp, make_schedule(camp, booked), user, with_mail=False)
        with count_queries() as sent:
            page = visit.get(f"/console/long/slot/{slots[0].id}/remove")
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert len(page.select("tbody tr")) == 200 and "Page 1 of 2" in page.get_text()
    assert len(visit.get(f"/console/long/slot/{slots[0].id}/remove?page=2").select("tbody tr")) == 1


def test_frozen_moves_are_said(scene: Scene, organiser: PageClient) -> None:
    camp = db.session.get_one(Camp, scene.camp.id)
    camp.moves_frozen_from = START - timedelta(days=400)
    db.session.commit()
    organiser.get("/console/nyborg/tables/remove/1-1")
    assert organiser.texts(".notice__title")[0].startswith("Moves are frozen since")
