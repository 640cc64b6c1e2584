"""The types of participants, and who may meet whom."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice
from wtforms.validators import ValidationError

from app.access import allow, organisers
from app.blueprints.participant_fields import MultiCheckboxField
from app.blueprints.setup.forms import NamesForm, SendForm, TopicForm
from app.blueprints.setup.pages import NUMBER, blueprint, done, succeeds, try_or_tell
from app.services.setup import meeting_rules
from app.services.setup import participant_types as service


class MeetingForm(FlaskForm):
    """Which types may meet. A pair's value is its two numbers with a hyphen between."""

    who = RadioField(
        _l("Who may meet whom?"),
        choices=[
            SelectChoice("everybody", _l("Everybody may meet everybody")),
            SelectChoice("pairs", _l("Only the pairs ticked below")),
        ],
    )
    pairs = MultiCheckboxField(_l("These may meet"))

    def validate_pairs(self, field: MultiCheckboxField) -> None:
        """At least one where only pairs may meet."""
        if self.who.data == "pairs" and not field.data:
            raise ValidationError(_l("Tick at least one pair, or let everybody meet everybody."))

    def chosen(self) -> list[tuple[int, int]] | None:
        """The pairs that may meet, None for everybody."""
        if self.who.data == "everybody":
            return None
        numbers = [value.split("-") for value in self.pairs.data or ()]
        return [(int(first), int(second)) for first, second in numbers]


@blueprint.route("/console/<slug>/types", methods=["GET", "POST"])
@allow(organisers)
def types(slug: str) -> ResponseReturnValue:
    """The types with how many people are of each, and a form for more."""
    form = NamesForm()
    if succeeds(form, lambda: service.add_types(g.camp, form.names(), by=current_user)):
        count = len(form.names())
        return done("setup.types", ngettext("%(num)d type is added.", "%(num)d types are added.", count))
    return render_template("setup/types.html", form=form, meeting=_meeting_form(formdata=None), **_figures())


@blueprint.post("/console/<slug>/types/meetings")
@allow(organisers)
def types_meet(slug: str) -> ResponseReturnValue:
    """Say who may meet whom."""
    form = _meeting_form()
    if succeeds(form, lambda: service.set_pairs(g.camp, form.chosen(), by=current_user)):
        return done("setup.types", _("Who may meet whom is saved. It holds from the next run on."))
    return render_template("setup/types.html", form=NamesForm(formdata=None), meeting=form, **_figures())


@blueprint.route(f"/console/<slug>/types/{NUMBER}", methods=["GET", "POST"])
@allow(organisers)
def types_rename(slug: str, number: int) -> ResponseReturnValue:
    """Call a type otherwise."""
    one = service.type_of(g.camp, number)
    form = TopicForm(obj=one)
    if succeeds(
        form, lambda: service.rename_type(g.camp, number, form.name.data, form.name_da.data, by=current_user)
    ):
        return done("setup.types", _("The type is renamed."))
    return render_template("setup/type.html", form=form, one=one)


@blueprint.route(f"/console/<slug>/types/{NUMBER}/remove", methods=["GET", "POST"])
@allow(organisers)
def types_remove(slug: str, number: int) -> ResponseReturnValue:
    """Say what removing a type means, then remove it."""
    one = service.type_of(g.camp, number)
    if SendForm().validate_on_submit():
        return try_or_tell(
            "setup.types",
            lambda: service.remove_type(g.camp, number, by=current_user),
            _("The type is removed."),
        )
    return render_template("setup/type_remove.html", one=one, uses=service.uses_of(g.camp).get(number, 0))


def _figures() -> dict[str, object]:
    """What stands in the list besides the forms."""
    uses = service.uses_of(g.camp)
    return {
        "types": service.types_of(g.camp), "uses": uses, "apart": service.wishes_apart(g.camp),
        "without": uses.get(None, 0), "restricted": bool(meeting_rules.rule_of(g.camp).pairs),
    }  # fmt: skip


def _meeting_form(**sent: None) -> MeetingForm:
    """As it is saved, or as it was sent; `formdata=None` when another form of the page was."""
    allowed = meeting_rules.rule_of(g.camp).pairs
    form = MeetingForm(**sent, data={
        "who": "pairs" if allowed else "everybody", "pairs": [f"{a}-{b}" for a, b in sorted(allowed)],
    })  # fmt: skip
    form.pairs.choices = [
        SelectChoice(f"{first.id}-{second.id}", f"{first.name_in(g.language)} – {second.name_in(g.language)}")
        for first, second in service.possible_pairs(service.types_of(g.camp))
    ]
    return form
