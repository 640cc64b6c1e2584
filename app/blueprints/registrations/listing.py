"""The list of a camp's people: search, filter, sort, saved views, export."""

from urllib.parse import urlencode

from flask import Response, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.paging import part_of
from app.blueprints.registrations.addresses import address_of, path_to, question_of
from app.blueprints.registrations.pages import blueprint
from app.formats import country_name
from app.models import ParticipantStatus
from app.services import acts
from app.services.directory import saved_filters
from app.services.people import people, people_exports
from app.services.people.people import SORTS, Lack, Line
from app.services.refusals import Refusal
from app.services.setup import participant_types

PAGE = 50


@blueprint.get("/console/<slug>/people")
@allow(organisers)
def index(slug: str) -> ResponseReturnValue:
    """The participants that were asked for, fifty on a page."""
    question, everybody = question_of(request.args), people.all_lines(g.camp)
    found = people.among(everybody, question)
    part = part_of(found, PAGE)
    return render_template(
        "registrations/index.html", lines=part.rows, total=len(found), page=part.page,
        pages=part.pages, question=question, everybody=len(everybody), address=address_of(question),
        asked=urlencode(address_of(question)), counts=people.status_counts(everybody),
        lacks=people.lack_counts(everybody), choices=_choices(everybody), sorts=SORTS,
        statuses=list(ParticipantStatus), lack=Lack, has_meetings=any(line.meetings for line in everybody),
        has_arrivals=any(line.person.checked_in_at for line in everybody),
        saved=saved_filters.kept_on(saved_filters.of_organiser(g.camp, current_user)),
    )  # fmt: skip


@blueprint.get("/console/<slug>/people.<any(csv,xlsx):kind>")
@allow(organisers)
def export(slug: str, kind: str) -> ResponseReturnValue:
    """The same list as a file."""
    return file_of(people.lines(g.camp, question_of(request.args)), kind)


@blueprint.post("/console/<slug>/people/filters")
@allow(organisers)
def save_filter(slug: str) -> ResponseReturnValue:
    """Keep what the list is narrowed to under a name."""
    question = question_of(request.form)
    shelf = saved_filters.of_organiser(g.camp, current_user)
    try:
        saved_filters.save(shelf, request.form.get("name", ""), urlencode(address_of(question)))
    except Refusal as refusal:
        flash(str(refusal.message), "error")
    else:
        flash(_("The filter is saved."), "success")
    return redirect(path_to(slug, question))


@blueprint.post("/console/<slug>/people/filters/<int:number>/remove")
@allow(organisers)
def remove_filter(slug: str, number: int) -> ResponseReturnValue:
    """Forget one of one's own filters."""
    name = saved_filters.remove(saved_filters.of_organiser(g.camp, current_user), number)
    flash(_("The filter “%(name)s” is removed.", name=name), "success")
    return redirect(path_to(slug, question_of(request.form)))


def file_of(lines: list[Line], kind: str) -> ResponseReturnValue:
    """These people as a file to download."""
    content, mimetype = people_exports.file_of(g.camp, lines, kind)
    name = f"{g.camp.slug}-people.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    acts.note_export(g.camp, current_user, "people")
    return Response(content, mimetype=mimetype, headers=headers)


def _choices(everybody: list[Line]) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by, as value and words: only what somebody has."""
    persons = [line.person for line in everybody]
    houses = {(str(one.organisation_id), one.organisation.name) for one in persons if one.organisation}
    countries = {(one.country, country_name(one.country)) for one in persons if one.country}
    types = [(str(one.id), one.name_in(g.language)) for one in participant_types.types_of(g.camp)]
    return {
        "organisation": sorted(houses, key=lambda pair: pair[1].casefold()),
        "country": sorted(countries, key=lambda pair: pair[1].casefold()),
        "type": [*types, ("none", _("No type"))] if types else [],
    }
