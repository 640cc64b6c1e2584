"""The live board of the day, all meetings that are on, and who has not come to theirs."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.models import Camp, Participant, User
from app.services.clock import now
from app.services.day import announcements, live_board, no_shows
from app.services.day.day_version import version_of
from app.services.refusals import Conflict

blueprint = Blueprint("day", __name__, url_prefix="/console/<slug>/day")
Act = Callable[[Camp, int, str, User], Participant]


@blueprint.get("")
@allow(organisers)
def show(slug: str) -> ResponseReturnValue:
    """The board; the moving part alone for htmx, and 304 where nothing has changed since that was made."""
    moment, is_part = now(), "HX-Request" in request.headers
    tag = version_of(g.camp, moment, seen_by=f"{current_user.id} {g.language}")
    if is_part and tag in request.if_none_match:
        return Response(status=304)
    shown = [one for one in announcements.announcements_of(g.camp) if one.withdrawn_at is None]
    page = render_template(
        "day/_board.html" if is_part else "day/show.html", board=live_board.board_of(g.camp, moment),
        tag=tag, announced=shown[0] if shown else None, still="still" in request.args,
    )  # fmt: skip
    response = make_response(page)
    response.set_etag(tag)
    return response


@blueprint.get("/meetings")
@allow(organisers)
def meetings(slug: str) -> ResponseReturnValue:
    """Every meeting that is on, by table."""
    return render_template("day/meetings.html", pairs=live_board.pairs_now(g.camp, now()), moment=now())


@blueprint.post("/meetings/<int:entry>/<code>/not-come")
@allow(organisers)
def not_come(slug: str, entry: int, code: str) -> ResponseReturnValue:
    """One of the two has not come."""
    words = _("%(name)s has not come, it is noted. Whoever waits sees who is free.")
    return _note(no_shows.note, entry, code, words)


@blueprint.post("/meetings/<int:entry>/<code>/come")
@allow(organisers)
def come(slug: str, entry: int, code: str) -> ResponseReturnValue:
    """They have come after all."""
    return _note(no_shows.undo, entry, code, _("Taken back: the meeting with %(name)s stands."))


def _note(act: Act, entry: int, code: str, words: str) -> ResponseReturnValue:
    try:
        person = act(g.camp, entry, code, current_user._get_current_object())
    except Conflict as refusal:
        flash(str(refusal.message), "error")
    else:
        flash(words % {"name": person.name}, "success")
    return redirect(url_for(".meetings" if "meetings" in request.form else ".show", slug=g.camp.slug))
