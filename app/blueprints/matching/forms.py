"""The few decisions before a run, in plain words."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired


class RunForm(FlaskForm):
    """What counts first, what may fill up, and how long the search may take."""

    priority = RadioField(
        _l("What counts first?"),
        choices=[
            ("promised", _l("Everybody gets the promised number of meetings, then the wishes")),
            ("wishes", _l("As many and as strong wishes as possible, then the promised number")),
        ],
        default="promised",
        validators=[InputRequired()],
    )
    with_suggestions = BooleanField(
        _l("Fill up with pairs whose offers and needs fit, though nobody wished it")
    )
    stay_close = BooleanField(
        _l("Keep meetings of the published schedule where they are, if nothing else is lost")
    )
    seconds = RadioField(
        _l("How long may the search take?"),
        choices=[(10, _l("10 seconds")), (30, _l("30 seconds")), (120, _l("2 minutes"))],
        coerce=int,
        default=10,
        validators=[InputRequired()],
    )
