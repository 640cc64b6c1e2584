"""Whose calendar has what, what was answered in calendars, and sending again."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.delivery.forms import FeedForm
from app.blueprints.paging import part_of
from app.services.calendars import calendar_invites, calendars, camp_feeds, deliveries
from app.services.changes import asked_changes
from app.services.mailbox import received_mails
from app.services.refusals import NotThere, Refusal

blueprint = Blueprint("delivery", __name__, url_prefix="/console/<slug>/calendars")
PAGE = 50


@blueprint.get("/")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Everybody's way, those whose calendar has nothing first; and who has declined."""
    found = deliveries.deliveries_of(g.camp)
    part = part_of(found, PAGE)
    return render_template(
        "delivery/index.html",
        all=found,
        shown=part.rows,
        page=part.page,
        pages=part.pages,
        declined=deliveries.declined_in(g.camp),
        open={(one.entry_id, one.participant_id): one for one in asked_changes.open_of(g.camp)},
        reads=calendar_invites.replies_are_read(),
        refused=received_mails.refused_count(g.camp),
    )


@blueprint.get("/addresses")
@allow(organisers)
def addresses(slug: str) -> ResponseReturnValue:
    """The private addresses of the whole camp and of its tables, and making one."""
    return _addresses(FeedForm(), None)


@blueprint.post("/addresses")
@allow(organisers)
def new_address(slug: str) -> ResponseReturnValue:
    """Make an address and show it, this once."""
    form = FeedForm()
    form.offer(camp_feeds.what_can_be_followed(g.camp))
    if not form.validate_on_submit():
        return _addresses(form, None)
    secret = camp_feeds.issue(g.camp, current_user._get_current_object(), int(form.table.data))
    return _addresses(FeedForm(formdata=None), calendars.feed_address(secret))


@blueprint.post("/addresses/<int:number>/stop")
@allow(organisers)
def stop_address(slug: str, number: int) -> ResponseReturnValue:
    """Make an address stop working."""
    camp_feeds.stop(g.camp, number)
    flash(_("The private address no longer works. Calendars that follow it will stop changing."), "success")
    return redirect(url_for(".addresses", slug=slug))


def _addresses(form: FeedForm, address: str | None) -> str:
    form.offer(camp_feeds.what_can_be_followed(g.camp))
    return render_template(
        "delivery/addresses.html", form=form, address=address, feeds=camp_feeds.feeds_of(g.camp)
    )


@blueprint.post("/<code>/again")
@allow(organisers)
def send_again(slug: str, code: str) -> ResponseReturnValue:
    """The invitations that stand, once more."""
    try:
        person, told = deliveries.send_again(g.camp, code)
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "error")
        return redirect(url_for(".index", slug=slug))
    words = ngettext("%(num)d invitation is on its way to %(name)s again.",
                     "%(num)d invitations are on their way to %(name)s again.", told, name=person.name)  # fmt: skip
    flash(words, "success")
    return redirect(url_for(".index", slug=slug))
