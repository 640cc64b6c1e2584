"""Moving a camp in time: its programme and slots go along, or stand in the way."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import Block, Camp, Schedule, ScheduleStatus, Session, Slot, Stay
from app.services.clock import now
from app.services.local_time import day_of, moved
from app.services.refusals import Refusal


def check_within(camp: Camp, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a span of time that reaches beyond the camp's days (the last night may run past midnight)."""
    if ends_at <= starts_at:
        raise Refusal(_("It must end after it begins."))
    if not camp.starts_on <= day_of(starts_at, camp.time_zone) <= camp.ends_on:
        days = {"first": camp.starts_on.isoformat(), "last": camp.ends_on.isoformat()}
        raise Refusal(_("It must begin during the camp, from %(first)s to %(last)s.", **days))
    if (ends_at - starts_at).total_seconds() > 24 * 3600:
        raise Refusal(_("It cannot last longer than a day."))


def move(camp: Camp, time_zone: str, starts_on: date, ends_on: date) -> None:
    """Give the camp new dates and a new zone in the present transaction; does not commit.

    Times on the wall stay as they are. With the same length, everything moves by as many days as the
    camp; with another length everything stays, and Refusal says what would lie outside.
    """
    same_length = ends_on - starts_on == camp.ends_on - camp.starts_on
    days = (starts_on - camp.starts_on).days if same_length else 0
    if days or time_zone != camp.time_zone:
        _refuse_when_published(camp)
        _move_everything(camp, time_zone, days)
    camp.time_zone, camp.starts_on, camp.ends_on = time_zone, starts_on, ends_on
    outside = [name for name, moment in _happenings(camp)
               if not starts_on <= day_of(moment, time_zone) <= ends_on]  # fmt: skip
    if outside:
        names = ", ".join(dict.fromkeys(outside))
        db.session.rollback()
        raise Refusal(_("These would lie outside the camp's dates: %(names)s.", names=names))


def _refuse_when_published(camp: Camp) -> None:
    is_out = Schedule.status == ScheduleStatus.PUBLISHED
    if db.session.scalar(select(Schedule.id).where(Schedule.camp_id == camp.id, is_out)) is not None:
        raise Refusal(_("The camp has a published schedule: its dates and its time zone cannot move."))


def _move_everything(camp: Camp, time_zone: str, days: int) -> None:
    """Slots go in the order that keeps two of them from ever beginning at the same moment."""
    for session in db.session.scalars(select(Session).where(Session.camp_id == camp.id)):
        session.starts_at = moved(session.starts_at, camp.time_zone, time_zone, days)
        session.ends_at = moved(session.ends_at, camp.time_zone, time_zone, days)
        session.sequence, session.updated_at = session.sequence + 1, now()
    for block in db.session.scalars(select(Block).where(Block.camp_id == camp.id)):
        block.starts_at = moved(block.starts_at, camp.time_zone, time_zone, days)
    for stay in db.session.scalars(select(Stay).where(Stay.camp_id == camp.id)):
        for name, moment in (("arrives_at", stay.arrives_at), ("leaves_at", stay.leaves_at)):
            if moment is not None:
                setattr(stay, name, moved(moment, camp.time_zone, time_zone, days))
    slots = list(db.session.scalars(select(Slot).where(Slot.camp_id == camp.id).order_by(Slot.starts_at)))
    if slots and moved(slots[0].starts_at, camp.time_zone, time_zone, days) > slots[0].starts_at:
        slots.reverse()
    for slot in slots:
        slot.starts_at, slot.ends_at = (
            moved(slot.starts_at, camp.time_zone, time_zone, days),
            moved(slot.ends_at, camp.time_zone, time_zone, days),
        )
        db.session.flush()


def _happenings(camp: Camp) -> list[tuple[str, datetime]]:
    """Name and beginning of all that happens at the camp, slots under the name of their block."""
    sessions = select(Session.title, Session.starts_at).where(Session.camp_id == camp.id)
    slots = (
        select(Block.name, Slot.starts_at)
        .join(Slot, Slot.block_id == Block.id)
        .where(Slot.stands_at(camp.id))
    )
    return [(row[0], row[1]) for query in (sessions, slots) for row in db.session.execute(query)]
