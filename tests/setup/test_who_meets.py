"""Beside types: a language in common and not having met before decide who is brought together."""

from datetime import date

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import CalendarEntry, Camp, Grade, Outcome, Participant, Result
from app.services.agenda import own_unmet
from app.services.changes import replies
from app.services.interests import suggestions
from app.services.matching import problems
from app.services.publishing import publishing
from app.services.refusals import Refusal
from app.services.setup import meeting_rules
from app.services.setup.meeting_rules import Bar
from app.services.wishes import wishes
from tests.makers import (
    START,
    make_camp,
    make_interest,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.queries import count_queries
from tests.setup.runs import organised_camp


def people(camp: Camp) -> list[Participant]:
    """Ada speaks English and Danish, Bo Danish alone, Cy German alone, Di has named no language."""
    spoken = {"Ada": ["en", "da"], "Bo": ["da"], "Cy": ["de"], "Di": []}
    return [make_participant(camp, name, languages=languages) for name, languages in spoken.items()]


def pairs(camp: Camp) -> set[tuple[str, str]]:
    """The candidates of a run, by the first names."""
    names = {str(one.id): one.name for one in db.session.query(Participant).filter_by(camp_id=camp.id)}
    found = problems.problem_of(camp, problems.Choices()).candidates
    return {(names[one.a], names[one.b]) for one in found}


@pytest.fixture
def camp(app) -> Camp:
    return make_camp("nyborg")


def wish_all(of: list[Participant]) -> None:
    for first in of:
        for second in of:
            if first.id < second.id:
                make_wish(first, second)


def test_without_the_rule_everybody_may_meet(camp):
    wish_all(people(camp))
    make_slots(camp)
    make_tables(camp)
    assert len(pairs(camp)) == 6


def test_only_who_speak_one_language_are_brought_together(camp):
    ada, bo, cy, di = people(camp)
    wish_all([ada, bo, cy, di])
    make_slots(camp)
    make_tables(camp)
    camp.needs_common_language = True
    db.session.commit()
    assert pairs(camp) == {("Ada", "Bo"), ("Ada", "Di"), ("Bo", "Di"), ("Cy", "Di")}
    assert meeting_rules.bar_between(camp, ada, cy) is Bar.LANGUAGES
    assert meeting_rules.bar_between(camp, cy, di) is None
    with pytest.raises(Refusal, match="no language in common"):
        wishes.state_wish(cy, camp, bo.code, Grade.MUST_MEET)


def earlier(camp: Camp, *, cancelled: bool = False) -> tuple[Camp, list[Participant]]:
    """A camp before this one at which Ada met Bo, and Cy met Di; all come again."""
    before = make_camp("before", starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10))
    camp.follows_id = before.id
    now = people(camp)
    then = [make_participant(before, one.name, user=one.user) for one in now]
    slots, tables = make_slots(before, 2), make_tables(before, 2)
    ada, bo, cy, di = then
    held = [(ada, bo, slots[0], tables[0]), (di, cy, slots[1], tables[1])]
    publishing.publish(before, make_schedule(before, held), make_user())
    return before, now


def test_who_met_at_an_earlier_camp_are_left_out(camp):
    _before, (ada, bo, cy, di) = earlier(camp)
    wish_all([ada, bo, cy, di])
    make_slots(camp)
    make_tables(camp)
    assert len(pairs(camp)) == 6
    camp.only_new_pairs = True
    db.session.commit()
    assert pairs(camp) == {("Ada", "Cy"), ("Ada", "Di"), ("Bo", "Cy"), ("Bo", "Di")}
    assert meeting_rules.apart_at(camp).from_(str(di.id)) == {str(cy.id)}
    assert meeting_rules.bar_between(camp, bo, ada) is Bar.MET_BEFORE
    with pytest.raises(Refusal, match="met at an earlier camp"):
        wishes.state_wish(ada, camp, bo.code, Grade.MUST_MEET)


def test_the_whole_series_counts_and_what_did_not_take_place_does_not(camp):
    before, (ada, bo, cy, di) = earlier(camp)
    between = make_camp("between", follows_id=before.id)
    camp.follows_id, camp.only_new_pairs = between.id, True
    entry = db.session.scalars(select(CalendarEntry).order_by(CalendarEntry.id)).first()
    then = db.session.scalars(select(Participant).where(Participant.id == entry.person_lo_id)).one()
    db.session.commit()
    assert meeting_rules.met_before(camp) == {(ada.id, bo.id), (cy.id, di.id)}
    outcome = {"result": Result.DID_NOT_TAKE_PLACE, "said_at": START}
    db.session.add(Outcome(camp_id=before.id, entry_id=entry.id, participant_id=then.id, **outcome))
    db.session.commit()
    assert len(meeting_rules.met_before(camp)) == 1
    other = db.session.scalars(select(CalendarEntry).order_by(CalendarEntry.id.desc())).first()
    replies.note_not_come(db.session.get_one(Participant, other.person_hi_id), other)
    db.session.commit()
    assert meeting_rules.met_before(camp) == set(), "who has not come has not met the other one"


def test_what_is_kept_apart_is_not_suggested_and_said_on_the_page(visit):
    camp = organised_camp(visit)[0]
    topic = make_topic(camp)
    ada = make_participant(camp, "Ada", languages=["da"])
    cy = make_participant(camp, "Cy", languages=["de"])
    make_interest(ada, topic, "need")
    make_interest(cy, topic, "offer")
    camp.needs_common_language = True
    db.session.commit()
    assert suggestions.suggestions_for(ada, camp) == []
    visit.sign_in(ada.user)
    visit.get(f"/camps/{camp.slug}/people/{cy.code}")
    assert "You two have no language in common" in visit.page.get_text()
    assert visit.page.find("button", string="Must meet") is None


def test_an_unmet_wish_says_which_rule(camp):
    ada, _bo, cy, _di = people(camp)
    make_wish(ada, cy)
    make_slots(camp)
    camp.needs_common_language = True
    db.session.commit()
    [unmet] = own_unmet.unmet_of(camp, ada, [])
    assert unmet.reason.startswith("You two have no language in common")


def test_an_organiser_sets_both_rules_and_reads_when_there_is_no_series(visit):
    camp = organised_camp(visit)[0]
    visit.get(f"/console/{camp.slug}/set-up/wishes")
    assert "This camp follows no earlier one" in visit.page.get_text()
    visit.submit({"needs_common_language": "y", "only_new_pairs": "y"})
    db.session.refresh(camp)
    assert (camp.needs_common_language, camp.only_new_pairs) == (True, True)


def test_the_rules_cost_a_bounded_number_of_queries(camp):
    earlier(camp)
    camp.needs_common_language = camp.only_new_pairs = True
    db.session.commit()
    with count_queries() as seen:
        meeting_rules.apart_at(camp)
    assert len(seen) <= 6
