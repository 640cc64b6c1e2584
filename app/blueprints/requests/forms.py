"""The forms of the requests."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app.blueprints.participant_fields import no_longer_than, trimmed
from app.services.requests.meeting_requests import LONGEST_MESSAGE, LONGEST_REASON


class AskForm(FlaskForm):
    """A few words to somebody whom one asks to meet."""

    message = TextAreaField(_l("Message"), [no_longer_than(LONGEST_MESSAGE)], [trimmed])


class DeclineForm(FlaskForm):
    """Why not."""

    reason = TextAreaField(_l("Reason"), [no_longer_than(LONGEST_REASON)], [trimmed])
