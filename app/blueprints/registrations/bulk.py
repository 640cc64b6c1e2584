"""Acts on several people at once: whom, what it means, then done."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.registrations.addresses import path_to, question_of
from app.blueprints.registrations.forms import DeclineForm
from app.blueprints.registrations.listing import file_of
from app.blueprints.registrations.pages import blueprint
from app.blueprints.registrations.reminding import remind_page
from app.services.people import approvals, bulk_acts, people
from app.services.people.people import Line

FILES = ("csv", "xlsx")


@blueprint.post("/console/<slug>/people/chosen")
@allow(organisers)
def choose(slug: str) -> ResponseReturnValue:
    """Those who were ticked, or everybody found, and what is to be done with them: shown before it is."""
    lines, act = _chosen(), request.form.get("act", "")
    if not lines:
        flash(_("Tick somebody first."), "info")
    elif act in FILES:
        return file_of(lines, act)
    elif act == "remind":
        return remind_page(lines)
    elif act in bulk_acts.ACTS:
        return _confirm_page(act, lines)
    return redirect(path_to(slug, question_of(request.form)))


@blueprint.post("/console/<slug>/people/chosen/<any(approve,decline,withdraw):act>")
@allow(organisers)
def bulk(slug: str, act: str) -> ResponseReturnValue:
    """Do it, after the page that says what it means."""
    codes, form = request.form.get("codes", "").split(), DeclineForm()
    if not form.validate():
        return _confirm_page(act, people.with_codes(g.camp, codes))
    if act == "approve":
        count = approvals.approve_all(g.camp, codes, current_user)
        words = ngettext("%(num)d registration is approved.", "%(num)d registrations are approved.", count)
    elif act == "decline":
        count = approvals.decline_all(g.camp, codes, form.note.data or "", current_user)
        words = ngettext("%(num)d registration is declined.", "%(num)d registrations are declined.", count)
    else:
        count = approvals.withdraw_all(g.camp, codes, current_user)
        words = ngettext("%(num)d registration is withdrawn.", "%(num)d registrations are withdrawn.", count)
    flash(words, "success")
    return redirect(url_for("registrations.index", slug=slug))


def _chosen() -> list[Line]:
    if request.form.get("everybody"):
        return people.lines(g.camp, question_of(request.form))
    return people.with_codes(g.camp, request.form.getlist("code"))


def _confirm_page(act: str, lines: list[Line]) -> ResponseReturnValue:
    concerned = bulk_acts.concerned(act, lines)
    return render_template(
        "registrations/bulk.html", act=act, lines=concerned, codes=" ".join(one.person.code for one in concerned),
        means=bulk_acts.consequences(g.camp, act, concerned), others=len(lines) - len(concerned),
        form=DeclineForm(),
    )  # fmt: skip
