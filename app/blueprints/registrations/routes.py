"""The organiser's list of participants: search, filter, sort, export, one person."""

from math import ceil

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, organisers
from app.models import ParticipantStatus
from app.services import people, people_exports, profiles, registrations
from app.services.people import SORTS, Question
from app.services.refusals import Refusal

blueprint = Blueprint("registrations", __name__)
PAGE = 100


@blueprint.get("/console/<slug>/people")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """The participants that were asked for, a hundred on a page."""
    question = _question()
    lines = people.lines(g.camp, question)
    pages = max(1, ceil(len(lines) / PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "registrations/index.html", lines=shown, total=len(lines), page=page, pages=pages, question=question,
        counts=people.status_counts(g.camp), statuses=list(ParticipantStatus), sorts=SORTS,
    )  # fmt: skip


@blueprint.get("/console/<slug>/people.<any(csv,xlsx):kind>")
@allow(organisers)
def export(slug: str, kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    content, mimetype = people_exports.file_of(g.camp, _question(), kind)
    name = f"{g.camp.slug}-people.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)


@blueprint.get("/console/<slug>/people/<code>")
@allow(organisers)
def person(slug: str, code: str) -> ResponseReturnValue:
    """Everything that organisers may know of one participant."""
    line = people.person_of(g.camp, code)
    absences, sessions = people.presence_of(line.person)
    topics = profiles.topics_by_kind(line.person)
    return render_template(
        "registrations/person.html", line=line, person=line.person, topics=topics, absences=absences,
        sessions=sessions,
    )  # fmt: skip


@blueprint.post("/console/<slug>/people/<code>/approve")
@allow(organisers)
def approve(slug: str, code: str) -> ResponseReturnValue:
    """Give somebody on the waiting list a place before their turn."""
    try:
        person = people.approve(g.camp, code)
        flash(_("%(name)s has a place and gets a mail.", name=person.name), "success")
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        flash(str(refusal.message), "error")
    return redirect(url_for("registrations.person", slug=slug, code=code))


@blueprint.route("/console/<slug>/people/<code>/withdraw", methods=["GET", "POST"])
@allow(organisers)
def withdraw(slug: str, code: str) -> ResponseReturnValue:
    """Say what it means to withdraw somebody's registration, then do it."""
    line = people.person_of(g.camp, code)
    if request.method == "POST":
        registrations.withdraw(line.person, g.camp)
        flash(_("The registration of %(name)s is withdrawn.", name=line.person.name), "success")
        return redirect(url_for("registrations.person", slug=slug, code=code))
    return render_template("registrations/withdraw.html", line=line, person=line.person)


def _question() -> Question:
    """What the address asks for; what it misspells is as if it were not there."""
    args = request.args
    status = args.get("status", "")
    known = status in [member.value for member in ParticipantStatus]
    return Question(
        text=args.get("q", "")[:200].strip(),
        status=ParticipantStatus(status) if known else None,
        sort=args.get("sort", "") if args.get("sort") in SORTS else "name",
        descending=args.get("order") == "down",
    )
