"""The form of one question of the camp: its wording in both languages, and what it needs besides."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField

from app.blueprints.camp_fields import WholeNumberField, between, given, may_be_empty
from app.blueprints.participant_fields import no_longer_than, one_line, required, trimmed
from app.blueprints.question_fields import LARGEST
from app.blueprints.setup.forms import not_two_names, parts_of_lines
from app.models import Question, QuestionKind, QuestionOption
from app.services.setup.questions import WITH_OPTIONS, OptionValues, QuestionValues
from app.services.words import word


class QuestionForm(FlaskForm):
    """A question. Fields for the options that are there already are added by `form_for`."""

    kind = RadioField(
        _l("How is it answered?"), validators=[given(_l("Say how the question is answered."))], coerce=str
    )
    label = StringField(
        _l("Question in English"),
        [required(_l("Write the question in English.")), no_longer_than(300)],
        [one_line],
    )
    label_da = StringField(
        _l("Question in Danish"),
        [required(_l("Write the question in Danish.")), no_longer_than(300)],
        [one_line],
    )
    hint = StringField(_l("Hint in English"), [no_longer_than(500)], [one_line])
    hint_da = StringField(_l("Hint in Danish"), [no_longer_than(500)], [one_line])
    new_options = TextAreaField(_l("Options to choose from"), [no_longer_than(20_000)], [trimmed])
    least = WholeNumberField(_l("Smallest number"), [may_be_empty(), between(-LARGEST, LARGEST)])
    most = WholeNumberField(_l("Largest number"), [may_be_empty(), between(-LARGEST, LARGEST)])
    is_required = BooleanField(_l("It must be answered"))

    def __init__(self, options: Sequence[QuestionOption] = (), **kwargs: Any) -> None:
        """With the options that are offered now."""
        super().__init__(**kwargs)
        self.options = options
        if options:
            self.new_options.label.text = _l("More options")
        self.kind.choices = [SelectChoice(kind.value, word(kind)) for kind in QuestionKind]

    def rows(self) -> list[tuple[QuestionOption, Any, Any, Any]]:
        """For each option its fields: English name, Danish name, whether to take it out."""
        return [
            (one, self[f"option-{one.id}"], self[f"option-{one.id}-da"], self[f"option-{one.id}-out"])
            for one in self.options
        ]

    def values(self) -> QuestionValues:
        """What was typed; the options that stay come before the new ones."""
        kind = QuestionKind(self.kind.data)
        plain = ("label", "label_da", "hint", "hint_da", "is_required", "least", "most")
        stay = [OptionValues(name.data, name_da.data, option.id)
                for option, name, name_da, out in self.rows() if not out.data]  # fmt: skip
        new = [OptionValues(parts[0], parts[1]) for parts in self._parts()]
        options = (*stay, *new) if kind in WITH_OPTIONS else ()
        return QuestionValues(kind=kind, options=options, **{name: self[name].data for name in plain})

    def validate_new_options(self, field: TextAreaField) -> None:
        """Two parts on each line; the first line that has not is named."""
        for parts in self._parts():
            if len(parts) != 2 or not all(parts) or max(map(len, parts)) > 200:
                raise not_two_names(parts)

    def _parts(self) -> list[list[str]]:
        return parts_of_lines(self.new_options.data)


def form_for(question: Question | None) -> QuestionForm:
    """The form of a new question, or of one that is there with a pair of fields for each option offered."""
    if question is None:
        return QuestionForm(data={"kind": QuestionKind.TEXT.value})
    options = [option for option in question.options if option.is_offered]
    fields: dict[str, Any] = {}
    for option in options:
        name = f"option-{option.id}"
        fields[name] = _option_field(_l("English name"), option.name)
        fields[f"{name}-da"] = _option_field(_l("Danish name"), option.name_da)
        fields[f"{name}-out"] = BooleanField(_l("Take out"))
    made = type("QuestionForm", (QuestionForm,), fields)
    plain = ("label", "label_da", "hint", "hint_da", "is_required", "least", "most")
    return made(
        options, data={"kind": question.kind.value} | {name: getattr(question, name) for name in plain}
    )


def _option_field(label: object, text: str) -> StringField:
    needed = required(_l("Write the option in both languages."))
    return StringField(label, [needed, no_longer_than(200)], [one_line], default=text)
