"""Who wants no invitations: any address that has been invited may say so, without an account and without signing in.

It holds for the whole series of the camp, for later camps too (docs/decisions/0025). The address in the mail is signed
with the installation's secret: it names a series and the digest of one address, and nobody can make one up.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select

from app.extensions import db
from app.models import Camp, InvitationRefusal, MessageStatus, OutboxMessage
from app.services import links, tokens
from app.services.accounts import accounts
from app.services.clock import now
from app.services.mail import mails, outbox
from app.services.refusals import NotThere
from app.services.setup import series


@dataclass(frozen=True)
class Invited:
    """Whose address it is: that of an invitation to `camp`, which came in `language`."""

    camp: Camp
    address_hash: str
    language: str


def refused_of(camp: Camp, addresses: Collection[str]) -> set[str]:
    """Those of the normalised addresses that want no invitations from the camp's series."""
    by_hash = {tokens.digest(address): address for address in addresses}
    found = select(InvitationRefusal.address_hash).where(InvitationRefusal.camp_id == series.first_of(camp))
    return {by_hash[one] for one in db.session.scalars(found) if one in by_hash}


def is_refused(invited: Invited) -> bool:
    """Whether the address wants none now."""
    return db.session.get(InvitationRefusal, _key(invited)) is not None


def refuse(invited: Invited) -> None:
    """Send no more invitations, neither those that wait already. Commits; twice is as once."""
    db.session.execute(select(Camp.id).where(Camp.id == _key(invited)[0]).with_for_update())
    if not is_refused(invited):
        first, address_hash = _key(invited)
        db.session.add(InvitationRefusal(camp_id=first, address_hash=address_hash, refused_at=now()))
    waiting = select(OutboxMessage.dedupe_key, OutboxMessage.recipient).where(
        OutboxMessage.camp_id == invited.camp.id, OutboxMessage.status == MessageStatus.WAITING,
        OutboxMessage.dedupe_key.startswith("invitation:"),
    )  # fmt: skip
    for key, recipient in db.session.execute(waiting).all():
        if _hash(recipient) == invited.address_hash:
            outbox.drop_waiting(key)
    db.session.commit()


def allow(invited: Invited) -> None:
    """Take invitations again. Commits; twice is as once."""
    first, address_hash = _key(invited)
    mine = (InvitationRefusal.camp_id == first, InvitationRefusal.address_hash == address_hash)
    db.session.execute(delete(InvitationRefusal).where(*mine))
    db.session.commit()


def may_refuse(camp: Camp, mail: outbox.Mail) -> outbox.Mail:
    """The invitation with the way to get no more of them: at its end, and for the button of mail programs."""
    token = token_of(camp, mail.recipient, mail.language)
    page = links.address("mail_choices.no_invitations", token=token)
    with force_locale(mail.language):
        words = _(
            "You get this because you have been invited to %(camp)s. If you want no more invitations:",
            camp=mails.plain(camp.name),
        )
    return replace(mail, body=f"{mail.body}\n-- \n{words}\n{page}\n", unsubscribe=page)


def token_of(camp: Camp, address: str, language: str) -> str:
    """What stands in the address."""
    return str(_signer().dumps([camp.id, _hash(address), language]))


def meant_by(token: str) -> Invited:
    """Whose address it is; NotThere for one that we have not made."""
    try:
        number, address_hash, language = _signer().loads(token[:400])
    except BadSignature:
        raise NotThere(_("This link leads nowhere.")) from None
    return Invited(db.session.get_one(Camp, number), address_hash, language)


def _key(invited: Invited) -> tuple[int, str]:
    return series.first_of(invited.camp), invited.address_hash


def _hash(address: str) -> str:
    return tokens.digest(accounts.normalise_email(address))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="invitations")
