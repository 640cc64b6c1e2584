"""What phones at the door send: late, twice, wrong; the first time counts, nothing is lost without a word."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Act, ActKind, Camp, CampRole, Participant, ParticipantStatus, SentCheckIn, User
from app.services.accounts.teams import join_team
from app.services.day import check_in, sent_check_ins
from app.services.day.sent_check_ins import Fate, Sent
from tests.makers import make_camp, make_crowd, make_participant, make_user
from tests.page_client import PageClient
from tests.queries import count_queries

NOON = datetime(2027, 3, 9, 11, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcde"


def sent(person: Participant | str, number: int = 0, minutes: float = 0) -> Sent:
    code = person if isinstance(person, str) else person.code
    return Sent(f"{KEY}{number}", code, timedelta(minutes=minutes))


def take(camp: Camp, *all_sent: Sent) -> list[tuple[Fate, str]]:
    helper = db.session.scalars(select(User).order_by(User.id)).first()
    assert helper is not None
    return [(one.fate, one.reason) for one in sent_check_ins.take(camp, all_sent, helper)]


@pytest.fixture
def camp(app: Flask) -> Camp:
    camp, helper = make_camp("camp"), make_user("helper@example.org", "Mikkel")
    join_team(camp, helper, CampRole.HELPER)
    return camp


def test_late_ones_count_as_of_when_they_were_made_and_sent_twice_change_nothing(camp: Camp) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False) as clock:
        assert take(camp, sent(ada, minutes=40)) == [(Fate.HERE, "")]
        clock.shift(timedelta(minutes=5))
        assert take(camp, sent(ada, minutes=45)) == [(Fate.HERE, "")]
    assert ada.checked_in_at == NOON - timedelta(minutes=40)
    assert db.session.scalar(select(func.count(SentCheckIn.id))) == 1


def test_of_two_phones_the_earlier_time_counts_whichever_is_sent_first(camp: Camp) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False):
        assert take(camp, sent(ada, 1, 10), sent(ada, 2, 30), sent(ada, 3, 5)) == [
            (Fate.HERE, ""), (Fate.ALREADY, ""), (Fate.ALREADY, ""),
        ]  # fmt: skip
    assert ada.checked_in_at == NOON - timedelta(minutes=30)


def back(person: Participant, number: int, of: int) -> Sent:
    return Sent(f"{KEY}{number}", person.code, timedelta(), f"{KEY}{of}")


def test_a_phone_takes_its_own_check_in_back_once(camp: Camp) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False) as clock:
        take(camp, sent(ada, 1, minutes=3))
        assert take(camp, back(ada, 2, of=1)) == [(Fate.UNDONE, "")]
        assert ada.checked_in_at is None
        assert [act.kind for act in db.session.scalars(select(Act)) if act.participant_id] == [
            ActKind.CHECK_IN_UNDONE
        ]
        clock.shift(timedelta(minutes=1))
        assert take(camp, sent(ada, 3)) == [(Fate.HERE, "")]
        assert take(camp, back(ada, 2, of=1)) == [(Fate.ALREADY, "")]  # the same once more: she stays
        assert ada.checked_in_at == NOON + timedelta(minutes=1)


def test_one_that_arrives_after_it_was_taken_back_counts_for_nothing(camp: Camp) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False):
        assert take(camp, back(ada, 2, of=1), sent(ada, 1)) == [
            (Fate.UNDONE, ""), (Fate.REFUSED, "This check-in was taken back meanwhile."),
        ]  # fmt: skip
        assert ada.checked_in_at is None


def test_whoever_was_here_by_another_stays_here(camp: Camp) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False):
        take(camp, sent(ada, 1, minutes=20), sent(ada, 2, minutes=5))
        assert take(camp, back(ada, 3, of=2)) == [(Fate.ALREADY, "")]
        assert ada.checked_in_at == NOON - timedelta(minutes=20)
        check_in.undo(camp, ada.code, make_user())
        check_in.check_in(camp, ada.code)  # at the desk
        assert take(camp, back(ada, 4, of=1)) == [(Fate.ALREADY, "")]
        assert ada.checked_in_at == NOON


def test_what_is_taken_back_is_said_as_it_should_be(camp: Camp, visit: PageClient) -> None:
    visit.sign_in(db.session.scalars(select(User)).first())
    for undoes in (3, "", "x" * 40, ["a"]):
        one = {"key": f"{KEY}1", "code": "abc", "ago": 1, "undoes": undoes}
        answer = post(visit, {"sent": [one]})
        assert answer.status_code == 400
    assert db.session.scalar(select(func.count(SentCheckIn.id))) == 0


def test_what_was_taken_back_stays_so_when_the_same_is_sent_again(camp: Camp) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False):
        take(camp, sent(ada))
        check_in.undo(camp, ada.code, make_user())
        assert take(camp, sent(ada)) == [(Fate.REFUSED, "This check-in was taken back meanwhile.")]
        assert ada.checked_in_at is None
        assert take(camp, sent(ada, 1)) == [(Fate.HERE, "")]


@pytest.mark.parametrize(("minutes", "made"), [(-30, 0), (60 * 24 * 90, 60 * 24 * 3)])
def test_no_time_in_the_future_and_none_before_the_camp(camp: Camp, minutes: float, made: float) -> None:
    ada = make_participant(camp, "Ada")
    with time_machine.travel(NOON, tick=False):
        take(camp, sent(ada, minutes=minutes))
    assert ada.checked_in_at == NOON - timedelta(minutes=made)


@pytest.mark.parametrize(
    "status", [one for one in ParticipantStatus if one is not ParticipantStatus.CONFIRMED]
)
def test_who_has_no_place_is_refused_with_the_reason_and_counts_once_they_have(
    camp: Camp, status: ParticipantStatus
) -> None:
    ada = make_participant(camp, "Ada", status=status)
    assert take(camp, sent(ada)) == [(Fate.REFUSED, "Has no confirmed place. Please ask an organiser.")]
    assert ada.checked_in_at is None
    ada.status = ParticipantStatus.CONFIRMED
    assert take(camp, sent(ada)) == [(Fate.HERE, "")]


def test_badges_of_another_camp_and_of_nobody_are_refused_and_the_rest_counts(camp: Camp) -> None:
    stranger, ada = make_participant(make_camp("other"), "Stranger"), make_participant(camp, "Ada")
    nobody = (Fate.REFUSED, "This badge is of nobody at this camp.")
    assert take(camp, sent(stranger), sent("", 1), sent(ada, 2)) == [nobody, nobody, (Fate.HERE, "")]
    assert stranger.checked_in_at is None


def test_the_log_tells_once_how_many_came_late(camp: Camp) -> None:
    people = [make_participant(camp, name) for name in ("Ada", "Bo", "Cy")]
    take(camp, *(sent(person, number, number * 10) for number, person in enumerate(people)))
    acts = [(act.kind, act.details) for act in db.session.scalars(select(Act))]
    assert acts == [(ActKind.CHECKED_IN, {"people": 2})]


def test_many_ask_the_database_as_often_as_few(camp: Camp) -> None:
    all_sent = [sent(person, number) for number, person in enumerate(make_crowd(camp, 50))]
    with count_queries() as few:
        take(camp, all_sent[0])
    with count_queries() as many:
        take(camp, *all_sent[1:])
    assert len([one for one in few if one.startswith("SELECT")]) == len(
        [one for one in many if one.startswith("SELECT")]
    )


def post(visit: PageClient, body: Any, slug: str = "camp", token: str | None = None) -> Any:
    headers = {"X-CSRFToken": visit.token() if token is None else token}
    return visit.http.post(f"/console/{slug}/check-in/scan/send", json=body, headers=headers)


def row(code: str, **other: Any) -> dict[str, Any]:
    return {"key": KEY, "code": code, "ago": 0} | other


def helper(visit: PageClient) -> None:
    user = db.session.scalars(select(User).order_by(User.id)).first()
    assert user is not None
    visit.sign_in(user)


def test_a_phone_gets_an_answer_for_each_and_the_list_says_the_same(camp: Camp, visit: PageClient) -> None:
    ada = make_participant(camp, "Ada")
    helper(visit)
    with time_machine.travel(NOON, tick=False):
        helper(visit)
        answer = post(visit, {"sent": [row(ada.code, ago=600)]}).json
        assert answer == {
            "answers": [{"key": KEY, "fate": "here", "name": "Ada", "reason": "", "since": "11:50"}]
        }
        found = visit.http.get("/console/camp/check-in/scan/people").json
        assert post(visit, {"sent": []}, token=found["token"]).status_code == 200
    assert found["people"] == [
        {"code": ada.code, "name": "Ada", "status": "confirmed", "organisation": "", "since": "11:50"}
    ]


@pytest.mark.parametrize("body", [
    None, [], "x", {}, {"sent": 1}, {"sent": [1]}, {"sent": [row("a", key="x")]}, {"sent": [row("a", key=None)]},
    {"sent": [row("a", ago="soon")]}, {"sent": [row("a", ago=True)]}, {"sent": [row("a", ago=1e300)]},
    {"sent": [row(1)]}, {"sent": [row("a")] * 51},
])  # fmt: skip
def test_what_is_no_list_of_check_ins_is_refused_whole(camp: Camp, visit: PageClient, body: Any) -> None:
    helper(visit)
    assert post(visit, body).status_code == 400


@pytest.mark.parametrize("code", ["\x00", "../", "a" * 33, "æ", ""])
def test_a_code_that_no_badge_has_is_of_nobody(camp: Camp, visit: PageClient, code: str) -> None:
    helper(visit)
    answers = post(visit, {"sent": [row(code)]}).json["answers"]
    assert [one["fate"] for one in answers] == ["refused"]


def test_without_the_token_or_the_role_nothing_is_taken(camp: Camp, visit: PageClient) -> None:
    ada = make_participant(camp, "Ada")
    helper(visit)
    assert post(visit, {"sent": [row(ada.code)]}, token="").status_code == 400
    visit.sign_in(make_user())
    assert post(visit, {"sent": [row(ada.code)]}).status_code == 404
    assert ada.checked_in_at is None


def test_only_the_page_that_scans_may_use_the_camera(camp: Camp, visit: PageClient) -> None:
    helper(visit)
    policies = {
        path: visit.http.get(f"/console/camp/check-in{path}").headers["Permissions-Policy"].split(", ")[-1]
        for path in ("", "/scan", "/scan/people")
    }
    assert policies == {"": "camera=()", "/scan": "camera=(self)", "/scan/people": "camera=()"}


def test_the_page_leads_to_the_list_where_there_is_no_script(camp: Camp, visit: PageClient) -> None:
    make_participant(camp, "Ada")
    helper(visit)
    visit.get("/console/camp/check-in/scan")
    visit.submit({"q": "ada"}, button="Show")
    assert visit.response.request.path == "/console/camp/check-in"
    assert visit.texts(".arrival-list strong") == ["Ada"]
