"""A participant's requests: received and sent, asking, accepting, declining, withdrawing."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.blueprints.requests.forms import AskForm, DeclineForm
from app.models import Grade, Participant, RequestStatus
from app.services.accounts.accounts import safe_path
from app.services.directory import directory
from app.services.refusals import NotThere, Refusal
from app.services.requests import meeting_requests, request_lists, request_rules
from app.services.wishes import wishes

blueprint = Blueprint("requests", __name__, url_prefix="/camps/<slug>/requests")
NUMBER = "/<int(max=2147483647):number>"


@blueprint.get("")
@allow(participants)
def index(slug: str) -> ResponseReturnValue:
    """Both directions, those that wait for the reader first; at a camp with wishes, to the wishes."""
    if not request_rules.in_use(g.camp):
        return redirect(url_for("wishes.index", slug=slug))
    received, sent = request_lists.received(g.me, g.camp), request_lists.sent(g.me, g.camp)
    view = request.args.get("view", "")
    return render_template(
        "requests/index.html",
        received=received,
        sent=sent,
        view=view
        if view in ("received", "sent")
        else ("sent" if sent.total and not received.total else "received"),
        quota=request_rules.quota_of(g.me, g.camp),
        rather_not=wishes.own_wishes(g.me)[-1][1],
        out_of_sight=[code for grade, code in wishes.out_of_sight(g.me) if grade is Grade.RATHER_NOT],
        are_open=wishes.are_open(g.camp),
    )


@blueprint.route("/to/<code>", methods=["GET", "POST"])
@allow(participants)
def ask(slug: str, code: str) -> ResponseReturnValue:
    """Ask somebody to meet, with a few words; at a camp with wishes, to their page."""
    profile = directory.profile_for(g.me, g.camp, code)
    if not request_rules.in_use(g.camp):
        return redirect(url_for("directory.person", slug=slug, code=code))
    person = meeting_requests.person_to_ask(g.me, g.camp, code)
    form = AskForm()
    if form.validate_on_submit():
        try:
            asked = meeting_requests.ask(g.me, g.camp, code, form.message.data or "")
        except NotThere:
            raise
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_asked(asked), "success")
            return redirect(url_for(".index", slug=slug, view="sent"))
    return render_template(
        "requests/ask.html", form=form, person=person, card=profile.card,
        quota=request_rules.quota_of(g.me, g.camp), are_open=wishes.are_open(g.camp),
    )  # fmt: skip


@blueprint.post(f"{NUMBER}/accept")
@allow(participants)
def accept(slug: str, number: int) -> ResponseReturnValue:
    """Say yes."""
    return _answer(
        lambda: meeting_requests.accept(g.me, g.camp, number),
        lambda person: _("You have agreed to meet %(name)s. They get a mail.", name=person.name),
    )


@blueprint.route(f"{NUMBER}/decline", methods=["GET", "POST"])
@allow(participants)
def decline(slug: str, number: int) -> ResponseReturnValue:
    """Say no, with a reason or without."""
    row = request_lists.one_received(g.me, g.camp, number)
    form = DeclineForm()
    if form.validate_on_submit():
        return _answer(
            lambda: meeting_requests.decline(g.me, g.camp, number, form.reason.data or ""),
            lambda person: _("You have declined to meet %(name)s. They get a mail.", name=person.name),
        )
    return render_template("requests/decline.html", form=form, row=row)


@blueprint.post(f"{NUMBER}/withdraw")
@allow(participants)
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Take one's own request back."""
    return _answer(
        lambda: meeting_requests.withdraw(g.me, g.camp, number),
        lambda person: _("Your request to %(name)s is withdrawn.", name=person.name),
        view="sent",
    )


@blueprint.post("/accept-all")
@allow(participants)
def accept_all(slug: str) -> ResponseReturnValue:
    """Say beforehand yes to everybody who asks, or no longer."""
    wanted = request.form.get("wanted") == "1"
    meeting_requests.accept_all(g.me, wanted=wanted)
    flash(_("Requests to you are accepted at once from now on.") if wanted
          else _("You answer each request yourself from now on."), "success")  # fmt: skip
    return redirect(url_for(".index", slug=slug))


def _answer(
    act: Callable[[], Participant], words: Callable[[Participant], str], view: str = "received"
) -> ResponseReturnValue:
    """Carry out an act, say what it did or why not, and go back to where the button was."""
    try:
        person = act()
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "error")
    else:
        flash(str(words(person)), "success")
    given = request.form.get("next")
    return redirect(safe_path(given) if given else url_for("requests.index", slug=g.camp.slug, view=view))


def _asked(asked: meeting_requests.Asked) -> str:
    """What asking did, in words."""
    name = asked.target.name
    if asked.status is RequestStatus.ACCEPTED:
        return str(_("You and %(name)s have agreed to meet.", name=name))
    if not asked.is_new:
        return str(_("You have asked %(name)s already. Their answer is awaited.", name=name))
    return str(_("You have asked %(name)s. You get a mail when they answer.", name=name))
