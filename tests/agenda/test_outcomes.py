"""How meetings went: in two taps, changed at will, seen by nobody else."""

from datetime import timedelta

import pytest
import time_machine

from app.extensions import db
from app.models import Camp, CampRole, Outcome, Result
from app.services.accounts.teams import join_team
from app.services.afterwards import outcomes
from app.services.agenda import agenda_page
from app.services.people import overview
from app.services.refusals import NotThere, Refusal
from tests.agenda.test_replies import BEFORE, camp, person  # noqa: F401 -- `camp` is a fixture
from tests.makers import START, make_user
from tests.page_client import PageClient


def told() -> list[tuple[int, Result, str]]:
    return [(row.participant_id, row.result, row.note) for row in db.session.query(Outcome)]


def test_an_outcome_is_kept_once_and_may_be_changed(camp: Camp) -> None:  # noqa: F811
    ada, bo = person("Ada"), person("Bo")
    with time_machine.travel(START):
        outcomes.tell(camp, ada, bo.code, "informative", "")
        outcomes.tell(camp, ada, bo.code, "follow_up_agreed", "A call in April")
    assert told() == [(ada.id, Result.FOLLOW_UP_AGREED, "A call in April")]


@pytest.mark.parametrize(("result", "when"), [("wonderful", START), ("informative", BEFORE)])
def test_unknown_answers_and_meetings_to_come_are_refused(camp: Camp, result: str, when) -> None:  # noqa: F811
    with time_machine.travel(when), pytest.raises(Refusal):
        outcomes.tell(camp, person("Ada"), person("Bo").code, result, "")
    assert told() == []


def test_of_others_meetings_nothing_can_be_told(camp: Camp) -> None:  # noqa: F811
    with time_machine.travel(START), pytest.raises(NotThere):
        outcomes.tell(camp, person("Di"), person("Bo").code, "informative", "")


def test_the_page_asks_for_the_meeting_that_ended_last(camp: Camp) -> None:  # noqa: F811
    ada = person("Ada")
    with time_machine.travel(START + timedelta(minutes=45)):
        assert agenda_page.page_of(camp, ada).to_tell.partner == person("Cy")
        outcomes.tell(camp, ada, person("Cy").code, "informative", "")
        assert agenda_page.page_of(camp, ada).to_tell.partner == person("Bo")
        outcomes.tell(camp, ada, person("Bo").code, "did_not_take_place", "")
        assert agenda_page.page_of(camp, ada).to_tell is None


def test_in_two_presses_from_the_agenda_and_unseen_by_the_partner(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    with time_machine.travel(START + timedelta(minutes=25)):
        visit.sign_in(person("Ada").user)
        visit.get("/camps/nyborg/agenda")
        visit.get(f"/camps/nyborg/meetings/{person('Bo').code}/outcome")
        visit.submit({"result": "cooperation_possible", "note": "zqsecret"})
        assert "Cooperation possible" in visit.response.text
        assert told() == [(person("Ada").id, Result.COOPERATION_POSSIBLE, "zqsecret")]
        visit.sign_in(person("Bo").user)
        for path in ("agenda", f"meetings/{person('Ada').code}/outcome"):
            visit.get(f"/camps/nyborg/{path}")
            assert "zqsecret" not in visit.response.text and 'aria-pressed="true"' not in visit.response.text


def test_organisers_count_the_answers_and_see_none_of_the_notes(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    organiser = make_user("counting@example.org")
    join_team(camp, organiser, CampRole.ORGANISER)
    assert overview.outcomes(camp) == {}
    with time_machine.travel(START + timedelta(minutes=45)):
        outcomes.tell(camp, person("Ada"), person("Bo").code, "informative", "zqsecret")
        outcomes.tell(camp, person("Bo"), person("Ada").code, "informative", "")
        outcomes.tell(camp, person("Ada"), person("Cy").code, "follow_up_agreed", "")
        assert overview.outcomes(camp) == dict.fromkeys(Result, 0) | {
            Result.INFORMATIVE: 2, Result.FOLLOW_UP_AGREED: 1,
        }  # fmt: skip
        visit.sign_in(organiser)
        page = visit.get("/console/nyborg")
    assert "What came of the meetings" in page.main.get_text()
    assert "zqsecret" not in visit.response.text
