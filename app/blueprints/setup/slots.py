"""Meeting blocks and their slots."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.setup.forms import BlockForm
from app.blueprints.setup.pages import NUMBER, blueprint, chosen_day, days_of, done, succeeds
from app.models import Block
from app.services.local_time import day_of, moment_at, time_of
from app.services.setup import blocks
from app.services.setup.blocks import BlockValues


@blueprint.route("/console/<slug>/slots", methods=["GET", "POST"])
@allow(organisers)
def slots(slug: str) -> ResponseReturnValue:
    """The blocks with their slots, and a form for one more."""
    form = BlockForm()
    form.offer_choices(days_of(g.camp))
    if succeeds(form, lambda: blocks.add_block(g.camp, _values(form), by=current_user)):
        return done("setup.slots", _("The block is cut into slots."))
    clashes = blocks.sessions_over_slots(g.camp)
    return render_template(
        "setup/slots.html", form=form, blocks=blocks.blocks_with_slots(g.camp), clashes=clashes
    )


@blueprint.route(f"/console/<slug>/slots/{NUMBER}", methods=["GET", "POST"])
@allow(organisers)
def slots_change(slug: str, number: int) -> ResponseReturnValue:
    """Cut a block anew, or call it otherwise."""
    block = blocks.block_of(g.camp, number)
    form = _form_of(block)
    if succeeds(form, lambda: blocks.change_block(g.camp, number, _values(form), by=current_user)):
        return done("setup.slots", _("The block is changed."))
    return render_template("setup/block.html", form=form, block=block)


def _form_of(block: Block) -> BlockForm:
    zone = g.camp.time_zone
    until = max((slot.ends_at for slot in block.slots), default=block.starts_at)
    form = BlockForm(
        obj=block,
        day=day_of(block.starts_at, zone).isoformat(),
        starts=time_of(block.starts_at, zone),
        until=time_of(until, zone),
    )
    form.offer_choices(days_of(g.camp))
    return form


def _values(form: BlockForm) -> BlockValues:
    zone = g.camp.time_zone
    starts_at = moment_at(chosen_day(form.day.data), form.starts.data, zone)
    return BlockValues(
        name=form.name.data,
        starts_at=starts_at,
        until=blocks.end_after(starts_at, form.until.data, zone),
        slot_minutes=form.slot_minutes.number,
        gap_minutes=form.gap_minutes.number,
    )
