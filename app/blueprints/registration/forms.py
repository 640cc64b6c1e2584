"""The forms of the registration, one a step."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from app.blueprints.participant_fields import (
    ConsentFields,
    OrganisationFields,
    TopicFields,
    an_address,
    no_longer_than,
    one_line,
    required,
)


class YouForm(FlaskForm):
    """Name and address. One field for the name, any characters: names are what people say they are."""

    name = StringField(
        _l("Your name"),
        [required(_l("Write your name as others should read it.")), no_longer_than(200)],
        [one_line],
    )
    email = StringField(
        _l("Your email address"),
        [
            required(_l("Write your email address: the confirmation goes there.")),
            no_longer_than(254),
            an_address,
        ],
        [one_line],
    )


class NameForm(FlaskForm):
    """The same for somebody who is signed in: the address is their account's."""

    name = YouForm.name


class SendForm(FlaskForm):
    """Only proves that the answers are sent from our own page."""


OrganisationForm = OrganisationFields
TopicsForm = TopicFields
ConsentsForm = ConsentFields
