"""The form in which an announcement is written."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.blueprints.participant_fields import no_longer_than, trimmed
from app.models import Audience, Session
from app.services.day.announcements import Draft

LONGEST = 500


class AnnouncementForm(FlaskForm):
    """What is said, to whom, and whether by mail, too."""

    words = TextAreaField(_l("In English"), [no_longer_than(LONGEST)], [trimmed])
    words_da = TextAreaField(_l("In Danish"), [no_longer_than(LONGEST)], [trimmed])
    audience = SelectField(_l("To whom"))
    by_mail = BooleanField(_l("Send it by mail, too"))

    def offer(self, sessions: Sequence[Session]) -> None:
        """The audiences to choose from, the sessions' people by the session's title."""
        self.audience.choices = [
            SelectChoice("all", _("All participants")),
            SelectChoice("present", _("Those who are checked in")),
            *(SelectChoice(str(one.id), _("Those at: %(title)s", title=one.title)) for one in sessions),
        ]

    def validate_words(self, field: TextAreaField) -> None:
        """One of the two languages at least."""
        if not field.data and not self.words_da.data:
            raise ValidationError(_("Write the announcement in at least one language."))

    def draft(self) -> Draft:
        """What was written, as the service takes it."""
        chosen = str(self.audience.data)
        session = int(chosen) if chosen.isdecimal() else None
        audience = Audience.SESSION if session is not None else Audience(chosen)
        return Draft(self.words.data, self.words_da.data, audience, session, bool(self.by_mail.data))
