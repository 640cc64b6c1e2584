"""Removing slots and tables: at once where nothing is, else what stands there is shown first, with two ways out."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app.access import allow, organisers
from app.blueprints.paging import part_of
from app.blueprints.setup.pages import INT, NUMBER, blueprint, done
from app.services.calendars import freezing
from app.services.changes.change_rows import LONGEST_REASON
from app.services.refusals import Refusal
from app.services.repairing import removals, removing
from app.services.repairing.removals import Going
from app.services.work import jobs

SHOWN = 200
TABLES = f"/console/<slug>/tables/remove/<{INT}:first>-<{INT}:last>"


class RemovalForm(FlaskForm):
    """What to do with the meetings; `shown` is the mark of what the organiser saw."""

    shown = HiddenField()
    way = HiddenField()
    reason = TextAreaField(
        _l("Why"),
        [Length(max=LONGEST_REASON, message=_l("Say it in at most %(max)d characters."))],
    )


@blueprint.route(f"/console/<slug>/slot/{NUMBER}/remove", methods=["GET", "POST"])
@allow(organisers)
def slots_remove(slug: str, number: int) -> ResponseReturnValue:
    """One slot: what stands in it, or remove it."""
    return remove_or_show(removals.slot_going(g.camp, number), "setup.slots", request.path)


@blueprint.route(f"/console/<slug>/slots/{NUMBER}/remove", methods=["GET", "POST"])
@allow(organisers)
def slots_remove_block(slug: str, number: int) -> ResponseReturnValue:
    """A block with its slots: what stands in it, or remove it."""
    return remove_or_show(removals.block_going(g.camp, number), "setup.slots", request.path)


@blueprint.route(TABLES, methods=["GET", "POST"])
@allow(organisers)
def tables_removal(slug: str, first: int, last: int) -> ResponseReturnValue:
    """Neighbouring tables: what stands at them, or remove them."""
    return remove_or_show(removals.tables_going(g.camp, first, last), "setup.tables", request.path)


def remove_or_show(going: Going, back: str, page: str) -> ResponseReturnValue:
    """Show what is there, or do what the form says; a form that says nothing removes where nothing is, and leads to
    the page where something is."""
    if request.method == "GET":
        return _page(going, back)
    form = RemovalForm()
    act = WAYS.get(form.way.data or "")
    if act is None:
        seen = removals.look(g.camp, going)
        if not seen.is_nothing:
            return redirect(page)
        form.shown.data, act = seen.mark, _remove
    if not form.validate_on_submit():
        return _page(going, back, form)
    try:
        return act(going, back, form)
    except Refusal as refusal:
        flash(str(refusal.message), "error")
        return _page(going, back), refusal.status


def _remove(going: Going, back: str, form: RemovalForm) -> ResponseReturnValue:
    words = _removed(going)
    removing.remove(g.camp, going, current_user._get_current_object(), form.shown.data)
    return done(back, words)


def _cancel(going: Going, back: str, form: RemovalForm) -> ResponseReturnValue:
    words, user = _removed(going), current_user._get_current_object()
    seen = removing.cancel_and_remove(g.camp, going, user, form.shown.data, form.reason.data or "")
    told = ngettext(
        "%(num)s person is told which meetings are cancelled.",
        "%(num)s people are told which meetings are cancelled.", len(seen.people),
    )  # fmt: skip
    return done(back, f"{words} {told}")


def _repair(going: Going, back: str, form: RemovalForm) -> ResponseReturnValue:
    user = current_user._get_current_object()
    try:
        schedule = removing.look_for_repair(g.camp, going, user, form.shown.data)
    except jobs.AlreadyOpen:
        flash(_("A repair is being worked out already. Wait until it is there, or stop it."), "info")
        return redirect(request.path)
    return redirect(url_for("mending.show", slug=g.camp.slug, number=schedule.number, _anchor="repairs"))


WAYS: dict[str, Callable[[Going, str, RemovalForm], ResponseReturnValue]] = {
    "remove": _remove, "cancel": _cancel, "repair": _repair,
}  # fmt: skip


def _removed(going: Going) -> str:
    if going.tables:
        return _("The tables are removed.")
    return _("The block is removed.") if going.block is not None else _("The slot is removed.")


def _page(going: Going, back: str, form: RemovalForm | None = None) -> str:
    seen, form = removals.look(g.camp, going), form or RemovalForm(formdata=None)
    form.shown.data, form.way.data = seen.mark, "cancel"
    return render_template(
        "setup/removal.html", going=going, seen=seen, name=removals.name_of(g.camp, going), back=back,
        form=form, part=part_of(seen.meetings, SHOWN),
        repair=removing.repair_of(g.camp, going, seen), frozen=freezing.are_frozen(g.camp),
    )  # fmt: skip
