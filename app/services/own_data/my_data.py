"""Everything that is kept about one user, as they may take it along: plain values, ready for JSON.

Moments are ISO 8601 in UTC. What others have stated about the user is theirs and is not in it.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Absence,
    Answer,
    AskedChange,
    Attendance,
    Browser,
    CalendarAnswer,
    CalendarEntry,
    CalendarToken,
    CalendarWay,
    Camp,
    ContactAnswer,
    FollowUp,
    FollowUpMeeting,
    MailChoice,
    OutboxMessage,
    Outcome,
    Participant,
    Reply,
    SavedFilter,
    SentVersion,
    Session,
    SessionWait,
    Slot,
    Stay,
    TopicInterest,
    User,
    Wish,
)
from app.services.calendars import agendas
from app.services.clock import now
from app.services.own_data.my_data_words import Section, sections_of
from app.services.refusals import NotThere
from app.services.registration import answers, consents
from app.services.requests import request_lists
from app.services.setup import participant_types, questions
from app.services.wishes import wishes

Values = dict[str, Any]


@dataclass(frozen=True)
class Registration:
    """A registration of the user's, and the camp at which it is."""

    person: Participant
    camp: Camp


def registrations_of(user: User) -> list[Registration]:
    """All that still hold something of the user, withdrawn ones too, the latest camp first."""
    query = select(Participant, Camp).join(Camp, Camp.id == Participant.camp_id)
    mine = query.where(Participant.user_id == user.id, Participant.name != "")
    rows = db.session.execute(mine.order_by(Camp.starts_on.desc(), Camp.id))
    return [Registration(person, camp) for person, camp in rows]


def own_registration(user: User, code: str) -> Registration:
    """The user's registration with this code; NotThere when it is somebody else's."""
    found = next((own for own in registrations_of(user) if own.person.code == code), None)
    if found is None:
        raise NotThere(_("There is no such registration."))
    return found


def in_words(user: User) -> list[Section]:
    """Everything that is kept, for a reader; moments as at the user's latest camp."""
    own = registrations_of(user)
    return sections_of(everything_about(user), own[0].camp.time_zone if own else "UTC")


def everything_about(user: User) -> Values:
    """The account, each registration with all that belongs to it, and the mails that were written."""
    query = select(Participant).where(Participant.user_id == user.id).order_by(Participant.id)
    browsers = select(Browser).where(Browser.user_id == user.id).order_by(Browser.id)
    mails = select(OutboxMessage).where(OutboxMessage.recipient == user.email).order_by(OutboxMessage.id)
    return {
        "made_at": now().isoformat(),
        "account": _picked(user, "email", "name", "language", "created_at", "email_confirmed_at")
        | {"has_password": user.password_hash is not None, "is_administrator": user.is_administrator},
        "browsers": [
            _picked(browser, "program", "system", "signed_in_at", "seen_at")
            for browser in db.session.scalars(browsers)
        ],
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
        **_picked(person, "status", "name", "job_title", "country", "languages", "about", "offers", "needs", "to_learn",
                  "to_share", "is_listed", "shares_contact", "allows_photos", "wants_mail", "registered_at",
                  "updated_at", "checked_in_at"),
        "type": participant_types.names_of(camp, "en").get(person.type_id or 0),
        "has_picture": person.picture_key is not None,
        "registered_by_colleague": person.registered_by_id is not None,
        "organisation": person.organisation.name if person.organisation else None,
        "topics": [
            _picked(interest, "kind", "strength") | {"topic": interest.topic.name}
            for interest in _of(person, TopicInterest)
        ],
        "answers": _answers(camp, person),
        "consents": [
            _picked(consent, "kind", "is_given", "words", "said_at") for consent in consents.history_of(person)
        ],
        "wishes": _wishes(person),
        "requests": _requests(camp, person),
        "saved_filters": [_picked(row, "name", "asked", "created_at") for row in _of(person, SavedFilter)],
        "sessions": [db.session.get_one(Session, row.session_id).title for row in _of(person, Attendance)],
        "waits_for_sessions": [
            _picked(wait, "since") | {"session": db.session.get_one(Session, wait.session_id).title}
            for wait in _of(person, SessionWait)
        ],
        "stay": [_picked(stay, "arrives_at", "leaves_at") for stay in _of(person, Stay)],
        "absences": [
            _picked(db.session.get_one(Slot, row.slot_id), "starts_at", "ends_at")
            for row in _of(person, Absence)
        ],
        "meetings": _meetings(camp, person),
        "follow_up": [_follow_up(row) for row in _of(person, FollowUp)],
        "asked_changes": [
            _picked(row, "kind", "reason", "status", "answer", "asked_at", "decided_at")
            | {"meeting": row.entry.uid, "colleague": row.colleague.name if row.colleague else None}
            for row in _of(person, AskedChange)
        ],
        "mail_choices": _picked(
            db.session.get(MailChoice, person.id), "wants_reminders", "wants_announcements", "wants_surveys",
            "minutes_before", "chosen_at",
        ),
        "calendar_invitations": _picked(
            db.session.get(CalendarWay, person.id), "by_invitation", "turned_at"
        ),
        "invitations_sent": [
            _picked(version, "method", "sequence", "starts_at", "table_number", "address", "sent_at")
            | {"meeting": version.entry.uid}
            for version in _of(person, SentVersion)
        ],
        "calendar_answers": [
            _picked(row, "reply", "comment", "answered_at") | {"meeting": row.entry.uid}
            for row in _of(person, CalendarAnswer)
        ],
        "calendar_addresses": [
            _picked(token, "created_at", "expires_at", "revoked_at", "last_fetched_at")
            for token in db.session.scalars(tokens)
        ],
    }  # fmt: skip


def _answers(camp: Camp, person: Participant) -> list[Values]:
    """To the camp's own questions, in words and in the order in which they are asked."""
    given = {answer.question_id: answer for answer in _of(person, Answer)}
    asked = [question for question in questions.questions_of(camp) if question.id in given]
    language = str(get_locale())
    return [
        {
            "question": question.label_in(language),
            "answer": answers.in_words(question, given[question.id].value, language),
        }
        | _picked(given[question.id], "answered_at")
        for question in asked
    ]


def _wishes(person: Participant) -> list[Values]:
    """The user's own, also about people who are no longer to be seen; of those without the name."""
    query = select(Wish, Participant.name, wishes.VISIBLE).join(Participant, Participant.id == Wish.target_id)
    rows = db.session.execute(query.where(Wish.author_id == person.id).order_by(Wish.id))
    return [
        _picked(wish, "grade", "place", "note", "updated_at") | {"person": name if is_visible else None}
        for wish, name, is_visible in rows
    ]


def _requests(camp: Camp, person: Participant) -> list[Values]:
    """Sent and received, as the user sees them: none from whom they would rather not meet."""
    boxes = ((request_lists.sent(person, camp), True), (request_lists.received(person, camp), False))
    return [
        _picked(row.request, "status", "message", "reason", "asked_at", "ended_at")
        | {"person": row.person.name if row.is_known else None, "sent_by_me": is_mine}
        for box, is_mine in boxes
        for row in (*box.waiting, *box.agreed, *box.ended)
    ]


def _meetings(camp: Camp, person: Participant) -> list[Values]:
    """The published ones, with what the user has said about them."""
    replies = {reply.entry_id: reply for reply in _of(person, Reply)}
    outcomes = {outcome.entry_id: outcome for outcome in _of(person, Outcome)}
    shared = {answer.entry_id: answer for answer in _of(person, ContactAnswer)}
    return [
        _picked(item.entry, "starts_at", "ends_at", "table_number", "is_cancelled", "uid")
        | {
            "person": item.partner.name,
            "reply": _picked(replies.get(item.entry.id), "kind", "said_at"),
            "outcome": _picked(outcomes.get(item.entry.id), "result", "note", "said_at"),
            "contact": _picked(shared.get(item.entry.id), "is_given", "said_at"),
        }
        for item in agendas.agenda_of(camp, person)
        if item.entry is not None and item.partner is not None
    ]


def _follow_up(row: FollowUp) -> Values:
    """One round: when they were asked, what they said of the camp and of each meeting."""
    query = (
        select(FollowUpMeeting, CalendarEntry, Participant)
        .join(CalendarEntry, CalendarEntry.id == FollowUpMeeting.entry_id)
        .join(Participant, CalendarEntry.has(Participant.id) & (Participant.id != row.participant_id))  # type: ignore[arg-type]
        .where(FollowUpMeeting.follow_up_id == row.id)
    )
    return _picked(row, "round", "asked_at", "reminded_at", "answered_at", "stopped_at", "told_at", "new_ideas",
                   "new_competences", "new_product", "new_service", "new_process", "new_membership", "collaborations") | {
        "follow_up_meetings": [
            {"person": partner.name}
            | _picked(said, "standing", "project", "product", "service", "process", "is_across", "said_at")
            for said, _entry, partner in db.session.execute(query.order_by(CalendarEntry.starts_at, CalendarEntry.id))
        ]
    }  # fmt: skip


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
