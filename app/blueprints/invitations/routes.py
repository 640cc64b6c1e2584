"""Invitations: links to share, mails to people, and taking them back."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.invitations.forms import LetterForm, LinkForm
from app.services.refusals import Refusal
from app.services.registration import invitation_refusals, invitations
from app.services.registration.invitations import Letter, LinkValues, Sent

MOST_NAMED = 20
blueprint = Blueprint("invitations", __name__, url_prefix="/console/<slug>/invitations")


@blueprint.get("")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """Every link with how often it was used, and whether it is still good."""
    found = [(one, invitations.state_of(one)) for one in invitations.invitations_of(g.camp)]
    links = [(one, state, invitations.address_of(g.camp, one)) for one, state in found if not one.email]
    letters = [(one, state) for one, state in found if one.email]
    unwilling = invitation_refusals.refused_of(g.camp, [one.email for one, _state in letters])
    return render_template("invitations/index.html", links=links, letters=letters, unwilling=unwilling)


@blueprint.route("/link", methods=["GET", "POST"])
@allow(organisers)
def link(slug: str) -> ResponseReturnValue:
    """Make a link to share."""
    form = LinkForm()
    if form.validate_on_submit():
        try:
            until = form.expires_at.moment(g.camp.time_zone)
            values = LinkValues(form.label.data, form.most_uses.data, until, form.skips_approval.data)
            invitations.make_link(g.camp, values, current_user)
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("The link is ready: copy it and pass it on."), "success")
            return redirect(url_for(".index", slug=slug))
    return render_template("invitations/link.html", form=form)


@blueprint.route("/letter", methods=["GET", "POST"])
@allow(organisers)
def letter(slug: str) -> ResponseReturnValue:
    """Invite people by mail, each by a link of their own."""
    form = LetterForm(data={"language": g.language})
    if form.validate_on_submit():
        try:
            words = Letter(form.message.data, form.language.data, form.without_approval.data)
            sent = invitations.invite(g.camp, form.each(), words, current_user)
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            _tell(sent)
            return redirect(url_for(".index", slug=slug))
    return render_template("invitations/letter.html", form=form)


@blueprint.post("/<int(max=2147483647):number>/revoke")
@allow(organisers)
def revoke(slug: str, number: int) -> ResponseReturnValue:
    """Make a link open nothing any more."""
    invitations.revoke(g.camp, number, current_user)
    flash(_("The invitation is taken back. Whoever has registered by it stays registered."), "success")
    return redirect(url_for(".index", slug=slug))


def _tell(sent: Sent) -> None:
    if sent.mails:
        flash(ngettext("%(num)d invitation goes out.", "%(num)d invitations go out.", sent.mails), "success")
    if sent.registered:
        there = ", ".join(sent.registered[:MOST_NAMED])
        flash(_("Registered already, so without a mail: %(addresses)s", addresses=there), "info")
    if sent.unwilling:
        they = ", ".join(sent.unwilling[:MOST_NAMED])
        flash(_("These have said that they want no invitations, so they get no mail: %(addresses)s", addresses=they),
              "info")  # fmt: skip
