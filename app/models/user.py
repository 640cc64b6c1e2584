"""Who can sign in, and the short-lived secrets with which they do."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.types import UtcDateTime


class User(UserMixin, db.Model):
    """An account. `email` is normalised (see services/accounts/accounts.py) and unique."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="en")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInToken(db.Model):
    """One mail with a link and a code. Only hashes are kept; each opens one session, once.

    `browser_hash` binds the code to the browser that asked for it, for six digits alone are few.
    Without a user it is a decoy: an unknown address was typed, no mail went out, and the page that
    asks for the code must behave as it does for a known one. `address_hash` counts mails an hour.
    """

    __tablename__ = "sign_in_token"
    __table_args__ = (
        Index("ix_sign_in_token_browser", "browser_hash"),
        Index("ix_sign_in_token_address", "address_hash", "created_at"),
        Index("ix_sign_in_token_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    next_path: Mapped[str] = mapped_column(String(300), default="/")
    wrong_codes: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User | None] = relationship()
