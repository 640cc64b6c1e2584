"""A form with a field of every kind."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Optional


class SampleForm(FlaskForm):
    """Sent nowhere. Sent empty, every required field complains."""

    name = StringField("Your name", [DataRequired("Write your name.")])
    email = EmailField("Email address", [DataRequired("Write your email address.")])
    role = StringField("Your role", [Optional()])
    about = TextAreaField("What you do", [DataRequired("Write a sentence or two about what you do.")])
    country = SelectField(
        "Country",
        [InputRequired("Choose a country.")],
        choices=[
            SelectChoice("", "Choose"),
            SelectChoice("DK", "Denmark"),
            SelectChoice("IS", "Iceland"),
            SelectChoice("DE", "Germany"),
        ],
    )
    days = RadioField(
        "When are you there?",
        [InputRequired("Say when you are there.")],
        choices=[
            SelectChoice("both", "Both days"),
            SelectChoice("first", "Only on 9 March"),
            SelectChoice("second", "Only on 10 March"),
        ],
    )
    languages = SelectMultipleField(
        "Languages you speak well enough for a meeting",
        choices=[SelectChoice("da", "Danish"), SelectChoice("en", "English"), SelectChoice("de", "German")],
    )
    tables = IntegerField("Number of tables", [InputRequired("Write how many tables there are.")])
    arrival = DateField("Day of arrival", [Optional()])
    leaves = TimeField("You leave at", [Optional()])
    consent = BooleanField(
        "Show my profile to the others at this camp", [DataRequired("Agree, or nobody can find you.")]
    )
