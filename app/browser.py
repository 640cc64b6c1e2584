"""What we remember of a browser: a random key, the address it gave, and who is signed in in it."""

from flask import request, session
from flask_login import login_user, logout_user

from app.models import User
from app.services import tokens
from app.services.accounts import browsers


def browser_key() -> str:
    """This browser's key, made at first use; it stands in the signed session cookie."""
    key = session.get("browser")
    if not isinstance(key, str):
        key = session["browser"] = tokens.new()
        session.permanent = True
    return key


def note_address(address: str) -> None:
    """Remember which email address was typed here, for the page that says where the mail went."""
    session["address"] = address


def noted_address() -> str | None:
    """The email address last typed in this browser, or None."""
    return session.get("address")


def sign_in_here(user: User) -> None:
    """Sign the user in, in this browser, for as long as it comes back."""
    before = identity_here()
    if before:
        browsers.leave(before)
    login_user(user)
    session["_user_id"] = browsers.enter(user, request.user_agent.string)
    session.permanent = True


def identity_here() -> str | None:
    """What the session of this browser keeps of who is signed in; None for nobody."""
    return session.get("_user_id")


def sign_out_here() -> None:
    """Forget who is signed in, and everything else but the language."""
    identity = identity_here()
    if identity:
        browsers.leave(identity)
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def note_invitation(slug: str, code: str) -> None:
    """Remember by which invitation this browser came to a camp; the latest ten are kept. app/access.py reads it."""
    kept = {key: value for key, value in session.get("invitations", {}).items() if key != slug}
    session["invitations"] = {**dict(list(kept.items())[-9:]), slug: code}
