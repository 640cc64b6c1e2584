"""How participants choose whom to meet."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice

from app.access import allow, organisers
from app.blueprints.camp_fields import WholeNumberField, between, given, may_be_empty
from app.blueprints.setup.forms import VersionField
from app.blueprints.setup.pages import blueprint, done, succeeds
from app.models import Mode
from app.services.setup import choosing


class ChoosingForm(FlaskForm):
    """The rules of a camp. `version` is the state that the organiser saw."""

    version = VersionField()
    mode = RadioField(
        _l("How do people come together?"),
        choices=[
            SelectChoice(Mode.WISHES.value, _l("Wishes: everybody says privately whom they wish to meet")),
            SelectChoice(Mode.REQUESTS.value, _l("Requests: people ask each other, and accept or decline")),
        ],
        validators=[given(_l("Say how people come together."))],
    )
    most_must_meets = WholeNumberField(_l("Most “Must meet”"), [may_be_empty(), between(1, 1000)])
    most_wishes = WholeNumberField(_l("Most wishes in all"), [may_be_empty(), between(1, 1000)])
    most_open_requests = WholeNumberField(
        _l("Most requests that wait for an answer"), [may_be_empty(), between(1, 1000)]
    )
    request_days = WholeNumberField(
        _l("Days to answer a request"),
        [given(_l("Say how many days there are to answer.")), between(1, 60)],
    )
    accepts_unanswered = BooleanField(_l("A request without an answer counts as accepted"))
    needs_common_language = BooleanField(_l("Only people who speak a language in common meet"))
    only_new_pairs = BooleanField(_l("Only people who did not meet at an earlier camp of the series meet"))

    def rules(self) -> choosing.Rules:
        """The answers."""
        return choosing.Rules(
            Mode(self.mode.data), self.most_must_meets.data, self.most_wishes.data,
            self.most_open_requests.data, self.request_days.number, self.accepts_unanswered.data,
            self.needs_common_language.data, self.only_new_pairs.data,
        )  # fmt: skip


@blueprint.route("/console/<slug>/set-up/wishes", methods=["GET", "POST"], endpoint="choosing")
@allow(organisers)
def change(slug: str) -> ResponseReturnValue:
    """Look at the rules and change them."""
    rules = choosing.rules_of(g.camp)
    form = ChoosingForm(data={**vars(rules), "mode": rules.mode.value, "version": str(g.camp.version)})
    if succeeds(
        form, lambda: choosing.change_rules(g.camp, form.version.number, form.rules(), by=current_user)
    ):
        return done("setup.choosing", _("The rules for wishes and requests are saved."))
    return render_template("setup/choosing.html", form=form, stated=choosing.stated_at(g.camp))
