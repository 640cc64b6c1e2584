"""The order of one's wishes: changed by buttons or by dragging, kept by undo, and worth a little."""

from datetime import timedelta

import pytest

from app.extensions import db
from app.models import Grade, ParticipantStatus, Wish
from app.services.clock import now
from app.services.matching import problems
from app.services.refusals import Conflict, NotThere
from app.services.wishes import wish_order, wishes
from tests.makers import make_camp, make_crowd, make_participant, make_slots, make_wish
from tests.queries import count_queries

MUST, WOULD, NOT = Grade.MUST_MEET, Grade.WOULD_LIKE, Grade.RATHER_NOT


@pytest.fixture
def people(camp, me):
    """Anna, Bo, Carl and Dora, wished for in this order by the form."""
    people = [make_participant(camp, name) for name in ("Anna", "Bo", "Carl", "Dora")]
    for person in reversed(people):
        make_wish(me, person, MUST)
    return people


def order(me, grade=MUST):
    return [own.target.name for own in dict(wishes.own_wishes(me))[grade]]


def test_what_nobody_has_put_in_order_stands_by_name(me, people):
    assert order(me) == ["Anna", "Bo", "Carl", "Dora"]


def test_wishes_move_up_down_first_and_to_a_place(camp, me, people):
    for to, found in (
        ("up", ["Anna", "Carl", "Bo", "Dora"]), ("up", ["Carl", "Anna", "Bo", "Dora"]),
        ("up", ["Carl", "Anna", "Bo", "Dora"]), ("3", ["Anna", "Bo", "Carl", "Dora"]),
        ("down", ["Anna", "Bo", "Dora", "Carl"]), ("down", ["Anna", "Bo", "Dora", "Carl"]),
        ("first", ["Carl", "Anna", "Bo", "Dora"]), ("99999", ["Anna", "Bo", "Dora", "Carl"]),
        ("0", ["Carl", "Anna", "Bo", "Dora"]), ("sideways", ["Carl", "Anna", "Bo", "Dora"]),
    ):  # fmt: skip
        wishes.move_wish(me, camp, people[2].code, to)
        assert order(me) == found


def test_new_wish_comes_last_and_another_grade_has_an_order_of_its_own(camp, me, people):
    wishes.move_wish(me, camp, people[3].code, "first")
    eve = make_participant(camp, "Adam")
    wishes.state_wish(me, camp, eve.code, MUST)
    assert order(me) == ["Dora", "Anna", "Bo", "Carl", "Adam"]
    wishes.state_wish(me, camp, people[0].code, WOULD)
    wishes.state_wish(me, camp, eve.code, WOULD)
    assert (order(me), order(me, WOULD)) == (["Dora", "Bo", "Carl"], ["Anna", "Adam"])


def test_undo_brings_back_place_and_note(camp, me, people, visit):
    wishes.move_wish(me, camp, people[1].code, "first")
    wishes.write_note(me, camp, people[1].code, "Knows ports")
    visit.post(f"/camps/camp/wishes/{people[1].code}", {"grade": "none"})
    visit.get("/camps/camp/wishes")
    assert order(me) == ["Anna", "Carl", "Dora"]
    visit.submit(button="Undo the last change")
    assert order(me) == ["Bo", "Anna", "Carl", "Dora"]
    assert visit.texts(".wish-note__text") == ["Knows ports"]


def test_people_out_of_sight_take_no_place(camp, me, people):
    for person in people:
        wishes.move_wish(me, camp, person.code, "99")
    people[1].is_listed = False
    db.session.commit()
    wishes.move_wish(me, camp, people[2].code, "up")
    assert order(me) == ["Carl", "Anna", "Dora"]
    with pytest.raises(NotThere):
        wishes.move_wish(me, camp, people[1].code, "up")


def test_only_own_wishes_to_meet_move_and_only_while_wishes_are_open(camp, me, people):
    other = make_participant(camp, "Other")
    make_wish(other, me, MUST)
    make_wish(me, other, NOT)
    for author, target in ((me, other), (other, people[0]), (me, me)):
        with pytest.raises(NotThere):
            wishes.move_wish(author, camp, target.code, "up")
    camp.wishes_close_at = now() - timedelta(seconds=1)
    with pytest.raises(Conflict):
        wishes.move_wish(me, camp, people[2].code, "up")


def test_page_moves_by_buttons_and_keeps_the_focus(camp, me, people, visit):
    visit.get("/camps/camp/wishes")
    assert visit.texts(".ordered-list__number") == ["1", "2", "3", "4"]
    visit.submit(action=f"/wishes/{people[3].code}/move", button="↑")
    assert order(me) == ["Anna", "Bo", "Dora", "Carl"]
    assert visit.page.select_one("[autofocus]")["aria-label"] == "Move up: Dora, number 3 of 4"
    visit.post(f"/camps/camp/wishes/{people[3].code}/move", {"to": "1"})
    assert order(me) == ["Dora", "Anna", "Bo", "Carl"]
    camp.wishes_close_at = now()
    visit.get("/camps/camp/wishes")
    assert visit.page.select(".ordered-list__moves, script[src*=ortable]") == []


def test_first_four_in_order_add_to_the_worth_and_never_a_step_of_the_table(camp, me, people):
    make_slots(camp)
    fifth = make_participant(camp, "Eve")
    make_wish(me, fifth, MUST)
    gone = make_participant(camp, "Gone", status=ParticipantStatus.WITHDRAWN)
    make_wish(me, gone, MUST)

    def worth():
        problem = problems.problem_of(camp, problems.Choices())
        names = {str(person.id): person.name for person in (*people, fifth)}
        return {names[c.b if c.a == str(me.id) else c.a]: c.worth for c in problem.candidates}

    assert set(worth().values()) == {90}
    for wish in db.session.query(Wish).filter_by(author_id=me.id):
        wish.place = 1 + [gone, *people, fifth].index(db.session.get(type(me), wish.target_id))
    db.session.commit()
    assert worth() == {"Anna": 94, "Bo": 93, "Carl": 92, "Dora": 91, "Eve": 90}
    make_wish(people[1], me, MUST).place = 1
    db.session.commit()
    assert worth()["Bo"] == 300 + 3 + 4
    assert 2 * max(wish_order.EXTRA) < wish_order.SCALE


def test_the_page_asks_the_same_number_of_questions_at_ten_and_at_five_hundred_people(visit):
    counts = []
    for size in (10, 500):
        camp = make_camp()
        me, *others = make_crowd(camp, size)
        for other in others[:60]:
            make_wish(me, other)
        visit.sign_in(me.user)
        visit.get("/")
        with count_queries() as sent:
            visit.get(f"/camps/{camp.slug}/wishes")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 25
