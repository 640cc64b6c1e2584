"""The list of camps that anybody sees."""

from datetime import UTC, date, datetime

import time_machine

from app.models import CampRole, ParticipantStatus
from app.services.accounts.teams import join_team
from tests.makers import make_camp, make_participant

OPEN = datetime(2026, 11, 23, tzinfo=UTC)


@time_machine.travel(OPEN)
def test_home_shows_public_camps_to_come_with_dates_place_and_state(visit):
    make_camp(
        "later",
        name="Cluster Lab Aarhus",
        starts_on=date(2027, 6, 1),
        ends_on=date(2027, 6, 1),
        place="Aarhus",
        registration_opens_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    make_camp("first", name="Innovation Camp 2027")
    make_camp(
        "full",
        name="Full camp",
        capacity=2,
        places_taken=2,
        starts_on=date(2027, 4, 1),
        ends_on=date(2027, 4, 2),
    )
    make_camp("hidden", name="Secret camp", is_public=False)
    make_camp("over", name="Camp of last year", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2))
    visit.get("/")
    assert visit.texts(".camp-card") == [
        "Innovation Camp Innovation Camp 2027 Tuesday 9 March 2027 to Wednesday 10 March 2027 Nyborg "
        "Registration is open",
        "Innovation Camp Full camp Thursday 1 April 2027 to Friday 2 April 2027 Nyborg Full: waiting list",
        "Innovation Camp Cluster Lab Aarhus Tuesday 1 June 2027 Aarhus Registration has not opened yet",
    ]
    assert [a["href"] for a in visit.page.select(".camp-card a")] == [
        "/camps/first/",
        "/camps/full/",
        "/camps/later/",
    ]


def test_home_without_a_camp_says_what_will_be_here(visit):
    visit.get("/")
    assert visit.texts(".empty-state__title") == ["No camp is announced yet"]


@time_machine.travel(OPEN)
def test_home_shows_ones_own_camps_first_and_nobody_elses(visit):
    camp, other = make_camp("first", name="Innovation Camp 2027"), make_camp("other", name="Other camp")
    me, stranger = make_participant(camp, status=ParticipantStatus.WAITING), make_participant(other)
    make_participant(make_camp("gone"), user=me.user, status=ParticipantStatus.WITHDRAWN)
    visit.sign_in(me.user)
    visit.get("/")
    assert visit.texts("h2")[0] == "Your camps"
    own = visit.page.select_one("ul.columns")
    assert [a["href"] for a in own.select("a")] == ["/camps/first/me"]
    assert [a["href"] for a in visit.page.select(".camp-card a")] == [
        "/camps/first/me",
        "/camps/other/",
        "/camps/gone/",
    ]
    assert own.select_one(".camp-card__state").get_text(strip=True) == "On the waiting list"
    assert visit.page.find("a", string="To the camps that you run") is None
    join_team(camp, stranger.user, CampRole.HELPER)
    visit.sign_in(stranger.user)
    visit.get("/")
    assert visit.page.find("a", string="To the camps that you run")["href"] == "/console"
