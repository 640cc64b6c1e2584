"""Moving, swapping, adding and removing meetings of a draft, pins and pairs that never meet, undo."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.models import User
from app.services.editing import draft_edits, editing, pair_places
from app.services.refusals import Conflict
from app.services.schedules import schedules

blueprint = Blueprint("editing", __name__, url_prefix="/console/<slug>/schedules/<int:number>")
PAIR = "/pairs/<code>/<other>"


@blueprint.get(PAIR)
@allow(organisers)
def pair(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Two people in this schedule: where they meet, and every place that they could have instead."""
    return _pair_page(number, code, other)


@blueprint.post(f"{PAIR}/place")
@allow(organisers)
def place(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Move the pair's meeting, or give them one."""
    value = request.form.get("place", "")
    return _done(number, (code, other), lambda schedule: editing.place(
        g.camp, schedule, _user(), _version(), (code, other), value), _("The meeting has its new place."))  # fmt: skip


@blueprint.post(f"{PAIR}/drop")
@allow(organisers)
def drop(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Move the pair's meeting to where it was dragged in the grid, or say what stands in the way."""
    schedule, form = schedules.by_number(g.camp, number), request.form
    spot = form.get("slot", 0, type=int), form.get("table", 0, type=int)
    try:
        editing.drop(g.camp, schedule, _user(), _version(), (code, other), spot)
    except Conflict as conflict:
        return _pair_page(number, code, other, conflict), conflict.status
    flash(_("The meeting has its new place."), "success")
    return redirect(url_for("schedules.show", slug=slug, number=number))


@blueprint.post(f"{PAIR}/cure")
@allow(organisers)
def cure(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Make room for the pair by the one move that does."""
    return _done(number, (code, other), lambda schedule: editing.cure(
        g.camp, schedule, _user(), _version(), (code, other)), _("They have a place; one other meeting moved."))  # fmt: skip


@blueprint.post(f"{PAIR}/remove")
@allow(organisers)
def remove(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Let the pair's meeting go."""
    return _done(number, (code, other), lambda schedule: editing.take_out(
        g.camp, schedule, _user(), _version(), (code, other)), _("The meeting is out of this schedule."))  # fmt: skip


@blueprint.post(f"{PAIR}/pin")
@allow(organisers)
def pin(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Keep the pair's meeting where it is, in every run to come."""
    return _done(number, (code, other), lambda schedule: editing.pin(
        g.camp, schedule, _user(), (code, other)), _("The meeting is pinned: every run keeps it here."))  # fmt: skip


@blueprint.post(f"{PAIR}/forbid")
@allow(organisers)
def forbid(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Never bring the pair together again."""
    return _done(number, (code, other), lambda schedule: editing.forbid(
        g.camp, schedule, _user(), _version(), (code, other)), _("No run brings these two together again."))  # fmt: skip


@blueprint.post(f"{PAIR}/free")
@allow(organisers)
def free(slug: str, number: int, code: str, other: str) -> ResponseReturnValue:
    """Leave the pair to the runs again."""
    schedule = schedules.by_number(g.camp, number)
    editing.leave_to_runs(g.camp, (code, other), _user())
    flash(_("The next run decides about these two again."), "success")
    return redirect(url_for("editing.pair", slug=slug, number=schedule.number, code=code, other=other))


@blueprint.post("/copy")
@allow(organisers)
def copy(slug: str, number: int) -> ResponseReturnValue:
    """A draft that says the same, to be changed by hand."""
    made = editing.copy_of(g.camp, schedules.by_number(g.camp, number), _user())
    flash(_("This is a copy of schedule %(number)s. Change it here; nobody sees it before you publish.",
            number=number), "success")  # fmt: skip
    return redirect(url_for("schedules.show", slug=slug, number=made.number))


@blueprint.post("/undo")
@allow(organisers)
def undo(slug: str, number: int) -> ResponseReturnValue:
    """Take back the last change."""
    draft_edits.undo(g.camp, schedules.by_number(g.camp, number), _user(), _version())
    flash(_("The last change is undone."), "success")
    return redirect(url_for("schedules.show", slug=slug, number=number))


@blueprint.post("/redo")
@allow(organisers)
def redo(slug: str, number: int) -> ResponseReturnValue:
    """Do again what was undone last."""
    draft_edits.redo(g.camp, schedules.by_number(g.camp, number), _user(), _version())
    flash(_("The change is done again."), "success")
    return redirect(url_for("schedules.show", slug=slug, number=number))


def _done(
    number: int, people: tuple[str, str], act: Callable[[schedules.Schedule], object], said: str
) -> ResponseReturnValue:
    """Do it and say so; or show the page as it is now with the conflict in words."""
    schedule = schedules.by_number(g.camp, number)
    try:
        act(schedule)
    except Conflict as conflict:
        return _pair_page(number, *people, conflict), conflict.status
    flash(said, "success")
    code, other = people
    return redirect(url_for("editing.pair", slug=g.camp.slug, number=number, code=code, other=other))


def _pair_page(number: int, code: str, other: str, conflict: Conflict | None = None) -> str:
    schedule = schedules.by_number(g.camp, number)
    seen = pair_places.view(g.camp, schedule, code, other)
    return render_template(
        "editing/pair.html",
        schedule=schedule,
        seen=seen,
        conflict=conflict,
        in_words=_in_words,
        names_of=pair_places.names_of,
    )


def _in_words(options: list[pair_places.Option]) -> list[dict[str, str]]:
    return [{"value": option.value, "text": pair_places.option_in_words(option)} for option in options]


def _version() -> int:
    """The state of the schedule that the organiser saw; -1, which none has, when it is not sent."""
    return request.form.get("version", -1, type=int)


def _user() -> User:
    return current_user._get_current_object()
