"""The list of participants as a file for spreadsheets."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from app.exports.spreadsheets import Cell, rows_to_csv, rows_to_xlsx
from app.models import Camp
from app.models import Question as Asked
from app.services.local_time import wall_clock
from app.services.people.people import Line
from app.services.registration import answers, consents
from app.services.setup import participant_types, questions
from app.services.words import word

MIMETYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(camp: Camp, lines: Sequence[Line], kind: str) -> tuple[bytes, str]:
    """These participants as "csv" or "xlsx", and the file's media type. Times are the camp's.

    The camp's own questions are the last columns, those no longer asked among them. Four queries.
    """
    asked, given, language = questions.questions_of(camp), answers.answers_at(camp), str(get_locale())
    types = participant_types.names_of(camp, language)
    headings = [
        *_headings(),
        *([_("Takes part as")] if types else []),
        *(one.label_in(language) for one in asked),
    ]
    rows = [
        [
            *_row(camp, line),
            *([types.get(line.person.type_id or 0)] if types else []),
            *_answers(asked, given.get(line.person.id, {}), language),
        ]
        for line in lines
    ]
    return as_file(camp.name, headings, rows, kind)


def as_file(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], kind: str
) -> tuple[bytes, str]:
    """A table as "csv" or "xlsx", and the file's media type."""
    content = rows_to_csv(headings, rows) if kind == "csv" else rows_to_xlsx(title, headings, rows)
    return content, MIMETYPES[kind]


def _headings() -> list[str]:
    return [
        _("Name"), _("Organisation"), _("Job title"), _("Country"), _("Languages"), _("Email address"),
        _("Status"), _("Registered"), _("Checked in"), _("Wishes"), _("Meetings"), _("Offers"), _("Needs"),
        _("Hopes to learn"), _("Can share"),
        _("In the directory"),        _("Shares the address with those they meet"), _("Recognisable on photos"),
        _("Mails about later camps and news"),
    ]  # fmt: skip


def _row(camp: Camp, line: Line) -> list[Cell]:
    person = line.person
    return [
        person.name, line.organisation, person.job_title, person.country, ", ".join(person.languages),
        person.user.email, word(person.status), _local(person.registered_at, camp),
        _local(person.checked_in_at, camp), line.wishes, line.meetings, person.offers, person.needs,
        person.to_learn, person.to_share,
        *(_("Yes") if getattr(person, column) else _("No") for column in consents.COLUMNS),
    ]  # fmt: skip


def _answers(asked: list[Asked], given: answers.Values, language: str) -> list[Cell]:
    return [answers.as_cell(one, given.get(one.id), language) for one in asked]


def _local(moment: datetime | None, camp: Camp) -> datetime | None:
    """To the second: spreadsheets do not know what comes after it."""
    local = wall_clock(moment, camp.time_zone)
    return local.replace(microsecond=0) if local else None
