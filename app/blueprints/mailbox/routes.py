"""The mail of this machine, to be read in the browser. Registered in development only."""

import re
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from app.access import allow, anybody
from app.services.mail import outbox

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")


@dataclass(frozen=True)
class Piece:
    """A stretch of a mail's text; `is_link` for the addresses of our own pages."""

    text: str
    is_link: bool


@blueprint.get("/")
@allow(anybody)
def index() -> ResponseReturnValue:
    """The newest hundred mails."""
    return render_template("mailbox/index.html", messages=outbox.latest())


@blueprint.get("/<int:number>")
@allow(anybody)
def message(number: int) -> ResponseReturnValue:
    """One mail, as its reader would see it."""
    found = outbox.message(number)
    if found is None:
        abort(404)
    return render_template("mailbox/message.html", message=found, pieces=_pieces(found.body))


def _pieces(body: str) -> list[Piece]:
    """The text, cut at the links to our own pages as a mail program would make them."""
    ours = re.escape(current_app.config["SETTINGS"].base_url)
    parts = re.split(rf"({ours}(?:/\S*)?)", body)
    return [Piece(part, number % 2 == 1) for number, part in enumerate(parts) if part]
