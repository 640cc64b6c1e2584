"""What an organiser adds to a repair."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.services.repairing.mending_page import Choices
from app.services.repairing.mending_problem import Wanted

NONE = 0


class MendForm(FlaskForm):
    """A table that is closed, somebody who cannot come; each may be left out."""

    table = SelectField(_l("A table is closed"), coerce=int, default=NONE, validators=[Optional()])
    table_slot = SelectField(_l("When it is closed"), coerce=int, default=NONE, validators=[Optional()])
    person = SelectField(_l("Somebody cannot come"), coerce=int, default=NONE, validators=[Optional()])
    person_slot = SelectField(_l("When they cannot come"), coerce=int, default=NONE, validators=[Optional()])
    keeps_changes = BooleanField(_l("What was changed by hand in this schedule stays as it is"), default=True)

    def offer(self, choices: Choices) -> None:
        """Fill in what can be chosen."""
        for field, nothing, offered in (
            (self.table, _l("No table"), choices.tables),
            (self.table_slot, _l("In all slots that are left"), choices.slots),
            (self.person, _l("Nobody"), choices.people),
            (self.person_slot, _l("In all slots that are left"), choices.slots),
        ):
            field.choices = [SelectChoice(NONE, nothing), *(SelectChoice(*one) for one in offered)]

    def wanted(self) -> Wanted:
        """What was chosen, for the service."""
        return Wanted(
            self.table.data or None,
            self.table_slot.data or None,
            self.person.data or None,
            self.person_slot.data or None,
            self.keeps_changes.data,
        )
