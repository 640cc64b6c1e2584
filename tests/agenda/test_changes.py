"""Asking for a change: what follows for whom, by organisers or by itself, with the fewest changes for the others."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Absence,
    AskedChange,
    AskedKind,
    AskedStatus,
    CalendarEntry,
    Camp,
    Grade,
    JobKind,
    OutboxMessage,
    Participant,
    Schedule,
    ScheduleStatus,
)
from app.services.agenda import agenda_page
from app.services.calendars import agendas
from app.services.calendars.agenda_files import agenda_for
from app.services.changes import asked_changes, replies
from app.services.changes.asked_changes import ask
from app.services.programme.availability import unavailable_slots
from app.services.publishing import publishing
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.repairing import settling
from app.services.setup.blocks import slots_of
from app.services.work import jobs
from tests.makers import (
    START,
    make_absence,
    make_camp,
    make_crowd,
    make_organisation,
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
A, B, C = AskedKind.ANOTHER_TIME, AskedKind.BRING_COLLEAGUE, AskedKind.SEND_COLLEAGUE


@pytest.fixture
def camp(app: Flask) -> Camp:
    """Ada meets Bo at nine and Cy at 9:20; Di meets Bo at 9:20; Eve is Ada's colleague and meets nobody."""
    camp = make_camp("nyborg")
    house = make_organisation()
    ada, bo, cy, di, eve = (make_participant(camp, name) for name in ("Ada", "Bo", "Cy", "Di", "Eve"))
    ada.organisation_id = eve.organisation_id = house.id
    for one, other in ((ada, bo), (ada, cy), (di, bo)):
        make_wish(one, other, Grade.MUST_MEET)
    slots, tables = make_slots(camp), make_tables(camp)
    meetings = [(ada, bo, slots[0], tables[0]), (ada, cy, slots[1], tables[1]), (di, bo, slots[1], tables[2])]
    schedule = make_schedule(camp, meetings)
    with time_machine.travel(BEFORE - timedelta(days=1)):
        publishing.publish(camp, schedule, make_user("organiser@example.org"), with_mail=False)
    return camp


@pytest.fixture(autouse=True)
def days_before() -> None:
    with time_machine.travel(BEFORE):
        yield


def person(name: str) -> Participant:
    return db.session.scalars(select(Participant).where(Participant.name == name)).one()


def entry(one: str, other: str) -> CalendarEntry:
    lo, hi = sorted((person(one).id, person(other).id))
    pair = (CalendarEntry.person_lo_id == lo, CalendarEntry.person_hi_id == hi)
    return db.session.scalars(select(CalendarEntry).where(*pair)).one()


def standing() -> dict[str, tuple[int, int]]:
    """Which slot (from 0) and table each pair has, by their names."""
    names = {row.id: row.name for row in db.session.scalars(select(Participant))}
    db.session.expire_all()
    return {
        f"{names[row.person_lo_id]}–{names[row.person_hi_id]}": (
            (row.starts_at - START) // timedelta(minutes=20),
            row.table_number,
        )
        for row in db.session.scalars(select(CalendarEntry).order_by(CalendarEntry.id))
        if not row.is_cancelled
    }


def mailed() -> set[str]:
    names = {row.user.email: row.name for row in db.session.scalars(select(Participant))}
    return {names[mail.recipient] for mail in db.session.scalars(select(OutboxMessage))}


def worker(camp: Camp) -> None:
    """What the worker does when the bell has rung."""
    settling.take_up()
    while (job := jobs.open_of(camp, JobKind.REPAIR)) is not None:
        claim = jobs.claim(job.id, "test")
        assert claim is not None
        settling.repair_camp(claim)
        db.session.expire_all()


def organiser() -> object:
    return make_user()


def accepted(camp: Camp, asked: AskedChange) -> None:
    seen = publishing.preview(asked.schedule)
    settling.accept(camp, asked.id, organiser(), seen.mark)


def test_another_time_moves_the_one_meeting_and_tells_the_two_alone(camp: Camp) -> None:
    asked = ask(camp, person("Ada"), person("Bo").code, A, "I have to call home")
    worker(camp)
    before = standing()
    assert before == {"Ada–Bo": (0, 1), "Ada–Cy": (1, 2), "Bo–Di": (1, 3)} and mailed() == set()
    accepted(camp, asked)
    after = standing()
    slot, _table = after.pop("Ada–Bo")
    assert slot in (2, 3) and after == {"Ada–Cy": (1, 2), "Bo–Di": (1, 3)}
    assert mailed() == {"Ada", "Bo"}
    assert asked.status is AskedStatus.DONE and not asked.is_open
    first = slots_of(camp)[0].id
    assert first in unavailable_slots(camp)[person("Ada").id]


def test_another_time_that_only_others_can_make_room_for_shows_the_fewest_moves(camp: Camp) -> None:
    slots = slots_of(camp)
    for name in ("Ada", "Bo"):
        for slot in slots[2:]:
            make_absence(person(name), slot)
    asked = ask(camp, person("Ada"), person("Bo").code, A)
    worker(camp)
    seen = publishing.preview(asked.schedule)
    assert {change.pair for change in seen.changes} >= {
        (entry("Ada", "Bo").person_lo_id, entry("Ada", "Bo").person_hi_id)
    }
    assert len(seen.changes) == 3, "Ada–Bo takes 9:20; Ada–Cy and Di–Bo have to make room"
    accepted(camp, asked)
    assert standing()["Ada–Bo"][0] == 1


def test_without_any_other_time_the_organiser_is_told_and_declines_with_a_word(camp: Camp) -> None:
    first, _second, *later = slots_of(camp)
    for slot in (first, *later):
        make_absence(person("Cy"), slot)
    asked = ask(camp, person("Ada"), person("Cy").code, A)
    worker(camp)
    assert (asked.schedule_id, asked.is_open) == (None, True)
    assert "no other time in common" in settling.hindrance_in_words(asked)
    settling.decline(camp, asked.id, organiser(), "Cy leaves at ten. https://evil.example")
    assert (asked.status, mailed()) == (AskedStatus.DECLINED, {"Ada"})
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert "stays as it is" in mail.subject and "Cy leaves at ten" in mail.body
    assert "https://evil.example" not in mail.body


def test_a_colleague_is_sent_at_the_same_time_and_table(camp: Camp) -> None:
    asked = ask(camp, person("Ada"), person("Bo").code, C, "", person("Eve").code)
    worker(camp)
    accepted(camp, asked)
    assert standing() == {"Ada–Cy": (1, 2), "Bo–Di": (1, 3), "Bo–Eve": (0, 1)}
    assert mailed() == {"Ada", "Bo", "Eve"}


def test_a_colleague_comes_along_and_nothing_else_is_planned_for_them_then(camp: Camp) -> None:
    asked = ask(camp, person("Ada"), person("Bo").code, B, "", person("Eve").code)
    worker(camp)
    settling.accept(camp, asked.id, organiser())
    assert standing()["Ada–Bo"] == (0, 1) and mailed() == {"Bo", "Eve"}
    (item,) = agendas.agenda_of(camp, person("Eve"))
    assert (item.partner.name, item.host.name) == ("Bo", "Ada")
    for name in ("Ada", "Bo"):
        mine = agendas.agenda_of(camp, person(name))[0]
        assert [one.colleague.name for one in mine.companions] == ["Eve"] and mine.host is None
    assert slots_of(camp)[0].id in unavailable_slots(camp)[person("Eve").id]
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient == person("Eve").user.email)
    ).one()
    assert b"Meeting with Bo" in agenda_for(mail)
    replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
    assert agendas.agenda_of(camp, person("Eve")) == []
    assert slots_of(camp)[0].id not in unavailable_slots(camp)[person("Eve").id]


def test_only_colleagues_who_are_free_and_may_meet_the_other_one_can_be_named(camp: Camp) -> None:
    def offered(meeting: str) -> list[str]:
        mine = entry("Ada", meeting)
        return [one.name for one in asked_changes.companions.colleagues_for(camp, person("Ada"), mine)]

    assert offered("Bo") == ["Eve"]
    make_wish(person("Bo"), person("Eve"), Grade.RATHER_NOT)
    assert (offered("Bo"), offered("Cy")) == ([], ["Eve"])
    make_absence(person("Eve"), slots_of(camp)[1])
    assert offered("Cy") == []
    for code in (person("Eve").code, person("Di").code, "nobody"):
        with pytest.raises(Refusal):
            ask(camp, person("Ada"), person("Bo").code, C, "", code)


def test_a_cancellation_is_done_at_once_and_the_time_of_the_other_one_is_offered_to_others(
    camp: Camp,
) -> None:
    make_wish(person("Eve"), person("Bo"), Grade.MUST_MEET)
    replies.say_cannot_come(camp, person("Ada"), person("Bo").code, "My train is late")
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.recipient == person("Bo").user.email and "Ada writes: My train is late" in mail.body
    (asked,) = asked_changes.open_of(camp)
    assert (asked.kind, asked.status) == (AskedKind.CANCEL, AskedStatus.DONE)
    worker(camp)
    accepted(camp, asked)
    assert set(standing()) == {"Ada–Cy", "Bo–Di", "Bo–Eve"}
    assert mailed() == {"Bo", "Eve"} and asked_changes.open_count(camp) == 0


def test_a_cancellation_taken_back_leaves_nothing_to_do(camp: Camp) -> None:
    replies.say_cannot_come(camp, person("Ada"), person("Bo").code)
    replies.take_back_cannot_come(camp, person("Ada"), person("Bo").code)
    assert asked_changes.open_count(camp) == 0
    assert asked_changes.mine(person("Ada"))[0].status is AskedStatus.WITHDRAWN


def test_changes_run_by_themselves_only_where_nobody_elses_meeting_moves(camp: Camp) -> None:
    settling.let_changes_run(camp, by_themselves=True)
    easy = ask(camp, person("Di"), person("Bo").code, A)
    worker(camp)
    assert (easy.status, easy.decided_by_id, mailed()) == (AskedStatus.DONE, None, {"Di", "Bo"})
    slots = slots_of(camp)
    taken = {meeting[0] for pair, meeting in standing().items() if "Bo" in pair or "Ada" in pair}
    for number, slot in enumerate(slots):
        if number not in taken:
            make_absence(person("Ada"), slot)
    hard = ask(camp, person("Ada"), person("Bo").code, A)
    worker(camp)
    assert (hard.status, hard.is_open, hard.schedule is not None) == (AskedStatus.ASKED, True, True)
    at_once = ask(camp, person("Ada"), person("Cy").code, B, "", person("Eve").code)
    assert at_once.status is AskedStatus.DONE


def test_a_repair_of_meetings_that_are_others_by_now_is_not_published(camp: Camp) -> None:
    asked = ask(camp, person("Ada"), person("Bo").code, A)
    worker(camp)
    shown = publishing.preview(asked.schedule).mark
    replies.say_cannot_come(camp, person("Cy"), person("Ada").code)
    with pytest.raises(Conflict, match="have changed since"):
        settling.accept(camp, asked.id, organiser(), shown)
    assert entry("Ada", "Cy").is_cancelled and asked.is_open
    settling.work_out(camp, organiser(), asked.id)
    worker(camp)
    drafts = select(Schedule).where(Schedule.status == ScheduleStatus.DRAFT)
    assert [draft.id for draft in db.session.scalars(drafts)] == [asked.schedule_id]
    accepted(camp, asked)
    assert entry("Ada", "Cy").is_cancelled and standing()["Ada–Bo"][0] != 0


def test_what_cannot_be_asked_is_refused(camp: Camp) -> None:
    ask(camp, person("Ada"), person("Bo").code, A)
    with pytest.raises(Conflict, match="already"):
        ask(camp, person("Ada"), person("Bo").code, A)
    with pytest.raises(NotThere):
        ask(camp, person("Eve"), person("Bo").code, A)
    with pytest.raises(Refusal, match="500"):
        ask(camp, person("Ada"), person("Cy").code, A, "x" * 501)
    with time_machine.travel(START + timedelta(minutes=21)), pytest.raises(Conflict, match="begun"):
        ask(camp, person("Ada"), person("Cy").code, A)
    (asked,) = asked_changes.mine(person("Ada"))
    with pytest.raises(NotThere):
        asked_changes.take_back(camp, person("Bo"), person("Ada").code, asked.id)
    asked_changes.take_back(camp, person("Ada"), person("Bo").code, asked.id)
    assert asked_changes.open_count(camp) == 0
    with pytest.raises(Conflict):
        settling.accept(camp, asked.id, organiser())


def test_a_publication_over_the_meeting_settles_what_was_asked_about_it(camp: Camp) -> None:
    asked = ask(camp, person("Ada"), person("Bo").code, A)
    publishing.publish(camp, make_schedule(camp, []), organiser(), with_mail=False)
    db.session.refresh(asked)
    assert (asked.status, asked.is_open) == (AskedStatus.WITHDRAWN, False)
    published = db.session.scalars(select(Schedule).where(Schedule.status == ScheduleStatus.PUBLISHED)).one()
    assert agendas.meetings_of(published) == []
    assert db.session.query(Absence).count() == 0


def test_the_pages_lead_from_the_agenda_to_the_decision_and_back(visit: PageClient, camp: Camp) -> None:
    visit.sign_in(person("Ada").user)
    visit.get("/camps/nyborg/agenda")
    visit.get(f"/camps/nyborg/meetings/{person('Bo').code}/change")
    assert visit.texts(".asked-list__item a") == [
        "Ask for another time", "Send a colleague instead", "Bring a colleague along", "I cannot come",
    ]  # fmt: skip
    visit.get(f"/camps/nyborg/meetings/{person('Bo').code}/change/send_colleague")
    visit.submit({"colleague": person("Eve").code, "reason": "I am at the bank"})
    assert "Change asked for" in visit.texts(".badge--warn")
    assert visit.texts("#asked ~ ul .badge") == ["Waiting for an answer"]
    worker(camp)
    visit.sign_in(make_user(is_administrator=True))
    visit.get("/console/nyborg/changes/")
    assert visit.texts(".console-nav--side [aria-current]") == ["Changes 1"]
    assert "I am at the bank" in visit.texts("td")
    asked = db.session.scalars(select(AskedChange)).one()
    visit.get(f"/console/nyborg/changes/{asked.id}")
    assert visit.texts("main .lead") == [
        "2 meetings change · 3 people get a mail · 2 people hear nothing, for nothing changes for them"
    ]
    visit.submit(button="Accept and publish")
    assert visit.texts(".flash") == ["Done. 3 people get a mail."]
    visit.submit({"mode": "itself"}, button="Save")
    assert camp.changes_by_themselves
    visit.sign_in(person("Ada").user)
    visit.get("/camps/nyborg/agenda")
    assert visit.texts("#asked ~ ul .badge") == ["Done"]
    assert [one.status for one in agenda_page.page_of(camp, person("Ada")).asked] == [AskedStatus.DONE]


def test_what_was_worked_out_for_other_meetings_is_worked_out_again_by_itself(camp: Camp) -> None:
    asked = ask(camp, person("Ada"), person("Bo").code, A)
    worker(camp)
    replies.say_cannot_come(camp, person("Cy"), person("Ada").code)
    assert settling.is_stale(camp, asked)
    worker(camp)
    assert not settling.is_stale(camp, asked) and asked.schedule is not None


def test_the_list_asks_the_same_number_of_questions_for_few_and_for_many_changes(visit: PageClient) -> None:
    counts = []
    visit.sign_in(make_user(is_administrator=True))
    for size in (4, 40):
        camp = make_camp()
        people, slots, tables = make_crowd(camp, 2 * size), make_slots(camp, 10), make_tables(camp, 10)
        pairs = list(zip(people[:size], people[size:], strict=True))
        places = [(slot, table) for slot in slots for table in tables]
        booked = [(*pair, *place) for pair, place in zip(pairs, places, strict=False)]
        publishing.publish(camp, make_schedule(camp, booked), make_user(), with_mail=False)
        for one, other in pairs:
            ask(camp, one, other.code, A, "Why not")
        visit.get("/")
        with count_queries() as sent:
            visit.get(f"/console/{camp.slug}/changes/")
        assert len(visit.page.select("tbody tr")) == size
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 30
