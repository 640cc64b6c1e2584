"""What may be asked about a schedule."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from app.blueprints.participant_fields import MultiCheckboxField


class WhatIfForm(FlaskForm):
    """Each tick and each number is one question; the choices are filled in by the route."""

    tables = MultiCheckboxField(_l("Tables"), coerce=int)
    slots = MultiCheckboxField(_l("Slots and breaks"))
    promised = IntegerField(
        _l("Another number of promised meetings"),
        validators=[Optional(), NumberRange(0, 50, _l("Write a number from 0 to 50."))],
    )
    minutes = IntegerField(
        _l("Another length of all slots, in minutes"),
        validators=[Optional(), NumberRange(5, 240, _l("Write a number from 5 to 240."))],
    )
    prices = BooleanField(_l("Say what each slot and each table is worth"), default=True)
    seconds = RadioField(
        _l("How long may each question take?"),
        choices=[
            SelectChoice(3, _l("3 seconds")),
            SelectChoice(10, _l("10 seconds")),
            SelectChoice(30, _l("30 seconds")),
        ],
        coerce=int,
        default=3,
        validators=[InputRequired()],
    )
