"""The console's first pages: my camps, and one camp with its figures and its next step."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from app.extensions import db
from app.models import Camp, CampRole, Grade, ParticipantStatus, ScheduleStatus
from app.services.accounts.teams import join_team
from app.services.people import overview
from app.services.setup.blocks import BlockValues, add_block, slots_of
from app.services.setup.tables import tables_of
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.setup.runs import at, organised_camp


def _complete(camp: Camp) -> None:
    add_block(camp, BlockValues("Tuesday", at(9, 9), at(9, 10)))
    make_tables(camp)
    make_topic(camp)


def test_my_camps_are_those_i_run_or_help_at(visit: PageClient) -> None:
    user = make_user("ida@example.org")
    for slug, role in (("mine", CampRole.ORGANISER), ("helping", CampRole.HELPER), ("foreign", None)):
        camp = make_camp(slug, name=slug)
        if role:
            join_team(camp, user, role)
    visit.sign_in(user)
    visit.get("/console")
    rows = [
        [" ".join(cell.get_text().split()) for cell in row.select("td, th")]
        for row in visit.page.select("tbody tr")
    ]
    assert [(row[0], row[3]) for row in rows] == [("mine", "Organiser"), ("helping", "Helper")]


def test_person_without_camps_is_told_what_will_be_here(visit: PageClient) -> None:
    make_camp("foreign", name="Foreign camp")
    visit.sign_in(make_user())
    page = visit.get("/console")
    assert "No camp yet" in page.main.get_text()
    assert "Foreign camp" not in page.main.get_text()


def test_administrator_opens_every_camp(visit: PageClient) -> None:
    make_camp("camp")
    visit.sign_in(make_user(is_administrator=True))
    visit.get("/console")
    assert visit.texts("tbody td")[2] == "Administrator"
    visit.get("/console/camp")


def test_figures_count_each_person_once(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    ada, bo, cy = (make_participant(camp, name) for name in ("Ada", "Bo", "Cy"))
    for status in (ParticipantStatus.UNCONFIRMED, ParticipantStatus.WAITING, ParticipantStatus.WITHDRAWN):
        make_wish(make_participant(camp, status.value, status=status), ada)
    make_wish(ada, bo)
    make_wish(ada, cy)
    make_wish(cy, ada, Grade.RATHER_NOT)
    _complete(camp)
    slots, tables = slots_of(camp), tables_of(camp)
    make_schedule(
        camp,
        [(ada, bo, slots[0], tables[0]), (ada, cy, slots[1], tables[0])],
        status=ScheduleStatus.PUBLISHED,
    )

    assert overview.funnel(camp) == overview.Funnel(5, 3, 1, 3, 0, 1, 0, 2)


@pytest.mark.parametrize(
    ("moment", "state", "step"),
    [
        ((2026, 12, 1), "empty", "complete"),
        ((2026, 12, 1), "hidden", "open"),
        ((2026, 12, 1), "ready", "gather"),
        ((2027, 3, 4), "ready", "match"),
        ((2027, 3, 4), "draft", "publish"),
        ((2027, 3, 4), "published", "run"),
        ((2027, 3, 9), "draft", "run"),
        ((2027, 3, 11), "published", "over"),
    ],
)
def test_next_step_follows_the_state_of_the_camp(
    visit: PageClient, moment: tuple[int, int, int], state: str, step: str
) -> None:
    camp, user = organised_camp(visit, contact_email="camp@example.org", is_public=state != "hidden")
    if state != "empty":
        _complete(camp)
    if state in ("draft", "published"):
        people = [make_participant(camp, name) for name in ("Ada", "Bo")]
        status = ScheduleStatus(state)
        make_schedule(camp, [(*people, slots_of(camp)[0], tables_of(camp)[0])], status=status)
    with time_machine.travel(datetime(*moment, 12, tzinfo=UTC), tick=False):
        assert overview.next_step(camp, overview.funnel(camp)) == step
        visit.sign_in(user)
        visit.get("/console/camp")
    assert len(visit.texts(".notice__title")) == 1


def test_navigation_leads_through_the_phases_and_marks_where_one_is(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/slots")
    assert visit.texts(".console-nav--side .console-nav__label")[:3] == ["Start", "Set up", "People"]
    assert visit.texts(".console-nav--side a[aria-current]") == ["Slots"]
    for link in visit.page.select(".console-nav--side a"):
        visit.get(link["href"])


def open_phases(visit: PageClient, path: str) -> list[str]:
    visit.get(path)
    return visit.texts(".console-nav--side details[open] > summary")


def test_navigation_opens_the_phase_of_the_page_or_of_the_day(visit: PageClient) -> None:
    """One phase is open, so that the navigation fits into a low window and the page one is on is seen in it."""
    camp, user = organised_camp(visit)
    assert open_phases(visit, "/console/camp/slots") == ["Set up"]
    assert open_phases(visit, "/console/camp/people") == ["People"]
    for is_public, phase in ((False, ["Set up"]), (True, ["People"])):
        camp.is_public = is_public
        db.session.commit()
        assert open_phases(visit, "/console/camp") == phase, "opened or not"
    for days, phase in ((-2, ["People"]), (-1, ["The day"]), (0, ["The day"]), (9, [])):
        moment = datetime.combine(camp.starts_on, time(12), UTC) + timedelta(days=days)
        with time_machine.travel(moment, tick=False):
            visit.sign_in(user)
            assert open_phases(visit, "/console/camp") == phase, days
            assert open_phases(visit, "/console/camp/slots") == ["Set up"]
