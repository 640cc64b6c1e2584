"""The form in which somebody names their own calendar."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from app.blueprints.participant_fields import no_longer_than, trimmed


class CalendarForm(FlaskForm):
    """An address or a file; a file is looked at when there are both."""

    address = StringField(_l("The address of your calendar"), [no_longer_than(2000)], [trimmed])
    file = FileField(_l("Or a calendar file"))
    with_whole_days = BooleanField(_l("Entries for whole days make me busy too"))

    def validate_address(self, field: StringField) -> None:
        """One of the two must be there."""
        if not field.data and not (self.file.data and self.file.data.filename):
            raise ValidationError(_l("Paste the address of your calendar, or choose a file."))
