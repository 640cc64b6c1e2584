"""The camp's way from registration to follow-up: each stage counted as it is, drawn, told and in a file."""

import csv
import io
import re
from datetime import timedelta

import time_machine
from flask import Flask

from app.models import Camp, CampRole, ParticipantStatus
from app.services.accounts.teams import join_team
from app.services.afterwards import outcomes, results
from app.services.afterwards.report import sections
from tests.agenda.test_replies import BEFORE, camp, person  # noqa: F401 -- `camp` is a fixture
from tests.makers import START, make_camp, make_participant, make_user, make_wish
from tests.page_client import PageClient
from tests.queries import count_queries

PATH = "/console/nyborg/results"
AFTER = START + timedelta(hours=2)


def people(camp: Camp) -> list[int]:  # noqa: F811
    return [stage.people for stage in results.way_of(camp).stages]


def test_each_stage_counts_people_once(camp: Camp) -> None:  # noqa: F811
    make_participant(camp, "Eva", status=ParticipantStatus.UNCONFIRMED)
    make_participant(camp, "Finn", status=ParticipantStatus.WITHDRAWN)
    make_wish(person("Ada"), person("Bo"))
    make_wish(person("Di"), person("Bo"))
    with time_machine.travel(BEFORE):
        assert people(camp) == [5, 4, 2, 3, 0, 0, 0]
        assert results.way_of(camp).finding == "3 of 5 people registered have a published meeting"
    with time_machine.travel(AFTER):
        assert people(camp) == [5, 4, 2, 3, 0, 3, 0]
        outcomes.tell(camp, person("Cy"), person("Ada").code, "did_not_take_place", "")
        outcomes.tell(camp, person("Bo"), person("Ada").code, "follow_up_agreed", "")
        assert people(camp) == [5, 4, 2, 3, 0, 2, 1]
        assert results.way_of(camp).finding == "1 of 5 people registered have agreed on a follow-up"


def test_the_bars_are_as_long_as_their_part(camp: Camp) -> None:  # noqa: F811
    with time_machine.travel(AFTER):
        way = results.way_of(camp)
    drawn = sections.funnel(way, sections.stages_told(way, is_outside=False)).picture
    bars = re.findall(r'class="plot-fill-1" x="0" y="(\d+)" width="([\d.]+)"', drawn)
    widths = ["328", "328", "0.0", "246.0", "0.0", "246.0", "0.0"]
    assert bars == [(str(22 + 52 * place), width) for place, width in enumerate(widths)]


def test_the_picture_says_its_finding_and_has_its_figures_beside(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    organiser = make_user("olga@example.org")
    join_team(camp, organiser, CampRole.ORGANISER)
    with time_machine.travel(AFTER):
        visit.sign_in(organiser)
        visit.get(PATH)
        content = visit.http.get(f"{PATH}/funnel.csv").data.decode("utf-8-sig")
    assert visit.texts("figcaption")[0] == "3 of 4 people registered have held a meeting"
    assert visit.page.select_one(".plot-figure svg")["aria-labelledby"] == visit.page.figcaption["id"]
    assert visit.texts("tbody tr")[5] == "Held a meeting 3 75%"
    assert list(csv.reader(io.StringIO(content)))[6] == ["Held a meeting", "left out", ""], "4 less 1"


def test_a_camp_without_people_says_what_will_be_here(app: Flask, visit: PageClient) -> None:
    organiser, empty = make_user("olga@example.org"), make_camp("nyborg")
    join_team(empty, organiser, CampRole.ORGANISER)
    visit.sign_in(organiser)
    visit.get(PATH)
    assert visit.texts(".empty-state__title") == ["Nobody is registered yet"]
    assert results.way_of(empty).finding == ""


def test_the_queries_do_not_grow_with_the_camp(camp: Camp) -> None:  # noqa: F811
    with count_queries() as few:
        results.way_of(camp)
    for number in range(20):
        make_wish(make_participant(camp, f"Further {number}"), person("Ada"))
    with count_queries() as many:
        results.way_of(camp)
    assert len(few) == len(many) <= 5
