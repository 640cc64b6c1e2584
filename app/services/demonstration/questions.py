"""What the demonstration's camps ask beyond the profile, and what their people have answered."""

import random
from collections.abc import Iterable

from app.models import Camp, Participant, QuestionKind
from app.services.registration import answers
from app.services.setup import questions
from app.services.setup.questions import OptionValues, QuestionValues

_FOOD = QuestionValues(
    QuestionKind.TEXT, "Food or access we should know of", "Mad eller adgangsforhold, vi bør kende til",
    "For instance allergies, or a step-free way.", "For eksempel allergier eller adgang uden trin.",
)  # fmt: skip
CAMP = (
    _FOOD,
    QuestionValues(
        QuestionKind.CHOICE, "Which evening dinner do you join?", "Hvilken middag deltager du i?",
        is_required=True,
        options=(
            OptionValues("Three courses at the hotel", "Tre retter på hotellet"),
            OptionValues("Grill on the beach", "Grill på stranden"),
            OptionValues("I make my own plans", "Jeg sørger selv for det"),
        ),
    ),
    QuestionValues(
        QuestionKind.SEVERAL, "How do you travel?", "Hvordan rejser du?",
        "So that we can plan shuttles from the station.", "Så vi kan planlægge busser fra stationen.",
        options=(OptionValues("Train", "Tog"), OptionValues("Car", "Bil"), OptionValues("Plane", "Fly")),
    ),
    QuestionValues(
        QuestionKind.NUMBER, "For how many years have you worked with clusters?",
        "Hvor mange år har du arbejdet med klynger?", least=0, most=60,
    ),
)  # fmt: skip
LAB = (_FOOD,)
_MEALS = ("Vegetarian", "No nuts, please", "Gluten-free", "A table near the door, I use a wheelchair")


def ask(camp: Camp, wanted: Iterable[QuestionValues]) -> None:
    """Ask these, when the camp asks nothing yet."""
    if not questions.questions_of(camp):
        for values in wanted:
            questions.add_question(camp, values)


def answer(camp: Camp, people: Iterable[Participant], rng: random.Random) -> None:
    """Answers of nearly everybody, in the present transaction."""
    asked = questions.questions_of(camp)
    for person in people:
        if rng.random() < 0.95:
            answers.put(
                person, asked, {one.id: _some(one.kind, [o.id for o in one.options], rng) for one in asked}
            )


def _some(kind: QuestionKind, options: list[int], rng: random.Random) -> object:
    if kind is QuestionKind.TEXT:
        return rng.choice(_MEALS) if rng.random() < 0.12 else None
    if kind is QuestionKind.NUMBER:
        return rng.choice((1, 2, 3, 4, 5, 7, 8, 10, 12, 15, 20)) if rng.random() < 0.8 else None
    many = rng.choices((1, 2), (4, 1))[0] if kind is QuestionKind.SEVERAL else 1
    return rng.sample(options, many)
