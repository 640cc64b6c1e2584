"""What is kept about somebody: to see, to take along, to erase; and who can come in as them."""

import json

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.access import allow, signed_in
from app.blueprints.my_data.forms import DeleteForm
from app.browser import identity_here, sign_out_here
from app.models import User
from app.services.accounts import browsers, ways_in
from app.services.own_data import erasing, my_data
from app.services.own_data.my_data_words import as_text
from app.services.refusals import Refusal

blueprint = Blueprint("my_data", __name__, url_prefix="/account")


@blueprint.get("/data")
@allow(signed_in)
def show() -> ResponseReturnValue:
    """Everything that is kept, to read."""
    return render_template("my_data/show.html", sections=my_data.in_words(_me()))


@blueprint.get("/data.json")
@allow(signed_in)
def as_json() -> ResponseReturnValue:
    """Everything that is kept, as a file for programs."""
    content = json.dumps(my_data.everything_about(_me()), ensure_ascii=False, indent=2)
    return _file(content, "application/json; charset=utf-8", "campmatch-data.json")


@blueprint.get("/data.txt")
@allow(signed_in)
def as_file() -> ResponseReturnValue:
    """Everything that is kept, as a file for readers."""
    return _file(as_text(my_data.in_words(_me())), "text/plain; charset=utf-8", "campmatch-data.txt")


@blueprint.get("/access")
@allow(signed_in)
def access() -> ResponseReturnValue:
    """Who can come in as this user: browsers, links, calendar addresses."""
    return render_template("my_data/access.html", ways=ways_in.ways_in(_me(), identity_here()))


@blueprint.post("/access/browsers/<int:number>/end")
@allow(signed_in)
def end_browser(number: int) -> ResponseReturnValue:
    """Sign one browser out."""
    browsers.end(_me(), number)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for(".access"))


@blueprint.post("/access/links/<int:number>/stop")
@allow(signed_in)
def stop_link(number: int) -> ResponseReturnValue:
    """Void the link and the code of one mail."""
    ways_in.stop_link(_me(), number)
    flash(_("The link and the code of that mail no longer work."), "success")
    return redirect(url_for(".access"))


@blueprint.post("/access/calendars/<int:number>/stop")
@allow(signed_in)
def stop_address(number: int) -> ResponseReturnValue:
    """Make one calendar address stop working."""
    ways_in.stop_address(_me(), number)
    flash(_("The private address no longer works. Calendars that follow it will stop changing."), "success")
    return redirect(url_for(".access"))


@blueprint.post("/access/stop-everything")
@allow(signed_in)
def stop_everything() -> ResponseReturnValue:
    """All but this browser at once."""
    ways_in.stop_everything(_me(), identity_here())
    flash(_("Everything is stopped but this browser."), "success")
    return redirect(url_for(".access"))


@blueprint.route("/delete", methods=["GET", "POST"])
@allow(signed_in)
def delete() -> ResponseReturnValue:
    """What deleting the account means, then the deletion."""
    form = DeleteForm(_me().email)
    if form.validate_on_submit():
        try:
            erasing.erase_account(_me())
        except Refusal as refusal:
            form.email.errors = [refusal.message]
        else:
            sign_out_here()
            flash(_("Your account is deleted, and what it held is erased."), "success")
            return redirect(url_for("site.home"))
    return render_template("my_data/delete.html", form=form, consequences=erasing.account_means(_me()))


@blueprint.route("/registrations/<code>/erase", methods=["GET", "POST"])
@allow(signed_in)
def erase_registration(code: str) -> ResponseReturnValue:
    """What erasing one registration means, then the erasing."""
    own = my_data.own_registration(_me(), code)
    if FlaskForm().validate_on_submit():
        erasing.erase_registration(own.person)
        flash(_("What you entered for %(camp)s is erased.", camp=own.camp.name), "success")
        return redirect(url_for("accounts.account"))
    means = erasing.registration_means(own.person)
    return render_template("my_data/erase_registration.html", own=own, consequences=means)


def _me() -> User:
    user: User = current_user._get_current_object()
    return user


def _file(content: str, content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
