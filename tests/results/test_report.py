"""The report: counted as it is in the house, and told outside without small numbers, on page, paper and in files."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.exports.spreadsheets import rows_to_csv
from app.extensions import db
from app.models import (
    Act,
    ActKind,
    CalendarEntry,
    InterestKind,
    OrganisationKind,
    Participant,
    ParticipantStatus,
)
from app.services.afterwards import outcomes
from app.services.afterwards.report import files
from app.services.afterwards.report.sections import Section
from app.services.changes import replies
from app.services.publishing import publishing
from tests.makers import (
    START,
    make_camp,
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

PATH = "/console/nyborg/results"
AFTER = START + timedelta(hours=2)


class Scene:
    """Seven Danes of one network, four Swedes of another, one Norwegian of "=cmd()". A Dane meets a Swede four
    times, a Swede the Norwegian once; the first two have agreed on something."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg", promised_meetings=1)
        self.organiser = make_user("organiser@example.org", "Olga", is_administrator=True)
        energy = make_organisation("Energy Cluster", kind=OrganisationKind.CLUSTER)
        lund = make_organisation("Lund AI", kind=OrganisationKind.SME)
        odd = make_organisation("=cmd()", kind=OrganisationKind.SME)
        self.danes = [self._one(f"Dane {n}", "DK", energy) for n in range(7)]
        self.swedes = [self._one(f"Swede {n}", "SE", lund) for n in range(4)]
        self.norwegian = self._one("Nora", "NO", odd)
        self.s, self.t = make_slots(self.camp, 2), make_tables(self.camp, 4)
        topic = make_topic(self.camp)
        for person in (*self.danes[:3], self.swedes[0]):
            make_interest(person, topic, InterestKind.OFFER)
        booked = [(self.danes[n], self.swedes[n], self.s[0], self.t[n]) for n in range(4)]
        booked.append((self.swedes[0], self.norwegian, self.s[1], self.t[0]))
        make_wish(self.danes[0], self.swedes[0])
        with time_machine.travel(START - timedelta(days=2)):
            publishing.publish(self.camp, make_schedule(self.camp, booked), self.organiser, with_mail=False)
        with time_machine.travel(AFTER):
            outcomes.tell(self.camp, self.danes[0], self.swedes[0].code, "follow_up_agreed", "")
            outcomes.tell(self.camp, self.swedes[0], self.danes[0].code, "cooperation_possible", "")

    def _one(self, name: str, country: str, organisation: object) -> Participant:
        return make_participant(self.camp, name, country=country, organisation_id=organisation.id)

    def sections(self, *, is_outside: bool) -> dict[str, Section]:
        return {one.key: one for one in files.report_of(self.camp, is_outside=is_outside)}


@pytest.fixture
def scene(app: Flask) -> Scene:
    with time_machine.travel(AFTER):
        yield Scene()


LEFT_OUT = "fewer than 3, or left out"


def test_in_the_house_all_is_counted_as_it_is(scene: Scene) -> None:
    found = scene.sections(is_outside=False)
    assert dict(found["participation"].rows) == {
        "Registered": 12, "Take part": 12, "Checked in": 0, "Withdrew": 0, "Organisations": 3,
        "Of them small and medium-sized companies": 2, "Countries": 3, "Meetings held": 5,
        "Meetings that did not take place": 0, "Meetings cancelled": 0, "Meetings still ahead": 0,
    }  # fmt: skip
    assert found["countries"].rows == [["Denmark", 7, 4, 1], ["Sweden", 4, 5, 1], ["Norway", 1, 1, 0]]
    assert found["organisations"].rows[2] == ["=cmd()", 1, 1, 0]
    assert found["countries-matrix"].rows == [["Denmark", 0, 4, 0], ["Sweden", 4, 0, 1], ["Norway", 0, 1, 0]]
    assert found["countries-matrix"].finding == "100% of the meetings were held across: 5 of 5"
    assert found["fields"].rows == [["Hydrogen storage", 4, 1, 2]]
    assert found["meetings-per-person"].rows == [[0, 3], [1, 8], [2, 1]]
    assert found["meetings-per-person"].finding == "9 of 12 people have the meeting promised or more"
    assert found["own-wishes"].rows[4] == ["80–100 %", 1]
    assert [row[1] for row in found["table-map"].rows] == ["A"] * 4
    assert [row[2] for row in found["table-map"].rows] == [2, 1, 1, 1]
    assert found["tables-by-slot"].rows[0][1:] == [4, 4, 4]


def test_meeting_to_which_somebody_did_not_come_is_not_held_in_the_report_either(scene: Scene) -> None:
    entry = db.session.scalars(select(CalendarEntry).order_by(CalendarEntry.starts_at.desc())).first()
    replies.note_not_come(scene.norwegian, entry)
    db.session.commit()
    found = scene.sections(is_outside=False)
    told = dict(found["participation"].rows)
    assert (told["Meetings held"], told["Meetings that did not take place"]) == (4, 1)
    assert found["countries"].rows[2] == ["Norway", 1, 0, 0]
    assert found["funnel"].rows[5][1] == 8, "as the way through the camp counts"


def test_outside_nobody_is_recognised_by_a_small_number(scene: Scene) -> None:
    found = scene.sections(is_outside=True)
    assert found["countries"].rows == [
        ["Denmark", 7, 4, LEFT_OUT], ["Others", 5, 5, LEFT_OUT],
    ], "one Norwegian alone would be known, and the Swedes could be reckoned from the sum"  # fmt: skip
    assert "=cmd()" not in str(found["organisations"].rows)
    numbers = [cell for one in found.values() if not one.key.startswith(("table", "search", "own", "meetings"))
               for row in one.rows for cell in row[1:]]  # fmt: skip
    assert not {1, 2} & {one for one in numbers if isinstance(one, int)}, numbers
    assert found["outcomes"].finding == "What people say of their meetings", "two answers alone"
    assert found["kinds-matrix"].finding == "Who met across the groups", (
        "one of five was within, and would be known"
    )
    assert found["meetings-per-person"].finding == "9 of 12 people have the meeting promised or more"
    assert found["meetings-per-person"].rows == [[0, 3], [1, LEFT_OUT], [2, LEFT_OUT]], "9 less 8 would tell"


def people_told(found: dict[str, Section]) -> list[int]:
    """Every number of people about all of the camp that can be read or added up outside, and nobody."""
    participation = dict(found["participation"].rows)
    told = [0, *(row[1] for row in found["funnel"].rows)]
    told += [participation[name] for name in ("Registered", "Take part", "Checked in", "Withdrew")]
    told += [sum(column) for key, place in (("countries", 1), ("kinds", 1), ("organisations", 1), ("own-wishes", 1),
                                            ("countries", 3), ("kinds", 3), ("organisations", 3))
             if LEFT_OUT not in (column := [row[place] for row in found[key].rows])]  # fmt: skip
    per_person = [row[1] for row in found["meetings-per-person"].rows]
    if per_person[0] != LEFT_OUT:
        told.append(sum(row[1] for row in found["countries"].rows) - per_person[0])
    told += map(int, re.findall(r"\d+", found["meetings-per-person"].finding)[:2])
    return [one for one in told if isinstance(one, int)]


@pytest.mark.parametrize("unconfirmed", [0, 1, 2, 3])
def test_no_difference_of_two_numbers_of_people_tells_of_fewer_than_three(
    scene: Scene, unconfirmed: int
) -> None:
    everybody = [*scene.danes, *scene.swedes, scene.norwegian]
    for number in range(unconfirmed):
        make_participant(scene.camp, f"Unsure {number}", status=ParticipantStatus.UNCONFIRMED)
    wishing = 1
    for further in [1, 2, 3, 8, 9, 10, 12]:
        for person in everybody[wishing:further]:
            make_wish(person, scene.danes[0])
        wishing = further
        for come in [0, 1, 9, 11]:
            _let_come(everybody, come)
            told = people_told(scene.sections(is_outside=True))
            assert not {1, 2} & {abs(one - other) for one in told for other in told}, (wishing, come, told)
            assert 12 in told, "who takes part is always told"


def _let_come(everybody: list[Participant], how_many: int) -> None:
    """The first of them are here, the others are not."""
    for number, person in enumerate(everybody):
        person.checked_in_at = START if number < how_many else None
    db.session.commit()


def test_every_picture_is_named_by_its_finding_and_says_its_axes(scene: Scene) -> None:
    pictures = [one for one in scene.sections(is_outside=False).values() if one.picture]
    assert {one.key for one in pictures} == {
        "funnel", "outcomes", "interest-graph", "meetings-per-person", "own-wishes", "grid", "tables-by-slot", "table-map",
        "kinds-matrix", "countries-matrix",
    }  # fmt: skip
    for one in pictures:
        assert f'aria-labelledby="{one.key}-finding"' in one.picture and one.finding and one.rows
    assert ">Country<" in scene.sections(is_outside=False)["countries-matrix"].picture


def test_what_somebody_typed_cannot_act_in_a_picture(scene: Scene) -> None:
    scene.t[0].zone = "<script>alert(1)</script>"
    db.session.commit()
    found = scene.sections(is_outside=False)
    for key in ("table-map", "tables-by-slot"):
        assert "<script" not in found[key].picture and "&lt;script" in found[key].picture


def test_page_files_and_log(scene: Scene, visit: PageClient) -> None:
    visit.sign_in(scene.organiser)
    page = visit.get(PATH)
    assert len(page.select("figure svg[role=img]")) == 10
    assert "Here the numbers are exact" in page.get_text()
    for link in page.select("main a[href*='/results/']"):
        assert visit.http.get(link["href"]).status_code == 200, link
    book = load_workbook(io.BytesIO(visit.http.get(f"{PATH}/report.xlsx").data))
    assert book.sheetnames[:3] == ["Report", "The way through the camp", "Participation"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "no formula anywhere"
    rows = list(csv.reader(io.StringIO(visit.http.get(f"{PATH}/countries.csv").data.decode("utf-8-sig"))))
    assert rows[1] == ["Denmark", "7", "4", LEFT_OUT]
    assert visit.http.get(f"{PATH}/report.pdf").data.startswith(b"%PDF-")
    assert visit.http.get(f"{PATH}/nonsense.csv").status_code == 404
    exported = db.session.scalars(select(Act).where(Act.kind == ActKind.EXPORTED)).all()
    assert len(exported) >= 4 and {act.details["what"] for act in exported} == {"report"}


def test_each_part_alone_is_what_it_is_in_the_whole(scene: Scene) -> None:
    """And a file of one part reads less than the report: here neither wishes nor the schedule."""
    whole = scene.sections(is_outside=True)
    assert len(whole) > 10
    for key, section in whole.items():
        assert files.as_csv(scene.camp, key) == rows_to_csv(section.headings, section.rows)
    with count_queries() as sent:
        files.as_csv(scene.camp, "countries")
    assert len(sent) < 12


def test_an_empty_camp_has_a_report_that_says_so(app: Flask, visit: PageClient) -> None:
    camp = make_camp("nyborg")
    assert files.as_pdf(camp).startswith(b"%PDF-") and files.as_xlsx(camp)[:2] == b"PK"
    assert [one.key for one in files.report_of(camp, is_outside=True)] == [
        "funnel", "participation", "outcomes",
    ]  # fmt: skip


def test_the_queries_do_not_grow_with_the_camp(scene: Scene) -> None:
    with count_queries() as few:
        files.report_of(scene.camp, is_outside=False)
    for number in range(20):
        make_wish(make_participant(scene.camp, f"Further {number}"), scene.danes[0])
    with count_queries() as many:
        files.report_of(scene.camp, is_outside=False)
    assert len(few) == len(many) <= 44
