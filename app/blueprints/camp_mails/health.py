"""Whether a camp's mails arrive, and sending again what did not."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.camp_mails.pages import blueprint
from app.services.calendars import calendar_invites
from app.services.mail import bounces, mail_choices, mail_health


@blueprint.get("/")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """How many mails wait, went and came back, whose address takes none, and who wants none."""
    return render_template(
        "camp_mails/index.html",
        counts=mail_health.counts_of(g.camp),
        returned=bounces.standing_at(g.camp),
        stuck=mail_health.stuck_at(g.camp),
        refusals=mail_choices.refusals_at(g.camp),
        reads=calendar_invites.replies_are_read(),
    )


@blueprint.post("/<code>/again")
@allow(organisers)
def send_again(slug: str, code: str) -> ResponseReturnValue:
    """The address works again: what came back goes out once more, and reminders too."""
    person, sent = bounces.send_again(g.camp, code, current_user._get_current_object())
    words = (
        ngettext("%(num)d mail goes to %(name)s once more.", "%(num)d mails go to %(name)s once more.", sent,
                 name=person.name)
        if sent
        else _("%(name)s gets mails again. None that came back is of use any more.", name=person.name)
    )  # fmt: skip
    flash(words, "success")
    return redirect(url_for(".index", slug=slug))
