"""The form of the profile: what the registration asked, and a few sentences about oneself."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.blueprints.participant_fields import (
    LONG_TEXT,
    ConsentFields,
    OrganisationFields,
    TopicFields,
    no_longer_than,
    one_line,
    required,
    trimmed,
)
from app.models import InterestKind, Participant, Topic
from app.services import profiles


class ProfileForm(OrganisationFields, TopicFields, ConsentFields):
    """`version` is the profile's when the page was opened: it tells whether somebody was faster."""

    version = IntegerField(validators=[InputRequired(_l("Load the page anew."))], widget=HiddenInput())
    name = StringField(
        _l("Your name"),
        [required(_l("Write your name as others should read it.")), no_longer_than(200)],
        [one_line],
    )
    about = TextAreaField(_l("About you"), [no_longer_than(LONG_TEXT)], [trimmed])


class WithdrawForm(FlaskForm):
    """Only proves that the withdrawal comes from our own page."""


def stored_values(me: Participant) -> dict[str, Any]:
    """The profile as it is saved, under the names of the form's fields."""
    topics = profiles.topics_by_kind(me)
    plain = (
        "name",
        "country",
        "job_title",
        "languages",
        "about",
        "offers",
        "needs",
        "is_listed",
        "shares_contact",
    )
    organisation = me.organisation
    return {
        **{name: getattr(me, name) for name in plain},
        "version": me.version,
        "organisation": organisation.name if organisation else "",
        "organisation_kind": organisation.kind.value if organisation else "",
        "offer_topics": _numbers(topics[InterestKind.OFFER]),
        "need_topics": _numbers(topics[InterestKind.NEED]),
        "interest_topics": _numbers(topics[InterestKind.INTEREST]),
    }


def _numbers(topics: list[Topic]) -> list[int]:
    return [topic.id for topic in topics]
