"""When a camp's participants are asked, reminded, and until when they may answer. All by the camp's calendar."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from app.models import Camp, FollowUpRound
from app.services.local_time import moment_at

MONTHS = {FollowUpRound.THREE_MONTHS: 3, FollowUpRound.TWELVE_MONTHS: 12}
OPEN_FOR = timedelta(days=42)
ASKED_WITHIN = timedelta(days=21)
"""How late the mails may begin: later there is no time for the reminder, and old camps are left in peace."""
REMIND_AFTER = timedelta(days=14)
MORNING, LAST_MINUTE = time(9), time(23, 59)


def first_day(camp: Camp, number: FollowUpRound) -> date:
    """So many months after the camp's last day; on a month's last day where there is no such date."""
    months = camp.ends_on.month - 1 + MONTHS[number]
    year, month = camp.ends_on.year + months // 12, months % 12 + 1
    return date(year, month, min(camp.ends_on.day, monthrange(year, month)[1]))


def opens_at(camp: Camp, number: FollowUpRound) -> datetime:
    """From when the mails go out: nine in the morning at the camp, whatever the clocks did meanwhile."""
    return moment_at(first_day(camp, number), MORNING, camp.time_zone)


def last_day(camp: Camp, number: FollowUpRound) -> date:
    """The last day on which the page can be answered, six weeks on."""
    return first_day(camp, number) + OPEN_FOR


def closes_at(camp: Camp, number: FollowUpRound) -> datetime:
    """Until when the page can be answered: the end of its last day."""
    return moment_at(last_day(camp, number), LAST_MINUTE, camp.time_zone)


def is_asking(camp: Camp, number: FollowUpRound, at: datetime) -> bool:
    """Whether first mails go out at that moment."""
    return opens_at(camp, number) <= at < opens_at(camp, number) + ASKED_WITHIN
