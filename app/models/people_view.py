"""What an organiser looks for among the people of a camp, kept under a name of their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class PeopleView(db.Model):
    """One organiser's view of one camp. `asked` is the query of the list's address ("lack=wishes&sort=name")."""

    __tablename__ = "people_view"
    __table_args__ = (UniqueConstraint("camp_id", "user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    asked: Mapped[str] = mapped_column(String(800))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
