"""The blueprint that all pages of the set-up share, and what they share besides."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.formats import local_date
from app.models import Camp
from app.services.refusals import NotThere, Refusal

blueprint = Blueprint("setup", __name__)
# Parts of addresses: whole numbers that both databases can hold; larger ones are a plain 404.
INT = "int(max=2147483647)"
NUMBER = f"<{INT}:number>"


def done(endpoint: str, message: str) -> ResponseReturnValue:
    """Say that it worked and go on to a page of the same camp."""
    flash(message, "success")
    return redirect(url_for(endpoint, slug=g.camp.slug))


def succeeds(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Whether a sent form is valid and the act was carried out; a refusal becomes an error of the form."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except NotThere:
        raise
    except Refusal as refusal:
        form.form_errors.append(str(refusal.message))
        return False
    return True


def try_or_tell(endpoint: str, act: Callable[[], object], message: str) -> ResponseReturnValue:
    """For a button: carry out the act and go back to the page, with the reason when it is refused."""
    try:
        act()
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal.message), "error")
        return redirect(url_for(endpoint, slug=g.camp.slug))
    return done(endpoint, message)


def days_of(camp: Camp) -> list[tuple[str, str]]:
    """The camp's days for a list to choose from: ISO date and words."""
    days = [
        camp.starts_on + timedelta(days=n) for n in range(min((camp.ends_on - camp.starts_on).days + 1, 60))
    ]
    return [(day.isoformat(), local_date(day)) for day in days]


def chosen_day(text: str) -> date:
    """The day that was chosen from such a list."""
    return date.fromisoformat(text)
