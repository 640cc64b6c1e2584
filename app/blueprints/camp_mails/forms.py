"""The form for a mail's words."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField, TextAreaField

from app.blueprints.participant_fields import no_longer_than, one_line, required, trimmed
from app.models import Participant
from app.services.mail.mail_texts import LONGEST_BODY
from app.services.mail.mails import Text


class TextForm(FlaskForm):
    """Subject and text with placeholders, and on whom to try them."""

    subject = StringField(_l("Subject"), [required(_l("Write a subject.")), no_longer_than(200)], [one_line])
    body = TextAreaField(
        _l("Text"), [required(_l("Write the text.")), no_longer_than(LONGEST_BODY)], [trimmed]
    )
    reader = SelectField(_l("Show it as read by"))

    def __init__(self, text: Text, readers: Sequence[Participant]) -> None:
        super().__init__(data={"subject": text.subject, "body": text.body})
        self.reader.choices = [SelectChoice(one.code, one.name) for one in readers]
        self.reader.validate_choice = bool(readers)

    def text(self) -> Text:
        """As the service takes it."""
        return Text(self.subject.data or "", (self.body.data or "").replace("\r\n", "\n"))

    def reader_of(self, readers: Sequence[Participant]) -> Participant | None:
        """Whom the preview is made for."""
        return next((one for one in readers if one.code == self.reader.data), None)
