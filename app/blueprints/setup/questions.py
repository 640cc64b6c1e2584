"""The camp's own questions: what the registration asks beyond the profile."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.access import allow, organisers
from app.blueprints.question_fields import form_with
from app.blueprints.setup.forms import SendForm
from app.blueprints.setup.pages import NUMBER, blueprint, done, succeeds, try_or_tell
from app.blueprints.setup.question_forms import form_for
from app.services.setup import questions as service


@blueprint.get("/console/<slug>/questions")
@allow(organisers)
def questions(slug: str) -> ResponseReturnValue:
    """The questions in their order, with how many people have answered each."""
    listed, counts = service.questions_of(g.camp), service.answers_to(g.camp)
    return render_template("setup/questions.html", questions=listed, counts=counts)


@blueprint.route("/console/<slug>/questions/new", methods=["GET", "POST"])
@allow(organisers)
def questions_add(slug: str) -> ResponseReturnValue:
    """Ask something more."""
    form = form_for(None)
    if succeeds(form, lambda: service.add_question(g.camp, form.values(), by=current_user)):
        return done("setup.questions", _("The question is added."))
    return render_template("setup/question.html", form=form, question=None, answered=0)


@blueprint.route(f"/console/<slug>/questions/{NUMBER}", methods=["GET", "POST"])
@allow(organisers)
def questions_change(slug: str, number: int) -> ResponseReturnValue:
    """Word a question otherwise, with what that means for its answers."""
    question = service.question_of(g.camp, number)
    form = form_for(question)
    if succeeds(form, lambda: service.change_question(g.camp, number, form.values(), by=current_user)):
        return done("setup.questions", _("The question is changed."))
    answered = service.answers_to(g.camp).get(number, 0)
    chosen = service.times_chosen(question)
    return render_template(
        "setup/question.html", form=form, question=question, answered=answered, chosen=chosen
    )


@blueprint.post(f"/console/<slug>/questions/{NUMBER}/move")
@allow(organisers)
def questions_move(slug: str, number: int) -> ResponseReturnValue:
    """Up or down by one place."""
    up = request.form.get("way") == "up"
    return try_or_tell(
        "setup.questions",
        lambda: service.move_question(g.camp, number, up=up, by=current_user),
        _("The order is changed."),
    )


@blueprint.post(f"/console/<slug>/questions/{NUMBER}/ask")
@allow(organisers)
def questions_ask(slug: str, number: int) -> ResponseReturnValue:
    """Ask it again, or no longer; the answers stay."""
    again = request.form.get("ask") == "again"
    words = _("The question is asked again.") if again else _("The question is no longer asked.")
    return try_or_tell(
        "setup.questions", lambda: service.set_asked(g.camp, number, again, by=current_user), words
    )


@blueprint.route(f"/console/<slug>/questions/{NUMBER}/delete", methods=["GET", "POST"])
@allow(organisers)
def questions_delete(slug: str, number: int) -> ResponseReturnValue:
    """Say what deleting a question means, then delete it."""
    question = service.question_of(g.camp, number)
    if SendForm().validate_on_submit():
        return try_or_tell(
            "setup.questions",
            lambda: service.delete_question(g.camp, number, by=current_user),
            _("The question is deleted."),
        )
    answered = service.answers_to(g.camp).get(number, 0)
    return render_template("setup/question_delete.html", question=question, answered=answered)


@blueprint.get("/console/<slug>/questions/preview")
@allow(organisers)
def questions_preview(slug: str) -> ResponseReturnValue:
    """The step of the registration as participants meet it; nothing is sent from here."""
    asked = service.questions_of(g.camp, only_asked=True)
    form = form_with(FlaskForm, asked, {}, g.language)()
    return render_template("setup/questions_preview.html", form=form)
