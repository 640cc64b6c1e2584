"""The form of the profile: what the registration asked, and a few sentences about oneself."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.blueprints.participant_fields import (
    LONG_TEXT,
    ConsentFields,
    OrganisationFields,
    TopicFields,
    an_address,
    no_longer_than,
    one_line,
    required,
    trimmed,
)
from app.blueprints.question_fields import data_of
from app.models import InterestKind, Participant, Question, Topic
from app.services.registration import answers, profiles
from app.services.registration.consents import COLUMNS


class ProfileForm(OrganisationFields, TopicFields, ConsentFields):
    """`version` is the profile's when the page was opened: it tells whether somebody was faster."""

    version = IntegerField(validators=[InputRequired(_l("Load the page anew."))], widget=HiddenInput())
    name = StringField(
        _l("Your name"),
        [required(_l("Write your name as others should read it.")), no_longer_than(200)],
        [one_line],
    )
    to_learn = TextAreaField(_l("What you hope to learn"), [no_longer_than(LONG_TEXT)], [trimmed])
    to_share = TextAreaField(_l("What you can share"), [no_longer_than(LONG_TEXT)], [trimmed])
    about = TextAreaField(_l("About you"), [no_longer_than(LONG_TEXT)], [trimmed])


class PictureForm(FlaskForm):
    """A file that becomes one's picture."""

    picture = FileField(_l("Picture"))

    def validate_picture(self, field: FileField) -> None:
        """Something must have been chosen; what it is, the service sees."""
        if not field.data or not field.data.filename:
            raise ValidationError(_l("Choose a picture first."))


class ColleagueForm(FlaskForm):
    """Somebody of one's own organisation."""

    name = StringField(
        _l("Their name"),
        [required(_l("Write the name as others should read it.")), no_longer_than(200)],
        [one_line],
    )
    email = StringField(
        _l("Their email address"),
        [required(_l("Write their email address: the mail goes there.")), no_longer_than(254), an_address],
        [one_line],
    )


class WithdrawForm(FlaskForm):
    """Only proves that the withdrawal comes from our own page."""


def stored_values(me: Participant, asked: Sequence[Question]) -> dict[str, Any]:
    """The profile and the answers to what is asked, as saved, under the names of the form's fields."""
    topics = profiles.topics_by_kind(me)
    plain = (
        "name",
        "country",
        "job_title",
        "languages",
        "about",
        "offers",
        "needs",
        "to_learn",
        "to_share",
        *COLUMNS,
    )
    organisation = me.organisation
    return {
        **{name: getattr(me, name) for name in plain},
        **data_of(asked, answers.answers_of(me)),
        "version": me.version,
        "organisation": organisation.name if organisation else "",
        "organisation_kind": organisation.kind.value if organisation else "",
        "participant_type": str(me.type_id) if me.type_id else None,
        "offer_topics": _numbers(topics[InterestKind.OFFER]),
        "need_topics": _numbers(topics[InterestKind.NEED]),
        "interest_topics": _numbers(topics[InterestKind.INTEREST]),
    }


def _numbers(topics: list[Topic]) -> list[int]:
    return [topic.id for topic in topics]
