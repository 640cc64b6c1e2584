"""Forms of the administrator: a new camp, a published instance."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, SelectChoice, StringField
from wtforms.validators import ValidationError

from app.blueprints.camp_fields import DayField, given, known_zone
from app.blueprints.participant_fields import ChosenField, no_longer_than, one_line, required
from app.models import CampKind
from app.services.local_time import zone_names
from app.services.words import word

ZONE = "Europe/Copenhagen"


class NewCampForm(FlaskForm):
    """The few things that no kind of camp can know."""

    name = StringField(_l("Name"), [required(_l("Give the camp a name.")), no_longer_than(200)], [one_line])
    follows = ChosenField(_l("Begin with"), default="")
    kind = ChosenField(_l("Kind"))
    starts_on = DayField(_l("First day"), [given(_l("Say on which day the camp begins."))])
    place = StringField(_l("Place"), [no_longer_than(200)], [one_line])
    time_zone = StringField(_l("Time zone"), [known_zone(zone_names())], [one_line], default=ZONE)
    address = StringField(_l("Address"), [no_longer_than(60)], [one_line])
    with_team = BooleanField(_l("Its organisers and helpers become the new camp's team, too"))

    def offer_choices(self, earlier: list[tuple[str, str]]) -> None:
        """Fill the lists in the reader's language; `earlier` are the addresses and names of camps."""
        camps = [SelectChoice(address, name) for address, name in earlier]
        self.follows.choices = [SelectChoice("", _("what its kind begins with")), *camps]
        self.kind.choices = [SelectChoice(kind.value, word(kind)) for kind in CampKind]


class InstanceForm(FlaskForm):
    """A `.dzn` file and what the camp that comes of it is called."""

    file = FileField(_l("File"))
    name = StringField(
        _l("Name of the camp"), [required(_l("Give the camp a name.")), no_longer_than(200)], [one_line]
    )
    starts_on = DayField(_l("Day"), [given(_l("Say on which day the meetings are."))])
    time_zone = StringField(_l("Time zone"), [known_zone(zone_names())], [one_line], default=ZONE)
    address = StringField(_l("Address"), [no_longer_than(60)], [one_line])

    def validate_file(self, field: FileField) -> None:
        """A file must have been chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError(_l("Choose a file."))
