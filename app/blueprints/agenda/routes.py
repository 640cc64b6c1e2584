"""A participant's agenda and calendars."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, anybody, participants
from app.services import agenda_page, calendars

blueprint = Blueprint("agenda", __name__)


@blueprint.get("/camps/<slug>/agenda")
@allow(participants)
def show(slug: str) -> ResponseReturnValue:
    """The agenda by day, the next meeting first."""
    return render_template("agenda/show.html", page=agenda_page.page_of(g.camp, g.me))


@blueprint.get("/camps/<slug>/agenda.ics")
@allow(participants)
def download(slug: str) -> ResponseReturnValue:
    """The agenda as one calendar file."""
    response = _calendar(calendars.calendar_file(g.camp, g.me, g.language))
    response.headers["Content-Disposition"] = f'attachment; filename="{g.camp.slug}-agenda.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/camps/<slug>/calendars", endpoint="calendars")
@allow(participants)
def show_calendars(slug: str) -> ResponseReturnValue:
    """The ways into a calendar, and since when the private address has been used."""
    return render_template("agenda/calendars.html", token=calendars.active_token(g.me), address=None)


@blueprint.post("/camps/<slug>/calendars")
@allow(participants)
def new_address(slug: str) -> ResponseReturnValue:
    """Make a private address and show it, this once."""
    secret = calendars.issue_token(g.camp, g.me)
    address = calendars.feed_address(secret)
    return render_template("agenda/calendars.html", token=calendars.active_token(g.me), address=address)


@blueprint.post("/camps/<slug>/calendars/revoke")
@allow(participants)
def revoke_address(slug: str) -> ResponseReturnValue:
    """Make the private address stop working."""
    calendars.revoke_tokens(g.me)
    flash(_("The private address no longer works. Calendars that follow it will stop changing."), "success")
    return redirect(url_for("agenda.calendars", slug=slug))


@blueprint.get("/feed/<token>.ics")
@allow(anybody)
def feed(token: str) -> ResponseReturnValue:
    """The private feed. Wrong, revoked and expired addresses are told apart by nobody."""
    found = calendars.feed_of(token)
    if found is None:  # a program reads this: no page, no cookie, the same bytes whatever the reason
        return Response("There is no calendar here.\n", 404, content_type="text/plain; charset=utf-8")
    response = _calendar(found)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _calendar(found: calendars.Feed) -> Response:
    """The file with what lets a client ask again cheaply: 304 for what it already has."""
    response = Response(found.content, content_type="text/calendar; charset=utf-8")
    response.set_etag(found.digest)
    response.last_modified = found.changed_at
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
