"""The forms about one meeting: how it went (the answer is the button that sends it), what should change."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice, TextAreaField

from app.blueprints.participant_fields import LONG_TEXT, ChosenField, no_longer_than, trimmed
from app.models import Participant
from app.services.changes.change_rows import LONGEST_REASON


class OutcomeForm(FlaskForm):
    """What came out of the meeting, in the participant's own words."""

    note = TextAreaField(
        _l("What came out of it, or what comes next"), [no_longer_than(LONG_TEXT)], [trimmed]
    )


class ReasonForm(FlaskForm):
    """Why a meeting is cancelled, or should change."""

    reason = TextAreaField(_l("Why?"), [no_longer_than(LONGEST_REASON)], [trimmed])


class ColleagueForm(ReasonForm):
    """Which colleague comes instead, or along."""

    colleague = ChosenField(_l("Your colleague"))

    def offer(self, colleagues: list[Participant]) -> None:
        """Fill the list by name."""
        self.colleague.choices = [SelectChoice(one.code, one.name) for one in colleagues]
