"""Reminding some of a camp's people: what, how it reads, then sent."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.registrations.forms import ReminderForm
from app.blueprints.registrations.pages import blueprint
from app.config import LANGUAGES
from app.services.people import people
from app.services.people.people import Line
from app.services.refusals import NotThere, Refusal
from app.services.reminding import reminders
from app.services.reminding.reminders import Purpose, Reminder


def remind_page(lines: list[Line]) -> ResponseReturnValue:
    """The form for a reminder to these people."""
    form = ReminderForm(formdata=None, purpose=reminders.fitting(lines).value)
    return _page(form, lines)


@blueprint.post("/console/<slug>/people/remind")
@allow(organisers)
def remind(slug: str) -> ResponseReturnValue:
    """Show how the reminder reads and who gets it; with its button send it."""
    codes, form = request.form.get("codes", "").split(), ReminderForm()
    lines = people.with_codes(g.camp, codes)
    if not form.validate():
        return _page(form, lines)
    try:
        if "send" in request.form:
            count = reminders.send(g.camp, codes, _reminder(form), current_user, again=form.again.data)
            flash(
                ngettext("%(num)d reminder is on its way.", "%(num)d reminders are on their way.", count),
                "success",
            )
            return redirect(url_for("registrations.index", slug=slug))
        return _page(form, lines, seen=True)
    except NotThere:
        raise
    except Refusal as refusal:
        form.form_errors.append(str(refusal.message))
        return _page(form, lines)


def _reminder(form: ReminderForm) -> Reminder:
    return Reminder(Purpose(form.purpose.data), form.words.data, form.words_da.data)


def _page(form: ReminderForm, lines: list[Line], *, seen: bool = False) -> ResponseReturnValue:
    purpose = Purpose(form.purpose.data) if form.purpose.data in set(Purpose) else Purpose.NOTE
    readers = reminders.readers(g.camp, lines, purpose, again=bool(form.again.data))
    name = next((one.name for one in [*readers.gets, *(line.person for line in lines)]), "")
    texts = (
        [(code, reminders.looked_at(g.camp, _reminder(form), name, code)) for code in LANGUAGES]
        if seen
        else []
    )
    return render_template(
        "registrations/remind.html", form=form, codes=" ".join(line.person.code for line in lines), count=len(lines),
        readers=readers, texts=texts,
    )  # fmt: skip
