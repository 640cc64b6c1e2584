"""A camp made from an earlier one: everything that its organisers set up, moved to the new days.

People, wishes and schedules stay where they are. Days keep their distance from the first one, and clocks
show the same: what began at 09:00 begins at 09:00 again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, select

from app.extensions import db
from app.models import (
    Block,
    Camp,
    MeetingTable,
    ParticipantType,
    Question,
    Session,
    Slot,
    Topic,
    TypePair,
)
from app.models.programme import new_uid
from app.services.clock import now
from app.services.local_time import moved

Row = TypeVar("Row")
OWN = {
    "id", "slug", "name", "kind", "starts_on", "ends_on", "time_zone", "place", "is_public", "places_taken",
    "created_at", "version", "follows_id", "sender_name",
}  # fmt: skip
"""What a camp never has from an earlier one; `place` it has where it is not said anew."""
WINDOWS = ("registration_opens_at", "registration_closes_at", "wishes_close_at", "moves_frozen_from")


@dataclass(frozen=True)
class _Move:
    """From the earlier camp's first day and clocks to the new one's."""

    days: timedelta
    from_zone: str
    to_zone: str

    def moment(self, moment: datetime) -> datetime:
        """The same time on the clocks, that many days later. Raises Refusal where the clocks skip it."""
        return moved(moment, self.from_zone, self.to_zone, self.days.days)

    def moments(self, row: object, *names: str) -> dict[str, datetime | None]:
        """Those of the row's moments, each moved; what is not set stays so."""
        found = {name: getattr(row, name) for name in names}
        return {name: self.moment(value) if value else None for name, value in found.items()}


def settings_after(earlier: Camp, starts_on: date, time_zone: str) -> dict[str, Any]:
    """The columns of a camp that follows, as a camp of its own is made with them."""
    move = _move(earlier, starts_on, time_zone)
    columns = _columns(earlier, without=OWN) | move.moments(earlier, *WINDOWS)
    return columns | {"ends_on": earlier.ends_on + move.days, "follows_id": earlier.id}


def copy_set_up(earlier: Camp, camp: Camp) -> None:
    """Programme, blocks with their slots, tables, topics, types and questions; does not commit."""
    move = _move(earlier, camp.starts_on, camp.time_zone)
    for session in _rows(Session, earlier):
        times = move.moments(session, "starts_at", "ends_at")
        _add(session, camp_id=camp.id, uid=new_uid(), sequence=0, places_taken=0, updated_at=now(), **times)
    _copy_blocks(earlier, camp, move)
    for table in _rows(MeetingTable, earlier, MeetingTable.removed_at.is_(None)):
        _add(table, camp_id=camp.id)
    for topic in _rows(Topic, earlier):
        _add(topic, camp_id=camp.id)
    for text in earlier.mail_texts:
        _add(text, camp_id=camp.id, updated_at=now())
    _copy_types(earlier, camp)
    _copy_questions(earlier, camp)


def _move(earlier: Camp, starts_on: date, time_zone: str) -> _Move:
    return _Move(starts_on - earlier.starts_on, earlier.time_zone, time_zone)


def _copy_blocks(earlier: Camp, camp: Camp, move: _Move) -> None:
    slots = _rows(Slot, earlier, Slot.removed_at.is_(None))
    there = {slot.block_id for slot in slots}
    blocks = {
        block.id: _add(block, camp_id=camp.id, starts_at=move.moment(block.starts_at)).id
        for block in _rows(Block, earlier, Block.id.in_(there))
    }
    for slot in slots:
        times = move.moments(slot, "starts_at", "ends_at")
        _add(slot, camp_id=camp.id, block_id=blocks[slot.block_id], **times)


def _copy_types(earlier: Camp, camp: Camp) -> None:
    types = {row.id: _add(row, camp_id=camp.id).id for row in _rows(ParticipantType, earlier)}
    for pair in _rows(TypePair, earlier):
        first, second = sorted((types[pair.first_id], types[pair.second_id]))
        _add(pair, camp_id=camp.id, first_id=first, second_id=second)


def _copy_questions(earlier: Camp, camp: Camp) -> None:
    """Those that are still asked, with the options that are still offered."""
    for question in _rows(Question, earlier):
        if question.is_asked:
            copy = _add(question, camp_id=camp.id)
            for option in question.options:
                if option.is_offered:
                    _add(option, question_id=copy.id)


def _rows(model: type[Row], camp: Camp, *which: ColumnElement[bool]) -> Sequence[Row]:
    query = select(model).where(model.camp_id == camp.id, *which).order_by(model.id)  # type: ignore[attr-defined]
    return db.session.scalars(query).all()


def _columns(row: object, without: set[str]) -> dict[str, Any]:
    return {
        attribute.key: getattr(row, attribute.key)
        for attribute in inspect(type(row)).column_attrs
        if attribute.key not in without
    }


def _add(row: Row, **changes: object) -> Row:
    """A new row like this one but for the changes, with a number of its own."""
    copy = type(row)(**(_columns(row, without={"id"}) | changes))
    db.session.add(copy)
    db.session.flush()
    return copy
