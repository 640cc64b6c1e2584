"""The forms about registrations."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.blueprints.participant_fields import (
    LONG_TEXT,
    ChosenField,
    OrganisationFields,
    TopicFields,
    no_longer_than,
    one_line,
    required,
    trimmed,
)
from app.models import Grade, Participant
from app.services.people.approvals import LONGEST_NOTE
from app.services.reminding.reminders import LONGEST_WORDS, Purpose


class DeclineForm(FlaskForm):
    """Why a registration is declined."""

    note = TextAreaField(_l("Your reason"), [no_longer_than(LONGEST_NOTE)], [trimmed])


class ReminderForm(FlaskForm):
    """What people are reminded of, and the organisers' own words."""

    purpose = RadioField(
        _l("What about"),
        choices=[
            SelectChoice(Purpose.WISHES.value, _l("To say whom they wish to meet")),
            SelectChoice(Purpose.PROFILE.value, _l("To complete their profile")),
            SelectChoice(Purpose.CONFIRM.value, _l("To confirm that they come")),
            SelectChoice(Purpose.NOTE.value, _l("Only what I write below")),
        ],
        validate_choice=False,
    )
    words = TextAreaField(_l("Your own words in English"), [no_longer_than(LONGEST_WORDS)], [trimmed])
    words_da = TextAreaField(_l("Your own words in Danish"), [no_longer_than(LONGEST_WORDS)], [trimmed])
    again = BooleanField(_l("Also to those who have had a reminder within the last day"))

    def validate_purpose(self, field: RadioField) -> None:
        """One of the list, refused in our own words."""
        if field.data not in set(Purpose):
            raise ValidationError(_l("Choose one from the list."))


class WishForm(FlaskForm):
    """Whom somebody wishes to meet, as they have told an organiser."""

    about = ChosenField(_l("Whom"))
    grade = RadioField(
        _l("What they wish"),
        choices=[
            SelectChoice(Grade.MUST_MEET.value, _l("Must meet")),
            SelectChoice(Grade.WOULD_LIKE.value, _l("Would like to")),
            SelectChoice(Grade.RATHER_NOT.value, _l("Rather not")),
        ],
        validate_choice=False,
    )

    def offer(self, people: Sequence[Participant]) -> None:
        """Fill the list: people by name and organisation."""
        names = [
            (one.code, f"{one.name}, {one.organisation.name}" if one.organisation else one.name)
            for one in people
        ]
        self.about.choices = [SelectChoice("", _l("Choose")), *(SelectChoice(*one) for one in names)]

    def validate_about(self, field: ChosenField) -> None:
        """Somebody, not nobody."""
        if not field.data:
            raise ValidationError(_l("Choose one from the list."))

    def validate_grade(self, field: RadioField) -> None:
        """One of the list, refused in our own words."""
        if field.data not in set(Grade):
            raise ValidationError(_l("Choose one from the list."))


class OnBehalfForm(OrganisationFields, TopicFields):
    """Somebody's profile in an organiser's hands: all but the consents, which are nobody else's to give.

    `version` is the profile's when the page was opened: it tells whether somebody was faster.
    """

    version = IntegerField(validators=[InputRequired(_l("Load the page anew."))], widget=HiddenInput())
    name = StringField(
        _l("Name"),
        [required(_l("Write the name as others should read it.")), no_longer_than(200)],
        [one_line],
    )
    to_learn = TextAreaField(_l("Hopes to learn"), [no_longer_than(LONG_TEXT)], [trimmed])
    to_share = TextAreaField(_l("Can share"), [no_longer_than(LONG_TEXT)], [trimmed])
    about = TextAreaField(_l("About"), [no_longer_than(LONG_TEXT)], [trimmed])
