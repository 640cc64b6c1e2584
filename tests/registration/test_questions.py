"""The camp's own questions in the registration, the profile, the files of organisers and one's own data."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.extensions import db
from app.models import Answer, Camp, CampRole, Participant, Question, QuestionKind
from app.services.accounts.teams import join_team
from tests.makers import make_camp, make_participant, make_question, make_user
from tests.page_client import PageClient
from tests.registration.journey import ORGANISATION, YOU, open_time  # noqa: F401

pytestmark = pytest.mark.usefixtures("open_time")


def ask_everything() -> dict[str, Question]:
    """A camp that asks one question of each kind; by their kinds."""
    camp = make_camp("nyborg")
    return {
        "text": make_question(camp, "Allergies?", "Allergier?"),
        "choice": make_question(camp, "Dinner?", "Middag?", "Meat", "Fish", is_required=True),
        "several": make_question(camp, "Ways?", "Veje?", "Bus", "Train", "Foot", kind=QuestionKind.SEVERAL),
        "consent": make_question(camp, "I keep the rules", "Jeg følger reglerne", kind=QuestionKind.CONSENT,
                                 is_required=True),
        "number": make_question(camp, "Years?", "År?", kind=QuestionKind.NUMBER, least=0, most=60),
    }  # fmt: skip


def to_the_questions(visit: PageClient) -> None:
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit(YOU)
    visit.submit(ORGANISATION)
    visit.submit()
    visit.submit()
    assert visit.texts("h1") == ["What the organisers would like to know"]
    assert visit.texts(".step-list__words") == ["Step 5 of 6"]


def test_answers_go_from_the_step_to_organisers_and_can_be_changed(visit):
    asked = ask_everything()
    name = {kind: f"question-{question.id}" for kind, question in asked.items()}
    bus, _train, foot = asked["several"].options
    meat, fish = asked["choice"].options
    to_the_questions(visit)
    assert not visit.page.select("main input[checked]"), "nothing is ticked beforehand"
    visit.submit({name["text"]: "Nuts\nMilk", name["number"]: "99"})
    assert visit.texts(".error-summary__list li") == [
        "Choose an answer to “Dinner?”.",
        "To take part you need to agree to this: “I keep the rules”.",
        "Write a number from 0 to 60.",
    ]
    assert visit.page.find(id=name["text"]).get_text(strip=True) == "Nuts\nMilk"
    visit.submit({
        name["choice"]: str(fish.id), name["several"]: [str(bus.id), str(foot.id)], name["consent"]: "y",
        name["number"]: "0",
    })  # fmt: skip
    visit.submit()
    rows = dict(zip(visit.texts("dt"), visit.texts("dd.definition-list__value"), strict=True))
    told = [rows[question.label] for question in asked.values()]
    assert told == ["NutsMilk", "Fish", "BusFoot", "Yes", "0"]
    visit.submit()

    me = db.session.scalars(select(Participant)).one()
    assert _values(asked) == ["Nuts\nMilk", [fish.id], [bus.id, foot.id], True, 0]
    visit.sign_in(me.user)
    visit.language("da")
    visit.get("/camps/nyborg/me/profile")
    assert visit.page.find(id=name["number"])["value"] == "0"
    assert [box["value"] for box in visit.page.select("input[type=radio][checked]")] == [str(fish.id)]
    visit.submit({name["choice"]: str(meat.id), name["several"]: [], name["text"]: "", name["number"]: "12"})
    assert _values(asked) == [None, [meat.id], None, True, 12]

    organiser = make_user("organiser@example.org")
    join_team(db.session.get_one(Camp, me.camp_id), organiser, CampRole.ORGANISER)
    console = PageClient(visit.app)
    console.sign_in(organiser)
    console.get(f"/console/nyborg/people/{me.code}")
    shown = dict(
        zip(console.texts(".definition-list dt"), console.texts("dd.definition-list__value"), strict=True)
    )
    assert [shown[question.label] for question in asked.values()] == [
        "Not answered",
        "Meat",
        "Not answered",
        "Yes",
        "12",
    ]
    console.get("/console/nyborg/people.xlsx")
    heads, row = load_workbook(BytesIO(console.response.data)).active.iter_rows(values_only=True)
    assert heads[-5:] == tuple(question.label for question in asked.values())
    assert row[-5:] == (None, "Meat", None, "Yes", 12)
    visit.language("en")
    data = visit.http.get("/account/data.json").json["registrations"][0]["answers"]
    assert [(one["question"], one["answer"]) for one in data] == [
        ("Dinner?", ["Meat"]),
        ("I keep the rules", ["Yes"]),
        ("Years?", ["12"]),
    ]


def _values(asked: dict[str, Question]) -> list[object]:
    stored = dict(db.session.execute(select(Answer.question_id, Answer.value)).all())
    return [stored.get(question.id) for question in asked.values()]


def test_question_added_meanwhile_is_asked_before_sending_and_one_stopped_is_not(visit):
    camp = make_camp("nyborg")
    old = make_question(camp, "Old?", "Gammel?")
    to_the_questions(visit)
    visit.submit({f"question-{old.id}": "Yes"})
    visit.submit()
    assert visit.texts("h1") == ["Check your answers before you send them"]
    new = make_question(camp, "New?", "Ny?", is_required=True)
    old.is_asked = False
    visit.submit()
    assert visit.texts("h1") == ["What the organisers would like to know"]
    assert [tag["name"] for tag in visit.page.select("main textarea")] == [f"question-{new.id}"]
    visit.submit({f"question-{new.id}": "Now"})
    visit.submit()
    assert visit.texts("h1") == ["One more step: look into your mail"]
    assert db.session.execute(select(Answer.question_id, Answer.value)).all() == [(new.id, "Now")]


def test_who_registered_before_a_question_is_reminded_at_home(visit):
    camp = make_camp("nyborg")
    me = make_participant(camp, country="DK")
    visit.sign_in(me.user)
    visit.get("/camps/nyborg/me")
    assert visit.texts(".notice__title") == []
    make_question(camp, "Room?", "Værelse?", is_required=True)
    visit.get("/camps/nyborg/me")
    assert visit.texts(".notice__title") == ["The organisers need one more answer from you"]


def test_options_and_questions_of_another_camp_are_refused(visit):
    camp, other = make_camp("nyborg"), make_camp("other")
    mine = make_question(camp, "Dinner?", "Middag?", "Meat", "Fish")
    theirs = make_question(other, "Supper?", "Aftensmad?", "Soup", "Bread")
    to_the_questions(visit)
    for value in (str(theirs.options[0].id), "x", "9" * 30):
        visit.submit({f"question-{mine.id}": value})
        assert visit.texts(".error-summary__list li") == [
            "One of these is no longer to be had. Look at the list again."
        ]
    visit.post("/camps/nyborg/register/questions", {f"question-{theirs.id}": str(theirs.options[0].id)})
    visit.get("/camps/nyborg/register/consents")
    visit.submit()
    visit.submit()
    assert db.session.scalar(select(Answer)) is None
