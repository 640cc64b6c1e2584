"""Camps that follow each other, year by year."""

from sqlalchemy import select

from app.extensions import db
from app.models import Camp

LONGEST = 30


def earlier_than(camp: Camp) -> list[int]:
    """The camps before this one in its series, the latest first; a query each."""
    found: list[int] = []
    number = camp.follows_id
    while number is not None and number not in found and len(found) < LONGEST:
        found.append(number)
        number = db.session.scalar(select(Camp.follows_id).where(Camp.id == number))
    return found


def first_of(camp: Camp) -> int:
    """The camp with which the series began, which may be this one: what all of them have in common."""
    return (earlier_than(camp) or [camp.id])[-1]
