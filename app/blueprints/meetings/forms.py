"""The form that asks how a meeting went; the answer itself is the button that sends it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app.blueprints.participant_fields import LONG_TEXT, no_longer_than, trimmed


class OutcomeForm(FlaskForm):
    """What came out of the meeting, in the participant's own words."""

    note = TextAreaField(
        _l("What came out of it, or what comes next"), [no_longer_than(LONG_TEXT)], [trimmed]
    )
