"""Everything with which somebody could come in as a user, or read their agenda: in view, and to be stopped."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from app.extensions import db
from app.models import Browser, CalendarToken, Camp, Participant, SignInToken, User
from app.services.accounts import browsers
from app.services.clock import now


@dataclass(frozen=True)
class CalendarAddress:
    """A private address of an agenda that works."""

    camp: Camp
    token: CalendarToken


@dataclass(frozen=True)
class WaysIn:
    """The browsers signed in, the mails with a link that is still good, and the calendar addresses."""

    browsers: list[Browser]
    here: Browser | None
    links: list[SignInToken]
    addresses: list[CalendarAddress]


def ways_in(user: User, identity: str | None) -> WaysIn:
    """All of them; `identity` is the session of the browser that asks. Four queries."""
    good = select(SignInToken).where(
        SignInToken.user_id == user.id, SignInToken.used_at.is_(None), SignInToken.expires_at > now()
    )
    addresses = (
        select(Camp, CalendarToken)
        .join(Participant, Participant.camp_id == Camp.id)
        .join(CalendarToken, CalendarToken.participant_id == Participant.id)
        .where(Participant.user_id == user.id)
        .where(CalendarToken.revoked_at.is_(None), CalendarToken.expires_at > now())
    )
    return WaysIn(
        browsers=browsers.browsers_of(user),
        here=browsers.current(user, identity),
        links=list(db.session.scalars(good.order_by(SignInToken.id))),
        addresses=[
            CalendarAddress(camp, token)
            for camp, token in db.session.execute(addresses.order_by(CalendarToken.id))
        ],
    )


def stop_link(user: User, number: int) -> None:
    """Make the link and the code of one mail void. Commits."""
    mine = delete(SignInToken).where(SignInToken.user_id == user.id, SignInToken.id == number)
    db.session.execute(mine)
    db.session.commit()


def stop_address(user: User, number: int) -> None:
    """Make one calendar address stop working. Commits."""
    _stop_addresses(user, number)
    db.session.commit()


def stop_everything(user: User, but: str | None) -> None:
    """Sign out every browser but the one with this session, void all links, stop all addresses. Commits."""
    browsers.end_all(user, but)
    unused = delete(SignInToken).where(SignInToken.user_id == user.id, SignInToken.used_at.is_(None))
    db.session.execute(unused)
    _stop_addresses(user)
    db.session.commit()


def _stop_addresses(user: User, number: int | None = None) -> None:
    people = select(Participant.id).where(Participant.user_id == user.id)
    query = update(CalendarToken).where(
        CalendarToken.participant_id.in_(people), CalendarToken.revoked_at.is_(None)
    )
    if number is not None:
        query = query.where(CalendarToken.id == number)
    db.session.execute(query.values(revoked_at=now()).execution_options(synchronize_session=False))
