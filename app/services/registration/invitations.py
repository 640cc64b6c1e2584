"""Invitations to register by a link: shared ones, and ones that a mail brings to one person.

A good link opens the registration also before it opens, after it has closed, and at a camp that is
hidden. It makes no place: at a full camp whoever comes by it waits like anybody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from app.extensions import db
from app.formats import local_date
from app.models import (
    ActKind,
    Camp,
    Invitation,
    InvitationState,
    MailTextKind,
    Participant,
    ParticipantStatus,
    User,
)
from app.services import acts, links, tokens
from app.services.accounts import accounts
from app.services.clock import now
from app.services.local_time import day_of
from app.services.mail import mail_texts, mails, outbox
from app.services.refusals import NotThere, Refusal
from app.services.registration import invitation_refusals

MOST_AT_ONCE = 300
MOST_LINKS = 2000


@dataclass(frozen=True)
class LinkValues:
    """What an organiser says of a shared link. Without `most_uses` and `expires_at` there is no limit."""

    label: str
    most_uses: int | None = None
    expires_at: datetime | None = None
    skips_approval: bool = False


@dataclass(frozen=True)
class Letter:
    """What an organiser says when inviting people by mail."""

    message: str
    language: str
    skips_approval: bool = False


@dataclass(frozen=True)
class Sent:
    """How many mails go out, and the addresses that get none: registered already, or wanting no invitations."""

    mails: int
    registered: list[str]
    unwilling: list[str]


def invitations_of(camp: Camp) -> list[Invitation]:
    """All of the camp's, the newest first; one query."""
    query = select(Invitation).where(Invitation.camp_id == camp.id).order_by(Invitation.id.desc())
    return list(db.session.scalars(query))


def state_of(invitation: Invitation) -> InvitationState:
    """Whether the link is good now."""
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if invitation.most_uses is not None and invitation.uses >= invitation.most_uses:
        return InvitationState.USED_UP
    if invitation.expires_at is not None and invitation.expires_at <= now():
        return InvitationState.EXPIRED
    return InvitationState.GOOD


def with_code(camp: Camp, code: str) -> Invitation | None:
    """The camp's invitation with this code unless it was taken back. Used up or late, it still lets one
    see the camp's own page: whoever has just registered by it reads there what happens next."""
    query = select(Invitation).where(Invitation.camp_id == camp.id, Invitation.code == code[:64])
    return db.session.scalar(query.where(Invitation.revoked_at.is_(None)))


def opens_registration(camp: Camp, invitation: Invitation | None) -> bool:
    """Whether somebody may register by it now."""
    is_over = day_of(now(), camp.time_zone) > camp.ends_on
    return invitation is not None and not is_over and state_of(invitation) is InvitationState.GOOD


def address_of(camp: Camp, invitation: Invitation) -> str:
    """The link itself."""
    return links.address("registration.invited", slug=camp.slug, invitation=invitation.code)


def use(invitation: Invitation) -> bool:
    """Count one registration, in the present transaction; False when the link is no longer good.

    One conditional update, so that a link for five never brings a sixth.
    """
    good = (
        Invitation.id == invitation.id,
        Invitation.revoked_at.is_(None),
        or_(Invitation.most_uses.is_(None), Invitation.uses < Invitation.most_uses),
        or_(Invitation.expires_at.is_(None), Invitation.expires_at > now()),
    )
    query = update(Invitation).where(*good).values(uses=Invitation.uses + 1)
    result = db.session.execute(query, execution_options={"synchronize_session": False})
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


def make_link(camp: Camp, values: LinkValues, by: User | None = None) -> Invitation:
    """A link to share. Commits."""
    _refuse_too_many(camp, 1)
    made = Invitation(camp_id=camp.id, code=tokens.new(), created_at=now(), uses=0, **vars(values))
    db.session.add(made)
    acts.note(camp, by, ActKind.INVITED)
    db.session.commit()
    return made


def invite(camp: Camp, addresses: Iterable[str], letter: Letter, by: User) -> Sent:
    """Send each of these addresses a link for one registration. Commits.

    Who is registered, or wants no invitations, gets none. An address that has a good link gets the same one again.
    """
    wanted = list(dict.fromkeys(accounts.normalise_email(address) for address in addresses))
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(_("Invite at most %(most)d people at once.", most=MOST_AT_ONCE))
    _refuse_too_many(camp, len(wanted))
    there = _registered(camp, wanted)
    unwilling = invitation_refusals.refused_of(camp, wanted) - there
    gets = [one for one in wanted if one not in there | unwilling]
    earlier = {one.email: one for one in invitations_of(camp) if state_of(one) is InvitationState.GOOD}
    for address in gets:
        made = earlier.get(address)
        if made is None:
            made = Invitation(
                camp_id=camp.id, code=tokens.new(), email=address, most_uses=1, uses=0, created_at=now(),
                skips_approval=letter.skips_approval,
            )  # fmt: skip
            db.session.add(made)
            db.session.flush()
        _post(camp, made, letter, by)
    if gets:
        acts.note(camp, by, ActKind.INVITED, people=len(gets))
    db.session.commit()
    return Sent(len(gets), sorted(there), sorted(unwilling))


def revoke(camp: Camp, number: int, by: User) -> None:
    """Make a link open nothing any more; who has registered by it stays. Commits."""
    query = select(Invitation).where(Invitation.camp_id == camp.id, Invitation.id == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotThere(_("There is no such invitation."))
    if found.revoked_at is None:
        found.revoked_at = now()
        acts.note(camp, by, ActKind.INVITATION_REVOKED)
    db.session.commit()


def forget_address(address: str) -> None:
    """Take the email address of somebody who is erased from the invitations, in the present transaction."""
    db.session.execute(
        update(Invitation).where(Invitation.email == address).values(email="", revoked_at=now())
    )


def _refuse_too_many(camp: Camp, more: int) -> None:
    if len(invitations_of(camp)) + more > MOST_LINKS:
        raise Refusal(_("A camp has at most %(most)d invitations.", most=MOST_LINKS))


def _registered(camp: Camp, addresses: list[str]) -> set[str]:
    """Those of the addresses with which somebody is registered."""
    query = (
        select(User.email)
        .join(Participant, Participant.user_id == User.id)
        .where(Participant.camp_id == camp.id, Participant.status != ParticipantStatus.WITHDRAWN)
        .where(User.email.in_(addresses))
    )
    return set(db.session.scalars(query))


def dates_in_words(camp: Camp) -> mails.Plain:
    """Its day or days, as they stand in a sentence of the present language."""
    first, last = local_date(camp.starts_on), local_date(camp.ends_on)
    if first == last:
        return mails.Plain(_("on %(day)s", day=first))
    return mails.Plain(_("from %(first)s to %(last)s", first=first, last=last))


def _post(camp: Camp, invitation: Invitation, letter: Letter, by: User) -> None:
    with force_locale(letter.language):
        dates = dates_in_words(camp)
    text = mail_texts.write(
        camp, MailTextKind.INVITATION, letter.language, {"link": address_of(camp, invitation)},
        who=by.name or by.email, dates=dates,
        message=[mails.unlinked(line) for line in letter.message.splitlines()],
    )  # fmt: skip
    key = f"invitation:{invitation.id}:{now():%Y%m%d%H%M}"
    mail = outbox.Mail(invitation.email, text.subject, text.body, key, letter.language)
    outbox.put(invitation_refusals.may_refuse(camp, mail), camp)
