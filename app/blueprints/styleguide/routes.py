"""The style guide: registered only in development, like the mailbox."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.access import allow, anybody
from app.blueprints.styleguide import agenda_samples, samples
from app.blueprints.styleguide.forms import SampleForm
from app.blueprints.styleguide.registration import OptionSample, registration_sample, times_sample

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")
ERROR_PAGES = (400, 403, 404, 405, 409, 413, 429, 500, 503)


@blueprint.get("")
@allow(anybody)
def index() -> ResponseReturnValue:
    """What participants see."""
    forms = {"sample": SampleForm(), "found": SampleForm(prefix="found-")}
    return render_template("styleguide/index.html", samples=samples, agenda=agenda_samples, error_pages=ERROR_PAGES,
                           **forms)  # fmt: skip


@blueprint.get("/form")
@allow(anybody)
def form_with_errors() -> ResponseReturnValue:
    """A form that was sent empty: summary, title and fields tell the same."""
    form = SampleForm(formdata=MultiDict({"email": "", "tables": "many"}), meta={"csrf": False})
    form.validate()
    return render_template("styleguide/form.html", form=form)


@blueprint.get("/registration")
@allow(anybody)
def registration() -> ResponseReturnValue:
    """The fields of the registration, some with errors."""
    forms = {"form": registration_sample(), "times": times_sample(), "options": OptionSample()}
    return render_template("styleguide/registration.html", samples=samples, **forms)


@blueprint.get("/board")
@allow(anybody)
def board() -> ResponseReturnValue:
    """What hangs on the wall."""
    return render_template("styleguide/board.html")


@blueprint.get("/confirm")
@allow(anybody)
def confirm() -> ResponseReturnValue:
    """The page before a far-reaching act."""
    return render_template("styleguide/confirm.html", samples=samples)


@blueprint.get("/console")
@allow(anybody)
def console() -> ResponseReturnValue:
    """What organisers see."""
    return render_template("styleguide/console.html", samples=samples)


@blueprint.get("/errors/<int:status>")
@allow(anybody)
def error_page(status: int) -> ResponseReturnValue:
    """An error page without the error."""
    if status not in ERROR_PAGES:
        abort(404)
    return render_template(f"errors/{status}.html", message=None)
