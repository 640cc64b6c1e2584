"""The list of participants as a file for spreadsheets."""

from datetime import datetime

from flask_babel import gettext as _

from app.exports.spreadsheets import Cell, rows_to_csv, rows_to_xlsx
from app.models import Camp
from app.services.local_time import wall_clock
from app.services.people import Line, Question, lines
from app.services.words import word

MIMETYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(camp: Camp, question: Question, kind: str) -> tuple[bytes, str]:
    """The participants asked for as "csv" or "xlsx", and the file's media type. Times are the camp's."""
    headings = _headings()
    rows = [_row(camp, line) for line in lines(camp, question)]
    content = rows_to_csv(headings, rows) if kind == "csv" else rows_to_xlsx(camp.name, headings, rows)
    return content, MIMETYPES[kind]


def _headings() -> list[str]:
    return [
        _("Name"), _("Organisation"), _("Job title"), _("Country"), _("Languages"), _("Email address"),
        _("Status"), _("Registered"), _("Checked in"), _("Wishes"), _("Meetings"), _("Offers"), _("Needs"),
    ]  # fmt: skip


def _row(camp: Camp, line: Line) -> list[Cell]:
    person = line.person
    return [
        person.name, line.organisation, person.job_title, person.country, ", ".join(person.languages),
        person.user.email, word(person.status), _local(person.registered_at, camp),
        _local(person.checked_in_at, camp), line.wishes, line.meetings, person.offers, person.needs,
    ]  # fmt: skip


def _local(moment: datetime | None, camp: Camp) -> datetime | None:
    """To the second: spreadsheets do not know what comes after it."""
    local = wall_clock(moment, camp.time_zone)
    return local.replace(microsecond=0) if local else None
