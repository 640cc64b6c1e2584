"""The form that publishes a schedule."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice

from app.models import Schedule


class PublishForm(FlaskForm):
    """As what a schedule is published, and whether everybody hears of it."""

    standing = RadioField(
        _l("Publish it as"),
        choices=[
            SelectChoice(
                "preliminary", _l("Preliminary: it may still change, and everybody sees that it may")
            ),
            SelectChoice("final", _l("Final")),
        ],
    )
    to_all = BooleanField(_l("Send a mail to everybody who takes part, also where nothing changes for them"))

    @classmethod
    def standing_as(cls, out: Schedule | None) -> PublishForm:
        """The form with the standing that the schedule which is out has; final where none is."""
        is_preliminary = out is not None and out.is_preliminary
        return cls(data={"standing": "preliminary" if is_preliminary else "final"})

    @property
    def is_preliminary(self) -> bool:
        """Whether it is to be published as preliminary."""
        return self.standing.data == "preliminary"
