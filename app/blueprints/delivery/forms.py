"""The form for a private address of a camp's calendar."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice

from app.blueprints.participant_fields import ChosenField


class FeedForm(FlaskForm):
    """Which calendar the address is of."""

    table = ChosenField(_l("Calendar"))

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """The calendars by number and name."""
        self.table.choices = [SelectChoice(number, name) for number, name in choices]
