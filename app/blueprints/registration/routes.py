"""The public page of a camp and the registration in short steps."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.access import allow, anybody
from app.blueprints.registration import answers as shown
from app.blueprints.registration import steps
from app.blueprints.registration.forms import SendForm
from app.browser import browser_key, note_invitation
from app.models import RegistrationDraft, User
from app.permissions import has_place
from app.services.programme import programme_files, public_programme
from app.services.refusals import Conflict
from app.services.registration import drafts, organisations, places, registrations

blueprint = Blueprint("registration", __name__, url_prefix="/camps/<slug>")
CHECK, LONGEST_NAME = "check", 200


@blueprint.record_once
def _check_csrf_in_the_forms(state: BlueprintSetupState) -> None:
    """The steps check the token themselves: when it has expired, they show what was typed once more."""
    state.app.extensions["csrf"].exempt(f"{__name__}.step")


@blueprint.get("/")
@allow(anybody)
def camp(slug: str) -> ResponseReturnValue:
    """What the camp is, when and where, its programme, and the way in."""
    state = places.registration_state(g.camp, invited=g.invitation is not None)
    days = public_programme.days_of(g.camp)
    return render_template(
        "registration/camp.html", days=days, state=state, closes_at=places.closes_at(g.camp)
    )


@blueprint.get("/<any('schedule.json', 'schedule.xml', 'programme.ics'):name>")
@allow(anybody)
def programme(slug: str, name: str) -> ResponseReturnValue:
    """The programme for other programs: they may ask often, and get 304 while nothing has changed."""
    found = programme_files.programme_file(g.camp, name)
    response = Response(found.content, content_type=f"{found.media_type}; charset=utf-8")
    response.set_etag(found.digest)
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)


@blueprint.get("/invited/<invitation>")
@allow(anybody)
def invited(slug: str, invitation: str) -> ResponseReturnValue:
    """Come by an invitation: the browser remembers it, and the camp's page opens. Nothing is used up."""
    if g.invitation is None:
        flash(_("This invitation is no longer good. Ask whoever gave it to you for a new one."), "error")
    note_invitation(slug, invitation[:64])
    return redirect(url_for(".camp", slug=slug))


@blueprint.get("/register")
@allow(anybody)
def start(slug: str) -> ResponseReturnValue:
    """Go on where this browser left off."""
    return redirect(url_for(".step", slug=slug, step=drafts.first_missing(g.camp, _draft()) or CHECK))


@blueprint.route("/register/<step>", methods=["GET", "POST"])
@allow(anybody)
def step(slug: str, step: str) -> ResponseReturnValue:
    """One step of the registration, or the answers to check before sending."""
    way = steps.Way(drafts.steps_of(g.camp))
    if step not in way.steps and step != CHECK:
        abort(404)
    draft = _draft()
    elsewhere = _elsewhere(draft, step, way)
    if elsewhere is not None:
        return elsewhere
    return _check(draft) if step == CHECK else _ask(step, draft, way)


@blueprint.get("/register/organisations")
@allow(anybody)
def organisations_like(slug: str) -> ResponseReturnValue:
    """For htmx while somebody types: known names much like it, of those that are offered to everybody."""
    if "HX-Request" not in request.headers:
        return redirect(url_for(".step", slug=slug, step="organisation"))
    typed = request.args.get("organisation", "")[:LONGEST_NAME]
    return render_template("registration/_organisations.html", names=organisations.like(typed))


@blueprint.get("/register/done")
@allow(anybody)
def done(slug: str) -> ResponseReturnValue:
    """What happens next; the same page however often the form was sent."""
    draft = _draft()
    if draft is None or not drafts.is_sent(draft):
        return redirect(url_for(".start", slug=slug))
    return render_template(
        "registration/done.html", sent=draft.answers["sent"], confirm_within=registrations.CONFIRM_WITHIN
    )


@blueprint.post("/register/again")
@allow(anybody)
def again(slug: str) -> ResponseReturnValue:
    """Begin anew with nothing, for somebody else at the same browser."""
    drafts.forget(g.camp, browser_key())
    return redirect(url_for(".start", slug=slug))


def _user() -> User | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _draft() -> RegistrationDraft | None:
    return drafts.draft_of(g.camp, browser_key())


def _elsewhere(draft: RegistrationDraft | None, step: str, way: steps.Way) -> ResponseReturnValue | None:
    """Where somebody belongs who cannot answer this step now; None when they can."""
    slug = g.camp.slug
    if has_place(g.me):
        return redirect(url_for("profile.home", slug=slug))
    if drafts.is_sent(draft):
        return redirect(url_for(".done", slug=slug))
    if not places.may_register(g.camp, invited=g.invitation is not None):
        return render_template("registration/closed.html", state=places.registration_state(g.camp))
    missing = drafts.first_missing(g.camp, draft)
    too_far = missing is not None and (step == CHECK or way.number_of(step) > way.number_of(missing))
    return redirect(url_for(".step", slug=slug, step=missing)) if too_far else None


def _ask(step: str, draft: RegistrationDraft | None, way: steps.Way) -> ResponseReturnValue:
    page = steps.PAGES[step]
    form = page.make(g.camp, _answers(step, draft), g.language, _user())
    if form.validate_on_submit():
        draft = drafts.save_step(g.camp, browser_key(), step, page.keep(form, _user()))
        return redirect(url_for(".step", slug=g.camp.slug, step=drafts.first_missing(g.camp, draft) or CHECK))
    return _show(step, draft, form, way), 400 if "csrf_token" in form.errors else 200


def _answers(step: str, draft: RegistrationDraft | None) -> dict[str, Any]:
    """What was answered before; the first time the address to which the invitation went."""
    given = draft.answers.get(step, {}) if draft else {}
    if step == "you" and not given and g.invitation is not None:
        return {"email": g.invitation.email}
    return given


def _show(step: str, draft: RegistrationDraft | None, form: Any, way: steps.Way) -> str:
    back = way.before(step) if drafts.first_missing(g.camp, draft) else CHECK
    return render_template(
        f"registration/{step}.html", form=form, title=steps.PAGES[step].title, number=way.number_of(step),
        total=len(way.steps), user=_user(),
        back=url_for(".step", slug=g.camp.slug, step=back) if back else url_for(".camp", slug=g.camp.slug),
        suggestions=organisations.suggestions() if step == "organisation" else (),
    )  # fmt: skip


def _check(draft: RegistrationDraft | None) -> ResponseReturnValue:
    form = SendForm()
    if form.validate_on_submit():
        try:
            home = url_for("profile.home", slug=g.camp.slug)
            registrations.register(g.camp, browser_key(), _user(), g.language, home, g.invitation)
        except Conflict as full:
            flash(str(full.message), "error")
            return redirect(url_for(".step", slug=g.camp.slug, step="times"))
        return redirect(url_for(".done", slug=g.camp.slug))
    rows = shown.rows(g.camp, draft.answers if draft else {}, g.language, _user())
    status = 400 if form.errors else 200
    return render_template(
        "registration/check.html", form=form, rows=rows, full=places.is_full(g.camp)
    ), status
