"""The camp's own questions as fields of a form. For registration and profile alike."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from app.blueprints.camp_fields import WholeNumberField, between, given, may_be_empty
from app.blueprints.participant_fields import (
    LONG_TEXT,
    ChosenField,
    MultiCheckboxField,
    no_longer_than,
    trimmed,
)
from app.models import Question, QuestionKind, QuestionOption
from app.services.registration.answers import Values

PREFIX = "question-"
MOST_RADIOS = 8
LARGEST = 999_999_999


class OneOfField(RadioField):
    """One of a list by radio buttons, refused in our own words. Nothing chosen is no answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The component `field` knows radio buttons by the library's name for them."""
        super().__init__(*args, validate_choice=False, **kwargs)
        self.type = "RadioField"

    def pre_validate(self, form: FlaskForm) -> None:
        """As a list to choose from, but that nothing may be chosen."""
        if self.data not in {None, "", "None"} | {choice[0] for choice in self.iter_choices()}:
            raise ValidationError(_l("One of these is no longer to be had. Look at the list again."))


def form_with(
    base: type[FlaskForm], questions: Sequence[Question], values: Values, language: str
) -> type[FlaskForm]:
    """The form `base` with a field for each question, called "question-<number>"; made anew for each
    request, since what is asked differs from camp to camp."""
    fields = {
        name_of(question): _field(question, values.get(question.id), language) for question in questions
    }
    return type(base.__name__, (base,), fields)


def name_of(question: Question) -> str:
    """The name of its field."""
    return f"{PREFIX}{question.id}"


def data_of(questions: Sequence[Question], values: Values) -> dict[str, Any]:
    """The answers under the names of the fields, to fill a form with."""
    return {name_of(question): _shown(question, values.get(question.id)) for question in questions}


def answers_in(form: FlaskForm, questions: Sequence[Question]) -> dict[int, object]:
    """The answers in a valid form, as services/registration/answers.py keeps them."""
    return {question.id: _answer(question, form[name_of(question)].data) for question in questions}


def _shown(question: Question, value: Any) -> Any:
    if question.kind is QuestionKind.CHOICE:
        return str(value[0]) if value else ""
    return value


def _answer(question: Question, data: Any) -> object:
    if question.kind is QuestionKind.CHOICE:
        return [int(data)] if data and data != "None" else []
    return data


def _field(question: Question, value: Any, language: str) -> Field:
    label, hint = question.label_in(language), question.hint_in(language)
    make = {
        QuestionKind.TEXT: _text, QuestionKind.CHOICE: _choice, QuestionKind.SEVERAL: _several,
        QuestionKind.CONSENT: _consent, QuestionKind.NUMBER: _number,
    }[question.kind]  # fmt: skip
    return make(question, value, {"label": label, "description": hint}, language)


def _text(question: Question, _value: Any, words: dict[str, str], _language: str) -> Field:
    needed = [DataRequired(_l("Write an answer to “%(question)s”.", question=words["label"]))]
    checks = [*(needed if question.is_required else ()), no_longer_than(LONG_TEXT)]
    return TextAreaField(validators=checks, filters=[trimmed], render_kw={"rows": 2}, **words)


def _choice(question: Question, value: Any, words: dict[str, str], language: str) -> Field:
    offered = [SelectChoice(str(option.id), option.name_in(language)) for option in _offered(question, value)]
    needed = [DataRequired(_l("Choose an answer to “%(question)s”.", question=words["label"]))]
    checks = needed if question.is_required else []
    if len(offered) > MOST_RADIOS:
        return ChosenField(validators=checks, choices=[SelectChoice("", ""), *offered], **words)
    none = [] if question.is_required else [SelectChoice("", _("No answer"))]
    return OneOfField(validators=checks, choices=[*offered, *none], **words)


def _several(question: Question, value: Any, words: dict[str, str], language: str) -> Field:
    offered = [SelectChoice(option.id, option.name_in(language)) for option in _offered(question, value)]
    needed = [DataRequired(_l("Choose at least one answer to “%(question)s”.", question=words["label"]))]
    return MultiCheckboxField(
        validators=needed if question.is_required else [], coerce=int, choices=offered, **words
    )


def _consent(question: Question, _value: Any, words: dict[str, str], _language: str) -> Field:
    needed = [
        DataRequired(_l("To take part you need to agree to this: “%(question)s”.", question=words["label"]))
    ]
    return BooleanField(validators=needed if question.is_required else [], **words)


def _number(question: Question, _value: Any, words: dict[str, str], _language: str) -> Field:
    least = -LARGEST if question.least is None else question.least
    most = LARGEST if question.most is None else question.most
    needed = given(_l("Write a number for “%(question)s”.", question=words["label"]))
    return WholeNumberField(
        validators=[needed if question.is_required else may_be_empty(), between(least, most)], **words
    )


def _offered(question: Question, value: Any) -> list[QuestionOption]:
    """What can be chosen: what is offered, and what this person chose while it was."""
    return [option for option in question.options if option.is_offered or option.id in (value or ())]
