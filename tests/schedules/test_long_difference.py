"""A first publication of a large camp changes everything; it is read in parts."""

from itertools import combinations

from app.models import CampRole
from app.services.accounts import teams
from tests.makers import make_camp, make_participant, make_schedule, make_slots, make_tables, make_user
from tests.page_client import PageClient


def test_difference_of_many_meetings_is_read_in_parts(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    people = [make_participant(camp) for _ in range(22)]
    slots, tables = make_slots(camp, 21), make_tables(camp, 11)
    rounds = [[(0, r + 1), *(((r + i) % 21 + 1, (r - i) % 21 + 1) for i in range(1, 11))] for r in range(21)]
    assert len({frozenset(pair) for one in rounds for pair in one}) == len(list(combinations(people, 2)))
    make_schedule(camp, [
        (people[a], people[b], slots[number], tables[place])
        for number, one in enumerate(rounds) for place, (a, b) in enumerate(one)
    ])  # fmt: skip
    organiser = make_user("organiser@example.org")
    teams.join_team(camp, organiser, CampRole.ORGANISER)
    visit.sign_in(organiser)

    seen = [
        len(visit.get(f"/console/nyborg/schedules/1/publish?page={n}").select("tbody tr")) for n in (1, 2, 99)
    ]

    assert seen == [200, 31, 31]
    assert "231 new meetings" in visit.page.get_text()
    assert "Page 2 of 2" in visit.page.get_text()
