"""How dates and times are written, in both languages, on the camp's clocks."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from app import formats

ZONE = "Europe/Copenhagen"
MOMENT = datetime(2027, 3, 9, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "within_a_month", "over_two"),
    [
        ("en", "9 Mar 2027", "9–10 Mar 2027", "31 Mar\u2009–\u20091 Apr 2027"),
        ("da", "9. mar. 2027", "9.–10. mar. 2027", "31. mar.–1. apr. 2027"),
    ],
)
def test_a_span_of_days_says_each_thing_once(
    app: Flask, language: str, day: str, within_a_month: str, over_two: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert formats.date_span(date(2027, 3, 9), date(2027, 3, 9)) == day
        assert formats.date_span(date(2027, 3, 9), date(2027, 3, 10)) == within_a_month
        assert formats.date_span(date(2027, 3, 31), date(2027, 4, 1)) == over_two


@pytest.mark.parametrize(
    ("language", "long", "short", "narrow"),
    [
        ("en", "Tuesday 9 March 2027, 14:20 (Copenhagen)", "9 Mar 2027, 14:20", "Tue 9 Mar, 14:20"),
        (
            "da",
            "tirsdag 9. marts 2027 kl. 14:20 (København)",
            "9. mar. 2027 kl. 14:20",
            "tirs. 9. mar. kl. 14:20",
        ),
    ],
)
def test_a_moment_is_told_on_the_clocks_of_the_camp(
    app: Flask, language: str, long: str, short: str, narrow: str
) -> None:
    with app.test_request_context(), force_locale(language):
        assert formats.local_datetime(MOMENT, ZONE) == long
        assert formats.short_datetime(MOMENT, ZONE) == short
        assert formats.day_and_time(MOMENT, ZONE) == narrow


def test_times_of_a_day_stand_together_and_the_day_is_the_camps(app: Flask) -> None:
    late = [datetime(2027, 3, 8, 22, 40, tzinfo=UTC), datetime(2027, 3, 8, 23, 10, tzinfo=UTC), MOMENT]
    with app.test_request_context(), force_locale("en"):
        assert formats.times_by_day(late, ZONE) == ["Mon 23:40", "Tue 00:10, 14:20"]
        assert formats.times_by_day([], ZONE) == []
