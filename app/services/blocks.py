"""Meeting blocks and the slots that they are cut into. Slots of a camp never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.extensions import db
from app.models import Absence, ActKind, Block, Camp, Session, Slot, User
from app.services import acts, camps, meetings_there
from app.services.camp_dates import check_within
from app.services.local_time import day_of, moment_at
from app.services.refusals import NotThere, Refusal

MOST_SLOTS = 200
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class BlockValues:
    """A block as the organiser says it: aware moments, lengths in minutes. `until` is when it is over."""

    name: str
    starts_at: datetime
    until: datetime
    slot_minutes: int = 20
    gap_minutes: int = 0


def blocks_of(camp: Camp) -> list[Block]:
    """The camp's blocks in the order of time."""
    return list(
        db.session.scalars(select(Block).where(Block.camp_id == camp.id).order_by(Block.starts_at, Block.id))
    )


def slots_of(camp: Camp) -> list[Slot]:
    """All slots of the camp in the order of time."""
    return list(db.session.scalars(select(Slot).where(Slot.camp_id == camp.id).order_by(Slot.starts_at)))


def block_of(camp: Camp, number: int) -> Block:
    """The camp's block with this id; NotThere for any other camp's."""
    found = db.session.scalar(select(Block).where(Block.camp_id == camp.id, Block.id == number))
    if found is None:
        raise NotThere(_("There is no such block."))
    return found


def blocks_with_slots(camp: Camp) -> list[tuple[Block, list[Slot]]]:
    """Each block with its slots, both in the order of time. Two queries."""
    slots = slots_of(camp)
    return [(block, [slot for slot in slots if slot.block_id == block.id]) for block in blocks_of(camp)]


def end_after(starts_at: datetime, ends: time, zone: str) -> datetime:
    """The first moment after the beginning at which the clocks show `ends`, if need be past midnight."""
    day = day_of(starts_at, zone)
    end = moment_at(day, ends, zone)
    return end if end > starts_at else moment_at(day + timedelta(days=1), ends, zone)


def cut(values: BlockValues) -> list[Span]:
    """The slots that fit between the beginning and `until`, each with its gap after it.

    Raises Refusal when not even one fits, or more than a camp can use.
    """
    if not 5 <= values.slot_minutes <= 240 or not 0 <= values.gap_minutes <= 120:
        raise Refusal(_("A slot lasts from 5 to 240 minutes, the gap after it from 0 to 120."))
    length = timedelta(minutes=values.slot_minutes)
    step = length + timedelta(minutes=values.gap_minutes)
    spans: list[Span] = []
    start = values.starts_at
    while start + length <= values.until and len(spans) <= MOST_SLOTS:
        spans.append((start, start + length))
        start += step
    if not spans:
        raise Refusal(_("Not even one slot fits between the beginning and the end of the block."))
    if len(spans) > MOST_SLOTS:
        raise Refusal(_("A block holds at most %(most)d slots.", most=MOST_SLOTS))
    return spans


def add_block(camp: Camp, values: BlockValues, by: User | None = None) -> Block:
    """Add a block and cut it into slots. Commits. Refused when a slot would overlap another."""
    camps.lock(camp)
    block = put_block(camp, values)
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="added")
    db.session.commit()
    return block


def put_block(camp: Camp, values: BlockValues) -> Block:
    """As `add_block`, in the present transaction; does not commit."""
    _check(camp, values, None)
    block = Block(camp_id=camp.id)
    _fill(block, values)
    db.session.add(block)
    db.session.flush()
    _add_slots(block, cut(values))
    return block


def change_block(camp: Camp, number: int, values: BlockValues, by: User | None = None) -> Block:
    """Cut a block anew. Slots that stay as they are keep their meetings and absences. Commits.

    Refused, with what stands in the way, when a slot that would go holds meetings or absences.
    """
    camps.lock(camp)
    block = block_of(camp, number)
    _check(camp, values, block)
    spans = cut(values)
    slots = [slot for slot in slots_of(camp) if slot.block_id == block.id]
    kept = {(slot.starts_at, slot.ends_at) for slot in slots} & set(spans)
    _remove_slots([slot for slot in slots if (slot.starts_at, slot.ends_at) not in kept])
    _fill(block, values)
    _add_slots(block, [span for span in spans if span not in kept])
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="changed")
    db.session.commit()
    return block


def remove_block(camp: Camp, number: int, by: User | None = None) -> Block:
    """Remove a block with its slots. Commits. Refused when one of them holds meetings or absences."""
    camps.lock(camp)
    block = block_of(camp, number)
    _remove_slots([slot for slot in slots_of(camp) if slot.block_id == block.id])
    db.session.delete(block)
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="removed")
    db.session.commit()
    return block


def remove_slot(camp: Camp, number: int, by: User | None = None) -> Slot:
    """Remove one slot, say for a break; the block goes with its last one. Commits. Refused as above."""
    camps.lock(camp)
    slots = slots_of(camp)
    slot = next((slot for slot in slots if slot.id == number), None)
    if slot is None:
        raise NotThere(_("There is no such slot."))
    _remove_slots([slot])
    if all(other.block_id != slot.block_id for other in slots if other is not slot):
        db.session.delete(block_of(camp, slot.block_id))
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="slot")
    db.session.commit()
    return slot


def sessions_over_slots(camp: Camp) -> list[Session]:
    """Sessions for everybody that run while there are slots: a mistake, or meant. One query."""
    over = select(Slot.id).where(
        Slot.camp_id == camp.id, Slot.starts_at < Session.ends_at, Slot.ends_at > Session.starts_at
    )
    query = select(Session).where(Session.camp_id == camp.id, Session.is_for_all, over.exists())
    return list(db.session.scalars(query.order_by(Session.starts_at)))


def _fill(block: Block, values: BlockValues) -> None:
    block.name, block.starts_at = values.name.strip(), values.starts_at
    block.slot_minutes, block.gap_minutes = values.slot_minutes, values.gap_minutes


def _add_slots(block: Block, spans: list[Span]) -> None:
    db.session.add_all(
        Slot(camp_id=block.camp_id, block_id=block.id, starts_at=start, ends_at=end) for start, end in spans
    )


def _check(camp: Camp, values: BlockValues, present: Block | None) -> None:
    """Name, days and overlaps; `present` is the block that is being replaced."""
    if not values.name.strip():
        raise Refusal(_("Give the block a name."))
    check_within(camp, values.starts_at, values.until)
    number = present.id if present else None
    taken = [block.name for block in blocks_of(camp) if block.id != number]
    if values.name.strip() in taken:
        raise Refusal(_("There is a block called “%(name)s” already.", name=values.name.strip()))
    others = [slot for slot in slots_of(camp) if slot.block_id != number]
    for start, end in cut(values):
        if any(slot.starts_at < end and start < slot.ends_at for slot in others):
            raise Refusal(_("Its slots would overlap those of another block."))


def _remove_slots(slots: Sequence[Slot]) -> None:
    """Delete slots in which nothing is; else Refusal that says what is, and how much."""
    ids = [slot.id for slot in slots]
    if not ids:
        return
    meetings_there.refuse_when_any(slots[0].camp_id, slots=slots)
    absent = db.session.scalar(
        select(func.count(Absence.participant_id.distinct())).where(Absence.slot_id.in_(ids))
    )  # fmt: skip
    if absent:
        raise Refusal(ngettext(
            "%(num)d participant has said to be absent in a slot that would go.",
            "%(num)d participants have said to be absent in slots that would go.", absent,
        ))  # fmt: skip
    for slot in slots:
        db.session.delete(slot)
    db.session.flush()
