"""Busy times out of somebody's own calendar: which meeting times they take, for a look before anything is saved.

Neither the calendar nor its address is kept, nor what stands in it. What is kept in the end are absences, as
if they had been chosen by hand.
"""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.exports.busy.asking import Question, busy_times_of
from app.exports.busy.excerpt import LARGEST_FILE as LARGEST_FILE
from app.exports.busy.spans import Span
from app.exports.busy.words import Unreadable, Why
from app.extensions import db
from app.models import CalendarEntry, Camp, Participant, Session
from app.services.refusals import Refusal
from app.services.setup.blocks import slots_of

REASONS = {
    Why.NO_ADDRESS: _l("This is not the address of a calendar. It begins with https:// or webcal://."),
    Why.NOT_PUBLIC: _l("Calendars are fetched only from public https addresses. Upload a file instead."),
    Why.UNREACHABLE: _l("Nobody answers at this address. Check it, or upload a file instead."),
    Why.REFUSED: _l(
        "The address does not give a calendar out. Check that it is the secret or published one."
    ),
    Why.TOO_LARGE: _l("The calendar is too large to be read. Export only the days of the camp, as a file."),
    Why.TOO_SLOW: _l("That took too long. Try again in a minute, or upload a file instead."),
    Why.NO_CALENDAR: _l("This is not a calendar that we can read. A calendar file ends in .ics."),
}


@dataclass(frozen=True)
class Taken:
    """The meeting times, by number, that a calendar leaves no room for, and how many entries for whole days
    were left out of account."""

    slots: frozenset[int]
    whole_days_left_out: int


def taken_by(camp: Camp, me: Participant, address: str, data: bytes, *, with_whole_days: bool) -> Taken:
    """Which meeting times a calendar takes: the one at the address, or else the one in the file.

    What we ourselves have put into that calendar does not count. Raises Refusal with the reason.
    """
    slots = [(slot.id, slot.starts_at, slot.ends_at) for slot in slots_of(camp)]
    if not slots:
        raise Refusal(_("The meeting times are not out yet. Come back when the programme is."))
    mine = select(CalendarEntry.uid).where(CalendarEntry.camp_id == camp.id, CalendarEntry.has(me.id))
    sessions = select(Session.uid).where(Session.camp_id == camp.id)
    question = Question(
        begins=min(start for _number, start, _end in slots),
        ends=max(end for _number, _start, end in slots),
        zone=camp.time_zone,
        address=address,
        data=data,
        ours=[*db.session.scalars(mine), *db.session.scalars(sessions)],
        allowed=current_app.config["SETTINGS"].calendar_networks,
    )
    db.session.rollback()  # no transaction stays open while another machine is waited for
    try:
        found = busy_times_of(question)
    except Unreadable as error:
        raise Refusal(REASONS[error.why]) from None
    busy = [*found.timed, *(found.whole_days if with_whole_days else ())]
    left_out = 0 if with_whole_days else len(found.whole_days)
    return Taken(
        frozenset(number for number, *span in slots if _overlaps((span[0], span[1]), busy)), left_out
    )


def _overlaps(slot: Span, busy: list[Span]) -> bool:
    """What ends as the other begins is not in its way."""
    return any(start < slot[1] and end > slot[0] for start, end in busy)
