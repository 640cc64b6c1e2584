"""Between the wall clock of a camp and the moments that are stored."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _

from app.services.refusals import Refusal


@cache
def zone_names() -> tuple[str, ...]:
    """The places by which people know their time zone (Europe/Copenhagen), in the order of the alphabet."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return tuple(sorted(name for name in available_timezones() if name.startswith(regions)))


def check_zone(name: str) -> None:
    """Refuse a time zone that we do not know."""
    if name != "UTC" and name not in zone_names():
        raise Refusal(_("There is no time zone called “%(name)s”.", name=name))


def moment_at(day: date, at: time, zone: str) -> datetime:
    """The moment at which the clocks in `zone` show this, in UTC. Of an hour that comes twice, the first.

    Raises Refusal for a time that the clocks skip when they are put forward.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        words = {"time": f"{at:%H:%M}", "day": day.isoformat()}
        raise Refusal(_("There is no %(time)s on %(day)s: the clocks are put forward.", **words))
    return moment


def day_of(moment: datetime, zone: str) -> date:
    """The date at the camp."""
    return moment.astimezone(ZoneInfo(zone)).date()


def time_of(moment: datetime, zone: str) -> time:
    """The time of day at the camp."""
    return moment.astimezone(ZoneInfo(zone)).time()


def moved(moment: datetime, zone: str, new_zone: str, days: int) -> datetime:
    """The same time on the wall, `days` later and in another zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return moment_at(local.date() + timedelta(days=days), local.time(), new_zone)


def wall_clock(moment: datetime | None, zone: str) -> datetime | None:
    """What the clocks at the camp show at that moment, without a zone, as forms want it."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment else None
