"""A published instance becomes a camp, whole or not at all."""

import io
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.cli import import_dzn
from app.config import ROOT
from app.extensions import db
from app.models import Absence, Camp, CampKind, Grade, Participant, User, Wish
from app.services import camps
from app.services.accounts import teams
from app.services.demonstration import instances
from app.services.refusals import Refusal
from app.services.setup import blocks, tables
from app.services.setup.new_camps import NewCamp
from tests.makers import make_camp, make_user
from tests.page_client import PageClient

SHARED = ROOT.parent / "shared" / "data" / "b2b"
NEW = NewCamp("Forum", CampKind.MATCHMAKING_EVENT, date(2027, 3, 9), address="forum")
TINY = """
nBusiness = 4;
nMeetings = 4;
nTables = 2;
nTotalSlots = 5;
nMorningSlots = 3;
requested = [|1, 2,3,
|1, 3,1,
|3, 4,3,
|4, 3,3,
|];
nMeetingsBusiness = [2,1,2,1];
forbidden = [{0},{0,2,5},{0},{1}];
fixed = [0,2,0,0];
precedences = [{0},{0},{1},{0}];
"""


def _count(table: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


def test_instance_becomes_a_camp(app: Flask) -> None:
    user = make_user("admin@example.org")
    done = instances.import_instance(user, TINY.encode(), NEW)

    camp = camps.by_slug("forum")
    assert camp == done.camp and not camp.is_public
    assert teams.role_at(user, camp) == "organiser"
    assert (done.participants, done.pairs, camp.places_taken) == (4, 3, 4)
    assert done.left_out == (
        "1 meeting may be in any half of the day.",
        "1 meeting is not fixed to its slot.",
        "1 meeting need not come after others.",
        "1 pair asked for twice meets once.",
    )
    people = list(db.session.scalars(db.select(Participant).order_by(Participant.id)))
    assert [person.name for person in people] == [f"Participant {n}" for n in (1, 2, 3, 4)]
    assert {person.status for person in people} == {"confirmed"}


def test_slots_tables_absences_and_mutual_wishes_are_those_of_the_file(app: Flask) -> None:
    camp = instances.import_instance(None, TINY.encode(), NEW).camp
    slots = blocks.slots_of(camp)
    assert [(block.name, [f"{s.starts_at:%H:%M}" for s in own]) for block, own in blocks.blocks_with_slots(camp)] == [
        ("Morning", ["08:00", "08:20", "08:40"]), ("Afternoon", ["10:00", "10:20"])]  # fmt: skip
    assert [table.number for table in tables.tables_of(camp)] == [1, 2]

    people = list(db.session.scalars(db.select(Participant).order_by(Participant.id)))
    place = {person.id: number for number, person in enumerate(people, start=1)}
    order = {slot.id: number for number, slot in enumerate(slots, start=1)}
    absences = db.session.scalars(db.select(Absence)).all()
    assert sorted((place[a.participant_id], order[a.slot_id]) for a in absences) == [(2, 2), (2, 5), (4, 1)]
    wishes = db.session.scalars(db.select(Wish)).all()
    assert {wish.grade for wish in wishes} == {Grade.MUST_MEET}
    assert sorted((place[wish.author_id], place[wish.target_id]) for wish in wishes) == [
        (1, 2), (1, 3), (2, 1), (3, 1), (3, 4), (4, 3)]  # fmt: skip


BROKEN = {
    "nothing": ("", "nBusiness"),
    "prose": ("Dear all, please find attached", "nBusiness"),
    "letters": (TINY.replace("nTables = 2", "nTables = two"), "nTables: must be a whole number"),
    "too few sets": (TINY.replace("forbidden = [{0},", "forbidden = ["), "forbidden: holds 3 entries instead of 4"),
    "too many meetings": (TINY.replace("nMeetings = 4", "nMeetings = 5"), "requested: holds 4 entries instead of 5"),
    "unknown person": (TINY.replace("|1, 2,3", "|1, 9,3"), "there is no participant 'p9'"),
    "meets itself": (TINY.replace("|1, 2,3", "|1, 1,3"), "'p1' cannot meet itself"),
    "ragged row": (TINY.replace("|1, 2,3", "|1, 2"), "requested: must be rows of 3 whole numbers"),
    "no table": (TINY.replace("nTables = 2", "nTables = 0"), "needs participants, meetings, tables and slots"),
    "unknown slot": (TINY.replace("{0,2,5}", "{0,2,6}"), "there is no slot 's6'"),
    "too large": (TINY.replace("nTables = 2", "nTables = 1001"), "too large"),
    "long day": (TINY.replace("nTotalSlots = 5", "nTotalSlots = 160"), "more slots than fit into a day"),
    "binary": ("\ud800", "not a text in UTF-8"),
    "unknown earlier meeting": (TINY.replace("{1},{0}];", "{77},{0}];"), "precedences: must be meetings from 1 to 4"),
    "absurd number": (TINY.replace("|1, 2,3", "|1, " + "9" * 5000 + ",3"), "requested: holds a number of more than six"),
    "larger than the limit": ("%" * 2_000_001, "larger than 2 MB"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file_is_refused_by_its_place_and_nothing_is_saved(app: Flask, case: str) -> None:
    text, words = BROKEN[case]
    with pytest.raises(Refusal) as refusal:
        instances.import_instance(None, text.encode("utf-8", "surrogatepass"), NEW)
    assert words in str(refusal.value.message)
    assert [_count(table) for table in (Camp, Participant, User, Wish)] == [0, 0, 0, 0]


def test_address_that_is_taken_is_refused(app: Flask) -> None:
    make_camp("forum")
    with pytest.raises(Refusal, match="address “forum” already"):
        instances.import_instance(None, TINY.encode(), NEW)
    assert _count(Participant) == 0


def test_day_with_many_slots_gets_shorter_ones(app: Flask) -> None:
    text = TINY.replace("nTotalSlots = 5", "nTotalSlots = 60").replace(
        "nMorningSlots = 3", "nMorningSlots = 30"
    )
    camp = instances.import_instance(None, text.encode(), NEW).camp
    assert [(block.slot_minutes, len(own)) for block, own in blocks.blocks_with_slots(camp)] == [
        (10, 30),
        (10, 30),
    ]


def test_command_imports_and_says_what_is_left_out(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "tiny.dzn"
    file.write_text(TINY)
    runner = app.test_cli_runner()
    done = runner.invoke(import_dzn, [str(file), "--camp", "tiny", "--day", "2027-03-09"])
    assert done.exit_code == 0
    assert done.output.splitlines()[:2] == [
        "4 participants and 3 pairs who wish to meet: /console/tiny",
        "  1 meeting may be in any half of the day.",
    ]
    again = runner.invoke(import_dzn, [str(file), "--camp", "tiny"])
    assert (again.exit_code, again.output) == (1, "Error: There is a camp with the address “tiny” already.\n")


def test_administrator_uploads_a_file(visit: PageClient) -> None:
    visit.sign_in(make_user(is_administrator=True))
    fields = {"name": "Forum", "starts_on": "2027-03-09", "time_zone": "Europe/Copenhagen"}
    visit.post("/administration/import", {**fields, "file": (io.BytesIO(TINY.encode()), "tiny.dzn")}, follow=True,
               status=200)  # fmt: skip
    assert visit.response.request.path == "/console/forum"
    assert visit.texts(".flash")[0].startswith("4 participants and 3 pairs who wish to meet are imported.")


def test_broken_upload_is_told_at_its_field(visit: PageClient) -> None:
    visit.sign_in(make_user(is_administrator=True))
    fields = {"name": "Forum", "starts_on": "2027-03-09", "time_zone": "Europe/Copenhagen"}
    visit.post(
        "/administration/import", {**fields, "file": (io.BytesIO(b"nBusiness = x;"), "bad.dzn")}, status=200
    )
    assert visit.texts(".field__error") == [
        "Error: The file cannot be used: nBusiness: must be a whole number"
    ]
    visit.post("/administration/import", fields, status=200)
    assert visit.texts(".field__error") == ["Error: Choose a file."]
    assert _count(Camp) == 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published instances are not beside the repository")
@pytest.mark.parametrize(
    ("name", "people", "pairs", "slots", "tables_"),
    [
        ("forum-14.original", 78, 302, 22, 22),
        ("tic-13crafc.prec25", 47, 180, 10, 19),
        ("forum-13.fixed040-Forb", 70, 154, 21, 14),
    ],
)
def test_published_instance_is_imported(
    app: Flask, name: str, people: int, pairs: int, slots: int, tables_: int
) -> None:
    file = SHARED / f"{name}.dzn"
    if not file.exists():
        pytest.skip(f"{file.name} is not among the published instances here")
    done = instances.import_instance(None, file.read_bytes(), NEW)
    assert (done.participants, done.pairs) == (people, pairs)
    assert (len(blocks.slots_of(done.camp)), len(tables.tables_of(done.camp))) == (slots, tables_)
