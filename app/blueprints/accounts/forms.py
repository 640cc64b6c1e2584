"""The forms of signing in and of the account."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

LANGUAGES = [SelectChoice("da", "Dansk"), SelectChoice("en", "English")]
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

_typed = DataRequired(_l("Type your email address."))
_looks_like_an_address = Regexp(
    r"^\s*[^@\s]+@[^@\s]+\s*$", message=_l("Type an email address, like name@example.org.")
)
_of_a_length = Length(max=254, message=_l("This is too long for an email address."))


class MailForm(FlaskForm):
    """Where to send link and code."""

    email = StringField(_l("Email address"), [_typed, _of_a_length, _looks_like_an_address])


class PasswordForm(FlaskForm):
    """For those who have set a password. Its fields stand beside those of the MailForm, with a prefix."""

    email = StringField(_l("Email address"), [_typed, _of_a_length, _looks_like_an_address])
    password = PasswordField(
        _l("Password"), [DataRequired(_l("Type your password.")), Length(max=LONGEST_PASSWORD)]
    )


class CodeForm(FlaskForm):
    """The six digits of the mail; spaces between them do no harm."""

    code = StringField(
        _l("Six-digit code"),
        [
            DataRequired(_l("Type the six digits of the mail.")),
            Regexp(r"^\s*(\d\s*){6}$", message=_l("The code has six digits.")),
        ],
    )


class NewPasswordForm(FlaskForm):
    """A password to set or change; the present one is asked for where there is one."""

    present = PasswordField(_l("Present password"), [Length(max=LONGEST_PASSWORD)])
    password = PasswordField(
        _l("New password"),
        [
            DataRequired(_l("Type a new password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST_PASSWORD,
                message=_l("A password has between %(min)d and %(max)d characters."),
            ),
        ],
    )


class LanguageForm(FlaskForm):
    """The language of pages and mails."""

    language = SelectField(_l("Language of pages and mails"), choices=LANGUAGES)
