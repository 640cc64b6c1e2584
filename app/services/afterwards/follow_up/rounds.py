"""Asking everybody concerned, once, and reminding once those who have not answered. For the worker's rounds.

Each mail is written in the transaction that notes it, with the camp held: two workers at once, or one that is
killed and started again, ask nobody twice and leave nobody out.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, exists, select

from app.extensions import db
from app.models import CalendarEntry, Camp, FollowUp, FollowUpRound, MailKind, Participant, ParticipantStatus
from app.services import camps, tokens
from app.services.afterwards.follow_up import letters, times
from app.services.clock import now
from app.services.mail import mail_choices

AT_ONCE = 500
LONGEST_AGO = timedelta(days=500)


def ask() -> int:
    """Write to everybody who is to be asked now; returns how many mails. Commits for each."""
    sent = 0
    for camp in _camps():
        for number in FollowUpRound:
            if times.is_asking(camp, number, now()):
                sent += sum(_ask(camp, person, number) for person in to_be_asked(camp, number)[:AT_ONCE])
    return sent


def remind() -> int:
    """Write once more, two weeks later, to those who have answered nothing; returns how many. Commits for each."""
    sent = 0
    for camp in _camps():
        for number in FollowUpRound:
            if times.opens_at(camp, number) <= now() < times.closes_at(camp, number):
                rows = list(db.session.scalars(_silent(camp, number).limit(AT_ONCE)))
                sent += sum(_remind(camp, row, number) for row in rows)
    return sent


def to_be_asked(camp: Camp, number: FollowUpRound) -> list[int]:
    """The participants by number who would be asked in the round and have not been: whoever takes part still, had
    a published meeting that was not cancelled, and has not said that they want to be asked no more, or no surveys at all."""
    return list(db.session.scalars(_due(camp, number)))


def _due(camp: Camp, number: FollowUpRound) -> Select[int]:
    mine = FollowUp.participant_id == Participant.id
    stands = CalendarEntry.has(Participant.id) & CalendarEntry.is_cancelled.is_(False)  # type: ignore[arg-type]
    query = select(Participant.id).where(Participant.camp_id == camp.id, *_takes_part())
    query = query.where(
        exists().where(stands),
        ~exists().where(mine, FollowUp.round == number),
        ~exists().where(mine, FollowUp.stopped_at.is_not(None)),
    )
    return query.order_by(Participant.id)


def _camps() -> list[Camp]:
    """Those that ask and are neither too young nor too old for any round."""
    today = now().date()
    query = select(Camp).where(
        Camp.asks_afterwards, Camp.ends_on < today - timedelta(days=80), Camp.ends_on > today - LONGEST_AGO
    )
    return list(db.session.scalars(query.order_by(Camp.id)))


def _takes_part() -> tuple[ColumnElement[bool], ...]:
    """Confirmed, not erased, and willing to get such mails."""
    return (
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.name != "",
        mail_choices.wants(MailKind.SURVEYS),
    )


def _silent(camp: Camp, number: FollowUpRound) -> Select[int]:
    """The rows by number whose participant is to be reminded now."""
    query = select(FollowUp.id).join(Participant, Participant.id == FollowUp.participant_id)
    query = query.where(FollowUp.camp_id == camp.id, FollowUp.round == number, *_takes_part())
    query = query.where(
        FollowUp.asked_at <= now() - times.REMIND_AFTER, FollowUp.reminded_at.is_(None),
        FollowUp.answered_at.is_(None), FollowUp.stopped_at.is_(None),
    )  # fmt: skip
    return query.order_by(FollowUp.id)


def _still_asks(camp: Camp) -> bool:
    """Hold the camp, and whether its organisers still want it."""
    camps.lock(camp)
    db.session.refresh(camp)
    return camp.asks_afterwards


def _ask(camp: Camp, number: int, which: FollowUpRound) -> bool:
    """Ask one participant unless they have been asked, or have left, in this very moment."""
    is_due = (
        _still_asks(camp) and db.session.scalar(_due(camp, which).where(Participant.id == number)) is not None
    )
    if is_due:
        person, secret = db.session.get_one(Participant, number), tokens.new()
        row = FollowUp(
            camp_id=camp.id,
            participant_id=number,
            round=which,
            link_hash=tokens.digest(secret),
            asked_at=now(),
        )
        db.session.add(row)
        db.session.flush()
        letters.post(camp, person, row, secret)
    db.session.commit()
    return is_due


def _remind(camp: Camp, number: int, which: FollowUpRound) -> bool:
    """Remind one participant, with a link of its own, for nobody knows the first one any more."""
    is_due = (
        _still_asks(camp) and db.session.scalar(_silent(camp, which).where(FollowUp.id == number)) is not None
    )
    if is_due:
        row, secret = db.session.get_one(FollowUp, number, populate_existing=True), tokens.new()
        row.reminder_hash, row.reminded_at = tokens.digest(secret), now()
        letters.post(camp, db.session.get_one(Participant, row.participant_id), row, secret, is_reminder=True)
    db.session.commit()
    return is_due
