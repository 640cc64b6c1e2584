"""A table of people on its way into a camp: uploaded, looked at, then taken in or forgotten."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import UtcDateTime


class PeopleImport(db.Model):
    """One uploaded file as texts, kept between the steps of an import and no longer.

    `rows` holds a list a row: its number in the file, then its cells; the first row are the headings. They
    go as soon as the people are taken in. `columns` says for each column which field it fills, "" for none;
    `choices` and `result` are those of services/people/people_imports.py. `encoding` is how the file was read.
    """

    __tablename__ = "people_import"
    __table_args__ = (
        UniqueConstraint("camp_id", "id"),
        Index("ix_people_import_expires", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    camp_id: Mapped[int] = mapped_column(ForeignKey("camp.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    encoding: Mapped[str] = mapped_column(String(20))
    rows: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    choices: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
