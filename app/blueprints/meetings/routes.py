"""One published meeting of a participant: "I am here", "I cannot come", changes, how it went."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.blueprints.meetings.forms import ColleagueForm, OutcomeForm, ReasonForm
from app.models import AskedKind, Camp, Participant, Result
from app.services.accounts.accounts import safe_path
from app.services.afterwards import contacts, outcomes
from app.services.calendars import freezing
from app.services.changes import asked_changes, companions, replies
from app.services.refusals import NotThere, Refusal
from app.services.repairing import settling

blueprint = Blueprint("meetings", __name__, url_prefix="/camps/<slug>/meetings/<code>")
Act = Callable[[Camp, Participant, str], object]


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


@blueprint.route("/cancel", methods=["GET", "POST"])
@allow(participants)
def cancel(slug: str, code: str) -> ResponseReturnValue:
    """What follows from not coming; then I cannot come."""
    form = ReasonForm()
    if form.validate_on_submit():
        words = _("The meeting is cancelled, and %(name)s gets a mail.")
        act = partial(replies.say_cannot_come, reason=form.reason.data)
        answer = _answer(act, code, words)
        settling.work_out(g.camp, g.me.user)
        return answer
    entry, partner = replies.meeting_with(g.camp, g.me, code)
    means = replies.cancelling_means(entry, partner)
    return render_template(
        "meetings/cancel.html", form=form, entry=entry, partner=partner, consequences=means
    )


@blueprint.get("/change")
@allow(participants)
def change(slug: str, code: str) -> ResponseReturnValue:
    """What can be changed about a meeting, and what has been asked already."""
    entry, partner = replies.meeting_with(g.camp, g.me, code)
    asked = asked_changes.open_about(g.me, [entry]).get(entry.id)
    return render_template(
        "meetings/change.html", entry=entry, partner=partner, asked=asked, frozen=freezing.reason(g.camp)
    )


@blueprint.route("/change/<kind>", methods=["GET", "POST"])
@allow(participants)
def ask(slug: str, code: str, kind: str) -> ResponseReturnValue:
    """Ask for another time, or for a colleague to come instead or along."""
    wanted = asked_changes.kind_of(kind)
    entry, partner = replies.meeting_with(g.camp, g.me, code)
    with_colleague = wanted in asked_changes.WITH_COLLEAGUE
    colleagues = companions.colleagues_for(g.camp, g.me, entry) if with_colleague else []
    form = ColleagueForm() if with_colleague else ReasonForm()
    if isinstance(form, ColleagueForm):
        form.offer(colleagues)
    if form.validate_on_submit():
        return _ask(form, code, wanted)
    return render_template("meetings/ask.html", form=form, kind=wanted, entry=entry, partner=partner,
                           colleagues=colleagues, with_colleague=with_colleague, frozen=freezing.reason(g.camp),
                           consequences=asked_changes.means(g.camp, wanted, partner))  # fmt: skip


def _ask(form: ReasonForm, code: str, kind: AskedKind) -> ResponseReturnValue:
    colleague = form.colleague.data if isinstance(form, ColleagueForm) else ""
    act = partial(asked_changes.ask, kind=kind, reason=form.reason.data, colleague=colleague)
    answer = _answer(act, code, _("You have asked for a change. Your agenda shows what becomes of it."))
    settling.work_out(g.camp, g.me.user)
    return answer


@blueprint.post("/change/<int:number>/take-back")
@allow(participants)
def take_back(slug: str, code: str, number: int) -> ResponseReturnValue:
    """I do not ask for it any more."""
    act = partial(asked_changes.take_back, number=number)
    return _answer(act, code, _("Taken back. The meeting stands as it is."))


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
        "meetings/outcome.html", form=form, partner=partner, outcome=told, results=list(Result),
        exchange=contacts.exchange_in(g.me, entry, partner),
    )  # fmt: skip


@blueprint.post("/share")
@allow(participants)
def share(slug: str, code: str) -> ResponseReturnValue:
    """Share my address with the one I have met, or not, or no longer."""
    is_given = request.form.get("share") == "yes"
    words = (
        _("%(name)s sees your address once both of you have said yes.")
        if is_given
        else _("%(name)s does not see your address here.")
    )
    _answer(partial(contacts.answer, is_given=is_given), code, words)
    return redirect(url_for(".outcome", slug=slug, code=code))


@blueprint.get("/contact.vcf")
@allow(participants)
def card(slug: str, code: str) -> ResponseReturnValue:
    """The one I have met, for my address book."""
    response = Response(contacts.card_of(g.camp, g.me, code), mimetype="text/vcard")
    response.headers["Content-Disposition"] = 'attachment; filename="contact.vcf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer(act: Act, code: str, words: str) -> ResponseReturnValue:
    """Do it and go back to where it was pressed, or to the agenda, with words about it or why it cannot be done."""
    try:
        partner = act(g.camp, g.me, code)
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "error")
    else:
        flash(words % {"name": getattr(partner, "name", "")}, "success")
    given = request.form.get("next")
    return redirect(safe_path(given) if given else url_for("agenda.show", slug=g.camp.slug))
