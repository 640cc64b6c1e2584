"""Dates, times, numbers, countries and languages as the reader writes them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_interval,
    format_time,
    format_timedelta,
    get_timezone_location,
)
from babel.numbers import format_decimal, format_percent
from flask_babel import get_locale

NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
"""Codes of ISO 3166-1's making that stand for no country."""


def _locale() -> Locale:
    """The reader's locale; English is written the European way, with the day before the month."""
    locale = get_locale() or Locale("en")
    return Locale("en", "GB") if locale.language == "en" else locale


def local_time(moment: datetime, zone: str) -> str:
    """Time of day at the camp: 14:20."""
    return format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=_locale())


def local_date(moment: datetime | date, zone: str = "UTC") -> str:
    """Date at the camp with its weekday: Tuesday 9 March 2027."""
    day = moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment
    pattern = "EEEE d. MMMM y" if _locale().language == "da" else "EEEE d MMMM y"
    return format_date(day, pattern, locale=_locale())


def short_date(day: date) -> str:
    """A date in a narrow place: 9 Mar 2027."""
    return format_date(day, "d. MMM y" if _locale().language == "da" else "d MMM y", locale=_locale())


def date_span(first: date, last: date) -> str:
    """From one day to another in a narrow place: 9–10 Mar 2027; one day alone as `short_date` has it."""
    return (
        short_date(first) if first == last else str(format_interval(first, last, "yMMMd", locale=_locale()))
    )


def local_datetime(moment: datetime, zone: str) -> str:
    """Date and time at the camp, the zone's place named: Tuesday 9 March 2027, 14:20 (Copenhagen)."""
    return _date_and_time(moment, zone, _locale())


@lru_cache(maxsize=2000)
def _date_and_time(moment: datetime, zone: str, locale: Locale) -> str:
    """Remembered: a camp has few moments, and its mails and papers name each of them hundreds of times."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = "EEEE d. MMMM y 'kl.' HH:mm" if locale.language == "da" else "EEEE d MMMM y, HH:mm"
    return f"{format_datetime(local, pattern, locale=locale)} ({zone_place(zone)})"


def day_and_time(moment: datetime, zone: str) -> str:
    """A moment at the camp in a narrow place, its zone plain from the page: Tue 9 Mar, 14:20."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = "EEE d. MMM 'kl.' HH:mm" if _locale().language == "da" else "EEE d MMM, HH:mm"
    return format_datetime(local, pattern, locale=_locale())


def times_by_day(moments: Iterable[datetime], zone: str) -> list[str]:
    """Moments in order, in a narrow place: one text a day, such as "Tue 14:20, 14:40"."""
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    return [
        f"{format_date(day, 'EEE', locale=_locale())} {', '.join(local_time(one, zone) for one in its)}"
        for day, its in groupby(local, key=datetime.date)
    ]


def short_datetime(moment: datetime, zone: str) -> str:
    """A moment at the camp in a table that may reach over years, its zone plain from the head of the column or the
    page: 9 Mar 2027, 14:20."""
    local = moment.astimezone(ZoneInfo(zone))
    pattern = "d. MMM y 'kl.' HH:mm" if _locale().language == "da" else "d MMM y, HH:mm"
    return format_datetime(local, pattern, locale=_locale())


def zone_place(zone: str) -> str:
    """The place by which readers know a time zone: Copenhagen, København, Buenos Aires."""
    return get_timezone_location(zone, locale=_locale(), return_city=True).rsplit("/", 1)[-1]


def from_now(moment: datetime) -> str:
    """How far off a moment is: in 6 days, in 12 minutes. The component `countdown` keeps it right."""
    distance = moment - datetime.now(UTC)
    return format_timedelta(distance, granularity="minute", threshold=1, add_direction=True, locale=_locale())


def number(value: float) -> str:
    """A number with the reader's separators."""
    return format_decimal(value, locale=_locale())


def percent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return format_percent(round(share, digits + 2), decimal_quantization=False, locale=_locale())


def country_name(code: str | None) -> str:
    """The country of an ISO 3166-1 code in the reader's language; empty for None."""
    return _locale().territories.get(code, code) if code else ""


def language_name(code: str) -> str:
    """The language of an ISO 639-1 code in the reader's language."""
    return str(_locale().languages.get(code, code))
