"""Stating wishes: kept once, changed, taken back, refused after the closing moment, seen by nobody else."""

from datetime import timedelta

import pytest

from app.extensions import db
from app.models import Grade, ParticipantStatus, Wish
from app.services.clock import now
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.wishes import wishes
from tests.makers import make_camp, make_participant, make_user, make_wish


@pytest.fixture
def ingrid(camp):
    return make_participant(camp, "Ingrid Sørensen")


def stored():
    return [(w.author_id, w.target_id, w.grade) for w in db.session.query(Wish).order_by(Wish.id)]


def test_wish_is_stated_changed_and_taken_back(camp, me, ingrid):
    assert wishes.state_wish(me, camp, ingrid.code, Grade.WOULD_LIKE) == wishes.Change(
        ingrid, None, Grade.WOULD_LIKE
    )
    assert stored() == [(me.id, ingrid.id, Grade.WOULD_LIKE)]
    change = wishes.state_wish(me, camp, ingrid.code, Grade.RATHER_NOT)
    assert (change.before, change.after) == (Grade.WOULD_LIKE, Grade.RATHER_NOT)
    assert stored() == [(me.id, ingrid.id, Grade.RATHER_NOT)]
    assert wishes.state_wish(me, camp, ingrid.code, None).before is Grade.RATHER_NOT
    assert stored() == []
    assert wishes.state_wish(me, camp, ingrid.code, None).before is None


def test_eight_at_once_leave_one_row(at_once, ingrid):
    code, failures = ingrid.code, []

    def press(author, at, grade):
        try:
            wishes.state_wish(author, at, code, grade)
        except Exception as error:
            failures.append(error)

    at_once(press, [Grade.MUST_MEET, Grade.WOULD_LIKE] * 4)
    assert failures == []
    assert len(stored()) == 1


def test_after_the_closing_moment_wishes_stay_as_they_are(camp, me, ingrid):
    make_wish(me, ingrid, Grade.MUST_MEET)
    camp.wishes_close_at = now() - timedelta(seconds=1)
    for grade in (Grade.RATHER_NOT, None):
        with pytest.raises(Conflict, match="Wishes have closed"):
            wishes.state_wish(me, camp, ingrid.code, grade)
    assert stored() == [(me.id, ingrid.id, Grade.MUST_MEET)]


def test_closing_moment_itself_is_too_late(camp):
    assert wishes.are_open(camp, camp.wishes_close_at - timedelta(microseconds=1))
    assert not wishes.are_open(camp, camp.wishes_close_at)
    camp.wishes_close_at = None
    assert wishes.are_open(camp)


def test_oneself_and_colleagues_are_refused(camp, me):
    colleague = make_participant(camp, organisation_id=me.organisation_id)
    with pytest.raises(Refusal, match="yourself"):
        wishes.state_wish(me, camp, me.code, Grade.MUST_MEET)
    with pytest.raises(Refusal, match="colleagues"):
        wishes.state_wish(me, camp, colleague.code, Grade.MUST_MEET)
    assert stored() == []


def test_people_whom_one_may_not_know_of_are_not_there(camp, me):
    hidden = [
        make_participant(camp, is_listed=False), make_participant(camp, status=ParticipantStatus.WITHDRAWN),
        make_participant(make_camp()),
    ]  # fmt: skip
    for code in [person.code for person in hidden] + ["no-such-code"]:
        with pytest.raises(NotThere):
            wishes.state_wish(me, camp, code, Grade.MUST_MEET)
    assert stored() == []


def test_wish_about_somebody_who_left_the_list_can_only_be_taken_back(camp, me, ingrid, visit):
    make_wish(me, ingrid, Grade.MUST_MEET)
    ingrid.is_listed = False
    db.session.commit()
    with pytest.raises(NotThere):
        wishes.state_wish(me, camp, ingrid.code, Grade.WOULD_LIKE)
    visit.get("/camps/camp/wishes")
    assert "Ingrid" not in visit.response.text
    visit.submit(button="Take back")
    assert stored() == []
    assert "Ingrid" not in visit.texts("main")[0].replace(
        "Saved: you have no wish about Ingrid Sørensen.", ""
    )


def test_page_lists_own_wishes_by_grade_with_the_closing_moment(camp, me, ingrid, visit):
    make_wish(me, ingrid, Grade.RATHER_NOT)
    make_wish(me, make_participant(camp, "Bo"), Grade.WOULD_LIKE)
    make_wish(me, make_participant(camp, "Anna"), Grade.MUST_MEET)
    make_wish(make_participant(camp, "Carl"), me, Grade.MUST_MEET)
    visit.get("/camps/camp/wishes")
    assert visit.texts("section h2") == ["Must meet (1)", "Would like to (1)", "Rather not (1)"]
    assert visit.texts(".person-card__name") == ["Anna", "Bo", "Ingrid Sørensen"]
    [lead] = visit.texts(".lead")
    assert lead.startswith("You wish to meet 2 people. Wishes close in ")
    assert lead.endswith(", on Wednesday 3 March 2027, 01:00 (Copenhagen).")
    assert "You will not be scheduled together" in visit.texts("#main")[0]
    assert "Carl" not in visit.response.text


def test_page_without_wishes_leads_to_the_people(camp, me, visit):
    visit.get("/camps/camp/wishes")
    assert visit.texts(".empty-state__title") == ["No wishes yet"]
    assert visit.page.select_one(".empty-state a")["href"] == "/camps/camp/people"


def test_plain_press_comes_back_to_the_card_and_can_be_undone(camp, me, ingrid, visit):
    visit.get("/camps/camp/people?country=&q=ingrid")
    visit.submit(action=ingrid.code, button="Rather not")
    assert visit.response.request.full_path == "/camps/camp/people?country=&q=ingrid"
    assert visit.texts(".flash") == ["Saved: you would rather not meet Ingrid Sørensen. Nobody is told."]
    assert visit.texts("[aria-pressed=true]") == ["Rather not"]
    visit.submit(button="Undo")
    assert stored() == []
    assert visit.texts("[aria-pressed=true]") == []
    assert "Undo" not in visit.texts("main")[0]


def test_undo_brings_back_the_grade_before(camp, me, ingrid, visit):
    make_wish(me, ingrid, Grade.MUST_MEET)
    visit.get("/camps/camp/wishes")
    visit.submit(button="Take back")
    assert stored() == []
    visit.submit(button="Undo the last change")
    assert stored() == [(me.id, ingrid.id, Grade.MUST_MEET)]


def test_htmx_gets_the_buttons_alone(camp, me, ingrid, visit):
    visit.post(
        f"/camps/camp/wishes/{ingrid.code}",
        {"grade": "must_meet"},
        status=200,
        headers={"HX-Request": "true"},
    )
    assert visit.page.select("h1") == []
    assert visit.page.select_one(".wish")["id"] == f"wish-{ingrid.code}"
    assert visit.texts("[aria-pressed=true]") == ["Must meet"]
    assert visit.texts("[role=status]") == ["Saved. Undo"]
    visit.post(f"/camps/camp/wishes/{ingrid.code}", {"grade": "none", "undo": "1"}, status=200,
               headers={"HX-Request": "true"})  # fmt: skip
    assert (stored(), visit.texts("[role=status]")) == ([], [])
    assert visit.page.select_one(".wish").has_attr("autofocus")  # the pressed button is gone


def test_too_late_says_so_and_shows_the_wish_as_it_stands(camp, me, ingrid, visit):
    make_wish(me, ingrid, Grade.WOULD_LIKE)
    camp.wishes_close_at = now() - timedelta(days=1)
    db.session.commit()
    path = f"/camps/camp/wishes/{ingrid.code}"
    visit.post(path, {"grade": "must_meet"}, status=200, follow=True)
    assert visit.texts(".flash") == [
        "Wishes have closed and stay as they are. Ask the organisers if one must change."
    ]
    assert visit.texts(".wish__closed") == ["Your wish: Would like to"]
    assert visit.page.select(".choice-bar") == []
    visit.post(
        path, {"grade": "must_meet", "next": "/camps/camp/people"}, status=204, headers={"HX-Request": "true"}
    )
    assert visit.response.headers["HX-Redirect"] == "/camps/camp/people"
    assert stored() == [(me.id, ingrid.id, Grade.WOULD_LIKE)]


@pytest.mark.parametrize("fields", [{}, {"grade": ""}, {"grade": "MUST_MEET"}, {"grade": "hate"}])
def test_grades_that_are_none_are_refused_with_words(camp, me, ingrid, visit, fields):
    visit.post(f"/camps/camp/wishes/{ingrid.code}", fields, status=400)
    assert "Choose “Must meet”, “Would like to” or “Rather not”." in visit.response.text
    assert stored() == []


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_elsewhere(camp, me, ingrid, visit, target):
    visit.post(f"/camps/camp/wishes/{ingrid.code}", {"grade": "must_meet", "next": target})
    assert visit.response.headers["Location"] == f"/#wish-{ingrid.code}"


def test_another_camps_people_cannot_be_wished_for_here_or_there(camp, me, visit):
    other = make_camp("other")
    person = make_participant(other)
    visit.post(f"/camps/camp/wishes/{person.code}", {"grade": "must_meet"}, status=404)
    visit.post(f"/camps/other/wishes/{person.code}", {"grade": "must_meet"}, status=403)
    assert stored() == []


def test_unconfirmed_people_state_no_wishes(camp, ingrid, visit):
    user = make_user()
    make_participant(camp, user=user, status=ParticipantStatus.UNCONFIRMED)
    visit.sign_in(user)
    visit.post(f"/camps/camp/wishes/{ingrid.code}", {"grade": "must_meet"}, status=403)
    assert stored() == []
