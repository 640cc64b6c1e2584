"""What we remember of a browser that need not be signed in: a random key, and the address it gave."""

from flask import session

from app.services import tokens


def browser_key() -> str:
    """This browser's key, made at first use; it stands in the signed session cookie."""
    key = session.get("browser")
    if not isinstance(key, str):
        key = session["browser"] = tokens.new()
        session.permanent = True
    return key


def note_address(address: str) -> None:
    """Remember which mail address was typed here, for the page that says where the mail went."""
    session["address"] = address


def noted_address() -> str | None:
    """The mail address last typed in this browser, or None."""
    return session.get("address")
