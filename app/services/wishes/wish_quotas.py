"""How many people one participant may wish to meet, as the camp has it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Grade, Participant, ParticipantStatus, Wish
from app.services.refusals import Refusal


@dataclass(frozen=True)
class Quota:
    """How many are stated, and how many may be; `most` is None without a limit."""

    stated: int
    most: int | None

    @property
    def left(self) -> int | None:
        """How many more may be stated; never below 0, None without a limit."""
        return None if self.most is None else max(0, self.most - self.stated)


@dataclass(frozen=True)
class Quotas:
    """The must meets, and all wishes to meet with these among them. A *rather not* is never counted."""

    must_meets: Quota
    wishes: Quota


def quotas_of(author: Participant, camp: Camp) -> Quotas:
    """What the author has stated of what they may; one query. Whoever has left the list is not counted."""
    return _quotas(author, camp, but=None)


def _quotas(author: Participant, camp: Camp, but: int | None) -> Quotas:
    to_meet = Wish.grade.in_((Grade.MUST_MEET, Grade.WOULD_LIKE))
    query = (
        select(func.count().filter(Wish.grade == Grade.MUST_MEET), func.count().filter(to_meet))
        .select_from(Wish)
        .join(Participant, Participant.id == Wish.target_id)
        .where(Wish.author_id == author.id, Participant.status == ParticipantStatus.CONFIRMED)
        .where(Participant.is_listed)
    )
    if but is not None:
        query = query.where(Wish.target_id != but)
    musts, all_wishes = db.session.execute(query).one()
    return Quotas(Quota(musts, camp.most_must_meets), Quota(all_wishes, camp.most_wishes))


def check(author: Participant, camp: Camp, target: Participant, grade: Grade) -> None:
    """Refuse a wish beyond the quota. The caller holds the author, so that two at once are counted both."""
    others = _quotas(author, camp, but=target.id)
    if grade is Grade.MUST_MEET and others.must_meets.left == 0:
        raise Refusal(_(
            "You have %(num)d must meets, which is the most at this camp. Make one of them a “Would like to” "
            "first.", num=others.must_meets.stated,
        ))  # fmt: skip
    if grade is not Grade.RATHER_NOT and others.wishes.left == 0:
        raise Refusal(_(
            "You wish to meet %(num)d people, which is the most at this camp. Take back one of your wishes "
            "first.", num=others.wishes.stated,
        ))  # fmt: skip
