"""The difference as each person has it, before anything is sent: what they lose, what moves, what they gain, their mail."""

import pytest
from flask import Flask

from app.models import CampRole
from app.services.accounts import teams
from app.services.calendars import calendar_turns, changes_by_person
from app.services.calendars.changes_by_person import PersonChanges
from app.services.publishing import publishing
from tests.makers import make_camp, make_participant, make_schedule, make_slots, make_tables, make_user
from tests.page_client import PageClient
from tests.queries import count_queries

PREVIEW = "/console/nyborg/schedules/2/publish"


class Scene:
    """Ada meets Bo at nine and Cy at 9:20, Dea meets Éva at nine. In the draft Ada meets Cy at nine at another table,
    Bo meets Dea at 9:20, and Dea meets Éva at nine as before."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg")
        self.user = make_user("organiser@example.org")
        teams.join_team(self.camp, self.user, CampRole.ORGANISER)
        names = ("Ada", "Bo", "Cy", "Dea", "Éva")
        self.people = [make_participant(self.camp, n, make_user(f"{i}@example.org", n, language="da" if n == "Bo" else "en"))
                       for i, n in enumerate(names)]  # fmt: skip
        a, b, c, d, e = self.people
        s, t = make_slots(self.camp), make_tables(self.camp)
        first = make_schedule(self.camp, [(a, b, s[0], t[0]), (a, c, s[1], t[1]), (d, e, s[0], t[2])])
        publishing.publish(self.camp, first, self.user, with_mail=False)
        self.draft = make_schedule(self.camp, [(a, c, s[0], t[0]), (b, d, s[1], t[0]), (d, e, s[0], t[2])])

    def rows(self) -> dict[str, PersonChanges]:
        seen = publishing.preview(self.draft)
        return {
            row.person.name: row
            for row in changes_by_person.by_person(seen.changes, seen.people, seen.invited)
        }


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def organiser(scene: Scene, visit: PageClient) -> PageClient:
    visit.sign_in(scene.user)
    return visit


def test_each_loses_moves_and_gains_what_is_theirs_and_nobody_else_is_named(scene: Scene) -> None:
    rows = scene.rows()
    assert list(rows) == ["Ada", "Bo", "Cy", "Dea"]  # by name; for Éva nothing changes
    told = {name: [(one.kind.value, one.partner.name) for one in row.changes] for name, row in rows.items()}
    assert told == {
        "Ada": [("cancelled", "Bo"), ("moved", "Cy")],
        "Bo": [("cancelled", "Ada"), ("new", "Dea")],
        "Cy": [("moved", "Ada")],
        "Dea": [("new", "Bo")],
    }
    assert (len(rows["Ada"].lost), len(rows["Ada"].moved), len(rows["Ada"].gained)) == (1, 1, 0)


def test_it_says_what_the_mails_will_say(scene: Scene) -> None:
    """The same changes, by both views and in the mails that go out."""
    rows, seen = scene.rows(), publishing.preview(scene.draft)
    assert {row.person.id: len(row.changes) for row in rows.values()} == {
        number: len(own) for number, own in seen.concerned.items()
    }


def test_page_shows_old_and_new_times_and_tables_and_whose_mail_is_in_which_language(
    scene: Scene, organiser: PageClient
) -> None:
    organiser.get(PREVIEW)
    assert organiser.texts(".tabs [aria-current]") == ["By meeting"]
    page = organiser.get(f"{PREVIEW}?by=person")
    assert organiser.texts(".tabs [aria-current]") == ["By person"]
    rows = [
        [" ".join(cell.get_text().split()) for cell in tr.select("th, td")] for tr in page.select("tbody tr")
    ]
    assert rows[0] == [
        "Ada",
        "loses Bo, Tue 9 Mar, 09:00, table 1 moves Cy, Tue 9 Mar, 09:20, table 2 → Tue 9 Mar, 09:00, table 1",
        "In English The mail to Ada",
    ]
    assert rows[1][2] == "In Danish The mail to Bo"
    organiser.get(page.select("tbody a")[1]["href"])
    assert "Kære Bo" in organiser.page.select_one("pre").get_text()
    assert "AFLYST" in organiser.page.select_one("pre").get_text()
    organiser.get(f"{PREVIEW}?by=person&of=nobody&mail=xx")
    assert "Dear Ada" in organiser.page.select_one("pre").get_text()


def test_people_are_found_by_their_name_or_their_partners(scene: Scene, organiser: PageClient) -> None:
    organiser.get(PREVIEW + "?by=person")
    page = organiser.get(PREVIEW + "?by=person&q=ADA")
    assert [head.get_text(strip=True) for head in page.select("tbody th")] == ["Ada", "Bo", "Cy"]
    page = organiser.get(PREVIEW + "?by=person&q=eva")
    assert "Nothing changes for anybody of that name." in page.get_text()


def test_whose_calendar_is_changed_by_mail_is_said(scene: Scene, organiser: PageClient) -> None:
    calendar_turns.turn_on(scene.camp, scene.people[2])
    assert [name for name, row in scene.rows().items() if row.by_invitation] == ["Cy"]
    page = organiser.get(PREVIEW + "?by=person")
    assert page.get_text().count("and an invitation for each meeting") == 1


def test_what_was_published_is_read_by_person_too(scene: Scene, organiser: PageClient) -> None:
    publishing.publish(scene.camp, scene.draft, scene.user, with_mail=False)
    organiser.get("/console/nyborg/versions")
    organiser.get(organiser.page.select_one("main tbody a[href*='/versions/']")["href"] + "?by=person")
    assert organiser.texts("tbody th") == ["Ada", "Bo", "Cy", "Dea"]
    organiser.language("da")
    assert "mister" in organiser.get("/console/nyborg/versions/2?by=person").get_text()


def test_a_large_difference_is_read_in_parts_with_no_more_queries(app: Flask, visit: PageClient) -> None:
    camp = make_camp("nyborg")
    user = make_user("organiser@example.org", is_administrator=True)
    visit.sign_in(user)
    slots, counts = make_slots(camp, 1), []
    tables = make_tables(camp, 101)
    for pairs in (3, 101):
        people = [make_participant(camp, f"Person {pairs:03} {n:03}") for n in range(2 * pairs)]
        make_schedule(camp, [(people[2 * i], people[2 * i + 1], slots[0], tables[i]) for i in range(pairs)])
        with count_queries() as sent:
            page = visit.get(f"/console/nyborg/schedules/{len(counts) + 1}/publish?by=person")
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert len(page.select("tbody tr")) == 200
    page = visit.get("/console/nyborg/schedules/2/publish?by=person&page=2")
    assert [len(page.select("tbody tr")), "Page 2 of 2" in page.get_text()] == [2, True]
