"""The meetings that two have agreed on themselves, by asking each other to step in. No schedule holds them."""

from sqlalchemy import select

from app.extensions import db
from app.models import AskStatus, CalendarEntry, PairRuling, Ruling, Slot, StandInAsk
from app.services.calendars.differences import Pair


def agreed_pairs(camp_id: int) -> set[Pair]:
    """Whose meeting stands where the two have agreed to meet, unless organisers have kept them apart since."""
    query = (
        select(
            CalendarEntry.person_lo_id, CalendarEntry.person_hi_id, StandInAsk.asker_id, StandInAsk.asked_id
        )
        .join(Slot, (Slot.camp_id == CalendarEntry.camp_id) & (Slot.starts_at == CalendarEntry.starts_at))
        .join(StandInAsk, StandInAsk.slot_id == Slot.id)
        .where(CalendarEntry.camp_id == camp_id, CalendarEntry.is_cancelled.is_(False))
        .where(StandInAsk.camp_id == camp_id, StandInAsk.status == AskStatus.ACCEPTED)
    )
    agreed = {(lo, hi) for lo, hi, *two in db.session.execute(query) if {lo, hi} == set(two)}
    return agreed - _kept_apart(camp_id) if agreed else agreed


def _kept_apart(camp_id: int) -> set[Pair]:
    query = select(PairRuling.person_lo_id, PairRuling.person_hi_id).where(
        PairRuling.camp_id == camp_id, PairRuling.ruling == Ruling.FORBIDDEN
    )
    return {(lo, hi) for lo, hi in db.session.execute(query)}
