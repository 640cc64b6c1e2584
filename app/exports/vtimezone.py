"""VTIMEZONE made of yearly rules.

icalendar can make one by itself (``Calendar.add_missing_timezones``), but as lists of RDATE, with each
change to daylight time told in the new offset. Outlook reads DTSTART, RRULE and the two offsets
only, ical.js reads one date of a list: both are then an hour off all summer. So we write one STANDARD
and one DAYLIGHT with an RRULE each, and their DTSTART in the offset that the change ends.
"""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

from app.exports.timezones import Observance, rules_hold, zone_rules

_FIRST_YEAR = 1970
_NEW_YEAR = datetime(_FIRST_YEAR, 1, 1)  # noqa: DTZ001
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


def vtimezone(name: str, years: Iterable[int]) -> Timezone | None:
    """The component for the zone with this IANA name, or None where the times must be told in UTC.

    None is given when the zone has no plain yearly rules, when it departs from them in one of
    ``years`` (years in UTC), and for UTC itself. ValueError when there is no such zone.
    """
    rules = zone_rules(name)
    if rules is None or rules.standard.name == "UTC" or not all(rules_hold(name, year) for year in years):
        return None
    component = Timezone()
    component.add("TZID", name)
    component.add_component(_observance(TimezoneStandard(), rules.standard))
    if rules.daylight is not None:
        component.add_component(_observance(TimezoneDaylight(), rules.daylight))
    return component


def _observance(
    part: TimezoneStandard | TimezoneDaylight, observance: Observance
) -> TimezoneStandard | TimezoneDaylight:
    part.add("TZNAME", observance.name)
    part.add("TZOFFSETFROM", observance.offset_before)
    part.add("TZOFFSETTO", observance.offset)
    day = observance.since
    if day is None:
        part.add("DTSTART", _NEW_YEAR)
        return part
    part.add("DTSTART", day.at(_FIRST_YEAR))
    nth = "-1" if day.week == 5 else str(day.week)
    part.add("RRULE", vRecur(FREQ="YEARLY", BYMONTH=day.month, BYDAY=nth + _WEEKDAYS[day.weekday]))
    return part
