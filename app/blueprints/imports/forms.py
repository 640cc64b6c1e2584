"""The forms of an import: the file, and what holds for all its rows."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, SelectChoice
from wtforms.validators import ValidationError

from app.services.people.import_plans import Existing
from app.services.people.people_imports import Choices


class UploadForm(FlaskForm):
    """A table of people."""

    file = FileField(_l("File"))

    def validate_file(self, field: FileField) -> None:
        """A file must have been chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_l("Choose a file."))


class ChoicesForm(FlaskForm):
    """What becomes of those who are there already and of those who are new."""

    existing = RadioField(
        _l("Whoever is registered already"),
        choices=[
            SelectChoice(Existing.LEAVE.value, _l("Stays as they are")),
            SelectChoice(Existing.FILL.value, _l("Gets what their profile does not say yet")),
            SelectChoice(
                Existing.OVERWRITE.value,
                _l("Is changed to what the file says, also where they wrote it themselves"),
            ),
        ],
    )
    confirmed = RadioField(
        _l("Whoever is new"),
        choices=[
            SelectChoice("", _l("Confirms by signing in, and is planned for from then on")),
            SelectChoice("y", _l("Has told you that they come, and is planned for at once")),
        ],
    )
    language = RadioField(
        _l("Language of new accounts"),
        choices=[SelectChoice("da", _l("Danish")), SelectChoice("en", _l("English"))],
    )
    by_mail = BooleanField(
        _l("Send everybody who is new a mail, with the way to confirm and complete their profile")
    )

    def choices(self) -> Choices:
        """The answers of a valid form."""
        return Choices(
            Existing(self.existing.data), bool(self.confirmed.data), self.language.data, self.by_mail.data
        )
