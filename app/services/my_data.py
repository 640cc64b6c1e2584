"""Everything that is kept about one user, as they may take it along: plain values, ready for JSON.

Moments are ISO 8601 in UTC. What others have stated about the user is theirs and is not in it.
"""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import (
    Absence,
    Attendance,
    CalendarToken,
    Camp,
    OutboxMessage,
    Outcome,
    Participant,
    Reply,
    Session,
    Slot,
    TopicInterest,
    User,
    Wish,
)
from app.services import agendas, wishes
from app.services.clock import now

Values = dict[str, Any]


def everything_about(user: User) -> Values:
    """The account, each registration with all that belongs to it, and the mails that were written."""
    query = select(Participant).where(Participant.user_id == user.id).order_by(Participant.id)
    mails = select(OutboxMessage).where(OutboxMessage.recipient == user.email).order_by(OutboxMessage.id)
    return {
        "made_at": now().isoformat(),
        "account": _picked(user, "email", "name", "language", "created_at", "email_confirmed_at")
        | {"has_password": user.password_hash is not None, "is_administrator": user.is_administrator},
        "registrations": [_registration(person) for person in db.session.scalars(query)],
        "mails": [
            _picked(mail, "subject", "created_at", "sent_at", "status") for mail in db.session.scalars(mails)
        ],
    }


def _registration(person: Participant) -> Values:
    camp = db.session.get_one(Camp, person.camp_id)
    tokens = select(CalendarToken).where(CalendarToken.participant_id == person.id)
    return {
        "camp": _picked(camp, "name", "slug", "starts_on", "ends_on"),
        **_picked(person, "status", "name", "job_title", "country", "languages", "about", "offers", "needs",
                  "is_listed", "shares_contact", "registered_at", "updated_at", "checked_in_at"),
        "organisation": person.organisation.name if person.organisation else None,
        "topics": [
            _picked(interest, "kind", "strength") | {"topic": interest.topic.name}
            for interest in _of(person, TopicInterest)
        ],
        "wishes": _wishes(person),
        "sessions": [db.session.get_one(Session, row.session_id).title for row in _of(person, Attendance)],
        "absences": [
            _picked(db.session.get_one(Slot, row.slot_id), "starts_at", "ends_at")
            for row in _of(person, Absence)
        ],
        "meetings": _meetings(camp, person),
        "calendar_addresses": [
            _picked(token, "created_at", "expires_at", "revoked_at", "last_fetched_at")
            for token in db.session.scalars(tokens)
        ],
    }  # fmt: skip


def _wishes(person: Participant) -> list[Values]:
    """The user's own, also about people who are no longer to be seen; of those without the name."""
    query = select(Wish, Participant.name, wishes.VISIBLE).join(Participant, Participant.id == Wish.target_id)
    rows = db.session.execute(query.where(Wish.author_id == person.id).order_by(Wish.id))
    return [
        _picked(wish, "grade", "updated_at") | {"person": name if is_visible else None}
        for wish, name, is_visible in rows
    ]


def _meetings(camp: Camp, person: Participant) -> list[Values]:
    """The published ones, with what the user has said about them."""
    replies = {reply.entry_id: reply for reply in _of(person, Reply)}
    outcomes = {outcome.entry_id: outcome for outcome in _of(person, Outcome)}
    return [
        _picked(item.entry, "starts_at", "ends_at", "table_number", "is_cancelled", "uid")
        | {
            "person": item.partner.name,
            "reply": _picked(replies.get(item.entry.id), "kind", "said_at"),
            "outcome": _picked(outcomes.get(item.entry.id), "result", "note", "said_at"),
        }
        for item in agendas.agenda_of(camp, person)
        if item.entry is not None and item.partner is not None
    ]


def _of(person: Participant, table: Any) -> list[Any]:
    """The rows of a table that belong to the participant, in the order in which they were made."""
    query = select(table).where(table.participant_id == person.id).order_by(table.id)
    return list(db.session.scalars(query))


def _picked(row: Any, *names: str) -> Values:
    """These columns of a row as JSON knows them; nothing of no row."""
    values = {name: getattr(row, name) for name in names} if row is not None else {}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
