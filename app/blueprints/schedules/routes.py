"""Looking at a schedule and publishing it."""

import io
import zipfile

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.differences import difference_of
from app.blueprints.paging import part_of
from app.blueprints.schedules.forms import PublishForm
from app.config import LANGUAGES
from app.models import Participant, Schedule
from app.services import acts
from app.services.calendars import agendas, freezing
from app.services.calendars.notices import publication_mail
from app.services.editing import draft_edits
from app.services.mail.mails import Text
from app.services.mailbox import calendar_answers
from app.services.matching import curves
from app.services.publishing import publishing
from app.services.publishing.publishing import Preview
from app.services.schedules import promises, proofs, rulings, schedules, unmet_wishes

blueprint = Blueprint("schedules", __name__, url_prefix="/console/<slug>/schedules/<int:number>")
PAGE = 50


@blueprint.get("/")
@allow(organisers)
def show(slug: str, number: int) -> ResponseReturnValue:
    """What was reached, with its proof, and the grid of slots and tables."""
    schedule = schedules.by_number(g.camp, number)
    meetings = agendas.meetings_of(schedule)
    edits = draft_edits.history(schedule)
    return render_template(
        "schedules/show.html",
        edits=edits,
        edit_lines=draft_edits.in_words(g.camp, [edit.changes for edit in edits]) if edits else [],
        pinned=rulings.pinned_pairs(g.camp),
        schedule=schedule,
        meetings=meetings,
        wanted=(wanted := request.args.get("q", "").strip()),
        found=(found := schedules.meetings_of_people_named(meetings, wanted)),
        found_first=[meeting for meeting in meetings if meeting.id in found][:PAGE],
        pairs=schedules.pairs_in_question(schedule),
        grid=schedules.grid_of(g.camp, meetings),
        goal_name=curves.goal_name,
        limit_in_words=curves.limit_in_words,
        curve=curves.curve(schedule.curve),
        fairness=schedules.fairness(g.camp, meetings),
    )


@blueprint.get("/people")
@allow(organisers)
def people(slug: str, number: int) -> ResponseReturnValue:
    """Everybody's agenda, those with the fewest meetings first, and why a promise is not kept."""
    schedule = schedules.by_number(g.camp, number)
    return render_template(
        "schedules/people.html",
        schedule=schedule,
        rows=schedules.meetings_per_person(g.camp, agendas.meetings_of(schedule)),
        shortfalls=promises.shortfalls(schedule),
        reason_in_words=promises.reason_in_words,
    )


@blueprint.get("/people/<code>")
@allow(organisers)
def person(slug: str, number: int, code: str) -> ResponseReturnValue:
    """One person's agenda in this schedule."""
    schedule = schedules.by_number(g.camp, number)
    someone, meetings = schedules.agenda_in(schedule, g.camp, code)
    declined = calendar_answers.declined_by(g.camp, someone)
    return render_template(
        "schedules/person.html", schedule=schedule, person=someone, meetings=meetings, declined=declined
    )


@blueprint.get("/tables")
@allow(organisers)
def tables(slug: str, number: int) -> ResponseReturnValue:
    """How each table is used, and one table's meetings in the order of time."""
    schedule = schedules.by_number(g.camp, number)
    grid = schedules.grid_of(g.camp, agendas.meetings_of(schedule))
    chosen = request.args.get("table", type=int)
    return render_template(
        "schedules/tables.html",
        schedule=schedule,
        grid=grid,
        uses=schedules.uses_of(grid),
        table=next((table for table in grid.tables if table.number == chosen), None),
    )


@blueprint.get("/unmet")
@allow(organisers)
def unmet(slug: str, number: int) -> ResponseReturnValue:
    """The wishes that could not be met, each with its reason and what would help; fifty on a page."""
    schedule = schedules.by_number(g.camp, number)
    found = unmet_wishes.unmet_of(g.camp, schedule)
    reason = request.args.get("reason", "")
    chosen = [one for one in found if reason in ("", one.reason)]
    part = part_of(chosen, PAGE)
    return render_template(
        "schedules/unmet.html",
        schedule=schedule,
        unmet=part.rows,
        total=len(found),
        chosen=len(chosen),
        counts=unmet_wishes.counts_by_reason(found),
        reason=reason,
        page=part.page,
        pages=part.pages,
        reason_in_words=unmet_wishes.reason_in_words,
    )


@blueprint.get("/unmet.csv")
@allow(organisers)
def unmet_file(slug: str, number: int) -> ResponseReturnValue:
    """The same list, whole, as a file."""
    schedule = schedules.by_number(g.camp, number)
    content = unmet_wishes.as_csv(unmet_wishes.unmet_of(g.camp, schedule))
    name = f"{g.camp.slug}-schedule-{number}-unmet-wishes.csv"
    acts.note_export(g.camp, current_user, "unmet")
    return Response(
        content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.get("/proof.zip")
@allow(organisers)
def proof(slug: str, number: int) -> ResponseReturnValue:
    """The problem, the schedule and the verifier in one archive: anybody may check them anywhere."""
    schedule = schedules.by_number(g.camp, number)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in schedules.proof_files(schedule).items():
            file.writestr(name, content)
    name = f"{g.camp.slug}-schedule-{number}-proof.zip"
    acts.note_export(g.camp, current_user, "proof")
    return Response(
        archive.getvalue(),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.post("/check")
@allow(organisers)
def check(slug: str, number: int) -> ResponseReturnValue:
    """Let the verifier judge the files that are kept, and say what it finds."""
    schedule = schedules.by_number(g.camp, number)
    verdict = proofs.check(schedule)
    return render_template("schedules/check.html", schedule=schedule, verdict=verdict)


@blueprint.get("/publish")
@allow(organisers)
def preview(slug: str, number: int) -> ResponseReturnValue:
    """What publishing would change and who would get a mail, before anything is sent."""
    schedule = schedules.by_number(g.camp, number)
    seen = publishing.preview(schedule)
    out = agendas.published_schedule(g.camp)
    form = PublishForm.standing_as(out)
    reader = seen.reader(request.args.get("of", ""))
    return render_template(
        "schedules/preview.html", schedule=schedule, seen=seen, form=form, out=out, reader=reader,
        mail=_mail_to(reader, seen, form) if reader else None, frozen=freezing.are_frozen(g.camp),
        **difference_of(seen.changes, seen.people, seen.invited),
    )  # fmt: skip


def _mail_to(reader: Participant, seen: Preview, form: PublishForm) -> Text:
    """The mail about somebody's changes, in the language that the address asks for or in their own."""
    asked = request.args.get("mail", reader.user.language)
    language = asked if asked in LANGUAGES else reader.user.language
    return publication_mail(
        g.camp, reader, seen.concerned[reader.id], seen.people, language,
        seen.obstructed().get(reader.id, ()), form.is_preliminary,
    )  # fmt: skip


@blueprint.post("/publish")
@allow(organisers)
def publish(slug: str, number: int) -> ResponseReturnValue:
    """Make the schedule the one that is out; those concerned get a mail unless the organiser says no."""
    schedule = schedules.by_number(g.camp, number)
    form = PublishForm()
    with_mail = request.form.get("mail") != "no"
    seen = publishing.publish(
        g.camp,
        schedule,
        current_user._get_current_object(),
        with_mail=with_mail,
        to_all=bool(form.to_all.data),
        as_preliminary=form.is_preliminary,
        shown=request.form.get("shown"),
    )
    sent = len(seen.told(with_mail, bool(form.to_all.data)))
    flash(_published_in_words(schedule, sent), "success")
    return redirect(url_for("schedules.show", slug=slug, number=number))


def _published_in_words(schedule: Schedule, sent: int) -> str:
    if schedule.is_preliminary:
        return ngettext(
            "Schedule %(schedule)s is published as preliminary. %(num)s person gets a mail.",
            "Schedule %(schedule)s is published as preliminary. %(num)s people get a mail.",
            sent,
            schedule=schedule.number,
        )
    return ngettext(
        "Schedule %(schedule)s is published as final. %(num)s person gets a mail.",
        "Schedule %(schedule)s is published as final. %(num)s people get a mail.",
        sent,
        schedule=schedule.number,
    )
