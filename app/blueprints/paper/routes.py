"""Printing: a page that lists what there is, and the documents."""

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, organisers, participants
from app.services import acts
from app.services.calendars import agendas
from app.services.schedules import paper

blueprint = Blueprint("paper", __name__)


@blueprint.get("/console/<slug>/paper")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """What can be printed, and for what it is good."""
    return render_template("paper/index.html", schedule=agendas.published_schedule(g.camp))


@blueprint.get("/console/<slug>/paper/<name>.pdf")
@allow(organisers)
def document(slug: str, name: str) -> ResponseReturnValue:
    """One of the documents for the whole camp."""
    if name not in paper.DOCUMENTS:
        abort(404)
    answer = _pdf(paper.document(g.camp, name), name)
    acts.note_export(g.camp, current_user, "paper")
    return answer


@blueprint.get("/camps/<slug>/agenda.pdf")
@allow(participants)
def agenda(slug: str) -> ResponseReturnValue:
    """One's own agenda to print."""
    return _pdf(paper.own_agenda(g.camp, g.me), "agenda")


def _pdf(content: bytes, name: str) -> Response:
    """To look at in the browser, under a name that says of which camp it is once it is kept."""
    headers = {"Content-Disposition": f'inline; filename="{g.camp.slug}-{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
