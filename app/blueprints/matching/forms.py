"""The few decisions before a run, in plain words."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from app.blueprints.camp_fields import WholeNumberField, between, may_be_empty
from app.services.matching.problems import Choices


class RunForm(FlaskForm):
    """What counts first, what may fill up, and how long the search may take."""

    priority = RadioField(
        _l("What counts first?"),
        choices=[
            SelectChoice("promised", _l("Everybody gets the promised number of meetings, then the wishes")),
            SelectChoice("wishes", _l("As many and as strong wishes as possible, then the promised number")),
        ],
        default="promised",
        validators=[InputRequired()],
    )
    with_suggestions = BooleanField(
        _l("Fill up with pairs whose offers and needs fit, though nobody wished it")
    )
    stay_close = BooleanField(
        _l("Keep meetings of the published schedule where they are, if nothing else is lost")
    )
    promised = WholeNumberField(_l("Meetings promised to each"), [may_be_empty(), between(0, 100)])
    comfort = RadioField(
        _l("And among schedules that are as good in that?"),
        choices=[
            SelectChoice("waiting", _l("Short waits between meetings, then few changes of table")),
            SelectChoice("walking", _l("Few changes of table, then short waits")),
        ],
        default="waiting",
        validators=[InputRequired()],
    )
    most_in_a_row = RadioField(
        _l("How many meetings in a row?"),
        choices=[
            SelectChoice(0, _l("As many as it takes")),
            SelectChoice(1, _l("Never two")),
            SelectChoice(2, _l("At most 2, then a slot off")),
            SelectChoice(3, _l("At most 3, then a slot off")),
            SelectChoice(4, _l("At most 4, then a slot off")),
        ],
        coerce=int,
        default=0,
        validators=[InputRequired()],
    )
    seconds = RadioField(
        _l("How long may the search take?"),
        choices=[
            SelectChoice(10, _l("10 seconds")),
            SelectChoice(30, _l("30 seconds")),
            SelectChoice(120, _l("2 minutes")),
        ],
        coerce=int,
        default=10,
        validators=[InputRequired()],
    )

    @property
    def is_particular(self) -> bool:
        """Whether anything was chosen that stands under the further settings."""
        further = (self.promised, self.comfort, self.most_in_a_row)
        return any(field.errors or field.data != field.default for field in further)

    def choices(self) -> Choices:
        """What was decided."""
        return Choices(
            priority=self.priority.data,
            with_suggestions=self.with_suggestions.data,
            stay_close=self.stay_close.data,
            seconds=self.seconds.data,
            comfort=self.comfort.data,
            promised=self.promised.data,
            most_in_a_row=self.most_in_a_row.data or None,
        )
