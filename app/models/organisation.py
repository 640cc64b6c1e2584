"""Where people come from: clusters, firms, universities, public bodies."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.types import choice


class OrganisationKind(StrEnum):
    """What sort of body it is, in the words of the accounts for the funder."""

    CLUSTER = "cluster"
    COMPANY = "company"
    SME = "sme"
    UNIVERSITY = "university"
    PUBLIC = "public"
    OTHER = "other"


class Organisation(db.Model):
    """One body, whatever the camp. `name_key` is the name folded, so that it is entered only once."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(
        choice(OrganisationKind, "kind_is_known"), default=OrganisationKind.OTHER
    )
    country: Mapped[str | None] = mapped_column(String(2))
