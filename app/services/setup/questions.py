"""The camp's own questions as its organisers set them: added, worded, ordered, asked no more, deleted.

What is answered is never lost by a change of words. Where a change would make an answer mean something
else (another kind of question, another text under a consent), it is refused and says what to do instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import ActKind, Answer, Camp, Question, QuestionKind, QuestionOption, User
from app.services import acts, camps
from app.services.refusals import NotThere, Refusal

MOST_QUESTIONS = 40
MOST_OPTIONS = 60
WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


@dataclass(frozen=True)
class OptionValues:
    """One entry of a list: its names, and its number when it was there before."""

    name: str
    name_da: str
    number: int | None = None


@dataclass(frozen=True)
class QuestionValues:
    """What an organiser says of a question. `options` only where something is chosen, bounds only for numbers."""

    kind: QuestionKind
    label: str
    label_da: str
    hint: str = ""
    hint_da: str = ""
    is_required: bool = False
    least: int | None = None
    most: int | None = None
    options: tuple[OptionValues, ...] = ()


def questions_of(camp: Camp, *, only_asked: bool = False) -> list[Question]:
    """The camp's questions in their order, with their options; two queries."""
    query = select(Question).where(Question.camp_id == camp.id).options(selectinload(Question.options))
    if only_asked:
        query = query.where(Question.is_asked)
    return list(db.session.scalars(query.order_by(Question.position, Question.id)))


def question_of(camp: Camp, number: int) -> Question:
    """The camp's question with this id; NotThere for any other camp's."""
    query = select(Question).where(Question.camp_id == camp.id, Question.id == number)
    found = db.session.scalar(query.options(selectinload(Question.options)))
    if found is None:
        raise NotThere(_("There is no such question."))
    return found


def answers_to(camp: Camp) -> dict[int, int]:
    """How many participants have answered each question; those nobody answered are left out."""
    query = select(Answer.question_id, func.count()).where(Answer.camp_id == camp.id)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Answer.question_id))}


def times_chosen(question: Question) -> dict[int, int]:
    """How many participants have chosen each option, by its number; options nobody chose are left out."""
    counts: dict[int, int] = {}
    if question.kind in WITH_OPTIONS:
        for value in db.session.scalars(select(Answer.value).where(Answer.question_id == question.id)):
            for number in value:  # type: ignore[attr-defined]
                counts[number] = counts.get(number, 0) + 1
    return counts


def add_question(camp: Camp, values: QuestionValues, by: User | None = None) -> Question:
    """Ask one question more, as the last. Commits."""
    camps.lock(camp)
    count, last = db.session.execute(
        select(func.count(), func.max(Question.position)).where(Question.camp_id == camp.id)
    ).one()
    if count >= MOST_QUESTIONS:
        raise Refusal(_("A camp has at most %(most)d questions of its own.", most=MOST_QUESTIONS))
    _check(values)
    question = Question(camp_id=camp.id, position=(last or 0) + 1, is_asked=True)
    _word(question, values)
    db.session.add(question)
    _set_options(question, values, {})
    acts.note(camp, by, ActKind.SET_UP, part="questions", what="added")
    db.session.commit()
    return question


def change_question(camp: Camp, number: int, values: QuestionValues, by: User | None = None) -> Question:
    """Word a question otherwise; the answers stay. Commits.

    Options that are left out are deleted when nobody chose them, else no longer offered. Refused where
    answers would come to mean something else.
    """
    camps.lock(camp)
    question = question_of(camp, number)
    _check(values)
    if answers_to(camp).get(question.id):
        _refuse_another_meaning(question, values)
    _word(question, values)
    _set_options(question, values, times_chosen(question))
    acts.note(camp, by, ActKind.SET_UP, part="questions", what="changed")
    db.session.commit()
    return question


def move_question(camp: Camp, number: int, *, up: bool, by: User | None = None) -> Question:
    """Let a question change places with the one before or after it; the first and last stay. Commits."""
    camps.lock(camp)
    order = questions_of(camp)
    question = question_of(camp, number)
    here = order.index(question)
    there = max(0, here - 1) if up else min(len(order) - 1, here + 1)
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, 1):
        one.position = position
    acts.note(camp, by, ActKind.SET_UP, part="questions", what="ordered")
    db.session.commit()
    return question


def set_asked(camp: Camp, number: int, is_asked: bool, by: User | None = None) -> Question:
    """Ask a question (again), or no longer; the answers stay in either case. Commits."""
    camps.lock(camp)
    question = question_of(camp, number)
    question.is_asked = is_asked
    acts.note(camp, by, ActKind.SET_UP, part="questions", what="asked" if is_asked else "rested")
    db.session.commit()
    return question


def delete_question(camp: Camp, number: int, by: User | None = None) -> Question:
    """Delete a question with all that was answered to it. Commits."""
    camps.lock(camp)
    question = question_of(camp, number)
    db.session.execute(delete(Answer).where(Answer.question_id == question.id))
    db.session.delete(question)
    acts.note(camp, by, ActKind.SET_UP, part="questions", what="removed")
    db.session.commit()
    return question


def _check(values: QuestionValues) -> None:
    if not values.label.strip() or not values.label_da.strip():
        raise Refusal(_("A question needs an English and a Danish wording."))
    if bool(values.hint.strip()) != bool(values.hint_da.strip()):
        raise Refusal(_("Write the hint in both languages, or in neither."))
    if values.least is not None and values.most is not None and values.least > values.most:
        raise Refusal(_("The smallest number cannot be above the largest."))
    if values.kind in WITH_OPTIONS:
        _check_options(values.options)


def _check_options(options: Sequence[OptionValues]) -> None:
    if len(options) < 2:
        raise Refusal(_("Write at least two options to choose from."))
    if len(options) > MOST_OPTIONS:
        raise Refusal(_("A question has at most %(most)d options.", most=MOST_OPTIONS))
    seen: set[str] = set()
    for option in options:
        if not option.name.strip() or not option.name_da.strip():
            raise Refusal(_("An option needs an English and a Danish name."))
        if option.name.casefold() in seen:
            raise Refusal(_("“%(name)s” stands twice among the options.", name=option.name))
        seen.add(option.name.casefold())


def _refuse_another_meaning(question: Question, values: QuestionValues) -> None:
    if values.kind is not question.kind:
        raise Refusal(
            _("The question has answers, so its kind cannot change. Stop asking it, and ask a new one.")
        )
    was = (question.label, question.label_da, question.hint, question.hint_da)
    if question.kind is QuestionKind.CONSENT and was != (
        values.label, values.label_da, values.hint, values.hint_da
    ):  # fmt: skip
        raise Refusal(
            _("People have answered to these very words, so they stay. Stop asking it, and ask a new one.")
        )


def _word(question: Question, values: QuestionValues) -> None:
    for name in ("kind", "label", "label_da", "hint", "hint_da", "is_required"):
        setattr(question, name, getattr(values, name))
    is_number = values.kind is QuestionKind.NUMBER
    question.least, question.most = (values.least, values.most) if is_number else (None, None)


def _set_options(question: Question, values: QuestionValues, chosen: dict[int, int]) -> None:
    """Bring the options to what is wanted; a name that was taken out before comes back as the same option."""
    wanted = values.options if values.kind in WITH_OPTIONS else ()
    by_number = {option.id: option for option in question.options}
    by_name = {option.name.casefold(): option for option in question.options}
    kept = []
    for position, one in enumerate(wanted, 1):
        option = by_number.get(one.number or 0) or by_name.get(one.name.casefold()) or QuestionOption()
        option.name, option.name_da, option.position, option.is_offered = (
            one.name,
            one.name_da,
            position,
            True,
        )
        kept.append(option)
    for option in question.options:
        if option not in kept and option.id in chosen:
            option.is_offered, option.position = False, len(kept) + 1
            kept.append(option)
    question.options = kept
