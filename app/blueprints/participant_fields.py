"""Fields that the registration and the profile have in common, with our own words for what is wrong."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput

from app.formats import NO_COUNTRIES, country_name, language_name
from app.models import ConsentKind, OrganisationKind, ParticipantType, Topic
from app.services.accounts.accounts import is_address
from app.services.registration.consents import ASKED
from app.services.words import word

LONG_TEXT = 2000
ANOTHER = "another"
COMMON_LANGUAGES = ("da", "en", "de", "sv", "no", "fr", "es", "nl")
FURTHER_LANGUAGES = (
    "ar", "bg", "ca", "cs", "el", "et", "eu", "fa", "fi", "fo", "ga", "he", "hi", "hr", "hu", "is", "it",
    "ja", "kl", "ko", "lb", "lt", "lv", "mt", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "tr", "uk",
    "vi", "zh",
)  # fmt: skip


class MultiCheckboxField(SelectMultipleField):
    """Several of a list, each with its own box; what is not in the list is refused in words."""

    option_widget = CheckboxInput()

    def pre_validate(self, form: FlaskForm) -> None:
        """The library's own words name the value, which may be anything."""
        known = {choice[0] for choice in self.iter_choices()}
        if not set(self.data or ()) <= known:
            raise ValidationError(_l("One of these is no longer to be had. Look at the list again."))

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is not even of the list's kind is as unknown as the rest."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data: list[Any] = []
            raise ValueError(_l("One of these is no longer to be had. Look at the list again.")) from None


class ChosenField(SelectField):
    """One of a list, refused in our own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The component `field` knows lists by the library's name for them."""
        super().__init__(*args, **kwargs)
        self.type = "SelectField"

    def pre_validate(self, form: FlaskForm) -> None:
        """As the library does, but in words that say what to do."""
        if self.data not in {choice[0] for choice in self.iter_choices()}:
            raise ValidationError(_l("Choose one from the list."))


def no_longer_than(most: int) -> Length:
    """A limit that says how long a text may be."""
    return Length(max=most, message=_l("Write at most %(max)d characters."))


def required(message: str) -> DataRequired:
    """Something must be written, and `message` says what."""
    return DataRequired(message)


def an_address(_form: FlaskForm, field: StringField) -> None:
    """A validator: whether a mail can be tried; whether it arrives, only its owner shows."""
    if field.data and not is_address(field.data):
        raise ValidationError(_l("This is no email address. It looks like name@example.org."))


def trimmed(text: str | None) -> str:
    """Without white space around it; the browser's line ends as ours."""
    return (text or "").replace("\r\n", "\n").strip()


def one_line(text: str | None) -> str:
    """Without white space around it or line breaks within."""
    return " ".join((text or "").split())


def _sort_key(name: str) -> str:
    """The alphabet as readers know it: Å and its like at the end in Danish, under A in English."""
    if str(get_locale()).startswith("da"):
        return name.casefold().translate({ord("æ"): "{1", ord("ø"): "{2", ord("å"): "{3"})
    return unicodedata.normalize("NFKD", name).casefold()


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: _sort_key(pair[1]))


def country_choices() -> list[SelectChoice]:
    """All countries in the reader's language and alphabet, after one that asks to choose."""
    codes = {str(code) for code in Locale("en").territories} - NO_COUNTRIES
    known = _by_name((code, country_name(code)) for code in codes if len(code) == 2 and code.isalpha())
    return [SelectChoice("", _("Choose")), *(SelectChoice(*one) for one in known)]


def language_choices() -> list[SelectChoice]:
    """The commonest first, then the others by name; each with a capital, as in a list."""
    further = _by_name((code, language_name(code)) for code in FURTHER_LANGUAGES)
    pairs = [*((code, language_name(code)) for code in COMMON_LANGUAGES), *further]
    return [SelectChoice(code, name[:1].upper() + name[1:]) for code, name in pairs]


class OrganisationFields(FlaskForm):
    """Where somebody comes from, what they do there, in which languages one can meet them."""

    organisation = StringField(
        _l("Organisation"),
        [
            required(_l("Write where you come from; if you are on your own, your own name will do.")),
            no_longer_than(200),
        ],
        [one_line],
    )
    same_as = RadioField(_l("Is it one of these?"), validate_choice=False)
    organisation_kind = ChosenField(
        _l("Kind of organisation"), [required(_l("Choose what kind of organisation it is."))]
    )
    country = ChosenField(_l("Country"), [required(_l("Choose a country."))])
    job_title = StringField(_l("Role or job title"), [no_longer_than(200)], [one_line])
    languages = MultiCheckboxField(
        _l("Languages you can hold a meeting in"), [required(_l("Choose at least one language."))]
    )

    participant_type = RadioField(
        _l("As what do you take part?"),
        [required(_l("Choose as what you take part."))],
        validate_choice=False,
    )

    def offer_choices(self, types: Iterable[ParticipantType] = (), language: str = "en") -> None:
        """Fill the lists in the reader's language; a camp without types does not ask for one."""
        self.participant_type.choices = [SelectChoice(str(one.id), one.name_in(language)) for one in types]
        if not self.participant_type.choices:
            del self.participant_type
        kinds = [SelectChoice(kind.value, word(kind)) for kind in OrganisationKind]
        self.organisation_kind.choices = [SelectChoice("", _("Choose")), *kinds]
        self.country.choices = country_choices()
        self.languages.choices = language_choices()

    def ask_whether(self, names: Sequence[str]) -> None:
        """Ask whether it is one of these, which are much like the name that was written. Without any, and
        once it was said that it is another, nothing is asked."""
        if not names:
            del self.same_as
            return
        another = _l("No, “%(name)s” is another one", name=self.organisation.data)
        self.same_as.choices = [*(SelectChoice(name, name) for name in names), SelectChoice(ANOTHER, another)]

    def settle_organisation(self) -> None:
        """Write the name that was chosen instead of what was typed; to be called on a valid form."""
        if self.same_as and self.same_as.data != ANOTHER:
            self.organisation.data = self.same_as.data

    def validate_same_as(self, field: RadioField) -> None:
        """It must be said before an organisation is entered a second time under another name."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_l("Say whether it is one of these, so that colleagues find each other."))

    def validate_participant_type(self, field: RadioField) -> None:
        """One of the list, refused in our own words."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_l("Choose one from the list."))


class TopicFields(FlaskForm):
    """What somebody offers, needs and is interested in, by the camp's topics and in their own words."""

    offer_topics = MultiCheckboxField(_l("Offer"), coerce=int)
    need_topics = MultiCheckboxField(_l("Need"), coerce=int)
    interest_topics = MultiCheckboxField(_l("Interest"), coerce=int)
    offers = TextAreaField(_l("What you offer, in your own words"), [no_longer_than(LONG_TEXT)], [trimmed])
    needs = TextAreaField(_l("What you need, in your own words"), [no_longer_than(LONG_TEXT)], [trimmed])

    def offer_topics_of(self, topics: Iterable[Topic], language: str) -> None:
        """Fill the three lists with the camp's topics."""
        choices = [SelectChoice(topic.id, topic.name_in(language)) for topic in topics]
        for field in (self.offer_topics, self.need_topics, self.interest_topics):
            field.choices = choices


def _consent(kind: ConsentKind) -> BooleanField:
    asked = ASKED[kind]
    return BooleanField(asked.words, description=asked.hint)


class ConsentFields(FlaskForm):
    """What may be done with somebody's data: asked one by one, never ticked beforehand."""

    is_listed = _consent(ConsentKind.DIRECTORY)
    shares_contact = _consent(ConsentKind.CONTACT)
    allows_photos = _consent(ConsentKind.PHOTO)
    wants_mail = _consent(ConsentKind.MAILING)
