"""When somebody is there: meeting blocks, single slots and sessions. For registration and profile alike."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice
from wtforms.validators import ValidationError

from app.blueprints.participant_fields import MultiCheckboxField
from app.models import Block
from app.services.programme.availability import Timetable
from app.services.programme.session_places import refuse_two_at_once
from app.services.refusals import Refusal


class TimesFields(FlaskForm):
    """A block that is not attended takes all its slots with it; a slot can be left out by itself.

    The form speaks of presence, for that is what people think of; what is kept is the absence, so that
    a slot added later finds everybody there.
    """

    blocks = MultiCheckboxField(_l("Time for one-to-one meetings"), coerce=int)
    slots = MultiCheckboxField(_l("Single meeting times"), coerce=int)
    sessions = MultiCheckboxField(_l("Sessions"), coerce=int)

    def __init__(self, timetable: Timetable, absent: set[int], chosen: set[int], **values: Any) -> None:
        """`absent` holds slots and `chosen` sessions, by number, as they were answered before; `values` what
        further fields show."""
        slots = [slot.id for slot in timetable.slots if slot.id not in absent]
        blocks = [block.id for block, its in timetable.blocks if any(slot.id in slots for slot in its)]
        sessions = [session.id for session in timetable.sessions if session.id in chosen]
        super().__init__(data={"blocks": blocks, "slots": slots, "sessions": sessions} | values)
        self.timetable = timetable
        self.blocks.choices = [SelectChoice(block.id, block.name) for block, _its in timetable.blocks]
        self.slots.choices = [SelectChoice(slot.id, str(slot.id)) for slot in timetable.slots]
        self.sessions.choices = [SelectChoice(session.id, session.title) for session in timetable.sessions]

    def absent(self) -> list[int]:
        """The slots in which this person is away, by number."""
        there = set(self.slots.data or ())
        away = [
            slot.id
            for block, slots in self.timetable.blocks
            for slot in slots
            if block.id not in (self.blocks.data or ()) or slot.id not in there
        ]
        return sorted(away)

    def validate_sessions(self, field: MultiCheckboxField) -> None:
        """Nobody is in two sessions at once."""
        chosen = [session for session in self.timetable.sessions if session.id in (field.data or ())]
        try:
            refuse_two_at_once(chosen)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from None

    def options(self, name: str) -> dict[int, Any]:
        """The boxes of a field by their numbers, for a page that sets them in an order of its own."""
        return {int(option.data): option for option in self[name]}

    def is_open(self, block: Block) -> bool:
        """Whether the single times of a block are worth showing at once: when some are left out."""
        mine = {slot.id for its_block, slots in self.timetable.blocks if its_block is block for slot in slots}
        chosen = mine & set(self.slots.data or ())
        return block.id in (self.blocks.data or ()) and chosen != mine
