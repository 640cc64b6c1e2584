"""Choosing which mails come: signed in, or by the link in a mail, which needs no sign-in.

To look at a page changes nothing. Mail programs press the button beside the sender by a POST of their own, without
our page and its token against forgery: whoever knows the secret address may do so (RFC 8058).
"""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, anybody, registered
from app.blueprints.mail_choices.forms import ChoicesForm
from app.blueprints.secret_address import keep_secret
from app.pages import speak
from app.services.mail import mail_choices
from app.services.registration import invitation_refusals

blueprint = Blueprint("mail_choices", __name__)


@blueprint.record_once
def _let_mail_programs_stop(state: BlueprintSetupState) -> None:
    for endpoint in ("stop", "no_invitations"):
        state.app.extensions["csrf"].exempt(f"{__name__}.{endpoint}")


@blueprint.after_request
def _keep_secret(response: Response) -> Response:
    return keep_secret(response) if "token" in (request.view_args or {}) else response


@blueprint.route("/camps/<slug>/me/mails", methods=["GET", "POST"])
@allow(registered)
def mine(slug: str) -> ResponseReturnValue:
    """The mails that a registered user gets about the camp."""
    form = ChoicesForm(mail_choices.choices_of(g.me))
    if form.validate_on_submit():
        mail_choices.choose(g.me, form.choices())
        flash(_("Kept: you get the mails you have ticked."), "success")
        return redirect(url_for("profile.home", slug=slug))
    return render_template("mail_choices/mine.html", form=form)


@blueprint.route("/mails/<token>", methods=["GET", "POST"])
@allow(anybody)
def show(token: str) -> ResponseReturnValue:
    """The same for whoever follows the link in a mail."""
    camp, person, _kind = mail_choices.meant_by(token)
    speak(person.user.language)
    form = ChoicesForm(mail_choices.choices_of(person))
    if form.validate_on_submit():
        mail_choices.choose(person, form.choices())
        flash(_("Kept: you get the mails you have ticked."), "success")
        return redirect(url_for(".show", token=token))
    return render_template("mail_choices/show.html", form=form, of=camp, token=token)


@blueprint.route("/mails/<token>/stop", methods=["GET", "POST"])
@allow(anybody)
def stop(token: str) -> ResponseReturnValue:
    """No more mails of this sort, by one press; whoever follows the address by hand is asked first."""
    camp, person, kind = mail_choices.meant_by(token)
    speak(person.user.language)
    if request.method == "POST":
        mail_choices.stop(person, kind)
    is_done = request.method == "POST"
    return render_template("mail_choices/stop.html", of=camp, kind=kind, token=token, is_done=is_done)


@blueprint.route("/mails/invitations/<token>", methods=["GET", "POST"])
@allow(anybody)
def no_invitations(token: str) -> ResponseReturnValue:
    """No more invitations to an address, by one press; whoever follows the link is asked first."""
    invited = invitation_refusals.meant_by(token)
    speak(invited.language)
    if request.method == "POST":
        invitation_refusals.refuse(invited)
    is_done = invitation_refusals.is_refused(invited)
    return render_template("mail_choices/no_invitations.html", of=invited.camp, token=token, is_done=is_done)


@blueprint.post("/mails/invitations/<token>/again")
@allow(anybody)
def invitations_again(token: str) -> ResponseReturnValue:
    """Invitations are welcome again."""
    invited = invitation_refusals.meant_by(token)
    speak(invited.language)
    invitation_refusals.allow(invited)
    flash(_("Kept: you may be invited again."), "success")
    return redirect(url_for(".no_invitations", token=token))
