"""The page with the camera, the list that it keeps for hours without a network, and what it sends."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.access import allow, helpers
from app.blueprints.scan.reading import sent_in
from app.formats import local_time
from app.services.clock import now
from app.services.day import check_in, sent_check_ins

blueprint = Blueprint("scan", __name__, url_prefix="/console/<slug>/check-in/scan")


@blueprint.get("")
@allow(helpers)
def show(slug: str) -> ResponseReturnValue:
    """The camera, and a name to type where it does not work."""
    return render_template("scan/show.html", moment=now())


@blueprint.get("/people")
@allow(helpers)
def people(slug: str) -> ResponseReturnValue:
    """Who is expected: what the list for checking in shows, and a token to send with."""
    found = check_in.expected_people(g.camp)
    return {
        "token": generate_csrf(),
        "at": local_time(now(), g.camp.time_zone),
        "people": [
            {
                "code": person.code, "name": person.name, "status": person.status.value,
                "organisation": person.organisation.name if person.organisation else "",
                "since": local_time(person.checked_in_at, g.camp.time_zone) if person.checked_in_at else None,
            }
            for person in found
        ],
    }  # fmt: skip


@blueprint.post("/send")
@allow(helpers)
def send(slug: str) -> ResponseReturnValue:
    """What a phone has read, now or hours ago; an answer for each."""
    sent = sent_in(request.get_json(silent=True))
    answers = sent_check_ins.take(g.camp, sent, current_user._get_current_object())
    return {
        "answers": [
            {
                "key": one.key, "fate": one.fate.value, "name": one.name, "reason": str(one.reason),
                "since": local_time(one.since, g.camp.time_zone) if one.since else None,
            }
            for one in answers
        ]
    }  # fmt: skip
