"""The first card at every moment of the day: before, between, during and after meetings, on both pages."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete

from app.extensions import db
from app.models import Camp, Participant, Wish
from app.services.changes import replies
from app.services.publishing import publishing
from tests.makers import (
    START,
    make_camp,
    make_crowd,
    make_organisation,
    make_participant,
    make_schedule,
    make_session,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries

AGENDA, HOME = "/camps/nyborg/agenda", "/camps/nyborg/me"
BOTH = pytest.mark.parametrize("path", [AGENDA, HOME])


def minutes(number: float, days: int = 0) -> datetime:
    """So many minutes after the first slot begins, at 09:00 in Nyborg."""
    return START + timedelta(days=days, minutes=number)


@pytest.fixture
def ada(visit: PageClient) -> Participant:
    """Ada meets Bo 09:00–09:20 and Cy 09:40–10:00, goes to lunch at 11:00, and meets Di the day after at 09:00."""
    camp = make_camp("nyborg")
    ada, cy, di = (make_participant(camp, name) for name in ("Ada", "Cy", "Di"))
    bo = make_participant(
        camp, "Björn Þórsson", organisation_id=make_organisation("Iceland Ocean Cluster").id
    )
    slots, tables = make_slots(camp, 4), make_tables(camp, 3)
    (later,) = make_slots(camp, 1, START + timedelta(days=1), "Next morning")
    tables[2].hint = "second row, by the stage"
    make_session(camp, START + timedelta(hours=2), title="Lunch", is_for_all=True)
    make_wish(ada, bo)
    make_wish(bo, ada)
    schedule = make_schedule(
        camp, [(ada, bo, slots[0], tables[2]), (ada, cy, slots[2], tables[0]), (ada, di, later, tables[0])]
    )
    with time_machine.travel(START - timedelta(days=9)):
        publishing.publish(camp, schedule, make_user(), with_mail=False)
    return ada


def card(visit: PageClient, who: Participant, at: datetime, path: str = AGENDA) -> str:
    """The text of the first card that somebody sees at this moment."""
    with time_machine.travel(at, tick=False):
        visit.sign_in(who.user)
        visit.get(path)
    return (visit.texts(".meeting-card--next") or [""])[0]


def what_can_be_pressed(visit: PageClient) -> list[str]:
    return visit.texts(".meeting-card--next .button")


@BOTH
def test_on_the_day_it_tells_when_where_with_whom_and_why(
    visit: PageClient, ada: Participant, path: str
) -> None:
    assert card(visit, ada, minutes(-12), path) == (
        "Next 09:00–09:20 in 12 minutes Table 3 A, second row, by the stage "
        "Björn Þórsson Iceland Ocean Cluster You wished for this meeting I am here I cannot come Ask for a change"
    )
    assert visit.page.select_one(".meeting-card__table a")["href"] == "/camps/nyborg/agenda/tables/3"
    assert visit.texts(".day-line__entry") == ["09:20 Free", "09:40 Table 1 Cy", "10:00 Free"]
    assert visit.texts(".coming > p")[-1] == "Updated 08:48 · this page is always right"


@BOTH
def test_nothing_betrays_whether_the_other_one_wishes_it(
    visit: PageClient, ada: Participant, path: str
) -> None:
    with_their_wish = card(visit, ada, minutes(-12), path)
    db.session.execute(delete(Wish).where(Wish.target_id == ada.id))
    db.session.commit()
    assert card(visit, ada, minutes(-12), path) == with_their_wish


def camp_of(person: Participant) -> Camp:
    return db.session.get_one(Camp, person.camp_id)


@BOTH
def test_before_its_day_it_names_the_day_and_offers_no_here(
    visit: PageClient, ada: Participant, path: str
) -> None:
    text = card(visit, ada, minutes(0, days=-2), path)
    assert text.startswith("Next Tuesday 9 March 2027 09:00–09:20 in 2 days Table 3")
    assert what_can_be_pressed(visit) == ["I cannot come"]
    assert "you can say here" not in text


@BOTH
def test_it_says_when_here_opens_and_opens_then(visit: PageClient, ada: Participant, path: str) -> None:
    assert "From 08:45 you can say here that you are at the table." in card(visit, ada, minutes(-15.1), path)
    assert what_can_be_pressed(visit) == ["I cannot come"]
    assert "you can say here" not in card(visit, ada, minutes(-15), path)
    assert what_can_be_pressed(visit) == ["I am here", "I cannot come"]


@BOTH
def test_during_a_meeting_it_is_that_meeting(visit: PageClient, ada: Participant, path: str) -> None:
    for at in (0, 19.9):
        assert card(visit, ada, minutes(at), path).startswith("09:00–09:20 Now Table 3")
        assert what_can_be_pressed(visit) == ["I am here", "I cannot come"]
    assert visit.texts(".day-line__entry")[0] == "09:20 Free"


@BOTH
def test_between_two_meetings_it_is_the_next_one(visit: PageClient, ada: Participant, path: str) -> None:
    assert card(visit, ada, minutes(20), path).startswith("Next 09:40–10:00 in 20 minutes Table 1")
    assert "From 09:25 you can say here" in card(visit, ada, minutes(20), path)
    assert visit.texts(".day-line__entry") == ["10:00 Free", "11:00 Lunch"]


@BOTH
def test_after_the_last_of_a_day_it_is_the_first_of_the_next(
    visit: PageClient, ada: Participant, path: str
) -> None:
    text = card(visit, ada, minutes(61), path)
    assert text.startswith("Next Wednesday 10 March 2027 09:00–09:20 in 23 hours Table 1")
    assert visit.texts(".coming > p")[0] == "You have no more meetings today."
    card(visit, ada, minutes(-60, days=1), path)
    assert "You have no more meetings today." not in visit.texts(".coming > p")


@BOTH
def test_after_the_very_last_it_says_so_and_asks_how_they_went(
    visit: PageClient, ada: Participant, path: str
) -> None:
    assert card(visit, ada, minutes(20, days=1), path) == ""
    assert visit.texts(".coming .notice") == [
        "That was your last meeting You had 3 meetings at this camp. Tell in two taps how each went, while you "
        "remember it."
    ]


@BOTH
def test_who_has_no_meeting_is_told_what_may_still_come(
    visit: PageClient, ada: Participant, path: str
) -> None:
    assert card(visit, make_participant(camp_of(ada), "Left Out"), minutes(-12), path) == ""
    assert visit.texts(".coming .notice__title") == ["No meeting lies ahead of you"]


def test_here_is_said_on_the_page_of_the_card_and_taken_back_there(
    visit: PageClient, ada: Participant
) -> None:
    with time_machine.travel(minutes(-5), tick=False):
        visit.sign_in(ada.user)
        for path in (HOME, AGENDA):
            visit.get(path)
            visit.submit(button="I am here")
            assert visit.response.request.path == path
            assert "You have said that you are here." in visit.texts(".meeting-card__said")
            visit.submit(button="Undo")
            assert visit.response.request.path == path
            assert what_can_be_pressed(visit) == ["I am here", "I cannot come"]


def test_the_way_back_leads_nowhere_else(visit: PageClient, ada: Participant) -> None:
    with time_machine.travel(minutes(-5), tick=False):
        visit.sign_in(ada.user)
        visit.get(AGENDA)
        visit.submit({"next": "https://elsewhere.example/"}, button="I am here")
    assert visit.response.request.url == "http://localhost/"


@BOTH
def test_it_says_that_the_other_one_is_there(visit: PageClient, ada: Participant, path: str) -> None:
    with time_machine.travel(minutes(-5), tick=False):
        bo = db.session.query(Participant).filter_by(name="Björn Þórsson").one()
        replies.say_here(camp_of(ada), bo, ada.code)
    assert "At the table Björn Þórsson is there." in card(visit, ada, minutes(-4), path)


@BOTH
def test_a_cancelled_meeting_is_no_next_one(visit: PageClient, ada: Participant, path: str) -> None:
    with time_machine.travel(minutes(-30), tick=False):
        bo = db.session.query(Participant).filter_by(name="Björn Þórsson").one()
        replies.say_cannot_come(camp_of(ada), bo, ada.code)
    assert card(visit, ada, minutes(-12), path).startswith("Next 09:40–10:00 in 52 minutes")


def test_days_that_are_over_are_folded_away(visit: PageClient, ada: Participant) -> None:
    card(visit, ada, minutes(-60, days=1))
    assert visit.texts("main details summary")[0] == "Over: 5 items"


def test_home_on_the_day_asks_the_same_number_of_questions_at_ten_and_at_five_hundred_people(
    visit: PageClient,
) -> None:
    counts = []
    for size in (10, 500):
        camp = make_camp()
        me, *others = make_crowd(camp, size)
        slots, tables = make_slots(camp, 8), make_tables(camp, 12)
        meetings = [(me, other, slot, tables[0]) for other, slot in zip(others, slots, strict=False)]
        with time_machine.travel(minutes(-5), tick=False):
            publishing.publish(camp, make_schedule(camp, meetings), make_user(), with_mail=False)
            visit.sign_in(me.user)
            visit.get("/")
            with count_queries() as sent:
                visit.get(f"/camps/{camp.slug}/me")
        assert visit.texts(".meeting-card__actions .button")[0] == "I am here"
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 40


def test_whoever_comes_when_the_schedule_is_out_is_shown_the_way_to_wishes(
    visit: PageClient, ada: Participant
) -> None:
    late = make_participant(db.session.get_one(Camp, ada.camp_id), "Late")
    for person, shown in ((late, True), (ada, False)):
        with time_machine.travel(START - timedelta(days=8), tick=False):
            visit.sign_in(person.user)
            visit.get(HOME)
        assert (visit.page.find("a", string="Find people to meet") is not None) is shown
    with time_machine.travel(START - timedelta(days=5), tick=False):  # wishes have closed
        visit.sign_in(late.user)
        visit.get(HOME)
    assert visit.page.find("a", string="Find people to meet") is None
