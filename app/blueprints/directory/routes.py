"""Browsing and searching the other participants."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import allow, participants
from app.blueprints.directory.addresses import address_of, filters_of
from app.formats import country_name, language_name
from app.services.directory import directory, saved_filters
from app.services.refusals import Refusal
from app.services.wishes import wish_quotas, wishes
from app.services.words import word

blueprint = Blueprint("directory", __name__)
Code = TypeVar("Code", bound=str)


@blueprint.get("/camps/<slug>/people")
@allow(participants)
def index(slug: str) -> ResponseReturnValue:
    """The others, who fits best first, narrowed by what stands in the address."""
    filters = filters_of(request.args)
    address = address_of(filters)
    people = directory.people_for(g.me, g.camp, filters)
    return render_template(
        "directory/index.html",
        filters=filters,
        people=people,
        countries=_named(people.choices.countries, country_name),
        languages=_named(people.choices.languages, language_name),
        kinds=_named(people.choices.kinds, word),
        address=address,
        asked=urlencode(address),
        saved=saved_filters.kept_on(saved_filters.of_participant(g.me)),
        changed=session.pop("wish_change", None),
        are_open=wishes.are_open(g.camp),
        quotas=wish_quotas.quotas_of(g.me, g.camp),
    )


@blueprint.get("/camps/<slug>/people/<code>")
@allow(participants)
def person(slug: str, code: str) -> ResponseReturnValue:
    """One person: what they offer, need and care about. An email address only where both meet."""
    return render_template(
        "directory/person.html",
        profile=directory.profile_for(g.me, g.camp, code),
        changed=session.pop("wish_change", None),
        are_open=wishes.are_open(g.camp),
        quotas=wish_quotas.quotas_of(g.me, g.camp),
    )


@blueprint.post("/camps/<slug>/people/filters")
@allow(participants)
def save_filter(slug: str) -> ResponseReturnValue:
    """Keep the filter that the form names under a name."""
    address = address_of(filters_of(request.form))
    address.pop("order", None)
    try:
        saved_filters.save(
            saved_filters.of_participant(g.me), request.form.get("name", ""), urlencode(address)
        )
    except Refusal as refusal:
        flash(str(refusal.message), "error")
    else:
        flash(_("The filter is saved."), "success")
    return redirect(_index(slug, address))


@blueprint.post("/camps/<slug>/people/filters/<int(max=2147483647):number>/remove")
@allow(participants)
def remove_filter(slug: str, number: int) -> ResponseReturnValue:
    """Forget one of one's own filters."""
    name = saved_filters.remove(saved_filters.of_participant(g.me), number)
    flash(_("The filter “%(name)s” is removed.", name=name), "success")
    return redirect(_index(slug, address_of(filters_of(request.form))))


def _index(slug: str, address: dict[str, str]) -> str:
    """The directory with these filters."""
    path = url_for("directory.index", slug=slug)
    return f"{path}?{urlencode(address)}" if address else path


def _named(codes: Sequence[Code], name: Callable[[Code], str]) -> list[tuple[Code, str]]:
    """Codes with their names in the reader's language, by name."""
    return sorted(((code, name(code)) for code in codes), key=lambda pair: pair[1].casefold())
