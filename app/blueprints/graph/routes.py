"""The organiser's look at who wishes to meet whom."""

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, organisers
from app.services import acts
from app.services.interests import interest_files, interest_page, interest_picture

blueprint = Blueprint("graph", __name__)


@blueprint.get("/console/<slug>/graph")
@allow(organisers)
def show(slug: str) -> ResponseReturnValue:
    """Groups, people without wishes, people in demand, and how many meetings to expect."""
    page = interest_page.overview_of(g.camp)
    return render_template("graph/show.html", page=page, picture=interest_picture.picture_of(page))


@blueprint.get("/console/<slug>/graph.csv")
@allow(organisers)
def figures(slug: str) -> ResponseReturnValue:
    """The figures of each participant."""
    return _file(interest_files.figures_as_csv(g.camp), "csv", "text/csv")


@blueprint.get("/console/<slug>/graph.graphml")
@allow(organisers)
def graphml(slug: str) -> ResponseReturnValue:
    """The graph for programs that draw and measure graphs."""
    return _file(interest_files.graph_as_graphml(g.camp), "graphml", "application/xml")


def _file(content: bytes, ending: str, mimetype: str) -> Response:
    name = f"{g.camp.slug}-interest-graph.{ending}"
    acts.note_export(g.camp, current_user, "graph")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)
