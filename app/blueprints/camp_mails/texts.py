"""The words of the camp's mails: which have words of their own, changing them, trying them on somebody."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.camp_mails.forms import TextForm
from app.blueprints.camp_mails.pages import blueprint
from app.config import LANGUAGES
from app.models import MailTextKind
from app.services.mail import mail_moments, mail_texts
from app.services.refusals import Refusal
from app.services.reminding import mail_previews


@blueprint.get("/texts")
@allow(organisers)
def texts(slug: str) -> ResponseReturnValue:
    """Every mail that can be worded, by when it is sent, in both languages."""
    worded = mail_texts.worded(g.camp)
    return render_template("camp_mails/texts.html", moments=mail_moments.kinds_at(g.camp), worded=worded)


@blueprint.route("/texts/<kind>/<language>", methods=["GET", "POST"])
@allow(organisers)
def text(slug: str, kind: str, language: str) -> ResponseReturnValue:
    """One mail in one language: shown as somebody reads it, then kept."""
    which = _which(kind, language)
    readers = mail_previews.readers_of(g.camp)
    form = TextForm(mail_texts.text_of(g.camp, which, language), readers)
    shown = None
    if form.validate_on_submit():
        try:
            mail_texts.check(which, form.text())
            if "keep" in request.form:
                mail_texts.keep(g.camp, which, language, form.text(), current_user._get_current_object())
                flash(_("Kept: the mail goes out in your words."), "success")
                return redirect(url_for(".texts", slug=slug))
            reader = form.reader_of(readers)
            shown = mail_previews.preview(g.camp, which, language, form.text(), reader) if reader else None
        except Refusal as refusal:
            form.body.errors = [*form.body.errors, str(refusal.message)]
    return render_template("camp_mails/text.html", form=form, kind=which, language=language, shown=shown,
                           placeholders=mail_texts.placeholders(which), readers=readers,
                           is_own=mail_texts.own_text(g.camp, which, language) is not None)  # fmt: skip


@blueprint.post("/texts/<kind>/<language>/standard")
@allow(organisers)
def standard(slug: str, kind: str, language: str) -> ResponseReturnValue:
    """Back to the standard text."""
    mail_texts.forget(g.camp, _which(kind, language), language, current_user._get_current_object())
    flash(_("The mail goes out in the standard words again."), "success")
    return redirect(url_for(".texts", slug=slug))


def _which(kind: str, language: str) -> MailTextKind:
    if language not in LANGUAGES or kind not in set(MailTextKind):
        abort(404)
    return MailTextKind(kind)
