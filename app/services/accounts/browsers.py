"""The browsers in which a user is signed in: letting them in, knowing them again, signing them out."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import OperationalError

from app.extensions import db, writes
from app.models import Browser, User
from app.services import tokens
from app.services.clock import now

LIFETIME = timedelta(days=30)
SEEN_MARK_EVERY = timedelta(hours=1)

# What a browser calls itself holds several names; the first that is found is the true one.
_PROGRAMS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
             "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
_SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
            "Mac OS X": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip


def kind_of(agent: str) -> tuple[str, str]:
    """Program and system of a User-Agent header; an empty word for what is not known."""
    program = next((name for mark, name in _PROGRAMS.items() if mark in agent), "")
    return program, next((name for mark, name in _SYSTEMS.items() if mark in agent), "")


def enter(user: User, agent: str) -> str:
    """Sign a browser in; returns what its session keeps, to be read back by `user_of`. Commits."""
    key = tokens.new()
    program, system = kind_of(agent)
    db.session.add(
        Browser(user_id=user.id, key_hash=tokens.digest(key), program=program, system=system,
                signed_in_at=now(), seen_at=now())
    )  # fmt: skip
    db.session.commit()
    return f"{user.id}.{key}"


def user_of(identity: str) -> User | None:
    """Whoever is signed in in the browser with this session; None once it is signed out, by whomever."""
    query = select(User, Browser.id, Browser.seen_at).join(Browser, Browser.user_id == User.id)
    row = db.session.execute(query.where(_is_of(identity), Browser.seen_at > now() - LIFETIME)).one_or_none()
    if row is None:
        return None
    user, number, seen_at = row
    if seen_at < now() - SEEN_MARK_EVERY:
        _mark_seen(number)
    return user


def current(user: User, identity: str | None) -> Browser | None:
    """The browser with this session, among those of the user."""
    query = select(Browser).where(Browser.user_id == user.id, _is_of(identity or ""))
    return db.session.scalar(query)


def browsers_of(user: User) -> list[Browser]:
    """Where the user is signed in, the browser used last first."""
    query = select(Browser).where(Browser.user_id == user.id, Browser.seen_at > now() - LIFETIME)
    return list(db.session.scalars(query.order_by(Browser.seen_at.desc(), Browser.id.desc())))


def leave(identity: str) -> None:
    """Sign the browser with this session out. Commits."""
    db.session.execute(delete(Browser).where(_is_of(identity)))
    db.session.commit()


def end(user: User, number: int) -> None:
    """Sign one browser of the user out. Commits. One that is gone already is no fault."""
    db.session.execute(delete(Browser).where(Browser.user_id == user.id, Browser.id == number))
    db.session.commit()


def end_all(user: User, but: str | None = None) -> None:
    """Sign all browsers of the user out, but the one with that session. Does not commit."""
    theirs = delete(Browser).where(Browser.user_id == user.id)
    db.session.execute(theirs.where(~_is_of(but)) if but else theirs)


def forget_old() -> None:
    """Delete the browsers that have not come for so long that they are signed out. Commits."""
    db.session.execute(delete(Browser).where(Browser.seen_at < now() - LIFETIME))
    db.session.commit()


def _is_of(identity: str) -> ColumnElement[bool]:
    return Browser.key_hash == tokens.digest(identity.partition(".")[2])


def _mark_seen(number: int) -> None:
    """Note that the browser has come, at most once an hour: pages must not write often.

    This is the first thing that a request asks of the database, so nothing is lost by ending the reading
    transaction; on SQLite it could not be turned into a writing one. A database too busy is left alone.
    """
    db.session.rollback()
    try:
        with writes():
            db.session.execute(update(Browser).where(Browser.id == number).values(seen_at=now()))
            db.session.commit()
    except OperationalError:
        db.session.rollback()
