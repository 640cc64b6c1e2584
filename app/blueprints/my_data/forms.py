"""The form of a step that cannot be undone."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from app.services.accounts.accounts import normalise_email


class DeleteForm(FlaskForm):
    """The own email address, typed once more: nobody deletes an account by a slip, or somebody else's."""

    email = StringField(_l("Type your email address to confirm"))

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def validate_email(self, field: StringField) -> None:
        """It must be the account's."""
        if normalise_email(field.data or "") != self.address:
            raise ValidationError(_("Type the email address of this account, %(email)s.", email=self.address))
