"""What a participant sees first, in each state, and the way out."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Attendance,
    Camp,
    Grade,
    InterestKind,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    TopicInterest,
)
from app.services.publishing.publishing import publish
from tests.makers import (
    make_attendance,
    make_camp,
    make_crowd,
    make_interest,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries

PATH = "/camps/nyborg/me"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=True):
        yield


def test_home_says_first_how_many_wishes_are_stated_and_until_when(visit):
    camp = make_camp("nyborg")
    me, other = make_participant(camp), make_participant(camp, "Björn Þórsson")
    make_wish(me, other, Grade.MUST_MEET)
    make_wish(other, me, Grade.RATHER_NOT)
    visit.sign_in(me.user)
    visit.get(PATH)
    assert visit.texts("h2")[0] == "1 of 12 wishes stated"
    assert visit.texts("section strong") == [
        "Wishes close in 3 months, on Wednesday 3 March 2027, 01:00 (Copenhagen)."
    ]


def test_home_suggests_people_with_the_reason_until_a_wish_is_stated(visit):
    camp = make_camp("nyborg")
    me, other, hidden = (
        make_participant(camp),
        make_participant(camp, "Björn Þórsson"),
        make_participant(camp, is_listed=False),
    )
    topic = make_topic(camp)
    for person, kind in ((me, InterestKind.OFFER), (other, InterestKind.NEED), (hidden, InterestKind.NEED)):
        db.session.add(TopicInterest(camp_id=camp.id, participant_id=person.id, topic_id=topic.id, kind=kind))
    visit.sign_in(me.user)
    visit.get(PATH)
    assert visit.texts(".person-card__name") == ["Björn Þórsson"]
    assert visit.texts(".person-card__reasons li") == ["Needs what you offer: Hydrogen storage"]
    visit.submit(button="Must meet")
    assert visit.response.request.path == PATH
    assert (visit.texts(".person-card__name"), visit.texts("h2")[0]) == ([], "1 of 12 wishes stated")


@pytest.mark.parametrize(
    ("status", "title"),
    [(ParticipantStatus.UNCONFIRMED, "One more step: confirm your address"),
     (ParticipantStatus.WAITING, "You are on the waiting list")],
)  # fmt: skip
def test_home_before_the_confirmation_says_what_to_do_and_shows_nobody(visit, status, title):
    camp = make_camp("nyborg")
    me = make_participant(camp, status=status)
    make_participant(camp, "Björn Þórsson")
    visit.sign_in(me.user)
    visit.get(PATH)
    assert visit.texts(".notice__title") == [title]
    assert "Björn" not in visit.response.text
    assert visit.page.select(".tabs") == []


def test_home_names_what_the_profile_lacks(visit):
    camp = make_camp("nyborg")
    me = make_participant(camp, offers="A test site", about="Me", is_listed=False)
    visit.sign_in(me.user)
    visit.get(PATH)
    assert visit.texts("main > ul li") == [
        "Agree to be shown in the directory: without it nobody can find you.",
        "Add what you need: people find you by it.",
        "Say what you hope to learn: somebody may have just been through it.",
        "Say what you can share: your experience is somebody's short cut.",
    ]
    assert "And 2 things more." in visit.texts("main p")
    assert [link["href"].rpartition("/")[2] for link in visit.page.select("main > ul a")] == [
        "profile#is_listed", "profile#needs", "profile#to_learn", "profile#to_share",
    ]  # fmt: skip


def test_home_is_not_for_visitors_withdrawn_people_and_people_of_other_camps(app, visit):
    camp = make_camp("nyborg")
    visit.get(PATH, status=302)
    for person in (
        make_participant(camp, status=ParticipantStatus.WITHDRAWN),
        make_participant(make_camp("other")),
    ):
        client = PageClient(app)
        client.sign_in(person.user)
        client.get(PATH, status=403)


def test_withdrawal_shows_its_consequences_first_and_hands_the_place_on(visit):
    camp = make_camp("nyborg", capacity=1, places_taken=1)
    me = make_participant(camp)
    workshop = make_session(camp, capacity=2, places_taken=1)
    make_attendance(me, workshop)
    late = make_participant(
        camp, status=ParticipantStatus.WAITING, registered_at=datetime(2026, 7, 2, tzinfo=UTC)
    )
    known = make_user("first@example.org", email_confirmed_at=datetime(2026, 7, 1, tzinfo=UTC))
    early = make_participant(camp, "Early Bird", user=known, status=ParticipantStatus.WAITING,
                             registered_at=datetime(2026, 7, 1, tzinfo=UTC))  # fmt: skip
    visit.sign_in(me.user)
    visit.get(f"{PATH}/withdraw")
    assert visit.texts(".confirm-page__consequences li") == [
        "You are no longer found in the directory, and nobody can state a wish about you.",
        "Your place goes to whoever has waited longest; without a waiting list it is free.",
        "The place in 1 session becomes free.",
    ]
    assert db.session.get(Participant, me.id).status is ParticipantStatus.CONFIRMED
    visit.submit(button="Withdraw")
    assert visit.response.request.path == "/camps/nyborg/"
    statuses = {person.id: person.status for person in db.session.scalars(select(Participant))}
    assert statuses == {
        me.id: ParticipantStatus.WITHDRAWN, early.id: ParticipantStatus.CONFIRMED,
        late.id: ParticipantStatus.WAITING,
    }  # fmt: skip
    db.session.refresh(workshop)
    assert (db.session.get(Camp, camp.id).places_taken, workshop.places_taken) == (1, 0)
    assert list(db.session.scalars(select(Attendance))) == []
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.recipient, mail.subject) == ("first@example.org", "A place for you: Camp nyborg")
    assert "http://localhost/camps/nyborg/me" in mail.body


def test_withdrawal_from_the_waiting_list_frees_no_place(visit):
    camp = make_camp("nyborg", capacity=1, places_taken=1)
    make_participant(camp)
    me = make_participant(camp, status=ParticipantStatus.WAITING)
    visit.sign_in(me.user)
    visit.get(f"{PATH}/withdraw")
    assert "You leave the waiting list." in visit.texts(".confirm-page__consequences li")
    visit.submit(button="Withdraw")
    assert (db.session.get(Camp, camp.id).places_taken, db.session.get(Participant, me.id).status) == (
        1, ParticipantStatus.WITHDRAWN,
    )  # fmt: skip


def test_home_once_the_schedule_is_out_shows_the_next_meeting_first(visit):
    camp = make_camp("nyborg")
    me, other = make_participant(camp), make_participant(camp, "Björn Þórsson")
    (slot,), tables = make_slots(camp, 1), make_tables(camp, 3)
    publish(camp, make_schedule(camp, [(me, other, slot, tables[2])]), make_user())
    visit.sign_in(me.user)
    visit.get(PATH)
    assert visit.page.select_one(".coming")["aria-label"] == "Your next meeting"
    assert visit.texts(".meeting-card") == [
        "Next Tuesday 9 March 2027 09:00–09:20 in 4 months Table 3 A, number 3 of 3 in the row "
        "Björn Þórsson I cannot come Ask for a change"
    ]
    assert visit.page.find("a", string="See my agenda")["href"] == "/camps/nyborg/agenda"
    assert "1 of 12 wishes stated" not in visit.response.text
    visit.get(f"{PATH}/withdraw")
    last = visit.texts(".confirm-page__consequences li")[-1]
    assert last == "1 meeting on your agenda is cancelled, and the other one gets a mail."


def test_pages_of_a_participant_cost_the_same_with_ten_and_two_hundred_people(visit):
    camp = make_camp("nyborg")
    topic = make_topic(camp)
    make_slots(camp, 4)
    make_session(camp)
    me = make_participant(camp)
    make_interest(me, topic, InterestKind.NEED)
    visit.sign_in(me.user)
    counts = {page: [] for page in ("", "/profile", "/availability", "/withdraw")}
    for more in (10, 190):
        for other in make_crowd(camp, more):
            db.session.add(
                TopicInterest(
                    camp_id=camp.id, participant_id=other.id, topic_id=topic.id, kind=InterestKind.OFFER
                )
            )
        for page, numbers in counts.items():
            with count_queries() as sent:
                visit.get(PATH + page)
            numbers.append(len(sent))
    assert [few for few, many in counts.values() if few != many or few > 27] == []
