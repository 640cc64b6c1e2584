"""Meeting blocks and the slots that they are cut into. Slots of a camp never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.extensions import db
from app.models import Absence, ActKind, Block, Camp, Meeting, Session, Slot, User
from app.services import acts, camps
from app.services.clock import now
from app.services.local_time import day_of, moment_at
from app.services.refusals import NotThere, Refusal
from app.services.setup import meetings_there
from app.services.setup.camp_dates import check_within

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
    """The camp's blocks in the order of time. A block without a slot is there no more."""
    cut = select(Slot.id).where(Slot.block_id == Block.id, Slot.removed_at.is_(None)).exists()
    query = select(Block).where(Block.camp_id == camp.id, cut)
    return list(db.session.scalars(query.order_by(Block.starts_at, Block.id)))


def slots_of(camp: Camp) -> list[Slot]:
    """All slots of the camp in the order of time."""
    return list(db.session.scalars(select(Slot).where(Slot.stands_at(camp.id)).order_by(Slot.starts_at)))


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
    gone = [slot for slot in slots if (slot.starts_at, slot.ends_at) not in kept]
    _refuse_when_used(gone)
    _take_out_slots(gone)
    _fill(block, values)
    _add_slots(block, [span for span in spans if span not in kept])
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="changed")
    db.session.commit()
    return block


def remove_block(camp: Camp, number: int, by: User | None = None) -> Block:
    """Remove a block with its slots. Commits. Refused when one of them holds meetings or absences."""
    camps.lock(camp)
    block = block_of(camp, number)
    slots = [slot for slot in slots_of(camp) if slot.block_id == block.id]
    _refuse_when_used(slots)
    take_out(slots)
    if not slots:
        _take_out_empty(block)
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="removed")
    db.session.commit()
    return block


def remove_slot(camp: Camp, number: int, by: User | None = None) -> Slot:
    """Remove one slot, say for a break; the block goes with its last one. Commits. Refused as above."""
    camps.lock(camp)
    slot = slot_of(camp, number)
    _refuse_when_used([slot])
    take_out([slot])
    acts.note(camp, by, ActKind.SET_UP, part="slots", what="slot")
    db.session.commit()
    return slot


def slot_of(camp: Camp, number: int) -> Slot:
    """The camp's slot of this number; NotThere without one."""
    slot = db.session.scalar(select(Slot).where(Slot.stands_at(camp.id), Slot.id == number))
    if slot is None:
        raise NotThere(_("There is no such slot."))
    return slot


def sessions_over_slots(camp: Camp) -> list[Session]:
    """Sessions for everybody that run while there are slots: a mistake, or meant. One query."""
    over = select(Slot.id).where(
        Slot.stands_at(camp.id), Slot.starts_at < Session.ends_at, Slot.ends_at > Session.starts_at
    )
    query = select(Session).where(Session.camp_id == camp.id, Session.is_for_all, over.exists())
    return list(db.session.scalars(query.order_by(Session.starts_at)))


def _fill(block: Block, values: BlockValues) -> None:
    block.name, block.starts_at = values.name.strip(), values.starts_at
    block.slot_minutes, block.gap_minutes = values.slot_minutes, values.gap_minutes


def _add_slots(block: Block, spans: list[Span]) -> None:
    """One that was removed comes back as it was, for some schedule has meetings in it."""
    query = select(Slot).where(Slot.camp_id == block.camp_id, Slot.removed_at.is_not(None))
    removed = {(slot.starts_at, slot.ends_at): slot for slot in db.session.scalars(query)}
    for start, end in spans:
        slot = removed.get((start, end)) or Slot(camp_id=block.camp_id, starts_at=start, ends_at=end)
        slot.block_id, slot.removed_at = block.id, None
        db.session.add(slot)


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


def _refuse_when_used(slots: Sequence[Slot]) -> None:
    """Refusal that says what is in these slots, and how much; nothing when nothing is. services.removals shows it and
    settles it."""
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


def take_out(slots: Sequence[Slot]) -> None:
    """Delete slots in the present transaction, and blocks with their last one; mark as removed those in which some
    schedule has meetings."""
    _take_out_slots(slots)
    for number in {slot.block_id for slot in slots}:
        left = select(Slot.id).where(Slot.block_id == number, Slot.removed_at.is_(None)).limit(1)
        if db.session.scalar(left) is None:
            _take_out_empty(db.session.get_one(Block, number))


def _take_out_slots(slots: Sequence[Slot]) -> None:
    query = select(Meeting.slot_id).where(Meeting.slot_id.in_([slot.id for slot in slots])).distinct()
    known = set(db.session.scalars(query))
    for slot in slots:
        if slot.id in known:
            slot.removed_at = now()
        else:
            db.session.delete(slot)
    db.session.flush()


def _take_out_empty(block: Block) -> None:
    """Delete a block without slots; one that removed slots belong to stays for them and sets its name free."""
    if db.session.scalar(select(Slot.id).where(Slot.block_id == block.id).limit(1)) is None:
        db.session.delete(block)
    else:
        block.name = f"{block.name[:80]} ({block.id})"
    db.session.flush()
