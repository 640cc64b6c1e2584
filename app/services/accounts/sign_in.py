"""Signing in by mail: one link and one code, good once and for ten minutes.

The link's page changes nothing until its button is pressed, for mail scanners open every link. The
code works only in the browser that asked for it, and not after five wrong ones. Whoever asks is told
the same for known and unknown addresses; to unknown ones nothing is sent, for otherwise anybody
could have our mail sent to anybody.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, select, update

from app.extensions import db
from app.models import Camp, Participant, ParticipantStatus, SignInToken, User
from app.services import links, tokens
from app.services.accounts import accounts
from app.services.clock import now
from app.services.mail import mail_templates, outbox
from app.services.refusals import Refusal

log = structlog.get_logger()
LIFETIME = timedelta(minutes=10)
MOST_CODES = 5
MAILS_TO_AN_ADDRESS = ((5, timedelta(hours=1)), (20, timedelta(days=1)))
MAILS_IN_ALL = (3000, timedelta(hours=1))
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """Somebody who has shown that the mail reached them, and where they wanted to go."""

    user: User
    next_path: str


@dataclass(frozen=True)
class _Secrets:
    """A new token with what is not kept of it."""

    token: SignInToken
    words: dict[str, object]
    links: dict[str, str]


def ask(address: str, browser_key: str, next_path: str, language: str) -> None:
    """Send link and code to the account with this address, if there is one. Commits.

    Says nothing of whether there is one, nor of the limits on mails: then nothing is sent, and the
    last mail stays good.
    """
    user = accounts.user_by_email(address)
    if _may_send_to(address):
        made = _new_secrets(user, address, browser_key, next_path)
        _post(made, user, "sign_in", user.language if user else language)
    db.session.commit()


def send_confirmation(user: User, camp: Camp, next_path: str, browser_key: str) -> None:
    """Send the mail that confirms a registration at the camp, in the present transaction; no commit.

    Nothing is sent beyond the limits on mails; then the next sign-in confirms the registration.
    """
    if _may_send_to(user.email):
        made = _new_secrets(user, user.email, browser_key, next_path)
        _post(made, user, "confirmation", user.language, camp)


def _post(made: _Secrets, user: User | None, template: str, language: str, camp: Camp | None = None) -> None:
    """Write the mail and put it into the outbox; for a decoy take it out again, so as to take as long."""
    about = {"name": user.name if user else "", "camp": camp.name if camp else ""}
    text = mail_templates.write(template, language, made.links, **made.words, **about)
    with db.session.begin_nested() as savepoint:
        outbox.enqueue(
            user.email if user else "", text.subject, text.body,
            dedupe_key=f"sign-in:{made.token.link_hash}", language=language, camp=camp,
            useless_after=made.token.expires_at,
        )  # fmt: skip
        if user is None:
            savepoint.rollback()


def _may_send_to(address: str) -> bool:
    """Whether the address, and all of them together, are still within the limits."""
    of_address = SignInToken.address_hash == tokens.digest(accounts.normalise_email(address))
    if any(_asked_within(span, of_address) >= most for most, span in MAILS_TO_AN_ADDRESS):
        return False
    most, span = MAILS_IN_ALL
    if _asked_within(span, SignInToken.user_id.is_not(None)) >= most:
        log.error("too many sign-in mails in an hour")
        return False
    return True


def _asked_within(span: timedelta, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(SignInToken)
    return db.session.scalar(query.where(condition, SignInToken.created_at > now() - span)) or 0


def _new_secrets(user: User | None, address: str, browser_key: str, next_path: str) -> _Secrets:
    """A token that voids the earlier ones of the address and of the browser; added, not committed."""
    secret, code, moment = tokens.new(), tokens.new_code(), now()
    address_hash = tokens.digest(accounts.normalise_email(address))
    browser_hash = tokens.digest(browser_key)
    earlier = (SignInToken.address_hash == address_hash) | (SignInToken.browser_hash == browser_hash)
    db.session.execute(
        update(SignInToken).where(earlier, SignInToken.used_at.is_(None)).values(used_at=moment)
    )
    token = SignInToken(
        user_id=user.id if user else None, address_hash=address_hash, link_hash=tokens.digest(secret),
        code_hash=tokens.code_digest(code, browser_key), browser_hash=browser_hash,
        next_path=accounts.safe_path(next_path)[:300], created_at=moment, expires_at=moment + LIFETIME,
    )  # fmt: skip
    db.session.add(token)
    addresses = {
        "link": links.address("accounts.link", token=secret),
        "sign_in": links.address("accounts.sign_in"),
    }
    return _Secrets(token, {"code": code, "minutes": LIFETIME.seconds // 60}, addresses)


def owner_of_link(secret: str) -> User | None:
    """Whom a link would sign in, as long as it is good. Changes nothing, however often it is asked."""
    query = select(User).join(SignInToken, SignInToken.user_id == User.id)
    return db.session.scalar(query.where(SignInToken.link_hash == tokens.digest(secret), *_is_good()))


def enter_by_link(secret: str) -> Entry:
    """Use the link up. Commits; of many at once exactly one gets in, the others meet a Refusal."""
    token = db.session.scalar(select(SignInToken).where(SignInToken.link_hash == tokens.digest(secret)))
    if token is None:
        raise _no_longer_good()
    return _enter(token)


def enter_by_code(code: str, browser_key: str) -> Entry:
    """Use the code up that this browser asked for. Commits; Refusal for a wrong or a void one.

    Each try is counted before the code is looked at, so that trying many at once gains nothing.
    """
    of_browser = SignInToken.browser_hash == tokens.digest(browser_key)
    number = db.session.scalar(
        update(SignInToken)
        .where(of_browser, SignInToken.wrong_codes < MOST_CODES, *_is_good())
        .values(wrong_codes=SignInToken.wrong_codes + 1)
        .returning(SignInToken.id)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if number is None:
        raise _no_longer_good()
    token = db.session.get_one(SignInToken, number, populate_existing=True)
    if token.user_id is None or token.code_hash != tokens.code_digest(code.strip(), browser_key):
        raise _wrong_code(MOST_CODES - token.wrong_codes)
    return _enter(token)


def _is_good() -> list[ColumnElement[bool]]:
    return [SignInToken.used_at.is_(None), SignInToken.expires_at > now()]


def _enter(token: SignInToken) -> Entry:
    """Spend the token, if nobody was faster, and note that the mail reached its user. Commits."""
    spent = update(SignInToken).where(SignInToken.id == token.id, *_is_good()).values(used_at=now())
    result = db.session.execute(spent.execution_options(synchronize_session=False))
    if result.rowcount != 1 or token.user is None:  # type: ignore[attr-defined]
        db.session.rollback()
        raise _no_longer_good()
    entry = Entry(token.user, token.next_path)
    registration_confirmed(entry.user)
    db.session.commit()
    return entry


def _no_longer_good() -> Refusal:
    return Refusal(
        _("This is no longer good: it is older than ten minutes, used, or replaced by a newer mail.")
    )


def _wrong_code(left: int) -> Refusal:
    if left <= 0:
        return Refusal(_("That was not the code either, and now it is void. Ask for a new mail."))
    return Refusal(_("This is not the code from the newest mail. Have another look at the mail."))


def registration_confirmed(user: User) -> None:
    """The email address is the user's: note it, and confirm what they registered with it. No commit."""
    user.email_confirmed_at = user.email_confirmed_at or now()
    unconfirmed = select(Participant).where(
        Participant.user_id == user.id, Participant.status == ParticipantStatus.UNCONFIRMED
    )
    for participant in db.session.scalars(unconfirmed):
        participant.status = ParticipantStatus.CONFIRMED
        participant.updated_at = now()


def forget_old_tokens() -> None:
    """Delete tokens that no limit counts any more. Commits."""
    db.session.execute(delete(SignInToken).where(SignInToken.created_at < now() - KEPT_FOR))
    db.session.commit()
