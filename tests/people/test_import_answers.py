"""Answers to the camp's own questions in an imported list."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Answer, Participant, Question, QuestionKind
from app.services.people import import_fields
from app.services.people.import_plans import Existing
from app.services.registration import answers
from tests.makers import make_answer, make_camp, make_participant, make_question, make_user
from tests.people.test_import import carried_out, faults


class Scene:
    """A camp that asks what people eat (one of a list), which tours they join (several), their age, a word on
    themselves, and for a consent."""

    def __init__(self) -> None:
        self.camp, self.user = make_camp("camp"), make_user()
        self.eats = make_question(
            self.camp, "What do you eat, if anything?", "Hvad spiser du?", "Fish", "No meat"
        )
        self.tours = make_question(self.camp, "Tours", "Ture", "Port", "Lab, old", kind=QuestionKind.SEVERAL)
        self.age = make_question(self.camp, "Age", "Alder", kind=QuestionKind.NUMBER, least=18, most=99)
        self.word = make_question(self.camp, "A word", "Et ord")
        self.agrees = make_question(self.camp, "I agree", "Jeg er enig", kind=QuestionKind.CONSENT)

    def answers_of(self, name: str) -> dict[int, object]:
        db.session.expire_all()
        return answers.answers_of(
            db.session.scalars(select(Participant).where(Participant.name == name)).one()
        )


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


HEAD = 'Name,Email,"What do you eat, if anything?",Ture,Age,A word,I agree\n'


def option(question: Question, place: int) -> int:
    return question.options[place].id


def test_answers_of_all_kinds_come_along_and_a_consent_never(scene: Scene) -> None:
    carried_out(scene.camp, scene.user, HEAD + 'Ada,ada@x.org,no MEAT,"Port; Lab, old",44,=1+1 Æøå,Yes\n')
    assert scene.answers_of("Ada") == {
        scene.eats.id: [option(scene.eats, 1)],
        scene.tours.id: [option(scene.tours, 0), option(scene.tours, 1)],
        scene.age.id: 44,
        scene.word.id: "=1+1 Æøå",
    }


def test_what_is_wrong_is_named_with_its_row_and_question(scene: Scene) -> None:
    text = HEAD + "Ada,ada@x.org,Soup,,17,,\nBo,bo@x.org,Fish; No meat,Moon,many,,\n"
    assert faults(scene.camp, scene.user, text) == [
        (2, "What do you eat, if anything?", "“Soup” is not known here."),
        (2, "Age", "17 is not from 18 to 99."),
        (3, "What do you eat, if anything?", "Only one answer can be given here."),
        (3, "Tours", "“Moon” is not known here."),
        (3, "Age", "“many” is no whole number."),
    ]
    assert db.session.scalars(select(Answer)).all() == []


@pytest.mark.parametrize(
    ("existing", "age", "word"),
    [(Existing.LEAVE, 30, None), (Existing.FILL, 30, "Hi"), (Existing.OVERWRITE, 44, "Hi")],
)
def test_who_is_there_keeps_fills_or_overwrites(
    scene: Scene, existing: Existing, age: int, word: str | None
) -> None:
    ada = make_participant(scene.camp, "Ada", user=make_user("ada@x.org"))
    make_answer(ada, scene.age, 30)
    make_answer(ada, scene.agrees, True)
    carried_out(scene.camp, scene.user, HEAD + "Ada,ada@x.org,,,44,Hi,\n", existing=existing)
    found = scene.answers_of("Ada")
    assert (found[scene.age.id], found.get(scene.word.id)) == (age, word)
    assert found[scene.agrees.id] is True, "a consent is its giver's alone"


def test_a_question_no_longer_asked_has_no_column(scene: Scene) -> None:
    scene.word.is_asked = False
    db.session.commit()
    assert {field.question for field in import_fields.fields_at(scene.camp)} - {None} == {
        scene.eats.id, scene.tours.id, scene.age.id,
    }  # fmt: skip
