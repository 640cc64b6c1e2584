"""Whether a meeting has taken place: one answer for the report, the way through the camp and who has met before."""

from sqlalchemy import ColumnElement, exists

from app.models import CalendarEntry, Outcome, Reply, ReplyKind, Result


def took_place() -> ColumnElement[bool]:
    """The condition, for a query about calendar entries that stand and are over: neither says that it did not take
    place, and nobody failed to come to it."""
    failed = exists().where(Outcome.entry_id == CalendarEntry.id, Outcome.result == Result.DID_NOT_TAKE_PLACE)
    missed = exists().where(Reply.entry_id == CalendarEntry.id, Reply.kind == ReplyKind.NOT_COME)
    return ~failed & ~missed
