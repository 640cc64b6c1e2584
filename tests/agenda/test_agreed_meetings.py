"""A meeting that two have agreed on themselves outlives the next schedule, or gives way to it and is told so."""

import pytest
import time_machine
from sqlalchemy import select

from app.extensions import db
from app.models import CalendarEntry, Camp, OutboxMessage, Participant, Ruling, Schedule
from app.services.calendars import agendas
from app.services.calendars.agenda_files import agenda_for
from app.services.changes import replies
from app.services.day import stand_in_asks
from app.services.publishing import publishing
from app.services.refusals import Conflict
from app.services.schedules import rulings
from app.services.setup.blocks import slots_of
from app.services.setup.tables import tables_of
from tests.agenda.test_replies import BEFORE, camp, entry, person  # noqa: F401  Ada meets Bo, then Cy
from tests.makers import make_schedule, make_user, make_wish
from tests.page_client import PageClient


@pytest.fixture
def agreed(camp: Camp) -> Camp:  # noqa: F811
    """Bo cannot come at 09:00; Ada and Di have agreed to meet then, at table 1, which Bo has left."""
    make_wish(person("Ada"), person("Di"))
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Bo"), person("Ada").code)
        stand_in_asks.ask(camp, person("Ada"), slots_of(camp)[0].id, person("Di").code)
        stand_in_asks.accept(camp, person("Di"), slots_of(camp)[0].id, person("Ada").code)
    db.session.query(OutboxMessage).delete()
    db.session.commit()
    return camp


def draft(camp: Camp, *meetings: tuple[str, str, int, int]) -> Schedule:  # noqa: F811
    """A draft in which these meet, each with the place of the slot and of the table in their rows."""
    slots, tables = slots_of(camp), tables_of(camp)
    return make_schedule(
        camp, [(person(a), person(b), slots[slot], tables[table]) for a, b, slot, table in meetings]
    )


def publish(camp: Camp, schedule: Schedule) -> publishing.Preview:  # noqa: F811
    with time_machine.travel(BEFORE):
        return publishing.publish(camp, schedule, make_user())


def partners(who: Participant) -> list[str]:
    """Whom somebody meets by their agenda, in order of time."""
    items = agendas.agenda_of(db.session.get_one(Camp, who.camp_id), who)
    return [item.partner.name for item in items if item.partner and not item.is_cancelled]


def test_it_stays_in_every_calendar_when_the_schedule_leaves_room(agreed: Camp) -> None:
    meeting = entry("Ada", "Di")
    before = (meeting.uid, meeting.sequence, meeting.starts_at, meeting.table_number)
    for later in (draft(agreed, ("Ada", "Cy", 1, 1)), draft(agreed, ("Ada", "Cy", 2, 1), ("Bo", "Cy", 0, 1))):
        seen = publish(agreed, later)
        assert seen.kept == {(meeting.person_lo_id, meeting.person_hi_id)}
        assert not entry("Ada", "Di").is_cancelled
    meeting = entry("Ada", "Di")
    assert (meeting.uid, meeting.sequence, meeting.starts_at, meeting.table_number) == before
    assert (partners(person("Ada")), partners(person("Di"))) == (["Di", "Cy"], ["Ada"])
    assert (
        db.session.scalar(select(OutboxMessage).where(OutboxMessage.recipient == person("Di").user.email))
        is None
    )


@pytest.mark.parametrize(
    ("meetings", "why"),
    [
        ([("Ada", "Cy", 1, 1), ("Di", "Cy", 0, 2)], "Di now meets somebody else then."),
        ([("Ada", "Cy", 1, 1), ("Bo", "Cy", 0, 0)], "Another meeting gets the table then."),
    ],
)
def test_it_gives_way_and_the_preview_and_the_mails_say_why(
    agreed: Camp, visit: PageClient, meetings: list[tuple[str, str, int, int]], why: str
) -> None:
    schedule = draft(agreed, *meetings)
    with time_machine.travel(BEFORE):
        visit.sign_in(make_user(is_administrator=True))
        visit.get(f"/console/nyborg/schedules/{schedule.number}/publish")
    page = visit.texts("main")[0]
    assert "1 meeting is cancelled, 1 of them agreed on by the two themselves" in page
    assert "The two had agreed on it themselves." in page and why in page
    publish(agreed, schedule)
    assert entry("Ada", "Di").is_cancelled
    for name, other in (("Ada", "Di"), ("Di", "Ada")):
        mine = OutboxMessage.recipient == person(name).user.email
        mail = db.session.scalars(select(OutboxMessage).where(mine)).one()
        assert f"with {other}. You two had agreed on it yourselves" in mail.body
        assert b"STATUS:CANCELLED" in agenda_for(mail)


def test_it_does_not_outlive_a_word_of_organisers_or_of_one_of_the_two(agreed: Camp) -> None:
    pair = (entry("Ada", "Di").person_lo_id, entry("Ada", "Di").person_hi_id)
    rulings.rule(agreed, pair, Ruling.FORBIDDEN, make_user())
    publish(agreed, draft(agreed, ("Ada", "Cy", 1, 1)))
    assert entry("Ada", "Di").is_cancelled
    publish(agreed, draft(agreed, ("Ada", "Cy", 1, 1), ("Bo", "Cy", 2, 1)))
    assert entry("Ada", "Di").sequence == 1  # cancelled once, and never brought back


def test_who_gets_a_meeting_with_the_asker_meanwhile_cannot_say_yes_to_a_second(camp: Camp) -> None:  # noqa: F811
    make_wish(person("Ada"), person("Di"))
    number = slots_of(camp)[0].id
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, person("Bo"), person("Ada").code)
        stand_in_asks.ask(camp, person("Ada"), number, person("Di").code)
        publish(camp, draft(camp, ("Ada", "Di", 2, 0)))
        with pytest.raises(Conflict):
            stand_in_asks.accept(camp, person("Di"), number, person("Ada").code)
        db.session.rollback()
    assert db.session.query(CalendarEntry).filter_by(is_cancelled=False).count() == 1
