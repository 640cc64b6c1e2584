"""The moment from which published meetings are no longer moved at participants' request, nor by themselves.

Organisers may go on; they are told how many printed agendas would then be wrong.
"""

from datetime import datetime

from flask_babel import gettext as _

from app.formats import local_datetime
from app.models import Camp
from app.services.clock import now
from app.services.refusals import Refusal


def are_frozen(camp: Camp, at: datetime | None = None) -> bool:
    """Whether participants can ask for no changes any more; never where the camp has set no such moment."""
    return camp.moves_frozen_from is not None and (at or now()) >= camp.moves_frozen_from


def asked_until(camp: Camp) -> str:
    """Until when changes can still be asked for, in the reader's language; empty without such a moment, or past it."""
    if camp.moves_frozen_from is None or are_frozen(camp):
        return ""
    return local_datetime(camp.moves_frozen_from, camp.time_zone)


def reason(camp: Camp) -> str:
    """Why a change cannot be asked for, to participants; empty while it can."""
    if camp.moves_frozen_from is None or not are_frozen(camp):
        return ""
    when = local_datetime(camp.moves_frozen_from, camp.time_zone)
    return _("Meetings are no longer moved since %(when)s, so that printed agendas and table sheets stay right.",
             when=when)  # fmt: skip


def refuse_when_frozen(camp: Camp) -> None:
    """Refusal, with the reason, once moves are frozen."""
    if words := reason(camp):
        raise Refusal(words)
