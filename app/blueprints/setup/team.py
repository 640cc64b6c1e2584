"""Who runs the camp, and who helps on the day."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.setup.forms import TeamForm
from app.blueprints.setup.pages import NUMBER, blueprint, done, succeeds, try_or_tell
from app.models import CampRole
from app.services.accounts import teams


@blueprint.route("/console/<slug>/team", methods=["GET", "POST"])
@allow(organisers)
def team(slug: str) -> ResponseReturnValue:
    """The team, and a form to add somebody or give them another role."""
    form = TeamForm()

    def add() -> None:
        teams.add_to_team(g.camp, form.email.data, form.name.data, CampRole(form.role.data), current_user)

    if succeeds(form, add):
        return done("setup.team", _("%(address)s is in the team.", address=form.email.data))
    return render_template("setup/team.html", form=form, members=teams.team_of(g.camp))


@blueprint.post(f"/console/<slug>/team/{NUMBER}/remove")
@allow(organisers)
def team_remove(slug: str, number: int) -> ResponseReturnValue:
    """Take somebody out of the team; their rights end at once."""
    return try_or_tell(
        "setup.team", lambda: teams.leave_team(g.camp, number, current_user), _("They are out of the team.")
    )
