"""Who is free when one is left alone; asking them, and answering."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.models import Camp, Participant
from app.services.day import stand_in_asks, stand_ins
from app.services.refusals import NotThere, Refusal

blueprint = Blueprint("stand_ins", __name__, url_prefix="/camps/<slug>/stand-ins/<int:number>")
Act = Callable[[Camp, Participant, int, str], Participant]


@blueprint.get("")
@allow(participants)
def show(slug: str, number: int) -> ResponseReturnValue:
    """Who is free in this slot, the best first."""
    opening = stand_in_asks.opening_of(g.camp, g.me, number)
    found = stand_ins.stand_ins(g.camp, g.me, opening.slot)
    return render_template("stand_ins/show.html", opening=opening, stand_ins=found)


@blueprint.post("/<code>/ask")
@allow(participants)
def ask(slug: str, number: int, code: str) -> ResponseReturnValue:
    """Ask somebody to meet me then."""
    words = _("%(name)s is asked, on the agenda and by mail. You may ask others too: the first yes counts.")
    return _answer(stand_in_asks.ask, number, code, words, "stand_ins.show")


@blueprint.post("/<code>/accept")
@allow(participants)
def accept(slug: str, number: int, code: str) -> ResponseReturnValue:
    """Yes: we meet."""
    return _answer(stand_in_asks.accept, number, code, _("You meet %(name)s. It is on both agendas."))


@blueprint.post("/<code>/decline")
@allow(participants)
def decline(slug: str, number: int, code: str) -> ResponseReturnValue:
    """No, or I ask no longer."""
    return _answer(stand_in_asks.decline, number, code, _("Settled: you do not meet %(name)s then."))


def _answer(act: Act, number: int, code: str, words: str, page: str = "agenda.show") -> ResponseReturnValue:
    """Do it and go on, with words about it or about why it cannot be done."""
    try:
        other = act(g.camp, g.me, number, code)
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "error")
        page = "agenda.show"
    else:
        flash(words % {"name": other.name}, "success")
    if page == "stand_ins.show":
        return redirect(url_for(page, slug=g.camp.slug, number=number))
    return redirect(url_for(page, slug=g.camp.slug))
