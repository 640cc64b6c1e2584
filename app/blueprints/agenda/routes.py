"""A participant's agenda and calendars."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import allow, anybody, participants
from app.blueprints.secret_address import keep_secret
from app.services.agenda import agenda_page
from app.services.calendars import agendas, calendar_turns, calendar_ways, calendars, camp_feeds, day_columns
from app.services.refusals import Refusal
from app.services.setup import floor_plan

blueprint = Blueprint("agenda", __name__)


@blueprint.get("/camps/<slug>/agenda")
@allow(participants)
def show(slug: str) -> ResponseReturnValue:
    """The agenda by day, the next meeting first; as a list, or as a timetable when the address says so."""
    page = agenda_page.page_of(g.camp, g.me)
    wanted = request.args.get("view") == "timetable" and page.days
    columns = day_columns.columns_of(page.days, g.camp.time_zone) if wanted else None
    return render_template("agenda/show.html", page=page, columns=columns)


@blueprint.get("/camps/<slug>/agenda/tables/<int:number>")
@allow(participants)
def table(slug: str, number: int) -> ResponseReturnValue:
    """Where a table stands, in words and as a map, and my meetings there."""
    return render_template(
        "agenda/table.html",
        where=floor_plan.where_is(g.camp, number),
        plan=floor_plan.plan_of(g.camp),
        meetings=agendas.meetings_at(g.camp, g.me, number),
    )


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
    return _ways(None)


@blueprint.post("/camps/<slug>/calendars")
@allow(participants)
def new_address(slug: str) -> ResponseReturnValue:
    """Make a private address and show it, this once."""
    secret = calendars.issue_token(g.camp, g.me)
    return _ways(calendars.feed_address(secret))


@blueprint.post("/camps/<slug>/calendars/revoke")
@allow(participants)
def revoke_address(slug: str) -> ResponseReturnValue:
    """Make the private address stop working."""
    calendars.revoke_tokens(g.me)
    flash(_("The private address no longer works. Calendars that follow it will stop changing."), "success")
    return redirect(url_for("agenda.calendars", slug=slug))


@blueprint.get("/camps/<slug>/calendars/invitations")
@allow(participants)
def invitations(slug: str) -> ResponseReturnValue:
    """What follows from choosing invitations, or from leaving them."""
    is_on = calendar_ways.comes_by_invitation(g.me)
    means = calendar_turns.off_means(g.me) if is_on else calendar_turns.on_means(g.camp, g.me)
    return render_template("agenda/invitations.html", is_on=is_on, consequences=means)


@blueprint.post("/camps/<slug>/calendars/invitations")
@allow(participants)
def choose_invitations(slug: str) -> ResponseReturnValue:
    """Meetings come by invitation from now on."""
    try:
        told = calendar_turns.turn_on(g.camp, g.me)
    except Refusal as refusal:
        flash(str(refusal.message), "error")
        return redirect(url_for(".calendars", slug=slug))
    words = ngettext(
        "Chosen. %(num)d invitation is on its way.", "Chosen. %(num)d invitations are on their way.", told
    )
    flash(words if told else _("Chosen. Invitations come as soon as you have meetings ahead."), "success")
    return redirect(url_for(".calendars", slug=slug))


@blueprint.post("/camps/<slug>/calendars/invitations/leave")
@allow(participants)
def leave_invitations(slug: str) -> ResponseReturnValue:
    """No more invitations."""
    calendar_turns.turn_off(g.camp, g.me)
    flash(_("Invitations are off. Choose another way below, or none."), "success")
    return redirect(url_for(".calendars", slug=slug))


@blueprint.get("/feed/<token>.ics")
@allow(anybody)
def feed(token: str) -> ResponseReturnValue:
    """The private feed. Wrong, revoked and expired addresses are told apart by nobody."""
    found = calendars.feed_of(token) or camp_feeds.feed_of(token)
    if found is None:  # a program reads this: no page, no cookie, the same bytes whatever the reason
        return Response("There is no calendar here.\n", 404, content_type="text/plain; charset=utf-8")
    return keep_secret(_calendar(found))


def _ways(address: str | None) -> str:
    way, sent_at = calendar_ways.way_of(g.me), None
    if way.by_invitation:
        sent_at = max((version.sent_at for version in way.last.values()), default=None)
    return render_template(
        "agenda/calendars.html", token=calendars.active_token(g.me), address=address, way=way, sent_at=sent_at
    )


def _calendar(found: calendars.Feed) -> Response:
    """The file with what lets a client ask again cheaply: 304 for what it already has."""
    response = Response(found.content, content_type="text/calendar; charset=utf-8")
    response.set_etag(found.digest)
    response.last_modified = found.changed_at
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
