"""Importing people from a table: uploading, saying what its columns are, seeing what would happen, doing it.

All of it or nothing. What was uploaded is kept for a day at most, and goes as soon as it was used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.exports.reading import LARGEST_FILE as LARGEST_FILE
from app.exports.reading import MOST_COLUMNS, MOST_ROWS, Unreadable, Why, read_table
from app.extensions import db
from app.models import ActKind, Camp, PeopleImport, User
from app.services import acts, camps
from app.services.clock import now
from app.services.people import import_fields, import_intake, import_rows, import_words
from app.services.people.import_plans import Existing, Plan, Step, plan_of
from app.services.refusals import Conflict, NotThere, Refusal

KEPT_FOR = timedelta(days=1)
MOST_OPEN = 20


@dataclass(frozen=True)
class Choices:
    """What an organiser decides for all rows. `confirmed`: they have said that they come, so nothing is
    left to confirm. `language` is that of new accounts and their mails."""

    existing: Existing = Existing.LEAVE
    confirmed: bool = False
    language: str = "en"
    by_mail: bool = True


def upload(camp: Camp, by: User, name: str, content: bytes) -> PeopleImport:
    """Keep the table in the file, its columns guessed from their headings. Commits.

    Refusal, with the reason, for what is no table that we can read.
    """
    try:
        table = read_table(content)
    except Unreadable as error:
        raise Refusal(_reason(error.why)) from None
    _refuse_too_many(camp)
    moment = now()
    headings = table.rows[0][1]
    made = PeopleImport(
        camp_id=camp.id, user_id=by.id, file_name=name[:200], encoding=table.encoding,
        rows=[[number, *cells] for number, cells in table.rows],
        columns=import_fields.guess(headings, import_fields.fields_at(camp)),
        choices=_as_kept(Choices(language=by.language)), made_at=moment, expires_at=moment + KEPT_FOR,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


def import_of(camp: Camp, number: int) -> PeopleImport:
    """The camp's import of this number; NotThere when it was given up or is too old."""
    query = select(PeopleImport).where(PeopleImport.camp_id == camp.id, PeopleImport.id == number)
    found = db.session.scalar(query.where(PeopleImport.expires_at > now()))
    if found is None:
        raise NotThere(_("This file is no longer kept. Upload it again."))
    return found


def choices_of(made: PeopleImport) -> Choices:
    """What was decided so far."""
    kept = dict(made.choices)
    return Choices(existing=Existing(str(kept.pop("existing"))), **kept)  # type: ignore[arg-type]


def choose(camp: Camp, number: int, columns: Sequence[str], choices: Choices) -> None:
    """Say which field each column fills ("" for none), and what holds for all rows. Commits.

    Refusal when a field stands twice, or when name and address have no column.
    """
    made = _open(camp, number)
    fields = import_fields.fields_at(camp)
    known = {field.name for field in fields} | {""}
    if len(columns) != len(made.columns) or not set(columns) <= known:
        raise Refusal(_("The columns of the file have changed. Look at them again."))
    used = [name for name in columns if name]
    twice = next((name for name in used if used.count(name) > 1), None)
    if twice is not None:
        label = import_fields.label_of(twice, fields)
        raise Refusal(_("“%(field)s” is chosen for two columns. Choose it for one.", field=label))
    if "email" not in used:
        raise Refusal(_("Say which column holds the email address: people are told apart by it."))
    if "name" not in used and not {"first_name", "last_name"} & set(used):
        raise Refusal(_("Say which column holds the name."))
    made.columns, made.choices = list(columns), _as_kept(choices)
    db.session.commit()


def preview(camp: Camp, made: PeopleImport) -> Plan:
    """What would happen if it were done now, row by row. A handful of queries; writes nothing."""
    entries, faults = import_rows.read_rows(made.rows[1:], made.columns, import_words.vocabulary_of(camp))
    return plan_of(camp, entries, faults, choices_of(made).existing)


def carry_out(camp: Camp, number: int, digest: str, by: User) -> dict[Step, int]:
    """Take the people in, as the preview of this digest showed. Commits; all or nothing.

    Returns how many rows did what. Doing it twice does it once. Conflict when something has changed since
    the preview, Refusal while there are faults.
    """
    camps.lock(camp)
    made = _held(camp, number)
    if made.done_at is not None:
        return {Step(step): count for step, count in made.result.items()}
    plan = preview(camp, made)
    if plan.faults:
        raise Refusal(_("Something in the file is still wrong, so nothing is imported."))
    if plan.digest != digest:
        raise Conflict(_("Registrations have changed since this was shown to you. Look at it again."))
    try:
        _do(camp, made, plan, by)
    except IntegrityError:
        db.session.rollback()
        raise Conflict(
            _("Somebody entered one of these at the same moment. Nothing is imported; try again.")
        ) from None
    return {step: len(plan.of(step)) for step in Step}


def _do(camp: Camp, made: PeopleImport, plan: Plan, by: User) -> None:
    choices = choices_of(made)
    import_intake.take_in(camp, plan, choices.language, confirmed=choices.confirmed, by_mail=choices.by_mail)
    counts = {step.value: len(plan.of(step)) for step in Step}
    acts.note(camp, by, ActKind.IMPORTED, new=counts["new"], changed=counts["changed"], wishes=plan.wishes)
    made.done_at, made.result, made.rows, made.file_name = now(), counts, [], ""
    db.session.commit()


def give_up(camp: Camp, number: int) -> None:
    """Forget the file. Commits."""
    db.session.delete(import_of(camp, number))
    db.session.commit()


def forget_old() -> None:
    """Delete what nobody came back for. Commits."""
    db.session.execute(delete(PeopleImport).where(PeopleImport.expires_at < now()))
    db.session.commit()


def template_rows(camp: Camp) -> tuple[list[str], list[list[str]]]:
    """The headings of a table that is read without asking, and one row as an example."""
    fields = [
        field for field in import_fields.fields_at(camp) if field.name not in ("first_name", "last_name")
    ]
    example = {
        "name": "Ingrid Sørensen", "email": "ingrid@example.org", "organisation": "Energy Cluster Denmark",
        "job_title": _("Head of projects"), "country": "Danmark", "languages": "da; en",
    }  # fmt: skip
    return [str(field.label) for field in fields], [[example.get(field.name, "") for field in fields]]


def _as_kept(choices: Choices) -> dict[str, object]:
    return {**vars(choices), "existing": choices.existing.value}


def _open(camp: Camp, number: int) -> PeopleImport:
    made = _held(camp, number)
    if made.done_at is not None:
        raise Conflict(_("This file has been imported already."))
    return made


def _held(camp: Camp, number: int) -> PeopleImport:
    made = import_of(camp, number)
    db.session.refresh(made, with_for_update=True)
    return made


def _refuse_too_many(camp: Camp) -> None:
    waiting = select(func.count(PeopleImport.id)).where(
        PeopleImport.camp_id == camp.id, PeopleImport.done_at.is_(None), PeopleImport.expires_at > now()
    )
    if (db.session.scalar(waiting) or 0) >= MOST_OPEN:
        raise Refusal(_("Too many files wait to be imported. Give one of them up, or come back tomorrow."))


def _reason(why: Why) -> str:
    reasons = {
        Why.TOO_LARGE: _("The file is too large: at most 2 MB, and not much more once it is unpacked."),
        Why.TOO_MANY_ROWS: _("The file has too many rows: at most %(most)d people at once.", most=MOST_ROWS),
        Why.TOO_MANY_COLUMNS: _("The file has too many columns: at most %(most)d.", most=MOST_COLUMNS),
        Why.OLD_OR_LOCKED: _(
            "The file is protected by a password, or of the old Excel format. Save it as XLSX or CSV, without one."
        ),
        Why.NO_TABLE: _("This is no table that we can read. Save it as XLSX or CSV and try again."),
        Why.EMPTY: _("The file holds no people: it needs a row of headings and a row for each person."),
    }
    return reasons[why]
