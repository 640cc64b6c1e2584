"""The forms about asked changes."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField

from app.blueprints.participant_fields import no_longer_than, trimmed
from app.services.changes.change_rows import LONGEST_REASON


class ModeForm(FlaskForm):
    """How the camp settles changes."""

    mode = RadioField(
        _l("When a participant asks for a change"),
        choices=[
            SelectChoice("organisers", _l("Organisers confirm each change")),
            SelectChoice("itself", _l("It is made by itself when nobody else's meeting moves")),
        ],
    )


class DeclineForm(FlaskForm):
    """What the participant reads when a change is declined."""

    answer = TextAreaField(_l("A word to the participant"), [no_longer_than(LONGEST_REASON)], [trimmed])
