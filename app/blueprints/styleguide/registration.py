"""The fields of the registration, filled with a camp that does not exist."""

from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectChoice, StringField

from app.blueprints.participant_fields import ConsentFields, OrganisationFields, TopicFields
from app.blueprints.styleguide.samples import at
from app.blueprints.times_fields import TimesFields

TOPICS = ["Hydrogen", "Ports and their hinterland", "Cold chains"]


def _named(number: int, name: str) -> Any:
    """What is called by its name in every language."""
    return SimpleNamespace(id=number, name_in=lambda _language: name)


TYPES = [_named(1, "Start-up"), _named(2, "Investor")]
LISTED = [_named(1, "Vegetarian"), _named(2, "Vegan")]


class RegistrationSample(OrganisationFields, TopicFields, ConsentFields):
    """All steps in one."""

    question_diet = StringField("What must the kitchen know?", name="question-diet")


class OptionSample(FlaskForm):
    """The options of a list: names and a box for each."""

    first = StringField("Option 1 in English", default="Vegetarian")
    first_da = StringField("Option 1 in Danish", default="Vegetarisk")
    first_out = BooleanField("Take it out")
    second = StringField("Option 2 in English", default="Vegan")
    second_da = StringField("Option 2 in Danish", default="Vegansk")
    second_out = BooleanField("Take it out")

    def rows(self) -> list[tuple[Any, ...]]:
        """As the component wants them."""
        return [
            (LISTED[0], self.first, self.first_da, self.first_out),
            (LISTED[1], self.second, self.second_da, self.second_out),
        ]


def registration_sample() -> RegistrationSample:
    """Sent with a language that nobody speaks and topics that there are not, so that errors show."""
    form = RegistrationSample(
        formdata=MultiDict(
            [("languages", "da"), ("offer_topics", "9"), ("organisation", "Energy Cluster Denmark")]
        ),
        meta={"csrf": False},
    )
    form.offer_choices(TYPES)
    choices = [SelectChoice(number, topic) for number, topic in enumerate(TOPICS)]
    form.offer_topics.choices = form.need_topics.choices = form.interest_topics.choices = choices
    form.validate()
    return form


def times_sample() -> TimesFields:
    """A block of which one slot is left out, a session with places, a full one."""
    slots = [
        SimpleNamespace(id=number, starts_at=at(9, 20 * number), ends_at=at(9, 20 * number + 19))
        for number in range(3)
    ]
    sessions = [
        SimpleNamespace(id=1, title="Writing a proposal with five clusters", room="Library", capacity=16,
                        places_taken=14, starts_at=at(9, 0), ends_at=at(9, 45)),
        SimpleNamespace(id=2, title="Indicators that survive contact with the funder", room="Garden Room", capacity=30,
                        places_taken=30, starts_at=at(11, 0), ends_at=at(12, 15)),
    ]  # fmt: skip
    block = SimpleNamespace(id=1, name="Tuesday morning")
    timetable: Any = SimpleNamespace(
        blocks=[(block, slots)],
        slots=slots,
        sessions=sessions,
        overlaps={1: {0, 1}, 2: set()},
        waiting={2: 3},
    )
    return TimesFields(timetable, {1}, {1})
