"""The forms of invitations: a link to share, and a mail to each of some addresses."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.blueprints.camp_fields import MomentField, WholeNumberField, between, may_be_empty
from app.blueprints.participant_fields import no_longer_than, one_line, required, trimmed
from app.services.accounts.accounts import is_address

MOST_USES = 100_000


class LinkForm(FlaskForm):
    """A link for whoever has it."""

    label = StringField(
        _l("What the link is for"),
        [required(_l("Say what the link is for.")), no_longer_than(200)],
        [one_line],
    )
    most_uses = WholeNumberField(_l("How many may register by it"), [may_be_empty(), between(1, MOST_USES)])
    expires_at = MomentField(_l("Good until"), [may_be_empty()])
    skips_approval = BooleanField(_l("Whoever comes by it needs no approval"))


class LetterForm(FlaskForm):
    """A mail with a link for one registration to each of some addresses."""

    addresses = TextAreaField(
        _l("Email addresses"),
        [required(_l("Write at least one address.")), no_longer_than(60_000)],
        [trimmed],
    )
    message = TextAreaField(_l("Your words in the mail"), [no_longer_than(2000)], [trimmed])
    language = RadioField(
        _l("Language of the mail"),
        choices=[SelectChoice("da", _l("Danish")), SelectChoice("en", _l("English"))],
    )
    without_approval = BooleanField(_l("Whoever is invited needs no approval"))

    def each(self) -> list[str]:
        """The addresses, one a line or with commas or semicolons between."""
        return (self.addresses.data or "").replace(",", " ").replace(";", " ").split()

    def validate_addresses(self, field: TextAreaField) -> None:
        """The first that is no address is named."""
        wrong = next((text for text in self.each() if not is_address(text) or len(text) > 254), None)
        if wrong is not None:
            raise ValidationError(_l("“%(text)s” is no email address.", text=wrong[:60]))
