"""The form in which a participant says which mails they want."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField

from app.services.mail.mail_choices import MINUTES_BEFORE, Choices


class ChoicesForm(FlaskForm):
    """A box for each sort of mail that may be refused."""

    reminders = BooleanField(_l("Reminders"))
    announcements = BooleanField(_l("Announcements of the organisers"))
    surveys = BooleanField(_l("Questions after the camp"))

    minutes_before = SelectField(_l("A mail before each meeting"), validate_choice=True)

    def __init__(self, given: Choices) -> None:
        super().__init__(data=vars(given) | {"minutes_before": str(given.minutes_before or "")})
        self.minutes_before.choices = [
            SelectChoice("", _("None")),
            *(
                SelectChoice(str(one), ngettext("%(num)d minute before", "%(num)d minutes before", one))
                for one in MINUTES_BEFORE
            ),
        ]

    def choices(self) -> Choices:
        """As the service takes them."""
        minutes = int(self.minutes_before.data) if self.minutes_before.data else None
        return Choices(
            bool(self.reminders.data), bool(self.announcements.data), bool(self.surveys.data), minutes
        )
