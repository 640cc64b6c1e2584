"""An organiser acting for a participant: the profile, and the participant is told."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.registrations.forms import OnBehalfForm
from app.blueprints.registrations.pages import blueprint
from app.models import InterestKind, Participant
from app.services.people import behalf, people
from app.services.refusals import NotThere, Refusal
from app.services.registration import organisations, profiles
from app.services.setup import participant_types, topics

PLAIN = (
    "name",
    "country",
    "job_title",
    "languages",
    "about",
    "offers",
    "needs",
    "to_learn",
    "to_share",
    "version",
)


@blueprint.route("/console/<slug>/people/<code>/edit", methods=["GET", "POST"])
@allow(organisers)
def edit(slug: str, code: str) -> ResponseReturnValue:
    """Change somebody's profile for them."""
    person = people.person_of(g.camp, code).person
    form = _form(person)
    if form.validate_on_submit():
        try:
            form.settle_organisation()
            behalf.edit_profile(g.camp, code, form.version.data, form.data, current_user)
        except NotThere:
            raise
        except Refusal as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(
                _("The profile of %(name)s is saved, and a mail tells them.", name=form.name.data), "success"
            )
            return redirect(url_for("registrations.person", slug=slug, code=code))
    return render_template(
        "registrations/edit.html", form=form, person=person, suggestions=organisations.suggestions()
    )


def _form(person: Participant) -> OnBehalfForm:
    form = OnBehalfForm(data=_stored(person))
    form.offer_choices(participant_types.types_of(g.camp), g.language)
    form.ask_whether(organisations.like(form.organisation.data or ""))
    form.offer_topics_of(topics.topics_of(g.camp), g.language)
    return form


def _stored(person: Participant) -> dict[str, Any]:
    """The profile as saved, under the names of the form's fields."""
    told, house = profiles.topics_by_kind(person), person.organisation
    return {
        **{name: getattr(person, name) for name in PLAIN},
        "organisation": house.name if house else "",
        "organisation_kind": house.kind.value if house else "",
        "participant_type": str(person.type_id) if person.type_id else None,
        "offer_topics": [topic.id for topic in told[InterestKind.OFFER]],
        "need_topics": [topic.id for topic in told[InterestKind.NEED]],
        "interest_topics": [topic.id for topic in told[InterestKind.INTEREST]],
    }
