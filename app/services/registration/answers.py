"""What participants answer to the camp's own questions: kept, told in words, missed."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.extensions import db
from app.models import Answer, Camp, Participant, Question, QuestionKind
from app.services.clock import now
from app.services.setup import questions

Values = Mapping[int, object]
"""Answers by the question's number, each as models.Answer keeps it; None or nothing for no answer."""


def answers_of(person: Participant) -> dict[int, object]:
    """What the participant has answered; one query."""
    query = select(Answer.question_id, Answer.value).where(Answer.participant_id == person.id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def answers_at(camp: Camp) -> dict[int, dict[int, object]]:
    """What everybody at the camp has answered, by participant and question; one query."""
    found: dict[int, dict[int, object]] = {}
    query = select(Answer.participant_id, Answer.question_id, Answer.value).where(Answer.camp_id == camp.id)
    for person, question, value in db.session.execute(query):
        found.setdefault(person, {})[question] = value
    return found


def put(person: Participant, asked: Iterable[Question], values: Values) -> None:
    """Keep the answers to these questions, in the present transaction; answers to others stay.

    Only what differs is touched, so that the moment of a consent is that of the consent. An answer that
    is taken away is deleted, but a consent stays on record as not given.
    """
    stored = {row.question_id: row for row in _rows(person)}
    for question in asked:
        value, row = _kept(question, values.get(question.id)), stored.get(question.id)
        if value is None:
            if row is not None:
                db.session.execute(delete(Answer).where(Answer.id == row.id))
        elif row is None:
            row = Answer(camp_id=person.camp_id, participant_id=person.id, question_id=question.id)
            row.value, row.answered_at = value, now()
            db.session.add(row)
        elif row.value != value:
            row.value, row.answered_at = value, now()


def unanswered(asked: Iterable[Question], values: Values) -> list[Question]:
    """The required questions among these that the values leave open."""
    return [
        question for question in asked if question.is_required and not _is_answer(values.get(question.id))
    ]


def missing_from(person: Participant) -> int:
    """How many required questions the participant leaves open; one query."""
    mine = (Answer.question_id == Question.id) & (Answer.participant_id == person.id)
    query = (
        select(Answer.value)
        .select_from(Question)
        .outerjoin(Answer, mine)
        .where(Question.camp_id == person.camp_id, Question.is_asked, Question.is_required)
    )
    return sum(not _is_answer(value) for value in db.session.scalars(query))


def from_draft(step: Mapping[str, object] | None) -> dict[int, object]:
    """The answers as a draft keeps them: the numbers of the questions are texts there."""
    return {int(key): value for key, value in (step or {}).items()}


def in_words(question: Question, value: object, language: str) -> list[str]:
    """The answer as lines to read; empty for none."""
    if question.kind is QuestionKind.CONSENT:
        return [] if value is None else [_("Yes") if value else _("No")]
    if not _is_answer(value):
        return []
    if question.kind in questions.WITH_OPTIONS:
        chosen = set(value)  # type: ignore[call-overload]
        return [option.name_in(language) for option in question.options if option.id in chosen]
    return [line for line in str(value).splitlines() if line.strip()]


def as_cell(question: Question, value: object, language: str) -> str | int | None:
    """The answer as one cell of a spreadsheet; numbers stay numbers."""
    if isinstance(value, int) and question.kind is QuestionKind.NUMBER:
        return value
    lines = in_words(question, value, language)
    return ("\n" if question.kind is QuestionKind.TEXT else "; ").join(lines) or None


def told(
    questions_asked: Sequence[Question], values: Values, language: str
) -> list[tuple[Question, list[str]]]:
    """Each question with its answer in lines; of those no longer asked only the answered ones."""
    lines = [
        (question, in_words(question, values.get(question.id), language)) for question in questions_asked
    ]
    return [(question, words) for question, words in lines if question.is_asked or words]


def _rows(person: Participant) -> list[Answer]:
    return list(db.session.scalars(select(Answer).where(Answer.participant_id == person.id)))


def _is_answer(value: object) -> bool:
    return value is not None and value is not False and value != "" and value != []


def _kept(question: Question, value: object) -> object:
    """The value as it is stored, None for nothing; options that are no longer there are left out."""
    if question.kind is QuestionKind.CONSENT:
        return bool(value)
    if question.kind in questions.WITH_OPTIONS:
        known = [option.id for option in question.options]
        return [number for number in known if number in (value or ())] or None  # type: ignore[operator]
    return value if _is_answer(value) else None
