"""Registering for a camp and withdrawing from it: one transaction each, and no queue on the path."""

import secrets
from dataclasses import fields
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import (
    Camp,
    Invitation,
    OrganisationKind,
    Participant,
    ParticipantStatus,
    RegistrationDraft,
    User,
)
from app.services import camps
from app.services.accounts import accounts, sign_in
from app.services.changes import cancellations
from app.services.clock import now
from app.services.programme import availability, session_places
from app.services.refusals import Refusal
from app.services.registration import answers, drafts, invitations, places, profiles, registration_mails
from app.services.setup import questions, topics

Answers = dict[str, object]
CONFIRM_WITHIN = timedelta(days=3)
"""How long a place is kept for an address that nobody has shown to be theirs."""


def register(
    camp: Camp,
    key: str,
    user: User | None,
    language: str,
    next_path: str,
    invitation: Invitation | None = None,
) -> RegistrationDraft:
    """Send the draft of this browser. Commits, and returns the draft with what may be shown of the outcome.

    Sending a sent draft again changes nothing. An account is found by the address, or made; one that is
    there is not changed. Whoever is signed in registers with their own account. What the page shows does
    not depend on whether the address was known: the mail tells its owner. `next_path` is where the
    confirmation leads. Raises Refusal when registration is closed or answers are missing, Conflict when a
    chosen session has just filled up; nothing is saved then.
    """
    draft = drafts.draft_of(camp, key, hold=True)
    if draft is None or (not drafts.is_sent(draft) and drafts.first_missing(camp, draft)):
        raise Refusal(_("Some answers are still missing."))
    if drafts.is_sent(draft):
        db.session.rollback()
        return draft
    camps.lock(camp)
    db.session.refresh(camp)
    try:
        _send(camp, draft, user, language, next_path, key, invitation)
    except Refusal:
        db.session.rollback()
        raise
    db.session.commit()
    return draft


def withdraw(participant: Participant, camp: Camp) -> None:
    """Withdraw from the camp: the place, the sessions chosen and the listing go. Commits.

    Whoever waits longest gets the place. Withdrawing twice changes nothing.
    """
    camps.lock(camp)
    db.session.refresh(participant)
    take_out(participant, camp)
    db.session.commit()


def lapse_unconfirmed() -> int:
    """Give up the places whose addresses nobody has confirmed in time; returns how many. Commits for each.

    On the camp's days nothing lapses any more: whoever is listed at the door is let in. Nor do the places
    of those whom organisers entered, who decide for themselves how long they wait.
    """
    overdue = (
        select(Participant.id, Participant.camp_id)
        .join(Camp, Camp.id == Participant.camp_id)
        .where(Participant.status == ParticipantStatus.UNCONFIRMED, Camp.starts_on > now().date())
        .where(Participant.updated_at < now() - CONFIRM_WITHIN, ~Participant.entered_by_organisers)
    )
    lapsed = 0
    for number, camp_id in db.session.execute(overdue).all():
        camp = db.session.get_one(Camp, camp_id)
        camps.lock(camp)
        participant = db.session.get_one(Participant, number, populate_existing=True)
        if participant.status is ParticipantStatus.UNCONFIRMED:
            take_out(participant, camp)
            lapsed += 1
        db.session.commit()
    return lapsed


def take_out(participant: Participant, camp: Camp) -> None:
    """Withdraw somebody in the present transaction, while the camp is locked; does not commit."""
    had_place = participant.status in (ParticipantStatus.UNCONFIRMED, ParticipantStatus.CONFIRMED)
    if participant.status is not ParticipantStatus.WITHDRAWN:
        session_places.choose_sessions(participant, ())
        participant.status, participant.updated_at = ParticipantStatus.WITHDRAWN, now()
        db.session.flush()
        cancellations.cancel(camp, participant, cancellations.meetings_ahead(participant))
    if had_place:
        places.give_back_place(camp)
        hand_out_free_places(camp)


def withdrawal_means(participant: Participant, camp: Camp) -> list[str]:
    """What follows from withdrawing now, in sentences."""
    found = [_("You are no longer found in the directory, and nobody can state a wish about you.")]
    if participant.status is ParticipantStatus.WAITING:
        found.append(_("You leave the waiting list."))
    elif participant.status in (ParticipantStatus.APPLIED, ParticipantStatus.DECLINED):
        found.append(_("You take back that you applied."))
    else:
        found.append(_("Your place goes to whoever has waited longest; without a waiting list it is free."))
    sessions = len(session_places.sessions_chosen_by(participant))
    if sessions:
        words = ngettext(
            "The place in %(num)d session becomes free.",
            "The places in %(num)d sessions become free.",
            sessions,
        )
        found.append(words)
    meetings = len(cancellations.meetings_ahead(participant))
    if meetings:
        words = ngettext("%(num)d meeting on your agenda is cancelled, and the other one gets a mail.",
                         "%(num)d meetings on your agenda are cancelled, and the others get a mail.", meetings)  # fmt: skip
        found.append(words)
    return found


def hand_out_free_places(camp: Camp) -> int:
    """Give free places to those who have waited longest, and tell them; returns how many.

    In the present transaction, while the camp is locked; does not commit.
    """
    handed_out = 0
    while (person := places.first_waiting(camp)) is not None and places.take_place(camp):
        known = person.user.email_confirmed_at is not None
        person.status = ParticipantStatus.CONFIRMED if known else ParticipantStatus.UNCONFIRMED
        person.updated_at = now()
        registration_mails.place_free(camp, person)
        db.session.flush()
        handed_out += 1
    return handed_out


def _send(
    camp: Camp,
    draft: RegistrationDraft,
    user: User | None,
    language: str,
    next_path: str,
    key: str,
    invitation: Invitation | None,
) -> None:
    if not places.may_register(camp, invited=invitation is not None):
        raise Refusal(_("Registration for this camp is closed."))
    given = _answers_in(draft)
    account = user or _account(str(given["email"]), str(given["name"]), language)
    full = places.is_full(camp)
    participant = _registration_of(account, camp)
    if participant is None or participant.status is ParticipantStatus.WITHDRAWN:
        if invitation is not None and not invitations.use(invitation):
            raise Refusal(_("This invitation is no longer good. Ask whoever gave it to you for a new one."))
        participant = _enter(camp, account, participant, given, invitation, is_known=user is not None)
        must_confirm = user is None or account.email_confirmed_at is None
    else:
        must_confirm = account.email_confirmed_at is None
        if not must_confirm and user is None:
            registration_mails.already_registered(camp, participant)
    if must_confirm:
        sign_in.send_confirmation(account, camp, next_path, key)
    draft.participant_id, draft.updated_at = participant.id, now()
    draft.answers = {
        "sent": {
            "email": account.email,
            "waiting": full and not _must_apply(camp, invitation),
            "applied": _must_apply(camp, invitation),
            "must_confirm": user is None or must_confirm,
        }
    }


def _must_apply(camp: Camp, invitation: Invitation | None) -> bool:
    return camp.needs_approval and not (invitation is not None and invitation.skips_approval)


def _answers_in(draft: RegistrationDraft) -> Answers:
    """All steps in one, but that the camp's own questions stay by themselves."""
    plain = [step for step in drafts.STEPS if step != "questions"]
    given = {name: value for step in plain for name, value in draft.answers[step].items()}
    return {**given, "questions": answers.from_draft(draft.answers.get("questions"))}


def _account(address: str, name: str, language: str) -> User:
    """The account with this address, or a new one. Two camps may make it at the same moment."""
    found = accounts.user_by_email(address)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            return accounts.add_user(address, name, language)
    except IntegrityError:
        return db.session.scalars(select(User).where(User.email == accounts.normalise_email(address))).one()


def _registration_of(user: User, camp: Camp) -> Participant | None:
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.user_id == user.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _enter(
    camp: Camp,
    user: User,
    participant: Participant | None,
    given: Answers,
    invitation: Invitation | None,
    *,
    is_known: bool,
) -> Participant:
    """A new registration, or one that had been withdrawn filled in anew; at the end of the queue."""
    status = ParticipantStatus.UNCONFIRMED
    if _must_apply(camp, invitation):
        status = ParticipantStatus.APPLIED
    elif not places.take_place(camp):
        status = ParticipantStatus.WAITING
    elif is_known and user.email_confirmed_at is not None:
        status = ParticipantStatus.CONFIRMED
    if participant is None:
        participant = Participant(camp_id=camp.id, user_id=user.id, code=secrets.token_urlsafe(12))
        db.session.add(participant)
    participant.name, participant.status = str(given["name"]), status
    participant.decision_note = ""
    participant.invitation_id = invitation.id if invitation else None
    participant.registered_at = participant.updated_at = now()
    db.session.flush()
    _fill(camp, participant, given)
    return participant


def _fill(camp: Camp, participant: Participant, given: Answers) -> None:
    """Answers that name what the organisers have since taken away are left out, as on the page of answers."""
    known = {topic.id for topic in topics.topics_of(camp)}
    kept = {name: [number for number in given[name] if number in known]  # type: ignore[attr-defined]
            for name in ("offer_topics", "need_topics", "interest_topics")}  # fmt: skip
    profiles.fill(participant, profile_values({**given, **kept}))
    slots = {slot.id for slot in availability.slots_of(camp)}
    sessions = {session.id for session in availability.sessions_of(camp) if not session.is_for_all}
    availability.set_absences(participant, slots & set(given["absent"]))  # type: ignore[call-overload]
    session_places.choose_sessions(participant, sessions & set(given["sessions"]))  # type: ignore[call-overload]
    answers.put(participant, questions.questions_of(camp, only_asked=True), given["questions"])  # type: ignore[arg-type]


def profile_values(given: Answers) -> profiles.ProfileValues:
    """The profile among the answers of a form or of a draft, whatever else stands there."""
    names = {field.name for field in fields(profiles.ProfileValues)}
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if name in names
    }
    values["organisation_kind"] = OrganisationKind(str(values["organisation_kind"]))
    return profiles.ProfileValues(**values)  # type: ignore[arg-type]
