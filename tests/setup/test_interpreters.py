"""Interpreters sit at tables: only there, and one pair at a time, meet people without a language in common."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Camp, Grade, MeetingTable, Participant
from app.scheduling import Schedule, solve, unmet
from app.services.calendars import agendas
from app.services.matching import problems
from app.services.publishing import publishing
from app.services.refusals import Refusal
from app.services.schedules import unmet_wishes
from app.services.setup import interpreters, meeting_rules, tables
from app.services.setup.interpreters import Interpreters
from app.services.setup.meeting_rules import Bar
from app.services.wishes import wishes
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.setup.runs import organised_camp


@pytest.fixture
def camp(app) -> Camp:
    return make_camp("nyborg", needs_common_language=True)


def people(camp: Camp) -> list[Participant]:
    """Two who speak Danish alone and two who speak German alone; each Dane wishes to meet each German."""
    danes = [make_participant(camp, name, languages=["da"]) for name in ("Ada", "Bo")]
    germans = [make_participant(camp, name, languages=["de"]) for name in ("Cy", "Di")]
    for dane in danes:
        for german in germans:
            make_wish(dane, german)
    return [*danes, *germans]


def seat_interpreter(table: MeetingTable, *languages: str) -> None:
    table.interpreter_languages = list(languages)
    db.session.commit()


def solved(camp: Camp) -> Schedule:
    return solve(problems.problem_of(camp, problems.Choices()), time_limit=5)


def test_of_several_interpreters_the_kind_with_most_tables_is_taken():
    danish_german, all_three = frozenset({"da", "de"}), frozenset({"da", "de", "fr"})
    there = Interpreters({danish_german: 1, all_three: 2})
    assert there.between(["da"], ["de", "fr"]) == "da-de-fr"
    assert there.between(["da"], ["fr"]) == "da-de-fr"
    assert Interpreters({danish_german: 2, all_three: 2}).between(["da"], ["de"]) == "da-de"
    assert there.between(["da"], ["fi"]) == ""
    assert there.between([], ["de"]) == ""


def test_without_an_interpreter_they_are_kept_apart_and_with_one_they_meet_at_that_table(camp):
    ada, _bo, cy, _di = people(camp)
    make_slots(camp, 2)
    rows = make_tables(camp, 3)
    assert problems.problem_of(camp, problems.Choices()).candidates == ()
    with pytest.raises(Refusal, match="no language in common"):
        wishes.state_wish(cy, camp, ada.code, Grade.MUST_MEET)

    seat_interpreter(rows[1], "da", "de")
    wishes.state_wish(cy, camp, ada.code, Grade.MUST_MEET)
    problem = problems.problem_of(camp, problems.Choices())
    assert [item.interpreter for item in problem.candidates] == ["da-de"] * 4
    assert [table.interpreter for table in problem.tables] == ["", "da-de", ""]
    assert meeting_rules.bar_between(camp, ada, cy) is None
    meetings = solved(camp).meetings
    assert {meeting.table for meeting in meetings} == {str(rows[1].id)}
    assert len(meetings) == 2, "one in each slot, though there are three tables"


def test_an_interpreter_who_understands_one_of_them_does_not_help(camp):
    ada, _bo, cy, _di = people(camp)
    make_slots(camp)
    seat_interpreter(make_tables(camp)[0], "da", "fr")
    assert meeting_rules.bar_between(camp, ada, cy) is Bar.LANGUAGES
    assert problems.problem_of(camp, problems.Choices()).candidates == ()


def test_who_speaks_a_language_in_common_leaves_the_interpreter_alone(camp):
    ada, bo, _cy, _di = people(camp)
    make_wish(ada, bo, Grade.MUST_MEET)
    make_slots(camp, 1)
    seat_interpreter(make_tables(camp, 1)[0], "da", "de")
    meetings = solved(camp).meetings
    assert len(meetings) == 1
    assert {meetings[0].a, meetings[0].b} != {str(ada.id), str(bo.id)}


def test_where_everybody_may_meet_everybody_such_a_table_is_like_any_other(camp):
    people(camp)
    make_slots(camp, 1)
    seat_interpreter(make_tables(camp, 2)[0], "da", "de")
    camp.needs_common_language = False
    db.session.commit()
    assert {table.interpreter for table in problems.problem_of(camp, problems.Choices()).tables} == {""}
    assert len(solved(camp).meetings) == 2


def test_a_wish_without_a_place_says_that_the_interpreter_is_taken(camp):
    people(camp)
    make_slots(camp, 1)
    seat_interpreter(make_tables(camp, 2)[0], "da", "de")
    problem = problems.problem_of(camp, problems.Choices())
    reasons = {one.reason for one in unmet(problem, solved(camp))}
    assert "interpreters_taken" in reasons
    for code in (*reasons, "no_interpreter"):
        assert unmet_wishes.reason_in_words(code) != code


def test_what_organisers_have_seated_elsewhere_stays_there(camp):
    ada, _bo, cy, _di = people(camp)
    slots, rows = make_slots(camp, 1), make_tables(camp, 2)
    seat_interpreter(rows[1], "da", "de")
    problem = problems.problem_of(camp, problems.Choices())
    place = problems.values.Placing(str(ada.id), str(cy.id), str(slots[0].id), str(rows[0].id))
    seated = problems.as_seated(problem.candidates, problem.tables, [place])
    assert {item.pair: item.interpreter for item in seated}[place.pair] == ""
    assert sum(item.interpreter == "da-de" for item in seated) == 3


def test_the_agenda_and_the_way_to_the_table_name_the_interpreter(camp):
    ada, _bo, cy, _di = people(camp)
    slots, rows = make_slots(camp), make_tables(camp)
    seat_interpreter(rows[0], "da", "de")
    publishing.publish(camp, make_schedule(camp, [(ada, cy, slots[0], rows[0])]), make_user())
    [item] = [item for item in agendas.agenda_of(camp, ada) if item.partner]
    assert item.way == "with an interpreter: Danish, German"


def test_they_cost_one_query(camp):
    db.session.refresh(camp)
    with count_queries() as seen:
        interpreters.interpreters_at(camp)
    assert len(seen) <= 1


def test_an_organiser_says_what_interpreters_speak(visit: PageClient) -> None:
    camp = organised_camp(visit)[0]
    visit.get(f"/console/{camp.slug}/tables")
    visit.submit({"count": "2", "interpreter": ["da"]})
    assert "Tick at least two languages" in visit.page.get_text()
    visit.submit({"count": "2", "interpreter": ["da", "uk"]})
    group = tables.groups_of(camp)[-1]
    assert (group.count, group.interpreter) == (2, ("da", "uk"))
    text = visit.page.get_text()
    assert "Danish, Ukrainian" in text
    assert "The interpreters are not used" in text
    camp.needs_common_language = True
    db.session.commit()
    assert "The interpreters are not used" not in visit.get(f"/console/{camp.slug}/tables").get_text()
    assert "Tables with an interpreter" in visit.get(f"/console/{camp.slug}/match").get_text()
    visit.get(f"/console/{camp.slug}/tables/{group.first}-{group.last}")
    visit.submit({"interpreter": []})
    assert all(not group.interpreter for group in tables.groups_of(camp))


def test_a_language_alone_is_refused_by_the_service_too(camp):
    with pytest.raises(Refusal, match="at least two languages"):
        tables.add_tables(camp, 1, tables.Layout(interpreter=("da",)))
    assert tables.tables_of(camp) == []


def test_the_database_refuses_an_interpreter_of_one_language(camp):
    db.session.add(MeetingTable(camp_id=camp.id, number=1, interpreter_languages=["da"]))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
