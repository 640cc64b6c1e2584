"""The form of a participant's times: what the registration asks, when they come and go, and waiting lists."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice

from app.blueprints.camp_fields import MomentField, may_be_empty
from app.blueprints.participant_fields import MultiCheckboxField
from app.blueprints.times_fields import TimesFields
from app.services.local_time import wall_clock
from app.services.programme.availability import Times, Timetable
from app.services.times.own_times import Settle


class TimesForm(TimesFields):
    """`waits` holds the full sessions for which the participant stands in line."""

    arrives_at = MomentField(_l("I arrive"), [may_be_empty()])
    leaves_at = MomentField(_l("I leave"), [may_be_empty()])
    waits = MultiCheckboxField(_l("Waiting lists"), coerce=int)

    def __init__(self, timetable: Timetable, times: Times, zone: str) -> None:
        """As the times stand; moments on the clocks of the camp's `zone`."""
        values: dict[str, Any] = {
            "arrives_at": wall_clock(times.arrives_at, zone), "leaves_at": wall_clock(times.leaves_at, zone),
            "waits": sorted(times.waits),
        }  # fmt: skip
        super().__init__(timetable, set(times.absent), set(times.sessions), **values)
        self.waits.choices = [SelectChoice(session.id, session.title) for session in timetable.sessions]
        self.zone = zone

    def times(self) -> Times:
        """What the form says. Raises Refusal for a moment that the clocks skip."""
        return Times(
            self.absent(),
            self.sessions.data or (),
            self.waits.data or (),
            self.arrives_at.moment(self.zone),
            self.leaves_at.moment(self.zone),
        )


def settle_in_request() -> Settle | None:
    """What was pressed about the meetings in the way; None while nobody was asked."""
    pressed = request.form.get("settle", "")
    return Settle(pressed) if pressed in tuple(Settle) else None
