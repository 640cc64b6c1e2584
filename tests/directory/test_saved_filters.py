"""Saved filters: kept under a name, found again by a link, forgotten, and nobody else's."""

import pytest

from app.extensions import db
from app.models import SavedFilter
from app.services.directory import saved_filters
from app.services.directory.saved_filters import of_participant
from app.services.refusals import NotThere, Refusal
from tests.makers import make_camp, make_organisation, make_participant, make_user


@pytest.fixture
def camp(app):
    return make_camp("camp")


@pytest.fixture
def me(camp, visit):
    user = make_user(name="Me")
    visit.sign_in(user)
    return make_participant(camp, "Me", user=user, organisation_id=make_organisation("Mine").id)


def stored():
    return [(row.name, row.asked) for row in db.session.query(SavedFilter).order_by(SavedFilter.id)]


def test_filter_is_saved_found_again_and_removed(camp, me, visit):
    make_participant(camp, "Anna", country="DK")
    make_participant(camp, "Bo", country="SE")
    visit.get("/camps/camp/people?country=DK&order=name&page=1&nonsense=1")
    visit.submit({"name": "  Danish   people "}, button="Save")
    assert stored() == [("Danish people", "country=DK")]
    assert visit.response.request.full_path == "/camps/camp/people?country=DK"
    assert "The filter is saved." in visit.response.text
    assert visit.texts(".saved-filters__form") == []
    visit.get("/camps/camp/people")
    visit.get(visit.page.select_one(".saved-filters__item a")["href"])
    assert visit.texts(".person-card__name") == ["Anna"]
    visit.submit(button="Remove")
    assert stored() == []
    assert visit.texts(".person-card__name") == ["Anna"]


def test_the_same_name_is_replaced_and_an_empty_one_refused(camp, me):
    saved_filters.save(of_participant(me), "Mine", "country=DK")
    saved_filters.save(of_participant(me), "Mine", "country=SE")
    assert stored() == [("Mine", "country=SE")]
    for name, asked in ((" ", "country=DK"), ("Nothing", ""), ("Long", "q=" + "x" * 800)):
        with pytest.raises(Refusal):
            saved_filters.save(of_participant(me), name, asked)
    assert stored() == [("Mine", "country=SE")]


def test_there_is_a_most(camp, me):
    for number in range(saved_filters.MOST):
        saved_filters.save(of_participant(me), f"Filter {number}", "country=DK")
    with pytest.raises(Refusal, match="which is the most"):
        saved_filters.save(of_participant(me), "One more", "country=DK")
    saved_filters.save(of_participant(me), "Filter 0", "country=SE")
    assert len(stored()) == saved_filters.MOST


def test_nobody_sees_or_removes_the_filters_of_others(camp, me, visit):
    other = make_participant(camp, "Other")
    saved_filters.save(of_participant(other), "Secret filter", "country=DK")
    [theirs] = saved_filters.kept_on(of_participant(other))
    visit.get("/camps/camp/people")
    assert "Secret filter" not in visit.response.text
    with pytest.raises(NotThere):
        saved_filters.remove(of_participant(me), theirs.id)
    visit.post(f"/camps/camp/people/filters/{theirs.id}/remove", status=404)
    assert stored() == [("Secret filter", "country=DK")]
