"""What organisers announce: write, see who gets it, announce, take back. Helpers read."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, helpers, organisers
from app.blueprints.announcements.forms import AnnouncementForm
from app.models import MailKind
from app.permissions import may_run_camp
from app.services.day import announcements
from app.services.mail import mail_choices
from app.services.programme import programme

blueprint = Blueprint("announcements", __name__, url_prefix="/console/<slug>/announcements")


def _form() -> AnnouncementForm:
    form = AnnouncementForm()
    form.offer(programme.sessions_of(g.camp))
    return form


@blueprint.get("")
@allow(helpers)
def index(slug: str) -> ResponseReturnValue:
    """All announcements and, for organisers, the form for a new one."""
    runs = may_run_camp(current_user._get_current_object(), g.role)
    found = announcements.announcements_of(g.camp)
    return render_template("announcements/index.html", found=found, form=_form() if runs else None)


@blueprint.post("")
@allow(organisers)
def announce(slug: str) -> ResponseReturnValue:
    """First who would get it; then, with that page's button, the announcement itself."""
    form = _form()
    if not form.validate_on_submit():
        found = announcements.announcements_of(g.camp)
        return render_template("announcements/index.html", found=found, form=form)
    draft = form.draft()
    if "confirmed" not in request.form:
        people = announcements.readers(g.camp, draft)
        reach = mail_choices.reach(g.camp, people, MailKind.ANNOUNCEMENTS)
        return render_template("announcements/check.html", form=form, draft=draft, reach=reach)
    made = announcements.announce(g.camp, current_user._get_current_object(), draft)
    flash(
        ngettext("Announced, with %(num)d mail.", "Announced, with %(num)d mails.", made.mailed)
        if made.mailed
        else _("Announced on the participants' pages."),
        "success",
    )
    return redirect(url_for(".index", slug=slug))


@blueprint.post("/<int:number>/withdraw")
@allow(organisers)
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Off all pages."""
    announcements.withdraw(g.camp, number, current_user)
    flash(_("The announcement is withdrawn. Mails that were sent stay sent."), "success")
    return redirect(url_for(".index", slug=slug))
