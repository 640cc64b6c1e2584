"""Accounts: finding them, their passwords."""

import re
import secrets
from functools import cache
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import User
from app.services.accounts import browsers
from app.services.clock import now
from app.services.refusals import Refusal

_hasher = PasswordHasher()
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@<>\"(),:;\\\[\]]+\.[^\s@.<>\"(),:;\\\[\]]+")


def normalise_email(address: str) -> str:
    """One spelling for each mailbox: trimmed and in lower case, as nearly every mail server reads it."""
    return address.strip().lower()


def is_address(text: str) -> bool:
    """Whether a mail can be tried; whether it arrives, only its owner shows."""
    return _ADDRESS.fullmatch(text) is not None


def user_by_email(address: str) -> User | None:
    """The account with this address, however it is spelled."""
    return db.session.scalar(select(User).where(User.email == normalise_email(address)))


def add_user(address: str, name: str, language: str, *, is_administrator: bool = False) -> User:
    """A new account in the present transaction; does not commit."""
    user = User(
        email=normalise_email(address), name=name, language=language, is_administrator=is_administrator,
        created_at=now(),
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user


def choose_language(user: User, language: str) -> None:
    """Remember the user's language."""
    user.language = language
    db.session.commit()


def set_password(user: User, password: str) -> None:
    """Set or replace the password. Commits. All sessions end with it, this one too."""
    user.password_hash = _hasher.hash(password)
    sign_out_everywhere(user)


def change_password(user: User, present: str, password: str, *, is_proven: bool) -> None:
    """Set a password. Commits; Refusal when `present` is not the present one.

    It is not asked for where there is none, nor of those who have just shown that the mail is theirs
    (`is_proven`), for that is the way back for a forgotten one.
    """
    if user.password_hash is not None and not is_proven and not password_fits(user, present):
        raise Refusal(_("This is not your present password."))
    set_password(user, password)


def sign_out_everywhere(user: User) -> None:
    """End all sessions of the user, in every browser, with their next request. Commits."""
    browsers.end_all(user)
    db.session.commit()


def enter_by_password(address: str, password: str) -> User:
    """The user with this address and password. Refusal, the same whichever of the two is wrong."""
    user = user_by_email(address)
    if not password_fits(user, password) or user is None:
        raise Refusal(_("Email address and password do not fit together."))
    return user


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def password_fits(user: User | None, password: str) -> bool:
    """Whether the password is the user's; takes as long when there is no such user."""
    stored = user.password_hash if user is not None and user.password_hash else _hash_of_nobody()
    try:
        return _hasher.verify(stored, password) and user is not None and bool(user.password_hash)
    except (VerificationError, InvalidHashError):
        return False


def safe_path(path: str | None) -> str:
    """A path on this site to go on to; anything that could lead elsewhere becomes the front page."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return "/"
    if any(char < " " or char == "\x7f" for char in path):
        return "/"
    parts = urlsplit(path)
    return "/" if parts.scheme or parts.netloc else path
