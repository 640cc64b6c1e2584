"""What participants say about a published meeting: before it and while it goes on, and what came of it."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.about_meeting import AboutMeeting
from app.models.types import choice


class ReplyKind(StrEnum):
    """*I am here*, said at the table; *I cannot come*, which cancels the meeting; and that they have *not come*,
    which others say of them: organisers, or whoever waited and now meets somebody else."""

    HERE = "here"
    CANNOT_COME = "cannot_come"
    NOT_COME = "not_come"


class Reply(AboutMeeting, db.Model):
    """One participant's word about one meeting, the last one. A publication that changes the meeting forgets it."""

    __tablename__ = "reply"

    kind: Mapped[ReplyKind] = mapped_column(choice(ReplyKind, "kind_is_known"))


class Result(StrEnum):
    """What came of a meeting, from nothing to much."""

    DID_NOT_TAKE_PLACE = "did_not_take_place"
    NO_COMMON_GROUND = "no_common_ground"
    INFORMATIVE = "informative"
    FOLLOW_UP_AGREED = "follow_up_agreed"
    COOPERATION_POSSIBLE = "cooperation_possible"


class Outcome(AboutMeeting, db.Model):
    """What one of the two says came of a meeting; the other one does not see it."""

    __tablename__ = "outcome"

    result: Mapped[Result] = mapped_column(choice(Result, "result_is_known"))
    note: Mapped[str] = mapped_column(String(2000), default="")
