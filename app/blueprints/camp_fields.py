"""Fields that the pages about a camp have in common: days, clocks, moments, whole numbers."""

from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, IntegerField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation, ValidationError

from app.services.local_time import moment_at

EARLIEST_YEAR, LATEST_YEAR = 2000, 2200


def given(message: object) -> InputRequired:
    """Something must be filled in, and `message` says what."""
    return InputRequired(message)


def may_be_empty() -> Optional:
    """An empty field is an answer too."""
    return Optional()


class Between(NumberRange):
    """A number within limits, both allowed; nothing more is said of what is no number at all."""

    def __call__(self, form: object, field: IntegerField) -> None:
        """Stop where the text could not be read."""
        if field.errors:
            raise StopValidation
        super().__call__(form, field)


def between(least: int, most: int) -> Between:
    """The limits, said in words."""
    return Between(least, most, _l("Write a number from %(min)s to %(max)s."))


class WholeNumberField(IntegerField):
    """A whole number."""

    @property
    def number(self) -> int:
        """The number in a field that must be filled in and was found valid."""
        return self.data or 0

    def process_formdata(self, valuelist: list[str]) -> None:
        """The library's words would stay English; and what int() reads may be absurdly long."""
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
        elif len(text) <= 9 and text.lstrip("-").isascii() and text.lstrip("-").isdecimal():
            self.data = int(text)
        else:
            self.data = None
            raise ValueError(_l("Write a whole number in digits."))


class _TimeField:
    """What days, clocks and moments have in common: an error in our words, years in which calendars and
    time zones make sense, and only what the browser's own field can show again."""

    data: date | time | datetime | None
    unreadable: object
    typed: date | time | datetime | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """As the browser sends it."""
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]
        except ValueError:
            raise ValueError(self.unreadable) from None
        self.typed = self.data
        if isinstance(self.typed, date) and not EARLIEST_YEAR <= self.typed.year <= LATEST_YEAR:
            self.data = None
            raise ValueError(self.unreadable)

    def _value(self) -> str:
        """Browsers show nothing where they cannot read it, and an odd year as it was typed."""
        shown = self.typed or self.data
        if isinstance(shown, datetime | time):
            return shown.isoformat(timespec="minutes")
        return shown.isoformat() if shown else ""


class DayField(_TimeField, DateField):
    """A date."""

    data: date | None
    unreadable = _l("Write a date: day, month and year.")


class ClockField(_TimeField, TimeField):
    """A time of day."""

    data: time
    unreadable = _l("Write a time: hours and minutes, such as 14:30.")


class MomentField(_TimeField, DateTimeLocalField):
    """A date and time on the camp's clocks; `moment` makes it a moment."""

    data: datetime | None
    unreadable = _l("Write a date and a time, such as 31-12-2027 23:59.")

    def __init__(self, label: object = None, validators: object = None, **kwargs: object) -> None:
        """To the minute, in the first form of which browsers fill in their own field."""
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(label, validators, format=formats, **kwargs)

    def moment(self, zone: str) -> datetime | None:
        """The moment in that zone, None when empty. Raises Refusal for a time that the clocks skip."""
        return moment_at(self.data.date(), self.data.time(), zone) if self.data else None


def known_zone(names: tuple[str, ...]) -> object:
    """A validator: one of these time zones."""

    def check(_form: object, field: object) -> None:
        if field.data not in names:  # type: ignore[attr-defined]
            raise ValidationError(_l("Choose a time zone by its place, such as Europe/Copenhagen."))

    return check
