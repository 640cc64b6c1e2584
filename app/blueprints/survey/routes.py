"""The page behind the link in the follow-up's mail. It needs no sign-in; to look at it changes nothing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, anybody
from app.blueprints.secret_address import keep_secret
from app.blueprints.survey.forms import camp_form, lines_of
from app.pages import speak
from app.services.afterwards.follow_up import answers

blueprint = Blueprint("survey", __name__, url_prefix="/follow-up/<token>")


@blueprint.before_request
def speak_as_the_mail() -> None:
    """The page continues the mail, so it is in the mail's language."""
    speak(answers.language_of((request.view_args or {})["token"]))


blueprint.after_request(keep_secret)


@blueprint.route("", methods=["GET", "POST"])
@allow(anybody)
def show(token: str) -> ResponseReturnValue:
    """What is asked, with the answers so far; posting keeps them."""
    page = answers.page_of(token)
    form, sent = camp_form(page), request.form if request.method == "POST" else None
    first, others = lines_of(page.first, sent), lines_of(page.others, sent)
    if form.validate_on_submit():
        meetings = {line.asked.partner.code: line.form.answer() for line in (*first, *others)}
        answers.keep(token, meetings, form.answer())
        return _back(token, _("Kept. Thank you!"))
    return render_template("survey/show.html", page=page, form=form, first=first, others=others, token=token)


@blueprint.post("/nothing")
@allow(anybody)
def nothing(token: str) -> ResponseReturnValue:
    """Nothing came of all that is still open."""
    answers.say_nothing_came(token)
    return _back(token, _("Kept: nothing came of it. Thank you for telling us!"))


@blueprint.post("/stop")
@allow(anybody)
def stop(token: str) -> ResponseReturnValue:
    """Ask me no more, or ask me after all."""
    is_stopped = request.form.get("again") != "yes"
    answers.stop(token, is_stopped=is_stopped)
    words = _("You will not be asked about this camp again.") if is_stopped else _("You will be asked again.")
    return _back(token, words)


def _back(token: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".show", token=token))
