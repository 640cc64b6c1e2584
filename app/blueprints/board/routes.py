"""The wall display, for the team to open on a screen that everybody sees."""

from flask import Blueprint, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.access import allow, helpers
from app.services.clock import now
from app.services.day.board import board_of
from app.services.day.day_version import version_of

blueprint = Blueprint("board", __name__)


@blueprint.get("/console/<slug>/board")
@allow(helpers)
def show(slug: str) -> ResponseReturnValue:
    """Now and next; the moving part alone for htmx, and 304 where nothing has changed since that was made."""
    is_part, moment = "HX-Request" in request.headers, now()
    tag = version_of(g.camp, moment, seen_by=g.language)
    if is_part and tag in request.if_none_match:
        return Response(status=304)
    template = "board/_board.html" if is_part else "board/show.html"
    response = make_response(
        render_template(template, board=board_of(g.camp, moment), moment=moment, tag=tag)
    )
    response.set_etag(tag)
    return response
