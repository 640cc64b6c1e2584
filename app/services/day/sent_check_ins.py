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
    UNDONE = "undone"


@dataclass(frozen=True)
class Sent:
    """One check-in: the phone's own `key` for it, whose badge, and how long `ago` it was made. The phone's clock
    may be wrong; how long it has waited it knows. With `undoes` it takes the check-in of that key back instead."""

    key: str
    code: str
    ago: timedelta
    undoes: str | None = None


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
    known = _known(camp, {key for one in sent for key in (one.key, one.undoes) if key})
    answers, late = [], 0
    for one in sent:
        person = people.get(one.code)
        if one.undoes is not None:
            answers.append(_taken_back(camp, one, person, known, by))
            continue
        answer = _answer(one, person, is_known=one.key in known)
        answers.append(answer)
        if one.key not in known and answer.fate is not Fate.REFUSED:
            late += answer.fate is Fate.HERE and one.ago >= LATE
            _note(camp, known, one.key, answer.since if answer.fate is Fate.HERE else None)
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


def _taken_back(
    camp: Camp, sent: Sent, person: Participant | None, known: dict[str, SentCheckIn], by: User
) -> Answer:
    """What becomes of taking a check-in back: it ends just that one. Whoever was here by another stays here, and one
    that has not arrived yet will count for nothing."""
    undone = known.get(str(sent.undoes)) or _note(camp, known, str(sent.undoes))
    if sent.key not in known:
        _note(camp, known, sent.key)
        if person is not None and undone.made_at is not None and person.checked_in_at == undone.made_at:
            person.checked_in_at = None
            acts.note(camp, by, ActKind.CHECK_IN_UNDONE, about=person)
    since = person.checked_in_at if person is not None else None
    name = person.name if person is not None else ""
    return Answer(sent.key, Fate.ALREADY if since else Fate.UNDONE, name, since)


def _note(
    camp: Camp, known: dict[str, SentCheckIn], key: str, made_at: datetime | None = None
) -> SentCheckIn:
    """Keep that what has this key has arrived; the same is of no effect from now on."""
    known[key] = SentCheckIn(camp_id=camp.id, key=key, received_at=now(), made_at=made_at)
    db.session.add(known[key])
    return known[key]


def _people(camp: Camp, codes: Collection[str]) -> dict[str, Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.code.in_(codes))
    return {person.code: person for person in db.session.scalars(query.with_for_update(of=Participant))}


def _known(camp: Camp, keys: Collection[str]) -> dict[str, SentCheckIn]:
    query = select(SentCheckIn).where(SentCheckIn.camp_id == camp.id, SentCheckIn.key.in_(keys))
    return {row.key: row for row in db.session.scalars(query)}
