"""A note is for its author alone; a quota holds, also against many presses at once."""

import pytest

from app.extensions import db
from app.models import Grade, Mode, Wish
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.setup import choosing
from app.services.wishes import wish_quotas, wishes
from tests.makers import make_camp, make_participant, make_user, make_wish

MUST, WOULD, NOT = Grade.MUST_MEET, Grade.WOULD_LIKE, Grade.RATHER_NOT


@pytest.fixture
def camp(app):
    return make_camp("camp", most_must_meets=2, most_wishes=3)


@pytest.fixture
def people(camp):
    return [make_participant(camp, name) for name in ("Anna", "Bo", "Carl", "Dora", "Eve")]


def grades(me):
    query = db.session.query(Wish).filter_by(author_id=me.id).order_by(Wish.id)
    return [wish.grade for wish in query]


def test_quota_of_must_meets_and_of_all_wishes(camp, me, people):
    for person in people[:2]:
        wishes.state_wish(me, camp, person.code, MUST)
    with pytest.raises(Refusal, match="You have 2 must meets, which is the most"):
        wishes.state_wish(me, camp, people[2].code, MUST)
    wishes.state_wish(me, camp, people[2].code, WOULD)
    with pytest.raises(Refusal, match="You wish to meet 3 people, which is the most"):
        wishes.state_wish(me, camp, people[3].code, WOULD)
    wishes.state_wish(me, camp, people[3].code, NOT)
    wishes.state_wish(me, camp, people[0].code, WOULD)
    wishes.state_wish(me, camp, people[2].code, MUST)
    assert grades(me) == [WOULD, MUST, MUST, NOT]
    quotas = wish_quotas.quotas_of(me, camp)
    assert (quotas.must_meets.left, quotas.wishes.left) == (0, 0)


def test_who_has_left_the_list_is_not_counted(camp, me, people):
    for person in people[:3]:
        make_wish(me, person, WOULD)
    people[0].is_listed = False
    db.session.commit()
    wishes.state_wish(me, camp, people[3].code, WOULD)
    assert wish_quotas.quotas_of(me, camp).wishes.stated == 3


def test_eight_presses_at_once_keep_to_the_quota(at_once, camp, me, people):
    more = [make_participant(camp, f"Person {number}") for number in range(3)]
    refused = []

    def press(author, at, code):
        try:
            wishes.state_wish(author, at, code, MUST)
        except Refusal as refusal:
            refused.append(str(refusal.message))

    at_once(press, [person.code for person in people + more])
    db.session.expire_all()
    assert (len(grades(me)), len(refused)) == (2, 6)


def test_pages_show_the_quota_and_a_refusal_loses_nothing(camp, me, people, visit):
    for person in people[:2]:
        make_wish(me, person, MUST)
    for path in (
        "/camps/camp/wishes",
        "/camps/camp/people",
        "/camps/camp/me",
        f"/camps/camp/people/{people[2].code}",
    ):
        visit.get(path)
        assert visit.texts("#wish-quota") == ["Must meet: 2 of 2. Wishes in all: 2 of 3."]
    visit.get("/camps/camp/people")
    visit.submit(action=people[2].code, button="Must meet")
    assert visit.texts(".flash") == [
        "You have 2 must meets, which is the most at this camp. Make one of them a “Would like to” first."
    ]
    assert grades(me) == [MUST, MUST]
    visit.post(f"/camps/camp/wishes/{people[2].code}", {"grade": "would_like"}, status=200,
               headers={"HX-Request": "true"})  # fmt: skip
    assert visit.texts("#wish-quota") == ["Must meet: 2 of 2. Wishes in all: 3 of 3."]
    assert visit.page.select_one("#wish-quota")["hx-swap-oob"] == "true"


def test_without_limits_nothing_is_said_of_them(camp, me, people, visit):
    camp.most_must_meets = camp.most_wishes = None
    db.session.commit()
    visit.get("/camps/camp/people")
    assert visit.texts("#wish-quota") == [""]


def test_note_is_written_by_the_author_for_the_author(camp, me, people, visit):
    make_wish(me, people[0], MUST)
    visit.get("/camps/camp/wishes")
    visit.submit({"note": "  Met in <Oslo>\nports  "}, action="/note", button="Save the note")
    assert visit.texts(".wish-note__text") == ["Met in <Oslo> ports"]
    with pytest.raises(Refusal, match="at most 500"):
        wishes.write_note(me, camp, people[0].code, "x" * 501)
    for author, target in ((people[0], me), (me, people[1])):
        with pytest.raises(NotThere):
            wishes.write_note(author, camp, target.code, "No wish, no note")
    visit.sign_in(people[0].user)
    for path in (
        "/camps/camp/wishes",
        "/camps/camp/people",
        f"/camps/camp/people/{me.code}",
        "/camps/camp/me",
    ):
        visit.get(path)
        assert "Oslo" not in visit.response.text


@pytest.fixture
def organiser(visit):
    root = make_user(is_administrator=True)
    visit.sign_in(root)
    return root


def test_organiser_sets_the_limits_and_sees_what_they_would_meet(camp, people, organiser, visit):
    for target in people[1:]:
        make_wish(people[0], target, MUST)
    visit.get("/console/camp/set-up/wishes")
    assert "The most that anybody has now: 4." in visit.texts("main")[0]
    visit.submit({"most_must_meets": "5", "most_wishes": "4"}, button="Save")
    assert "There cannot be more must meets than wishes in all." in visit.texts(".error-summary")[0]
    visit.submit({"most_must_meets": "", "most_wishes": "40"}, button="Save")
    assert "The rules for wishes and requests are saved." in visit.response.text
    assert choosing.rules_of(camp) == choosing.Rules(Mode.WISHES, None, 40, None, 7, False)
    with pytest.raises(Conflict):
        choosing.change_rules(camp, camp.version - 1, choosing.rules_of(camp))
