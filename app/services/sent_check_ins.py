"""Check-ins as a phone at the door sends them: perhaps late, perhaps twice, and never lost without a word.

A phone keeps what it has read until it hears of it here. Each check-in has a key of the phone's own, so that one that
is sent again, because the answer got lost, changes nothing, also when an organiser took it back meanwhile.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import ActKind, Camp, Participant, ParticipantStatus, SentCheckIn, User
from app.services import acts, camps
from app.services.clock import now

OLDEST = timedelta(days=3)
LATE = timedelta(minutes=2)
"""From when on the log tells that a check-in was sent later than it was made."""


class Fate(StrEnum):
    """What has become of a check-in."""

    HERE = "here"
    ALREADY = "already"
    REFUSED = "refused"


@dataclass(frozen=True)
class Sent:
    """One check-in: the phone's own `key` for it, whose badge, and how long `ago` it was made. The phone's clock
    may be wrong; how long it has waited it knows."""

    key: str
    code: str
    ago: timedelta


@dataclass(frozen=True)
class Answer:
    """What became of the one with this key; `since` when they are here, `reason` where it was refused."""

    key: str
    fate: Fate
    name: str = ""
    since: datetime | None = None
    reason: str = ""


def take(camp: Camp, sent: Sequence[Sent], by: User) -> list[Answer]:
    """Check these people in, each as of when it was done; of several times the earliest counts. Commits.

    An answer for each, in their order.
    """
    camps.lock(camp)
    people = _people(camp, {one.code for one in sent})
    known = _known(camp, {one.key for one in sent})
    answers, late = [], 0
    for one in sent:
        person = people.get(one.code)
        answer = _answer(one, person, is_known=one.key in known)
        answers.append(answer)
        if one.key not in known and answer.fate is not Fate.REFUSED:
            known.add(one.key)
            late += answer.fate is Fate.HERE and one.ago >= LATE
            db.session.add(SentCheckIn(camp_id=camp.id, key=one.key, received_at=now()))
    if late:
        acts.note(camp, by, ActKind.CHECKED_IN, people=late)
    db.session.commit()
    return answers


def _answer(sent: Sent, person: Participant | None, *, is_known: bool) -> Answer:
    """What becomes of it; the person is changed where it counts."""
    if person is None:
        return Answer(sent.key, Fate.REFUSED, reason=_("This badge is of nobody at this camp."))
    if person.status is not ParticipantStatus.CONFIRMED:
        reason = _("Has no confirmed place. Please ask an organiser.")
        return Answer(sent.key, Fate.REFUSED, person.name, reason=reason)
    before = person.checked_in_at
    if is_known and before is None:
        return Answer(
            sent.key, Fate.REFUSED, person.name, reason=_("This check-in was taken back meanwhile.")
        )
    if not is_known:
        made = now() - min(max(sent.ago, timedelta()), OLDEST)
        if before is None or made < before:
            person.checked_in_at = made
    fate = Fate.HERE if is_known or before is None else Fate.ALREADY
    return Answer(sent.key, fate, person.name, person.checked_in_at)


def _people(camp: Camp, codes: Collection[str]) -> dict[str, Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code.in_(codes))
    return {person.code: person for person in db.session.scalars(query.with_for_update(of=Participant))}


def _known(camp: Camp, keys: Collection[str]) -> set[str]:
    query = select(SentCheckIn.key).where(SentCheckIn.camp_id == camp.id, SentCheckIn.key.in_(keys))
    return set(db.session.scalars(query))
