"""The camp's own questions as organisers set them, and what becomes of the answers."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Answer, Question, QuestionKind
from app.services.setup import questions
from tests.makers import make_answer, make_participant, make_question
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.setup.runs import organised_camp

PATH = "/console/camp/questions"


@pytest.fixture
def camp(visit: PageClient):
    return organised_camp(visit)[0]


def the_question() -> Question:
    return db.session.scalars(select(Question)).one()


def test_organiser_adds_each_kind_and_orders_them(visit, camp):
    visit.get(PATH)
    assert visit.texts(".empty-state h2") == ["No question yet"]
    for kind, more in {
        "text": {"hint": "Briefly.", "hint_da": "Kort."},
        "choice": {"new_options": "Meat; Kød\nVegetarian; Vegetarisk", "is_required": "y"},
        "several": {"new_options": "Bus; Bus\nTrain; Tog"},
        "consent": {},
        "number": {"least": "0", "most": "40"},
    }.items():
        visit.get(f"{PATH}/new")
        visit.submit({"kind": kind, "label": f"A {kind}?", "label_da": f"En {kind}?", **more})
        assert visit.texts(".flash") == ["The question is added."]
    rows = [(q.kind.value, q.label, q.is_required, [o.name_da for o in q.options], q.most)
            for q in questions.questions_of(camp)]  # fmt: skip
    assert rows == [
        ("text", "A text?", False, [], None),
        ("choice", "A choice?", True, ["Kød", "Vegetarisk"], None),
        ("several", "A several?", False, ["Bus", "Tog"], None),
        ("consent", "A consent?", False, [], None),
        ("number", "A number?", False, [], 40),
    ]
    last = questions.questions_of(camp)[-1]
    visit.get(PATH)
    visit.post(f"{PATH}/{last.id}/move", {"way": "up"})
    assert [q.kind.value for q in questions.questions_of(camp)][-2:] == ["number", "consent"]
    visit.get(f"{PATH}/preview")
    assert visit.texts("main .field__label")[0] == "A text? (optional)"
    assert len(visit.page.select("main input[type=radio]")) == 2, "what must be answered has no “No answer”"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"label": ""}, "Write the question in English."),
        ({"label_da": " "}, "Write the question in Danish."),
        ({"kind": "choice", "new_options": "Only; Kun"}, "Write at least two options to choose from."),
        ({"kind": "choice", "new_options": "Meat\nFish; Fisk"},
         "Write the English and the Danish name with a semicolon between them: “Meat”."),
        ({"kind": "several", "new_options": "Meat; Kød\nmeat; Mad"}, "“meat” stands twice among the options."),
        ({"kind": "number", "least": "5", "most": "4"}, "The smallest number cannot be above the largest."),
        ({"hint": "Only in English"}, "Write the hint in both languages, or in neither."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_and_stays_typed(visit, camp, fields, message):
    visit.get(f"{PATH}/new")
    visit.submit({"kind": "text", "label": "Food?", "label_da": "Mad?", "most": "7"} | fields)
    assert visit.texts(".error-summary__list li") == [message]
    assert visit.page.find(id="most")["value"] == fields.get("most", "7")
    assert db.session.scalar(select(Question)) is None


def test_answers_outlive_other_words_and_options_that_are_taken_out(visit, camp):
    question = make_question(camp, "Food?", "Mad?", "Meat", "Fish", "Tofu")
    meat, fish, tofu = question.options
    eater = make_participant(camp)
    make_answer(eater, question, [fish.id])
    visit.get(f"{PATH}/{question.id}")
    assert visit.texts(".notice__title") == ["1 participant has answered"]
    visit.submit({
        "label": "Dinner?", f"option-{meat.id}": "Beef", f"option-{fish.id}-out": "y", f"option-{tofu.id}-out": "y",
        "new_options": "Beans; Bønner",
    })  # fmt: skip
    db.session.refresh(question)
    assert [(o.name, o.is_offered) for o in question.options] == [
        ("Beef", True),
        ("Beans", True),
        ("Fish", False),
    ]
    assert db.session.scalars(select(Answer.value)).one() == [fish.id]
    visit.get(f"/console/camp/people/{eater.code}")
    assert "Fish" in visit.texts("dd")
    visit.get(f"{PATH}/{question.id}")
    visit.submit({"new_options": "Fish; Fisk"})
    db.session.refresh(question)
    assert [(o.id == fish.id, o.is_offered) for o in question.options if o.name == "Fish"] == [(True, True)]


def test_what_people_agreed_to_keeps_its_words_and_no_answered_question_its_kind(visit, camp):
    consent = make_question(camp, "I agree to be filmed", "Jeg må filmes", kind=QuestionKind.CONSENT)
    make_answer(make_participant(camp), consent, True)
    visit.get(f"{PATH}/{consent.id}")
    visit.submit({"label": "I agree to be filmed and shown"})
    assert visit.texts(".error-summary__list li") == [
        "People have answered to these very words, so they stay. Stop asking it, and ask a new one."
    ]
    visit.post(
        f"{PATH}/{consent.id}",
        {"kind": "text", "label": consent.label, "label_da": consent.label_da},
        status=200,
    )
    assert "kind cannot change" in visit.texts(".error-summary__list li")[0]
    assert (the_question().label, the_question().kind) == ("I agree to be filmed", QuestionKind.CONSENT)


def test_question_that_is_stopped_keeps_its_answers_and_one_that_is_deleted_takes_them_along(visit, camp):
    question = make_question(camp, "Food?", "Mad?")
    make_answer(make_participant(camp), question, "No nuts")
    visit.get(PATH)
    visit.post(f"{PATH}/{question.id}/ask", {"ask": "no"})
    assert (the_question().is_asked, db.session.scalars(select(Answer.value)).all()) == (False, ["No nuts"])
    visit.get("/console/camp/people.csv")
    assert "Food?" in visit.response.text and "No nuts" in visit.response.text
    visit.post(f"{PATH}/{question.id}/ask", {"ask": "again"})
    assert the_question().is_asked
    visit.get(f"{PATH}/{question.id}/delete")
    assert "The answer of 1 participant is deleted and cannot be brought back." in visit.texts("main li")
    assert db.session.scalar(select(Answer)) is not None
    visit.submit()
    assert (db.session.scalar(select(Answer)), db.session.scalar(select(Question))) == (None, None)


def test_pages_and_files_take_as_many_queries_for_many_questions_and_people(visit, camp):
    def figures(path: str) -> int:
        with count_queries() as counted:
            visit.get(path)
        return len(counted)

    def more(people: int) -> None:
        question = make_question(camp, f"Q{people}", f"S{people}", "One", "Two")
        for _ in range(people):
            make_answer(make_participant(camp), question, [question.options[0].id])

    more(1)
    few = figures(PATH), figures("/console/camp/people.xlsx")
    for number in (2, 3, 4, 5):
        more(number)
    assert (figures(PATH), figures("/console/camp/people.xlsx")) == few
