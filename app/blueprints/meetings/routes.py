"""One published meeting of a participant: "I am here", "I cannot come", how it went."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.blueprints.meetings.forms import OutcomeForm
from app.models import Camp, Participant, Result
from app.services import outcomes, replies
from app.services.refusals import NotThere, Refusal

blueprint = Blueprint("meetings", __name__, url_prefix="/camps/<slug>/meetings/<code>")
Act = Callable[[Camp, Participant, str], Participant]


@blueprint.post("/here")
@allow(participants)
def here(slug: str, code: str) -> ResponseReturnValue:
    """I am at the table."""
    return _answer(replies.say_here, code, _("%(name)s sees on the agenda that you are at the table."))


@blueprint.post("/not-here")
@allow(participants)
def not_here(slug: str, code: str) -> ResponseReturnValue:
    """I am not at the table after all."""
    return _answer(replies.take_back_here, code, _("Taken back: %(name)s no longer sees you at the table."))


@blueprint.get("/cancel")
@allow(participants)
def confirm_cancel(slug: str, code: str) -> ResponseReturnValue:
    """What follows from not coming, before it is said."""
    entry, partner = replies.meeting_with(g.camp, g.me, code)
    means = replies.cancelling_means(entry, partner)
    return render_template("meetings/cancel.html", entry=entry, partner=partner, consequences=means)


@blueprint.post("/cancel")
@allow(participants)
def cancel(slug: str, code: str) -> ResponseReturnValue:
    """I cannot come."""
    return _answer(replies.say_cannot_come, code, _("The meeting is cancelled, and %(name)s gets a mail."))


@blueprint.post("/restore")
@allow(participants)
def restore(slug: str, code: str) -> ResponseReturnValue:
    """I can come after all."""
    return _answer(
        replies.take_back_cannot_come, code, _("The meeting takes place again, and %(name)s gets a mail.")
    )


@blueprint.route("/outcome", methods=["GET", "POST"])
@allow(participants)
def outcome(slug: str, code: str) -> ResponseReturnValue:
    """How it went: one press of one answer."""
    entry, partner = replies.meeting_with(g.camp, g.me, code)
    told = outcomes.outcomes_of(g.me, [entry]).get(entry.id)
    form = OutcomeForm(data={"note": told.note if told else ""})
    if form.validate_on_submit():
        answer = request.form.get("result", "")
        outcomes.tell(g.camp, g.me, code, answer, form.note.data)
        flash(_("Kept: how your meeting with %(name)s went.", name=partner.name), "success")
        return redirect(url_for("agenda.show", slug=slug))
    return render_template(
        "meetings/outcome.html", form=form, partner=partner, outcome=told, results=list(Result)
    )


def _answer(act: Act, code: str, words: str) -> ResponseReturnValue:
    """Do it and go back to the agenda, with words about it or about why it cannot be done."""
    try:
        partner = act(g.camp, g.me, code)
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "error")
    else:
        flash(words % {"name": partner.name}, "success")
    return redirect(url_for("agenda.show", slug=g.camp.slug))
