"""Erasing somebody: an account, or a registration at one camp, wholly and at once.

What is left is what the figures of a camp are made of, without a name: that somebody of an organisation and
a country took part, which meetings they had, and what came of them. Everything else that hangs on the person
goes, in whatever table it stands: a new table is emptied of them without being named here.
"""

from secrets import token_hex, token_urlsafe

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Column, ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.sql.schema import CallableColumnDefault

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    CampRole,
    Outcome,
    Participant,
    ParticipantStatus,
    TeamMember,
    User,
)
from app.services.calendars import traces
from app.services.camps import lock
from app.services.changes import cancellations
from app.services.clock import now
from app.services.refusals import Refusal
from app.services.registration import invitations, registrations

KEPT_TABLES = {"participant", "calendar_entry", "meeting", "seat", "outcome", "act"}
"""What figures are made of, and the log of what organisers did. Their rows stay and point at somebody
without a name."""

KEPT_OF_TEAM = {"schedule_edit", "pair_ruling"}
"""What a user did for a camp as its organiser stays the camp's; it points at an account without a name."""

KEPT_COLUMNS = {"id", "camp_id", "user_id", "organisation_id", "code", "status", "country", "checked_in_at",
                "registered_at", "updated_at", "version"}  # fmt: skip
"""What is left of a registration; every other column is emptied."""


def account_means(user: User) -> list[str]:
    """What follows from deleting the account, in sentences."""
    people = _registrations_of(user)
    meetings = sum(len(cancellations.meetings_ahead(person)) for person in people)
    found = [_("You are signed out in all browsers, and nobody can sign in as you any more.")]
    if people:
        words = ngettext("Your registration at %(num)d camp is erased, with profile, wishes, times and notes.",
                         "Your registrations at %(num)d camps are erased, with profiles, wishes, times and notes.",
                         len(people))  # fmt: skip
        found.append(words)
    found += _cancelling_means(meetings)
    found.append(
        _("Private calendar addresses stop working, and mails that wait to be sent to you are dropped.")
    )
    return [*found, *_kept_means(), _("This cannot be undone.")]


def registration_means(person: Participant) -> list[str]:
    """What follows from erasing one registration, in sentences."""
    found = [_("Your profile, wishes, times, sessions and notes at this camp are erased.")]
    found += _cancelling_means(len(cancellations.meetings_ahead(person)))
    return [*found, *_kept_means(), _("Your account stays. This cannot be undone.")]


def _cancelling_means(meetings: int) -> list[str]:
    if not meetings:
        return []
    words = ngettext("%(num)d meeting on your agenda is cancelled, and the other one gets a mail.",
                     "%(num)d meetings on your agenda are cancelled, and the others get a mail.", meetings)  # fmt: skip
    return [words]


def _kept_means() -> list[str]:
    return [
        _(
            "What stays, without your name, because the camps owe their funders figures: that somebody of your "
            "organisation and country took part, which meetings there were, and what came of them."
        )
    ]


def erase_account(user: User) -> None:
    """Delete everything about the user but the figures. Commits. Refused to the last who can run something."""
    _refuse_the_last_one(user)
    for person in _registrations_of(user):
        _erase_registration(person)
    for camp in db.session.scalars(select(Camp).join(TeamMember).where(TeamMember.user_id == user.id)):
        traces.forget_name(user.name, camp, [])
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in KEPT_TABLES | KEPT_OF_TEAM | {"user"}:
            _loosen(table, user)
    traces.forget_mails_to(user.email)
    traces.forget_drafts_of(user.email)
    invitations.forget_address(user.email)
    user.email, user.name = f"{token_hex(16)}@erased.invalid", ""
    user.password_hash = user.email_confirmed_at = None
    user.is_administrator = False
    db.session.commit()


def erase_registration(person: Participant) -> None:
    """Leave the camp, if it is not over, and delete everything about it but the figures. Commits."""
    _erase_registration(person)
    db.session.commit()


def _registrations_of(user: User) -> list[Participant]:
    return list(
        db.session.scalars(select(Participant).where(Participant.user_id == user.id).order_by(Participant.id))
    )


def _refuse_the_last_one(user: User) -> None:
    """A camp without an organiser, or an installation without an administrator, could not be run."""
    organisers = select(TeamMember.camp_id).where(TeamMember.role == CampRole.ORGANISER)
    others = organisers.where(TeamMember.user_id != user.id)
    mine = organisers.where(TeamMember.user_id == user.id)
    alone = select(Camp.name).where(Camp.id.in_(mine), Camp.id.not_in(others), Camp.ends_on >= now().date())
    camp = db.session.scalar(alone.limit(1))
    if camp is not None:
        raise Refusal(
            _("You are the only organiser of %(camp)s: add another one to its team first.", camp=camp)
        )
    administrators = select(func.count(User.id)).where(User.is_administrator, User.id != user.id)
    if user.is_administrator and not db.session.scalar(administrators):
        raise Refusal(_("You are the only administrator of this installation: name another one first."))


def _erase_registration(person: Participant) -> None:
    """In the present transaction. The name goes first, so that no mail about the cancelled meetings tells it."""
    camp = db.session.get_one(Camp, person.camp_id)
    lock(camp)
    db.session.refresh(person)
    name = person.name
    partners = _partners_of(person)
    person.name = ""
    db.session.flush()
    if camp.ends_on >= now().date():
        registrations.take_out(person, camp)
    traces.forget_name(name, camp, partners)
    traces.forget_sent_drafts(person)
    traces.forget_follow_up(person)
    _empty(person)
    db.session.execute(update(Outcome).where(Outcome.participant_id == person.id).values(note=""))
    db.session.flush()
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in KEPT_TABLES:
            _delete_rows(table, _columns_to(table, Participant.__table__), person.id)


def _partners_of(person: Participant) -> list[Participant]:
    """Everybody with whom calendars know a meeting of the person, cancelled ones too."""
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    either = or_((lo == person.id) & (hi == Participant.id), (hi == person.id) & (lo == Participant.id))
    return list(db.session.scalars(select(Participant).join(CalendarEntry, either)))


def _empty(person: Participant) -> None:
    """Every column that no figure needs back to what it is for somebody who has told nothing."""
    table: Table = Participant.__table__
    nothing = {column.name: _nothing(column) for column in table.columns if column.name not in KEPT_COLUMNS}
    values = {**nothing, "code": token_urlsafe(12)}
    if person.status is not ParticipantStatus.CONFIRMED:
        values["status"] = ParticipantStatus.WITHDRAWN
    db.session.execute(table.update().where(table.c.id == person.id).values(values))
    db.session.expire(person)


def _nothing(column: Column[object]) -> object:
    """What stands in a column when nothing was said."""
    if column.nullable:
        return None
    if isinstance(column.default, CallableColumnDefault):
        return column.default.arg(None)  # type: ignore[arg-type]
    return column.type.python_type()


def _columns_to(table: Table, target: Table) -> list[Column[object]]:
    """The columns of a table that point at the key of another one."""
    return [key.parent for key in table.foreign_keys if key.column is target.c.id]


def _delete_rows(table: Table, columns: list[Column[object]], number: int) -> None:
    if columns:
        db.session.execute(delete(table).where(_any(columns, number)))


def _any(columns: list[Column[object]], number: int) -> ColumnElement[bool]:
    return or_(*(column == number for column in columns))


def _loosen(table: Table, user: User) -> None:
    """Rows of the user go; where one may stand without a user, only the user goes from it."""
    columns = _columns_to(table, User.__table__)
    for column in columns:
        if column.nullable and table.name != "sign_in_token":
            db.session.execute(update(table).where(column == user.id).values({column.name: None}))
    _delete_rows(table, [c for c in columns if not c.nullable or table.name == "sign_in_token"], user.id)
