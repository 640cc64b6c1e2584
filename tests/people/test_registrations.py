"""The organiser's list of participants and what can be done to one of them."""

import csv
import io
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from app.extensions import db
from app.models import Grade, InterestKind, OutboxMessage, ParticipantStatus, ScheduleStatus
from tests.makers import (
    make_camp,
    make_crowd,
    make_interest,
    make_organisation,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.setup.runs import organised_camp


def _names(visit: PageClient) -> list[str]:
    return visit.texts("tbody th")


def test_list_counts_wishes_and_published_meetings_and_hides_whom_one_avoids(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    ada, bo, cy = (make_participant(camp, name) for name in ("Ada", "Bo", "Cy"))
    make_wish(ada, bo, Grade.MUST_MEET)
    make_wish(ada, cy, Grade.RATHER_NOT)
    make_wish(bo, ada)
    slots, tables = make_slots(camp), make_tables(camp)
    make_schedule(camp, [(ada, bo, slots[0], tables[0])], status=ScheduleStatus.PUBLISHED)
    make_schedule(camp, [(ada, bo, slots[0], tables[0]), (ada, cy, slots[1], tables[0])])

    visit.get("/console/camp/people")

    rows = [
        [" ".join(cell.get_text().split()) for cell in row.select("td, th")]
        for row in visit.page.select("tbody tr")
    ]
    assert [(row[1], row[6], row[7]) for row in rows] == [
        ("Ada", "1", "1"),
        ("Bo", "1", "1"),
        ("Cy", "0", "0"),
    ]
    visit.get(f"/console/camp/people/{ada.code}")
    assert "Cy" not in visit.page.main.get_text()


def test_search_finds_every_spelling_in_name_organisation_title_and_address(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_participant(camp, "Åse Østergaard")
    make_participant(camp, "Bo", organisation=make_organisation("Århus Vand"))
    make_participant(camp, "Cy", job_title="Head of ports")
    make_participant(camp, "Dee", user=make_user("dee@harbour.example"))
    for words, found in [
        ("ase", ["Åse Østergaard"]), ("AARHUS vand", ["Bo"]), ("ports", ["Cy"]), ("harbour.example", ["Dee"]),
        ("%", []), ("_", []), ("", ["Bo", "Cy", "Dee", "Åse Østergaard"]),
    ]:  # fmt: skip
        visit.get("/console/camp/people", query_string={"q": words})
        assert sorted(_names(visit)) == sorted(found), words


def test_filter_by_status_and_sort_either_way(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    for name, status, day in [("Ada", "confirmed", 3), ("Bo", "waiting", 1), ("Cy", "confirmed", 2)]:
        make_participant(
            camp, name, status=ParticipantStatus(status), registered_at=datetime(2026, 6, day, tzinfo=UTC)
        )
    for query, found in [
        ("status=confirmed", ["Ada", "Cy"]), ("status=nonsense", ["Ada", "Bo", "Cy"]),
        ("sort=registered", ["Bo", "Cy", "Ada"]), ("sort=registered&order=down", ["Ada", "Cy", "Bo"]),
        ("sort=drop%20table", ["Ada", "Bo", "Cy"]), ("page=-5", ["Ada", "Bo", "Cy"]), ("page=99999", ["Ada", "Bo", "Cy"]),
    ]:  # fmt: skip
        visit.get(f"/console/camp/people?{query}")
        assert _names(visit) == found, query


def test_list_is_paged_by_fifty(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_crowd(camp, 53)
    visit.get("/console/camp/people")
    assert len(_names(visit)) == 50
    visit.get("/console/camp/people?page=2")
    assert len(_names(visit)) == 3


@pytest.mark.parametrize("path", ["people", "people.csv", "check-in", ""])
def test_queries_do_not_grow_with_the_camp(visit: PageClient, path: str) -> None:
    camp, _user = organised_camp(visit)
    make_crowd(camp, 10)
    with count_queries() as few:
        visit.get(f"/console/camp/{path}".rstrip("/"))
    make_crowd(camp, 190)
    with count_queries() as many:
        visit.get(f"/console/camp/{path}".rstrip("/"))
    assert len(many) == len(few) <= 15


def test_other_camps_people_are_not_there(visit: PageClient) -> None:
    organised_camp(visit)
    other = make_camp("other")
    stranger = make_participant(other, "Zoë Elsewhere", status=ParticipantStatus.WAITING)
    make_participant(other, "Yrsa Elsewhere")
    visit.get("/console/camp/people")
    assert "Elsewhere" not in visit.page.get_text()
    assert b"Elsewhere" not in visit.http.get("/console/camp/people.csv").data
    visit.get(f"/console/camp/people/{stranger.code}", status=404)
    visit.post(f"/console/camp/people/{stranger.code}/place", status=404)
    visit.post(f"/console/camp/people/{stranger.code}/withdraw", status=404)
    db.session.refresh(stranger)
    assert stranger.status is ParticipantStatus.WAITING
    visit.get("/console/other/people", status=404)


def test_csv_holds_what_was_asked_for_and_no_formula(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_participant(camp, '=HYPERLINK("http://evil.example")', offers="Line one\nline two")
    make_participant(camp, "Øjvind", status=ParticipantStatus.WAITING)
    response = visit.http.get("/console/camp/people.csv?status=confirmed")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert response.headers["Content-Disposition"] == 'attachment; filename="camp-people.csv"'
    assert rows[0][:3] == ["Name", "Organisation", "Job title"]
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("http://evil.example")']
    assert rows[1][11] == "Line one\nline two"


def test_xlsx_speaks_the_readers_language_and_the_camps_time(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_participant(camp, "Ada", checked_in_at=datetime(2027, 3, 9, 8, 4, 5, 678, tzinfo=UTC))
    sheet = load_workbook(io.BytesIO(visit.http.get("/console/camp/people.xlsx").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][8] == "Checked in"
    assert rows[1][8] == datetime(2027, 3, 9, 9, 4, 5)  # noqa: DTZ001  cells have no zone


def test_person_page_tells_what_was_registered_and_escapes_it(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    topic = make_topic(camp)
    person = make_participant(
        camp, "<i>Ada</i>", organisation=make_organisation("R&D"), offers="<script>alert(1)</script>"
    )
    make_interest(person, topic, InterestKind.OFFER)
    page = visit.get(f"/console/camp/people/{person.code}")
    assert " ".join(page.h1.get_text().split()) == "R&D <i>Ada</i>"
    assert page.main.find("i") is None
    assert visit.texts(".own-words") == ["<script>alert(1)</script>"]
    assert visit.texts(".chip-list .chip") == ["Hydrogen storage"]
    assert person.user.email in page.main.get_text()


def test_organiser_gives_a_place_before_the_turn(visit: PageClient) -> None:
    camp, _user = organised_camp(visit, capacity=1, places_taken=1)
    make_participant(camp, "Ada")
    first = make_participant(camp, "First", status=ParticipantStatus.WAITING)
    late = make_participant(camp, "Late", status=ParticipantStatus.WAITING)
    visit.get(f"/console/camp/people/{late.code}")
    visit.submit(button="Give a place")
    db.session.expire_all()
    assert visit.texts(".flash") == ["Late has a place and gets a mail."]
    assert (late.status.value, first.status.value) == ("unconfirmed", "waiting")
    assert (camp.capacity, camp.places_taken) == (2, 2)
    assert [mail.recipient for mail in db.session.scalars(db.select(OutboxMessage))] == [late.user.email]


def test_giving_a_place_twice_gives_one(visit: PageClient) -> None:
    camp, _user = organised_camp(visit, capacity=1, places_taken=1)
    late = make_participant(camp, "Late", status=ParticipantStatus.WAITING)
    for _turn in range(2):
        visit.post(f"/console/camp/people/{late.code}/place")
    visit.get(f"/console/camp/people/{late.code}")
    assert visit.texts(".flash") == ["Late has been decided on meanwhile: Not confirmed yet."]
    db.session.expire_all()
    assert (camp.capacity, camp.places_taken) == (2, 2)


def test_withdrawing_says_what_happens_and_hands_the_place_on(visit: PageClient) -> None:
    camp, _user = organised_camp(visit, capacity=1, places_taken=1)
    ada = make_participant(camp, "Ada")
    waiting = make_participant(camp, "Next", status=ParticipantStatus.WAITING)
    visit.get(f"/console/camp/people/{ada.code}/withdraw")
    assert len(visit.texts(".confirm-page__consequences li")) == 3
    db.session.expire_all()
    assert ada.status is ParticipantStatus.CONFIRMED

    visit.submit(button="Withdraw the registration")

    db.session.expire_all()
    assert (ada.status.value, waiting.status.value, camp.places_taken) == ("withdrawn", "unconfirmed", 1)


def test_empty_list_says_what_will_be_there(visit: PageClient) -> None:
    organised_camp(visit)
    page = visit.get("/console/camp/people")
    assert isinstance(page, BeautifulSoup)
    assert visit.texts(".empty-state h2, .empty-state h3, .empty-state__title") == [
        "Nobody has registered yet"
    ]
