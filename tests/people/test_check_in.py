"""Helpers find people by name and check them in with one tap."""

from app.extensions import db
from app.models import Camp, CampRole, ParticipantStatus
from app.services.accounts.teams import join_team
from tests.makers import make_camp, make_crowd, make_organisation, make_participant, make_user
from tests.page_client import PageClient


def _helped_camp(visit: PageClient) -> Camp:
    camp, user = make_camp("camp"), make_user("helper@example.org", "Mikkel")
    join_team(camp, user, CampRole.HELPER)
    visit.sign_in(user)
    return camp


def test_helper_finds_checks_in_and_takes_it_back(visit: PageClient) -> None:
    camp = _helped_camp(visit)
    ada = make_participant(camp, "Åda Holm", organisation=make_organisation("MADE"))
    make_participant(camp, "Bo")
    visit.get("/console/camp/check-in")
    visit.submit({"q": "aada"}, button="Show")
    assert visit.texts(".arrival-list__words") == ["Åda Holm MADE"]

    visit.submit(button="Check in")

    assert visit.texts(".flash") == ["Åda Holm is checked in."]
    assert visit.texts("#arrivals p") == ["1 of 2 are here."]
    assert visit.response.request.args["q"] == "aada"
    db.session.expire_all()
    first = ada.checked_in_at
    assert first is not None

    visit.post(f"/console/camp/check-in/{ada.code}")
    db.session.expire_all()
    assert ada.checked_in_at == first

    visit.get("/console/camp/check-in")
    visit.submit(button="Undo")
    db.session.expire_all()
    assert ada.checked_in_at is None


def test_those_not_here_yet_come_first(visit: PageClient) -> None:
    camp = _helped_camp(visit)
    ada, _bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    visit.post(f"/console/camp/check-in/{ada.code}")
    visit.get("/console/camp/check-in")
    assert visit.texts(".arrival-list strong") == ["Bo", "Ada"]


def test_only_confirmed_people_are_checked_in(visit: PageClient) -> None:
    camp = _helped_camp(visit)
    people = {
        status: make_participant(camp, status.value.title(), status=status) for status in ParticipantStatus
    }
    visit.get("/console/camp/check-in")
    assert visit.texts(".arrival-list strong") == ["Confirmed", "Unconfirmed"]
    for status, person in people.items():
        visit.post(f"/console/camp/check-in/{person.code}")
        db.session.expire_all()
        assert (person.checked_in_at is not None) is (status is ParticipantStatus.CONFIRMED)


def test_people_of_another_camp_are_not_there(visit: PageClient) -> None:
    _helped_camp(visit)
    stranger = make_participant(make_camp("other"), "Stranger")
    visit.post(f"/console/camp/check-in/{stranger.code}", status=404)
    visit.post(f"/console/camp/check-in/{stranger.code}/undo", status=404)
    visit.get("/console/other/check-in", status=404)
    db.session.refresh(stranger)
    assert stranger.checked_in_at is None


def test_long_list_says_how_many_more(visit: PageClient) -> None:
    make_crowd(_helped_camp(visit), 45)
    visit.get("/console/camp/check-in")
    assert len(visit.texts(".arrival-list strong")) == 40
    assert visit.texts("#arrivals > p")[-1] == "5 more: type a part of the name."


def test_htmx_gets_the_list_alone(visit: PageClient) -> None:
    make_participant(_helped_camp(visit), "Ada")
    page = visit.get("/console/camp/check-in?q=ada", headers={"HX-Request": "true"})
    assert page.find("nav") is None
    assert visit.texts(".arrival-list strong") == ["Ada"]


def test_helper_sees_the_day_alone_in_the_navigation(visit: PageClient) -> None:
    _helped_camp(visit)
    visit.get("/console/camp/check-in")
    assert visit.texts(".console-nav--side a") == ["My camps", "Check-in", "Wall board", "Announcements"]
    visit.get("/console")
    assert visit.page.select_one("tbody th a")["href"] == "/console/camp/check-in"
