"""Repair around what was decided by hand: fewest changes, a preview of each, and a draft of its own."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    CampRole,
    Job,
    JobKind,
    JobStatus,
    Meeting,
    MeetingTable,
    Participant,
    ParticipantStatus,
    Schedule,
    ScheduleStatus,
)
from app.scheduling.verify import verify
from app.services.accounts import teams
from app.services.changes import replies
from app.services.editing import draft_edits, editing
from app.services.publishing import publishing
from app.services.refusals import Conflict, NotThere
from app.services.repairing import mending, mending_page, mending_problem
from app.services.repairing.mending_problem import Wanted
from app.services.schedules import schedules
from app.services.setup import tables
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
from tests.queries import count_queries

PATH = "/console/nyborg/schedules/1/repair/"
Placings = dict[tuple[int, int], tuple[int, int]]


class Scene:
    """Six people who all wish to meet, four slots, two tables: eight of fifteen meetings find a place."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg", promised_meetings=2)
        self.user = make_user("organiser@example.org", name="Ingrid Sørensen")
        teams.join_team(self.camp, self.user, CampRole.ORGANISER)
        names = ("Ada", "Bo", "Cy", "Dea", "Eli", "Fie")
        self.people = [make_participant(self.camp, name) for name in names]
        self.slots, self.tables = make_slots(self.camp, 4), make_tables(self.camp, 2)
        for author in self.people:
            for target in self.people:
                if author is not target:
                    make_wish(author, target)
        self.draft = run(self.camp)

    def placings(self, schedule: Schedule) -> Placings:
        rows = db.session.scalars(select(Meeting).where(Meeting.schedule_id == schedule.id))
        return {(m.person_lo_id, m.person_hi_id): (m.slot_id, m.table_id) for m in rows}

    def mend(self, wanted: Wanted, schedule: Schedule | None = None) -> Job:
        job = mending.begin(self.camp, schedule or self.draft, self.user, wanted)
        work(job)
        return job

    def found(self, job: Job) -> list[mending_page.Repair]:
        return mending_page.repairs_of(self.camp, self.draft, job)

    def first_meeting(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return min(self.placings(self.draft).items(), key=lambda item: item[1])


def make_tables_after(scene: Scene) -> MeetingTable:
    """A third table, added after the run."""
    (table,) = tables.add_tables(scene.camp, 1)
    return table


def work(job: Job) -> None:
    """What the worker does when the bell rings."""
    claim = jobs.claim(job.id, "test")
    assert claim is not None
    mending.mend_camp(claim)
    db.session.expire_all()


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def organiser(scene: Scene, visit: PageClient) -> PageClient:
    visit.sign_in(scene.user)
    return visit


def test_departure_is_mended_without_moving_anybody_and_the_gap_is_filled(scene: Scene) -> None:
    gone = scene.people[0]
    before = scene.placings(scene.draft)
    job = scene.mend(Wanted(person=gone.id))
    assert job.status is JobStatus.DONE
    first = scene.found(job)[0]
    assert (first.changes, first.is_fewest, first.moved) == (0, True, 0)
    assert first.cancelled == first.impossible == sum(gone.id in pair for pair in before)
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    after = scene.placings(draft)
    kept = {pair: spot for pair, spot in before.items() if gone.id not in pair}
    assert {pair: after.get(pair) for pair in kept} == kept
    assert len(after) == len(kept) + first.new
    assert first.new > 0
    assert verify(*schedules.files_of(draft)) == []


def test_somebody_who_left_the_camp_is_taken_into_account_by_itself(scene: Scene) -> None:
    gone = scene.people[1]
    gone.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    job = scene.mend(Wanted())
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    assert all(gone.id not in pair for pair in scene.placings(draft))


def test_time_when_somebody_cannot_come_any_more_is_taken_into_account(scene: Scene) -> None:
    (pair, (slot, _table)) = scene.first_meeting()
    make_absence(db.session.get_one(Participant, pair[0]), next(s for s in scene.slots if s.id == slot))
    job = scene.mend(Wanted())
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    assert all(pair[0] not in people for people, spot in scene.placings(draft).items() if spot[0] == slot)


def test_closed_table_costs_what_stood_there_and_is_proven_fewest(scene: Scene) -> None:
    table, slot = scene.tables[0], scene.slots[0]
    job = scene.mend(Wanted(table=table.id, table_slot=slot.id))
    first = scene.found(job)[0]
    assert (first.changes, first.is_fewest) == (1, True)
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    places = scene.placings(draft).values()
    assert (slot.id, table.id) not in places
    assert sum(spot[0] == slot.id for spot in places) == 1
    closed = [item["closed_slots"] for item in json.loads(draft.problem)["tables"]]
    assert closed == [[str(slot.id)], []]


def test_what_was_moved_by_hand_stays_and_what_was_removed_stays_out(scene: Scene) -> None:
    pairs = sorted(scene.placings(scene.draft))
    codes = {person.id: person.code for person in scene.people}
    removed, other = pairs[0], pairs[-1]
    editing.take_out(scene.camp, scene.draft, scene.user, 0, (codes[removed[0]], codes[removed[1]]))
    seen = scene.placings(scene.draft)[other]
    job = scene.mend(Wanted())
    kept = scene.placings(mending.accept(scene.camp, scene.draft, scene.user, job, 0))
    assert removed not in kept
    assert kept[other] == seen
    free = mending_problem.problem_around(scene.camp, scene.draft, Wanted(keeps_changes=False))
    held = mending_problem.problem_around(scene.camp, scene.draft, Wanted())
    pair = tuple(sorted(map(str, removed)))
    assert [pair in {item.pair for item in problem.candidates} for problem in (free, held)] == [True, False]


def test_pin_elsewhere_and_pair_that_never_meets_are_obeyed(scene: Scene) -> None:
    codes = {person.id: person.code for person in scene.people}
    one, two = sorted(scene.placings(scene.draft))[:2]
    spot = scene.placings(scene.draft)[two]
    editing.pin(scene.camp, scene.draft, scene.user, (codes[two[0]], codes[two[1]]))
    copy = editing.copy_of(scene.camp, scene.draft, scene.user)
    editing.forbid(scene.camp, copy, scene.user, 0, (codes[one[0]], codes[one[1]]))
    job = scene.mend(Wanted())
    kept = scene.placings(mending.accept(scene.camp, scene.draft, scene.user, job, 0))
    assert one not in kept
    assert kept[two] == spot


def test_pins_that_contradict_each_other_end_with_words(scene: Scene) -> None:
    pair, other = sorted(scene.placings(scene.draft))[:2]
    spot = scene.placings(scene.draft)[pair]
    for each in (pair, other):
        editing.rulings.rule(scene.camp, each, editing.Ruling.PINNED, scene.user, spot)
    db.session.commit()
    job = scene.mend(Wanted())
    assert job.status is JobStatus.FAILED
    assert job.error.startswith(("No sound schedule keeps", "What was decided by hand contradicts"))


def test_repair_of_an_older_state_is_not_accepted(scene: Scene) -> None:
    job = scene.mend(Wanted(person=scene.people[0].id))
    codes = [person.code for person in scene.people]
    pair = sorted(scene.placings(scene.draft))[-1]
    index = {person.id: place for place, person in enumerate(scene.people)}
    editing.take_out(scene.camp, scene.draft, scene.user, 0, (codes[index[pair[0]]], codes[index[pair[1]]]))
    with pytest.raises(Conflict, match="has changed since"):
        mending.accept(scene.camp, scene.draft, scene.user, job, 0)


def test_repair_for_a_camp_that_has_changed_is_not_accepted(scene: Scene) -> None:
    job = scene.mend(Wanted(person=scene.people[0].id))
    make_absence(scene.people[1], scene.slots[2])
    with pytest.raises(Conflict, match="has changed since"):
        mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    assert db.session.query(Schedule).count() == 1


def test_repair_that_is_not_in_the_list_is_not_there(scene: Scene) -> None:
    job = scene.mend(Wanted(person=scene.people[0].id))
    for place in (-1, len(job.progress)):
        with pytest.raises(NotThere):
            mending.accept(scene.camp, scene.draft, scene.user, job, place)


def test_published_schedule_is_mended_into_a_draft_and_only_those_concerned_are_told(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.draft, scene.user)
    gone = scene.people[0]
    job = scene.mend(Wanted(person=gone.id))
    (repair, *_more) = scene.found(job)
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    assert (scene.draft.status, draft.status) == (ScheduleStatus.PUBLISHED, ScheduleStatus.DRAFT)
    named = {person.id for line in repair.lines for person in (line["first"], line["second"])}  # type: ignore[attr-defined]
    assert set(publishing.preview(draft).concerned) == named


def test_meeting_that_was_cancelled_since_is_not_brought_back(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.draft, scene.user)
    (pair, _spot) = scene.first_meeting()
    one, other = (db.session.get_one(Participant, number) for number in pair)
    replies.say_cannot_come(scene.camp, one, other.code)
    job = scene.mend(Wanted())
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    assert pair not in scene.placings(draft)


def test_table_that_came_since_is_used_and_a_freed_time_too(scene: Scene) -> None:
    before = scene.placings(scene.draft)
    make_more = make_tables_after(scene)
    job = scene.mend(Wanted())
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    after = scene.placings(draft)
    assert {pair: after.get(pair) for pair in before} == before
    assert {spot[1] for pair, spot in after.items() if pair not in before} == {make_more.id}


def test_who_could_not_come_in_one_repair_cannot_in_the_next(scene: Scene) -> None:
    gone, table = scene.people[0], scene.tables[0]
    first = mending.accept(scene.camp, scene.draft, scene.user, scene.mend(Wanted(person=gone.id)), 0)
    second = scene.mend(Wanted(table=table.id, table_slot=scene.slots[0].id), first)
    draft = mending.accept(scene.camp, first, scene.user, second, 0)
    assert all(gone.id not in pair for pair in scene.placings(draft))


def test_pair_that_is_to_meet_meets_with_the_fewest_changes(scene: Scene) -> None:
    there = scene.placings(scene.draft)
    numbers = sorted(person.id for person in scene.people)
    pair = next((a, b) for a in numbers for b in numbers if a < b and (a, b) not in there)
    job = scene.mend(Wanted(pair=pair))
    draft = mending.accept(scene.camp, scene.draft, scene.user, job, 0)
    assert pair in scene.placings(draft)
    assert scene.found(job)[0].is_fewest


def test_organiser_looks_and_takes_a_repair_on_the_page(organiser: PageClient, scene: Scene) -> None:
    organiser.get("/console/nyborg/schedules/1/people/" + scene.people[0].code)
    organiser.get(organiser.page.find("a", string="Repair without them…")["href"])  # type: ignore[index]
    assert organiser.texts("select[name=person] option[selected]") == ["Ada"]
    organiser.submit(button="Look for a repair")
    assert "Waiting for a free worker." in organiser.page.get_text()
    work(db.session.scalars(select(Job).where(Job.kind == JobKind.MEND)).one())
    organiser.get(PATH)
    assert organiser.texts("#repairs tbody tr th")[0] == "0 changes proven fewest"
    organiser.submit(button="Make it a draft")
    assert organiser.texts("h1") == ["Schedule 2"]
    assert "Schedule 2 is the repaired draft." in organiser.page.get_text()


def test_conflict_is_said_on_the_page_and_the_repairs_stay_to_be_read(
    organiser: PageClient, scene: Scene
) -> None:
    job = scene.mend(Wanted(person=scene.people[0].id))
    organiser.get(PATH)
    make_absence(scene.people[1], scene.slots[2])
    organiser.submit(button="Make it a draft", status=409)
    assert "has changed since this was worked out" in organiser.page.get_text()
    assert job.status is JobStatus.DONE


def test_unknown_table_is_refused_at_its_field(organiser: PageClient, scene: Scene) -> None:
    organiser.post(
        PATH, {"table": "999999", "table_slot": "0", "person": "0", "person_slot": "0"}, status=200
    )
    assert organiser.texts(".field__error") != []
    assert db.session.query(Job).filter_by(kind=JobKind.MEND).count() == 0


def test_page_asks_the_database_no_more_for_longer_repairs(organiser: PageClient, scene: Scene) -> None:
    counts = []
    for wanted in (Wanted(), Wanted(person=scene.people[0].id)):
        scene.mend(wanted)
        with count_queries() as sent:
            organiser.get(PATH)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 25


def test_hand_changes_are_read_in_order_and_undone_ones_forgotten(scene: Scene) -> None:
    codes = {person.id: person.code for person in scene.people}
    pair = sorted(scene.placings(scene.draft))[0]
    two = (codes[pair[0]], codes[pair[1]])
    editing.take_out(scene.camp, scene.draft, scene.user, 0, two)
    assert mending_problem._by_hand(scene.draft)[1] == {tuple(map(str, pair))}
    draft_edits.undo(scene.camp, scene.draft, scene.user, 1)
    assert mending_problem._by_hand(scene.draft) == ({}, set())
