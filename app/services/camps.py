"""Finding camps, and holding one while it is being changed."""

from sqlalchemy import select

from app.extensions import db
from app.models import Camp


def by_slug(slug: str) -> Camp | None:
    """The camp with this address, public or not."""
    return db.session.scalar(select(Camp).where(Camp.slug == slug))


def public_camps() -> list[Camp]:
    """The camps that everybody may see, the next one first."""
    query = select(Camp).where(Camp.is_public).order_by(Camp.starts_on, Camp.id)
    return list(db.session.scalars(query))


def lock(camp: Camp) -> None:
    """Hold the camp until the transaction ends, so that what is checked next still holds when it is saved.

    SQLite has taken its write lock already; PostgreSQL waits here for whoever is setting the camp up.
    """
    db.session.execute(select(Camp.id).where(Camp.id == camp.id).with_for_update())
