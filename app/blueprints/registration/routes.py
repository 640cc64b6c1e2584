"""The public page of a camp and the registration in short steps."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access import allow, anybody
from app.blueprints.registration import answers as shown
from app.blueprints.registration import steps
from app.blueprints.registration.forms import SendForm
from app.browser import browser_key
from app.models import RegistrationDraft, User
from app.permissions import has_place
from app.services import drafts, organisations, places, public_programme, registrations
from app.services.refusals import Conflict

blueprint = Blueprint("registration", __name__, url_prefix="/camps/<slug>")
CHECK = "check"


@blueprint.record_once
def _check_csrf_in_the_forms(state: BlueprintSetupState) -> None:
    """The steps check the token themselves: when it has expired, they show what was typed once more."""
    state.app.extensions["csrf"].exempt(f"{__name__}.step")


@blueprint.get("/")
@allow(anybody)
def camp(slug: str) -> ResponseReturnValue:
    """What the camp is, when and where, its programme, and the way in."""
    state = places.registration_state(g.camp)
    days = public_programme.days_of(g.camp)
    return render_template(
        "registration/camp.html", days=days, state=state, closes_at=places.closes_at(g.camp)
    )


@blueprint.get("/register")
@allow(anybody)
def start(slug: str) -> ResponseReturnValue:
    """Go on where this browser left off."""
    return redirect(url_for(".step", slug=slug, step=drafts.first_missing(_draft()) or CHECK))


@blueprint.route("/register/<step>", methods=["GET", "POST"])
@allow(anybody)
def step(slug: str, step: str) -> ResponseReturnValue:
    """One step of the registration, or the answers to check before sending."""
    if step not in steps.PAGES and step != CHECK:
        abort(404)
    draft = _draft()
    elsewhere = _elsewhere(draft, step)
    if elsewhere is not None:
        return elsewhere
    return _check(draft) if step == CHECK else _ask(step, draft)


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


def _elsewhere(draft: RegistrationDraft | None, step: str) -> ResponseReturnValue | None:
    """Where somebody belongs who cannot answer this step now; None when they can."""
    slug = g.camp.slug
    if has_place(g.me):
        return redirect(url_for("profile.home", slug=slug))
    if drafts.is_sent(draft):
        return redirect(url_for(".done", slug=slug))
    if not places.may_register(g.camp):
        return render_template("registration/closed.html", state=places.registration_state(g.camp))
    missing = drafts.first_missing(draft)
    too_far = missing is not None and (step == CHECK or steps.number_of(step) > steps.number_of(missing))
    return redirect(url_for(".step", slug=slug, step=missing)) if too_far else None


def _ask(step: str, draft: RegistrationDraft | None) -> ResponseReturnValue:
    page = steps.PAGES[step]
    form = page.make(g.camp, draft.answers.get(step, {}) if draft else {}, g.language, _user())
    if form.validate_on_submit():
        draft = drafts.save_step(g.camp, browser_key(), step, page.keep(form, _user()))
        return redirect(url_for(".step", slug=g.camp.slug, step=drafts.first_missing(draft) or CHECK))
    return _show(step, draft, form), 400 if "csrf_token" in form.errors else 200


def _show(step: str, draft: RegistrationDraft | None, form: Any) -> str:
    back = steps.before(step) if drafts.first_missing(draft) else CHECK
    return render_template(
        f"registration/{step}.html", form=form, title=steps.PAGES[step].title, number=steps.number_of(step),
        total=len(steps.PAGES), steps=steps.SHORT_TITLES, user=_user(),
        back=url_for(".step", slug=g.camp.slug, step=back) if back else url_for(".camp", slug=g.camp.slug),
        suggestions=organisations.suggestions() if step == "organisation" else (),
    )  # fmt: skip


def _check(draft: RegistrationDraft | None) -> ResponseReturnValue:
    form = SendForm()
    if form.validate_on_submit():
        try:
            home = url_for("profile.home", slug=g.camp.slug)
            registrations.register(g.camp, browser_key(), _user(), g.language, home)
        except Conflict as full:
            flash(str(full.message), "error")
            return redirect(url_for(".step", slug=g.camp.slug, step="times"))
        return redirect(url_for(".done", slug=g.camp.slug))
    rows = shown.rows(g.camp, draft.answers if draft else {}, g.language, _user())
    status = 400 if form.errors else 200
    return render_template(
        "registration/check.html", form=form, rows=rows, full=places.is_full(g.camp)
    ), status
