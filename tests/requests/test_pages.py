"""The pages of requests, as a person meets them; bounded in queries."""

from datetime import timedelta

from sqlalchemy import insert

from app.extensions import db
from app.models import Grade, InterestKind, MeetingRequest, Mode, RequestStatus
from app.services.agenda import participant_home
from app.services.clock import now
from app.services.directory import directory
from app.services.directory.people_search import Filters
from app.services.interests.suggestions import suggestions_for
from app.services.requests import request_lists
from app.services.setup import choosing
from tests.makers import (
    make_crowd,
    make_interest,
    make_request,
    make_topic,
    make_user,
    make_wish,
)
from tests.queries import count_queries

ACCEPTED, DECLINED = RequestStatus.ACCEPTED, RequestStatus.DECLINED


def test_from_the_directory_to_a_sent_request_and_back(camp, me, ingrid, visit):
    visit.get("/camps/camp/people")
    assert visit.texts(".standing a") == ["Ask to meet"]
    assert visit.page.select(".choice-bar, #wish-quota") == []
    visit.get(visit.page.select_one(".standing a")["href"])
    assert visit.texts("h1") == ["Ask Ingrid Sørensen to meet"]
    visit.submit({"message": "x" * 1001}, button="Send")
    assert visit.page.select_one("textarea").get_text(strip=True) == "x" * 1001
    visit.submit({"message": "Ports <b>and</b> tides"}, button="Send")
    assert "You have asked Ingrid Sørensen." in visit.texts(".flash")[0]
    assert visit.texts("section h2") == ["Waiting for an answer (1)"]
    assert visit.texts(".request-message") == ["You wrote: Ports <b>and</b> tides"]
    assert visit.texts(".tabs__link")[-2:] == ["Received 0", "Sent 1"]
    visit.get("/camps/camp/people")
    assert "You have asked" in visit.texts(".standing")[0]
    visit.submit(button="Withdraw")
    assert visit.response.request.path == "/camps/camp/people"
    assert visit.texts(".standing a") == ["Ask once more"]


def test_received_request_is_accepted_declined_with_a_reason_and_accepted_after_all(camp, me, ingrid, visit):
    make_request(ingrid, me, "Shall we?")
    visit.get("/camps/camp/me")
    assert "1 request waits for your answer" in visit.texts("h2")
    visit.get("/camps/camp/requests")
    assert visit.texts("section h2") == ["Waiting for your answer (1)"]
    visit.submit(button="Accept")
    assert visit.texts(".flash") == ["You have agreed to meet Ingrid Sørensen. They get a mail."]
    assert visit.texts("section h2") == ["You have agreed to meet (1)"]
    visit.get(visit.page.find("a", string="Decline after all")["href"])
    assert visit.texts("h1") == ["Decline to meet Ingrid Sørensen?"]
    visit.submit({"reason": "Full days"}, button="Decline")
    assert visit.texts("section h2") == ["Ended (1)"]
    assert "Reason: Full days" in visit.texts(".request-message--reason")
    visit.submit(button="Accept after all")
    assert db.session.query(MeetingRequest).one().status is ACCEPTED


def test_rather_not_from_a_request_hides_it_and_can_be_taken_back(camp, me, ingrid, visit):
    make_request(ingrid, me, "Shall we?")
    visit.get("/camps/camp/requests")
    visit.submit(button="Rather not")
    assert visit.texts("section h2") == ["Rather not (1)"]
    assert "Shall we?" not in visit.response.text
    visit.submit(button="Take back")
    assert visit.texts("section h2") == ["Waiting for your answer (1)"]


def test_accept_all_is_switched_on_and_off(camp, me, visit):
    visit.get("/camps/camp/requests")
    visit.submit(button="Accept all at once")
    assert visit.texts(".disclosure button") == ["Answer each myself"]
    visit.submit(button="Answer each myself")
    db.session.refresh(me)
    assert not me.accepts_requests


def test_refusals_keep_what_was_typed(camp, me, ingrid, visit):
    make_request(me, ingrid, status=DECLINED)
    visit.get(f"/camps/camp/requests/to/{ingrid.code}")
    assert visit.texts(".standing__words") == ["Has declined"]
    camp.most_open_requests = 1
    make_request(me, make_crowd(camp, 1)[0])
    other = make_crowd(camp, 1)[0]
    visit.get(f"/camps/camp/requests/to/{other.code}")
    assert "1 of 1 requests wait for an answer." in visit.texts("main")[0]
    visit.submit({"message": "Kept words"}, button="Send")
    assert "which is the most at this camp" in visit.texts(".error-summary")[0]
    assert visit.page.select_one("textarea").get_text(strip=True) == "Kept words"


def test_closed_requests_say_so(camp, me, ingrid, visit):
    make_request(ingrid, me)
    camp.wishes_close_at = now() - timedelta(days=1)
    db.session.commit()
    visit.get("/camps/camp/requests")
    assert visit.texts(".lead")[0].startswith("Requests closed on")
    assert [b for b in visit.texts("main button") if b == "Accept"] == []
    visit.get(f"/camps/camp/requests/to/{ingrid.code}")
    assert "Requests closed on" in visit.texts("main")[0]


def test_each_mode_sends_its_people_to_its_own_page(camp, me, visit):
    visit.get("/camps/camp/wishes", status=302)
    assert visit.response.location == "/camps/camp/requests"
    visit.get("/camps/camp/people")
    assert "Requests" in visit.texts(".site__tabs a")
    camp.mode = Mode.WISHES
    db.session.commit()
    visit.get("/camps/camp/requests", status=302)
    assert visit.response.location == "/camps/camp/wishes"


def test_organiser_switches_the_mode_and_reads_what_it_means(camp, me, ingrid, visit):
    make_wish(me, ingrid, Grade.MUST_MEET)
    make_request(me, ingrid, status=ACCEPTED)
    visit.sign_in(make_user(is_administrator=True))
    visit.get("/console/camp/set-up/wishes")
    assert "1 request is accepted" in visit.texts(".notice")[0]
    visit.submit({"mode": "wishes", "request_days": "0"}, button="Save")
    assert visit.page.select(".error-summary") != []
    visit.submit({"mode": "wishes", "request_days": "5", "most_open_requests": "8"}, button="Save")
    assert "1 participant has stated wishes." in visit.texts(".notice")[0]
    assert choosing.rules_of(camp) == choosing.Rules(Mode.WISHES, None, None, 8, 5, False)
    visit.get("/console/camp")
    assert "With wishes" in visit.texts("main")[0]
    camp.mode = Mode.REQUESTS
    db.session.commit()
    for path in (
        "/console/camp",
        "/console/camp/people",
        "/console/camp/match",
        "/console/camp/graph",
    ):
        visit.get(path, follow=True)
    assert "Pairs who have agreed" in visit.texts("main")[0]


def test_who_was_asked_is_suggested_no_more(camp, me, ingrid):
    topic = make_topic(camp)
    make_interest(me, topic, InterestKind.OFFER)
    make_interest(ingrid, topic, InterestKind.NEED)
    assert [one.participant for one in suggestions_for(me, camp)] == [ingrid]
    make_request(me, ingrid)
    assert suggestions_for(me, camp) == []


def _ask_all(camp, me, how_many):
    """So many more people, each of whom has asked the participant."""
    at = now()
    rows = [
        {"camp_id": camp.id, "asker_id": person.id, "asked_id": me.id, "lo_id": me.id, "hi_id": person.id,
         "status": RequestStatus.PENDING, "is_automatic": False, "message": "Hello", "reason": "", "asked_at": at,
         "remind_at": at, "expires_at": at + timedelta(days=7)}
        for person in make_crowd(camp, how_many)
    ]  # fmt: skip
    db.session.execute(insert(MeetingRequest), rows)
    db.session.commit()


def test_pages_ask_the_database_as_often_for_10_as_for_500(camp, me):
    looks = (
        lambda: request_lists.received(me, camp),
        lambda: directory.people_for(me, camp, Filters()),
        lambda: participant_home.home_of(me, camp),
    )

    def counts():
        found = []
        for look in looks:
            db.session.expire_all()
            db.session.refresh(me)
            db.session.refresh(camp)
            with count_queries() as statements:
                look()
            found.append(len(statements))
        return found

    _ask_all(camp, me, 10)
    few = counts()
    _ask_all(camp, me, 490)
    assert counts() == few
    assert few[0] == 2
