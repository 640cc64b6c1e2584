"""The programme: sessions."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, organisers
from app.blueprints.setup.forms import SendForm, SessionForm
from app.blueprints.setup.pages import NUMBER, blueprint, chosen_day, days_of, done, succeeds, try_or_tell
from app.models import Session, SessionKind
from app.services.local_time import day_of, moment_at, time_of
from app.services.programme import double_bookings, session_places
from app.services.programme import programme as service
from app.services.programme.programme import SessionValues
from app.services.setup import blocks


@blueprint.get("/console/<slug>/programme")
@allow(organisers)
def programme(slug: str) -> ResponseReturnValue:
    """The programme, day by day."""
    days: dict[object, list[Session]] = {}
    sessions = service.sessions_of(g.camp)
    for session in sessions:
        days.setdefault(day_of(session.starts_at, g.camp.time_zone), []).append(session)
    return render_template(
        "setup/programme.html",
        days=days,
        clashes=blocks.sessions_over_slots(g.camp),
        doubles=double_bookings.found_in(sessions),
        waiting=session_places.waiting_counts(g.camp.id),
    )


@blueprint.route("/console/<slug>/programme/new", methods=["GET", "POST"])
@allow(organisers)
def programme_add(slug: str) -> ResponseReturnValue:
    """Add a session."""
    form = SessionForm()
    form.offer_choices(days_of(g.camp))
    if succeeds(form, lambda: service.add_session(g.camp, _values(form), by=current_user)):
        return done("setup.programme", _("The session is in the programme."))
    return render_template("setup/session.html", form=form, session=None)


@blueprint.route(f"/console/<slug>/programme/{NUMBER}", methods=["GET", "POST"])
@allow(organisers)
def programme_change(slug: str, number: int) -> ResponseReturnValue:
    """Change a session."""
    session = service.session_of(g.camp, number)
    form = _form_of(session)
    if succeeds(form, lambda: service.change_session(g.camp, number, _values(form), by=current_user)):
        return done("setup.programme", _("The session is changed."))
    return render_template("setup/session.html", form=form, session=session)


@blueprint.route(f"/console/<slug>/programme/{NUMBER}/remove", methods=["GET", "POST"])
@allow(organisers)
def programme_remove(slug: str, number: int) -> ResponseReturnValue:
    """Say what removing a session means, then remove it."""
    session = service.session_of(g.camp, number)
    if SendForm().validate_on_submit():
        act = lambda: service.remove_session(g.camp, number, by=current_user)  # noqa: E731
        return try_or_tell("setup.programme", act, _("“%(title)s” is removed.", title=session.title))
    choices = service.choices_of(session)
    back = url_for("setup.programme_change", slug=slug, number=number)
    return render_template("setup/session_remove.html", session=session, choices=choices, back=back)


def _form_of(session: Session) -> SessionForm:
    zone = g.camp.time_zone
    form = SessionForm(
        obj=session,
        kind=session.kind.value,
        day=day_of(session.starts_at, zone).isoformat(),
        starts=time_of(session.starts_at, zone),
        ends=time_of(session.ends_at, zone),
    )
    form.offer_choices(days_of(g.camp))
    return form


def _values(form: SessionForm) -> SessionValues:
    """The answers; a session that ends before it begins runs past midnight."""
    day, zone = chosen_day(form.day.data), g.camp.time_zone
    starts_at = moment_at(day, form.starts.data, zone)
    ends_at = blocks.end_after(starts_at, form.ends.data, zone)
    plain = {
        name: form[name].data
        for name in ("title", "room", "speaker", "track", "description", "is_for_all", "capacity")
    }
    return SessionValues(kind=SessionKind(form.kind.data), starts_at=starts_at, ends_at=ends_at, **plain)
