"""What is kept about somebody, as they take it along: all of their own, nothing of what others stated."""

import json
from datetime import timedelta

import time_machine

from app.extensions import db
from app.models import Camp, Grade, InterestKind
from app.services.afterwards import outcomes
from app.services.calendars import calendars
from app.services.changes import replies
from app.services.own_data import my_data
from tests.agenda.test_replies import BEFORE, camp, person  # noqa: F401 -- `camp` is a fixture
from tests.makers import START, make_interest, make_topic, make_wish
from tests.page_client import PageClient


def test_everything_of_ones_own_is_in_the_file(camp: Camp) -> None:  # noqa: F811
    ada = person("Ada")
    make_wish(ada, person("Di"), Grade.RATHER_NOT)
    make_interest(ada, make_topic(camp), InterestKind.OFFER, 3)
    secret = calendars.issue_token(camp, ada)
    with time_machine.travel(BEFORE):
        replies.say_cannot_come(camp, ada, person("Cy").code)
    with time_machine.travel(START + timedelta(minutes=5)):
        outcomes.tell(camp, ada, person("Bo").code, "informative", "A good talk")
    found = my_data.everything_about(ada.user)
    [registration] = found["registrations"]
    assert registration["topics"] == [{"kind": "offer", "strength": 3, "topic": "Hydrogen storage"}]
    assert [(wish["grade"], wish["person"]) for wish in registration["wishes"]] == [("rather_not", "Di")]
    told = [
        (
            meeting["person"],
            meeting["is_cancelled"],
            meeting["reply"].get("kind"),
            meeting["outcome"].get("note"),
        )
        for meeting in registration["meetings"]
    ]
    assert told == [("Bo", False, None, "A good talk"), ("Cy", True, "cannot_come", None)]
    assert registration["absences"] == [
        {"starts_at": "2027-03-09T08:20:00+00:00", "ends_at": "2027-03-09T08:40:00+00:00"}
    ]
    assert len(registration["calendar_addresses"]) == 1
    assert secret not in json.dumps(found)


def test_what_others_stated_is_not_in_it(camp: Camp) -> None:  # noqa: F811
    make_wish(person("Bo"), person("Ada"), Grade.RATHER_NOT)
    with time_machine.travel(START):
        outcomes.tell(camp, person("Bo"), person("Ada").code, "no_common_ground", "zqsecret")
    text = json.dumps(my_data.everything_about(person("Ada").user))
    assert "rather_not" not in text and "zqsecret" not in text and "no_common_ground" not in text


def test_somebody_who_left_the_list_is_not_named(camp: Camp) -> None:  # noqa: F811
    make_wish(person("Ada"), person("Di"))
    person("Di").is_listed = False
    db.session.commit()
    [registration] = my_data.everything_about(person("Ada").user)["registrations"]
    assert [wish["person"] for wish in registration["wishes"]] == [None]


def test_the_file_comes_from_the_account_page(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    visit.sign_in(person("Ada").user)
    page = visit.get("/account")
    address = page.find("a", string="Download my data (JSON)")["href"]
    answer = visit.http.get(address)
    assert answer.json["account"]["email"] == person("Ada").user.email
    assert answer.headers["Content-Disposition"] == 'attachment; filename="campmatch-data.json"'
    assert "no-store" in answer.headers["Cache-Control"]
