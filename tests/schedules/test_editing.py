"""Changing a draft by hand: checked, kept with its proof, undone; two organisers at once; pins and bans."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Camp,
    Meeting,
    Participant,
    ParticipantStatus,
    Ruling,
    Schedule,
    ScheduleStatus,
    Seat,
    User,
)
from app.scheduling.verify import verify
from app.services.editing import draft_edits, editing, pair_places
from app.services.matching import problems
from app.services.publishing import publishing
from app.services.refusals import Conflict, NotThere
from app.services.schedules import rulings, unmet_wishes
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


class Scene:
    """Four people who all wish to meet each other, three slots, two tables, and a draft of all six meetings."""

    def __init__(self) -> None:
        self.camp = make_camp(promised_meetings=2)
        self.user = make_user(name="Ingrid Sørensen")
        self.people = [make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy", "Dea")]
        self.slots, self.tables = make_slots(self.camp, 4), make_tables(self.camp, 2)
        for author in self.people:
            for target in self.people:
                if author is not target:
                    make_wish(author, target)
        self.draft = run(self.camp)

    def codes(self, first: int, second: int) -> tuple[str, str]:
        return self.people[first].code, self.people[second].code

    def placings(self) -> dict[tuple[int, int], tuple[int, int]]:
        rows = db.session.scalars(select(Meeting).where(Meeting.schedule_id == self.draft.id))
        return {(m.person_lo_id, m.person_hi_id): (m.slot_id, m.table_id) for m in rows}

    def seats(self) -> int:
        return len(list(db.session.scalars(select(Seat).where(Seat.schedule_id == self.draft.id))))

    def option(self, first: int, second: int, kind: str) -> str:
        seen = pair_places.view(self.camp, self.draft, *self.codes(first, second))
        return next(option.value for row in seen.rows for option in row.options if option.kind == kind)

    def place(self, first: int, second: int, kind: str) -> str:
        value = self.option(first, second, kind)
        editing.place(self.camp, self.draft, self.user, self.draft.version, self.codes(first, second), value)
        return value

    def is_sound(self) -> bool:
        db.session.expire_all()
        files = [part.encode() for part in (self.draft.problem, self.draft.solution)]
        kept = {(int(m["slot"]), int(m["table"])) for m in json.loads(self.draft.solution)["meetings"]}
        return verify(*files) == [] and kept == set(self.placings().values())


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_meeting_moves_and_only_that_one(scene: Scene) -> None:
    before = scene.placings()
    slot, table, _kind = scene.place(0, 1, "free").split(".")
    after = scene.placings()
    pair = (scene.people[0].id, scene.people[1].id)
    assert after[pair] == (int(slot), int(table)) != before[pair]
    assert {key: spot for key, spot in after.items() if key != pair} == {
        key: spot for key, spot in before.items() if key != pair
    }
    assert (scene.seats(), scene.draft.version, scene.is_sound()) == (12, 1, True)


def test_two_meetings_change_places(scene: Scene) -> None:
    before = scene.placings()
    scene.place(0, 1, "swap")
    after = scene.placings()
    assert sorted(before.values()) == sorted(after.values())
    assert sum(before[pair] != after[pair] for pair in before) == 2
    assert scene.is_sound()


def test_undo_and_redo_bring_everything_back(scene: Scene) -> None:
    before, goals = scene.placings(), scene.draft.goals
    scene.place(0, 1, "free")
    moved = scene.placings()
    editing.take_out(scene.camp, scene.draft, scene.user, scene.draft.version, scene.codes(2, 3))
    removed = scene.placings()
    for expected in (moved, before):
        draft_edits.undo(scene.camp, scene.draft, scene.user, scene.draft.version)
        assert scene.placings() == expected
    assert [goal["value"] for goal in scene.draft.goals] == [goal["value"] for goal in goals]
    for expected in (moved, removed):
        draft_edits.redo(scene.camp, scene.draft, scene.user, scene.draft.version)
        assert scene.placings() == expected
    with pytest.raises(Conflict):
        draft_edits.redo(scene.camp, scene.draft, scene.user, scene.draft.version)
    assert scene.is_sound()


def test_new_change_forgets_what_was_undone(scene: Scene) -> None:
    scene.place(0, 1, "free")
    draft_edits.undo(scene.camp, scene.draft, scene.user, scene.draft.version)
    scene.place(2, 3, "free")
    assert [edit.is_undone for edit in draft_edits.history(scene.draft)] == [False]


def test_removed_meeting_can_be_given_a_place_again(scene: Scene) -> None:
    editing.take_out(scene.camp, scene.draft, scene.user, 0, scene.codes(0, 1))
    assert len(scene.placings()) == 5
    scene.place(0, 1, "free")
    assert (len(scene.placings()), scene.is_sound()) == (6, True)


def test_second_of_two_organisers_is_told_who_was_faster(scene: Scene) -> None:
    value = scene.option(2, 3, "free")
    scene.place(0, 1, "free")
    after = scene.placings()
    with pytest.raises(Conflict, match="Ingrid Sørensen has changed this schedule"):
        editing.place(scene.camp, scene.draft, make_user(), 0, scene.codes(2, 3), value)
    assert scene.placings() == after


def test_of_two_at_the_same_moment_one_is_done(scene: Scene, app: Flask) -> None:
    values = {pair: scene.option(*pair, "free") for pair in ((0, 1), (2, 3))}
    codes = {pair: scene.codes(*pair) for pair in values}
    camp, draft, user, gate = scene.camp.id, scene.draft.id, scene.user.id, Barrier(2)
    db.session.rollback()

    def act(pair: tuple[int, int]) -> bool:
        gate.wait()
        with app.app_context():
            rows = (
                db.session.get_one(Camp, camp),
                db.session.get_one(Schedule, draft),
                db.session.get_one(User, user),
            )
            try:
                editing.place(*rows, 0, codes[pair], values[pair])
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(act, values))
    db.session.expire_all()
    assert (sorted(done), scene.draft.version, len(draft_edits.history(scene.draft))) == ([False, True], 1, 1)
    assert scene.is_sound()


def test_published_schedule_is_never_changed_but_its_copy_is(scene: Scene) -> None:
    publishing.publish(scene.camp, scene.draft, scene.user)
    with pytest.raises(Conflict):
        editing.take_out(scene.camp, scene.draft, scene.user, 0, scene.codes(0, 1))
    published, scene.draft = scene.draft, editing.copy_of(scene.camp, scene.draft, scene.user)
    assert (scene.draft.number, scene.draft.status) == (published.number + 1, ScheduleStatus.DRAFT)
    scene.place(0, 1, "free")
    assert len(publishing.preview(scene.draft).changes) == 1
    assert publishing.preview(published).changes == []


@pytest.mark.parametrize("value", ["", "1.1.free", "x", "999999.1.swap", "1.2", "\u2028"])
def test_place_that_was_not_offered_is_refused(scene: Scene, value: str) -> None:
    before = scene.placings()
    with pytest.raises(Conflict):
        editing.place(scene.camp, scene.draft, scene.user, 0, scene.codes(0, 1), f"{value}!")
    assert scene.placings() == before


def test_strangers_and_one_person_twice_are_not_there(scene: Scene) -> None:
    elsewhere = make_participant(make_camp(), "Elsewhere")
    for codes in ((scene.people[0].code, elsewhere.code), (scene.people[0].code,) * 2, ("a", "b")):
        with pytest.raises(NotThere):
            pair_places.view(scene.camp, scene.draft, *codes)


def test_pinned_meeting_stays_in_this_draft_and_in_the_next_run(scene: Scene) -> None:
    scene.place(0, 1, "free")
    pair = (scene.people[0].id, scene.people[1].id)
    editing.pin(scene.camp, scene.draft, scene.user, scene.codes(0, 1))
    assert pair_places.view(scene.camp, scene.draft, *scene.codes(0, 1)).rows == []
    with pytest.raises(Conflict):
        editing.take_out(scene.camp, scene.draft, scene.user, scene.draft.version, scene.codes(0, 1))
    spot = scene.placings()[pair]
    scene.draft = run(scene.camp)
    assert scene.placings()[pair] == spot


def test_forbidden_pair_leaves_the_draft_and_every_run(scene: Scene) -> None:
    pair = (scene.people[0].id, scene.people[1].id)
    editing.forbid(scene.camp, scene.draft, scene.user, 0, scene.codes(0, 1))
    assert pair not in scene.placings()
    scene.draft = run(scene.camp)
    assert pair not in scene.placings()
    editing.leave_to_runs(scene.camp, scene.codes(0, 1))
    scene.draft = run(scene.camp)
    assert pair in scene.placings()


def test_pin_against_an_absence_is_named_before_solving(scene: Scene) -> None:
    editing.pin(scene.camp, scene.draft, scene.user, scene.codes(0, 1))
    assert problems.obstacles(scene.camp) == []
    spot = scene.placings()[scene.people[0].id, scene.people[1].id]
    make_absence(scene.people[1], next(slot for slot in scene.slots if slot.id == spot[0]))
    (said,) = problems.obstacles(scene.camp)
    assert said.startswith("Ada and Bo are pinned at") and said.endswith("but Bo cannot meet then.")


def test_pins_that_exclude_each_other_are_named(scene: Scene) -> None:
    scene.camp.max_meetings = 1
    a, b, c, _d = (person.id for person in scene.people)
    place = (scene.slots[0].id, scene.tables[0].id)
    rulings.rule(scene.camp, (a, b), Ruling.PINNED, scene.user, place)
    rulings.rule(scene.camp, (a, c), Ruling.PINNED, scene.user, place)
    db.session.commit()
    assert problems.obstacles(scene.camp) == [
        "Ada is pinned in 2 meetings at 09:00.",
        "2 meetings are pinned at table 1 at 09:00.",
        "Ada is pinned in 2 meetings; the largest number is 1.",
    ]


def test_pin_of_somebody_who_has_withdrawn_hinders_nothing(scene: Scene) -> None:
    editing.pin(scene.camp, scene.draft, scene.user, scene.codes(0, 1))
    scene.people[1].status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    assert problems.obstacles(scene.camp) == []
    problem = problems.problem_of(scene.camp, problems.Choices())
    assert problem.pinned == ()
    assert len(db.session.scalars(select(Participant)).all()) == 4
    assert pair_places.view(scene.camp, scene.draft, *scene.codes(0, 1)).rows == []


def test_cure_by_one_move_is_told_and_carried_out(app: Flask) -> None:
    """Ada and Bo are free together at 09:20 only, where Bo meets Cy, who could as well meet Bo at 09:40."""
    camp, user = make_camp(promised_meetings=0), make_user()
    ada, bo, cy = (make_participant(camp, name) for name in ("Ada", "Bo", "Cy"))
    slots = make_slots(camp, 3)
    make_tables(camp, 1)
    for slot in (slots[0], slots[2]):
        make_absence(ada, slot)
    make_absence(cy, slots[0])
    make_wish(ada, bo)
    make_wish(bo, cy)
    draft = run(camp)
    editing.take_out(camp, draft, user, 0, (ada.code, bo.code))
    seen = pair_places.view(camp, draft, bo.code, cy.code)
    (value,) = (one.value for row in seen.rows if row.slot.id == slots[1].id for one in row.options)
    editing.place(camp, draft, user, 1, (bo.code, cy.code), value)

    (left,) = unmet_wishes.unmet_of(camp, draft)
    assert (left.first.name, left.second.name, left.kind) == ("Ada", "Bo", "move")
    assert left.cure == "Fits at 09:20 if Bo – Cy moves to 09:40."
    editing.cure(camp, draft, user, 2, (ada.code, bo.code))

    spots = {(m.person_lo_id, m.person_hi_id): m.slot_id for m in db.session.scalars(select(Meeting))}
    assert spots == {(ada.id, bo.id): slots[1].id, (bo.id, cy.id): slots[2].id}
    assert unmet_wishes.unmet_of(camp, draft) == []
    draft_edits.undo(camp, draft, user, 3)
    assert len(unmet_wishes.unmet_of(camp, draft)) == 1


def test_cure_that_is_none_is_refused(scene: Scene) -> None:
    with pytest.raises(Conflict):
        editing.cure(scene.camp, scene.draft, scene.user, 0, scene.codes(0, 1))


def drop(scene: Scene, pair: tuple[int, int], spot: tuple[int, int], version: int | None = None) -> None:
    version = scene.draft.version if version is None else version
    editing.drop(scene.camp, scene.draft, scene.user, version, scene.codes(*pair), spot)


def test_meeting_dragged_to_a_free_table_moves_and_to_another_meeting_changes_places(scene: Scene) -> None:
    before = scene.placings()
    pair = (scene.people[0].id, scene.people[1].id)
    slot, table, _kind = scene.option(0, 1, "free").split(".")
    drop(scene, (0, 1), (int(slot), int(table)))
    assert scene.placings()[pair] == (int(slot), int(table)) != before[pair]
    slot, table, _kind = scene.option(0, 1, "swap").split(".")
    there = next(other for other, spot in scene.placings().items() if spot == (int(slot), int(table)))
    was = scene.placings()[pair]
    drop(scene, (0, 1), (int(slot), int(table)))
    assert (scene.placings()[pair], scene.placings()[there]) == ((int(slot), int(table)), was)
    assert scene.is_sound()


def test_meeting_dragged_over_somebody_is_told_who_stands_in_the_way_and_what_it_costs(scene: Scene) -> None:
    """Ada meets Cy in the one slot, and Bo in another; on Cy's table at Ada's time with Bo away nothing goes."""
    make_absence(scene.people[1], scene.slots[0])
    scene.draft = run(scene.camp)
    before = scene.placings()
    with pytest.raises(Conflict, match="Bo cannot meet then"):
        drop(scene, (0, 1), (scene.slots[0].id, scene.tables[0].id))
    ada = scene.people[0].id
    taken = {spot[0]: pair for pair, spot in before.items() if ada in pair and scene.people[1].id not in pair}
    slot = next(slot for slot in taken if slot != scene.slots[0].id)
    other = next(table for table in scene.tables if (slot, table.id) != before[taken[slot]])
    with pytest.raises(Conflict, match=r"Ada meets|meets Ada") as caught:
        drop(scene, (0, 1), (slot, other.id))
    assert "worth" in str(caught.value.message)
    assert scene.placings() == before


def test_dragging_on_an_older_state_is_told_who_was_faster(scene: Scene) -> None:
    scene.place(2, 3, "free")
    slot, table, _kind = scene.option(0, 1, "free").split(".")
    with pytest.raises(Conflict, match="Ingrid Sørensen has changed this schedule"):
        drop(scene, (0, 1), (int(slot), int(table)), version=0)


def test_place_that_is_not_there_is_no_place(scene: Scene) -> None:
    for spot in ((0, 0), (10**12, 1), (scene.slots[0].id, 10**12)):
        with pytest.raises(Conflict):
            drop(scene, (0, 1), spot)
