"""The forms of the set-up."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.blueprints.camp_fields import (
    ClockField,
    DayField,
    MomentField,
    WholeNumberField,
    between,
    given,
    known_zone,
    may_be_empty,
)
from app.blueprints.participant_fields import (
    ChosenField,
    MultiCheckboxField,
    language_choices,
    no_longer_than,
    one_line,
    required,
    trimmed,
)
from app.models import CampKind, CampRole, SessionKind
from app.services.local_time import zone_names
from app.services.setup.tables import Layout
from app.services.words import word

MOST_PLACES = 100_000


class VersionField(HiddenField):
    """The state that somebody saw when they began to edit."""

    @property
    def number(self) -> int:
        """Its number; 0, which no state has, for anything that is none."""
        text = str(self.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class SendForm(FlaskForm):
    """Only proves that a button on our own page was pressed."""


def no_address(_form: FlaskForm, field: StringField) -> None:
    """A name with an address in it would pass for another sender."""
    if set("@<>") & set(field.data or ""):
        raise ValidationError(_l("Write a name without an address: mails come from this installation's."))


class CampForm(FlaskForm):
    """What a camp says of itself. `version` is the state that the organiser saw."""

    version = VersionField()
    name = StringField(_l("Name"), [required(_l("Give the camp a name.")), no_longer_than(200)], [one_line])
    kind = ChosenField(_l("Kind"))
    summary = TextAreaField(_l("Summary for the camp's page"), [no_longer_than(5000)], [trimmed])
    place = StringField(_l("Place"), [no_longer_than(200)], [one_line])
    contact_email = StringField(_l("Contact address"), [no_longer_than(254)], [one_line])
    time_zone = StringField(_l("Time zone"), [known_zone(zone_names())], [one_line])
    starts_on = DayField(_l("First day"), [given(_l("Say on which day the camp begins."))])
    ends_on = DayField(_l("Last day"), [given(_l("Say on which day the camp ends."))])
    registration_opens_at = MomentField(_l("Registration opens"), [may_be_empty()])
    registration_closes_at = MomentField(_l("Registration closes"), [may_be_empty()])
    wishes_close_at = MomentField(_l("Wishes close"), [may_be_empty()])
    moves_frozen_from = MomentField(_l("Moves are frozen from"), [may_be_empty()])
    needs_approval = BooleanField(_l("A registration counts only when an organiser has approved it"))
    capacity = WholeNumberField(_l("Places"), [may_be_empty(), between(1, MOST_PLACES)])
    promised_meetings = WholeNumberField(
        _l("Promised meetings"),
        [given(_l("Say how many meetings everybody is promised; it may be 0.")), between(0, 100)],
    )
    max_meetings = WholeNumberField(_l("Most meetings"), [may_be_empty(), between(1, 100)])
    sender_name = StringField(_l("Sender of mails"), [no_longer_than(100), no_address], [one_line])
    reply_to = StringField(_l("Address for answers to mails"), [no_longer_than(254)], [one_line])
    reminds = BooleanField(_l("Remind people by mail"))

    def offer_choices(self) -> None:
        """Fill the list of kinds in the reader's language."""
        self.kind.choices = [SelectChoice(kind.value, word(kind)) for kind in CampKind]

    def validate_contact_email(self, field: StringField) -> None:
        """Empty, or something that can be an address."""
        if field.data and (field.data.count("@") != 1 or field.data.startswith("@") or "." not in field.data):
            raise ValidationError(_l("This is no email address. It looks like name@example.org."))

    validate_reply_to = validate_contact_email


class SessionForm(FlaskForm):
    """An item of the programme."""

    kind = ChosenField(_l("Kind"))
    title = StringField(
        _l("Title"), [required(_l("Give the session a title.")), no_longer_than(200)], [one_line]
    )
    day = ChosenField(_l("Day"))
    starts = ClockField(_l("Begins"), [given(_l("Say when it begins."))])
    ends = ClockField(_l("Ends"), [given(_l("Say when it ends."))])
    room = StringField(_l("Room"), [no_longer_than(100)], [one_line])
    speaker = StringField(_l("Speaker"), [no_longer_than(200)], [one_line])
    track = StringField(_l("Track"), [no_longer_than(60)], [one_line])
    description = TextAreaField(_l("Description"), [no_longer_than(5000)], [trimmed])
    is_for_all = BooleanField(_l("For everybody: it stands on every agenda, and nobody meets meanwhile"))
    capacity = WholeNumberField(_l("Places"), [may_be_empty(), between(1, MOST_PLACES)])

    def offer_choices(self, days: list[tuple[str, str]]) -> None:
        """Fill the lists of kinds and of the camp's days."""
        self.kind.choices = [SelectChoice(kind.value, word(kind)) for kind in SessionKind]
        self.day.choices = [SelectChoice(*day) for day in days]


class BlockForm(FlaskForm):
    """A stretch of time that is cut into slots."""

    name = StringField(_l("Name"), [required(_l("Give the block a name.")), no_longer_than(100)], [one_line])
    day = ChosenField(_l("Day"))
    starts = ClockField(_l("Begins"), [given(_l("Say when it begins."))])
    until = ClockField(_l("Ends"), [given(_l("Say when it ends."))])
    slot_minutes = WholeNumberField(
        _l("Minutes for each meeting"),
        [given(_l("Say how long a meeting lasts.")), between(5, 240)],
        default=20,
    )
    gap_minutes = WholeNumberField(
        _l("Minutes between meetings"),
        [given(_l("Say how long the gap is; it may be 0.")), between(0, 120)],
        default=0,
    )

    def offer_choices(self, days: list[tuple[str, str]]) -> None:
        """Fill the list of the camp's days."""
        self.day.choices = [SelectChoice(*day) for day in days]


class InterpreterField(MultiCheckboxField):
    """The languages of the interpreter at a table: none, or at least two."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(
            _l("Languages of an interpreter at the table"), choices=language_choices, **arguments
        )

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse one language by itself, and those that are not in the list."""
        super().pre_validate(form)
        if len(self.data or ()) == 1:
            raise ValidationError(_l("Tick at least two languages, or none where no interpreter sits."))


class LayoutForm(FlaskForm):
    """Where tables stand, and who interprets there."""

    zone = StringField(_l("Zone"), [no_longer_than(60)], [one_line])
    in_a_row = WholeNumberField(_l("How many in a row"), [may_be_empty(), between(1, 40)])
    hint = StringField(_l("How to find them"), [no_longer_than(200)], [one_line])
    interpreter = InterpreterField()

    @property
    def layout(self) -> Layout:
        """What the form says."""
        return Layout(
            self.zone.data or "", self.hint.data or "", self.in_a_row.data, tuple(self.interpreter.data or ())
        )


class TablesForm(LayoutForm):
    """Some tables in one zone."""

    count = WholeNumberField(
        _l("How many"), [given(_l("Say how many tables.")), between(1, 1000)], default=10
    )


class TableRangeForm(FlaskForm):
    """Which tables, by number."""

    first = WholeNumberField(
        _l("From number"), [given(_l("Say with which number it begins.")), between(1, 99999)]
    )
    last = WholeNumberField(_l("To number"), [given(_l("Say with which number it ends.")), between(1, 99999)])


class TableDescriptionForm(TableRangeForm, LayoutForm):
    """Which tables, where they stand, and who interprets there."""


def parts_of_lines(text: str | None) -> list[list[str]]:
    """What stands between the semicolons of each line that is not empty."""
    lines = (text or "").splitlines()
    return [[part.strip() for part in line.split(";")] for line in lines if line.strip()]


def not_two_names(parts: list[str]) -> ValidationError:
    """What to say of a line that has not an English and a Danish name."""
    words = _l("Write the English and the Danish name with a semicolon between them: “%(line)s”.",
               line=";".join(parts)[:60])  # fmt: skip
    return ValidationError(words)


class NamesForm(FlaskForm):
    """New names, one a line, English and Danish with a semicolon between."""

    lines = TextAreaField(
        _l("New types"), [required(_l("Write at least one name.")), no_longer_than(20_000)], [trimmed]
    )

    def names(self) -> list[tuple[str, str]]:
        """English and Danish name of each line that has two parts."""
        return [(parts[0], parts[1]) for parts in self._parts() if len(parts) == 2]

    def validate_lines(self, field: TextAreaField) -> None:
        """Two parts on each line; the first line that has not is named."""
        for parts in self._parts():
            if len(parts) != 2:
                raise not_two_names(parts)

    def _parts(self) -> list[list[str]]:
        return parts_of_lines(self.lines.data)


class TopicsForm(NamesForm):
    """New topics, one a line."""

    lines = TextAreaField(
        _l("New topics"), [required(_l("Write at least one topic.")), no_longer_than(20_000)], [trimmed]
    )


class TopicForm(FlaskForm):
    """The names of one topic."""

    name = StringField(
        _l("English name"), [required(_l("Write the English name.")), no_longer_than(100)], [one_line]
    )
    name_da = StringField(
        _l("Danish name"), [required(_l("Write the Danish name.")), no_longer_than(100)], [one_line]
    )


class TeamForm(FlaskForm):
    """Somebody who shall run the camp or check people in."""

    email = StringField(
        _l("Email address"),
        [required(_l("Write the address with which they sign in.")), no_longer_than(254)],
        [one_line],
    )
    name = StringField(_l("Name"), [no_longer_than(200)], [one_line])
    role = RadioField(
        _l("What may they do?"),
        choices=[
            SelectChoice(CampRole.ORGANISER.value, _l("Organiser: runs the camp, sees everything of it")),
            SelectChoice(CampRole.HELPER.value, _l("Helper: checks people in")),
        ],
        default=CampRole.HELPER.value,
        validators=[given(_l("Say what they may do."))],
    )

    validate_email = CampForm.validate_contact_email
