"""Administrators make camps; nobody else does."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.models import Camp, CampKind, CampRole
from app.services.accounts import teams
from app.services.refusals import Refusal
from app.services.setup import blocks, new_camps, tables
from app.services.setup.new_camps import NewCamp, slug_for
from tests.makers import make_camp, make_user
from tests.page_client import PageClient


@pytest.mark.parametrize("kind", list(CampKind))
def test_every_kind_begins_with_sensible_defaults(app: Flask, kind: CampKind) -> None:
    user = make_user()
    camp = new_camps.create_camp(user, NewCamp("A camp", kind, date(2027, 3, 9)))
    assert not camp.is_public
    assert teams.role_at(user, camp) is CampRole.ORGANISER
    assert camp.ends_on - camp.starts_on <= timedelta(days=1)
    assert len(blocks.slots_of(camp)) >= camp.promised_meetings > 0
    assert len(tables.tables_of(camp)) >= 5


def test_innovation_camp_lasts_two_days_with_a_block_on_each(app: Flask) -> None:
    camp = new_camps.create_camp(make_user(), NewCamp("Camp", CampKind.INNOVATION_CAMP, date(2027, 3, 9)))
    assert camp.ends_on == date(2027, 3, 10)
    assert [len(slots) for _block, slots in blocks.blocks_with_slots(camp)] == [6, 6]
    assert (camp.promised_meetings, camp.max_meetings, camp.capacity) == (4, 10, 200)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Innovation Camp 2027", "innovation-camp-2027"),
        ("Grøn Ærø på Åen", "groen-aeroe-paa-aaen"),
        ("  --Éclair!!  ", "eclair"),
        ("x" * 80, "x" * 60),
        ("日本", ""),
    ],
)
def test_address_follows_the_name(name: str, slug: str) -> None:
    assert slug_for(name) == slug


@pytest.mark.parametrize("address", ["UPPER", "a b", "../x", "a/b", "-a", "å"])
def test_address_that_no_path_can_hold_is_refused(app: Flask, address: str) -> None:
    new = NewCamp("Camp", CampKind.WORKSHOP, date(2027, 3, 9), address=address)
    with pytest.raises(Refusal, match="address of small letters"):
        new_camps.create_camp(make_user(), new)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (NewCamp("Camp", CampKind.WORKSHOP, date(2027, 3, 9), "Nowhere/At_All"), "no time zone called"),
        # Samoa left out 30 December 2011: its blocks can begin on no clock.
        (
            NewCamp("Camp", CampKind.WORKSHOP, date(2011, 12, 30), "Pacific/Apia"),
            "the clocks are put forward",
        ),
    ],
)
def test_camp_that_cannot_be_is_refused_whole(app: Flask, new: NewCamp, words: str) -> None:
    user = make_user()
    with pytest.raises(Refusal, match=words):
        new_camps.create_camp(user, new)
    assert db.session.scalars(db.select(Camp)).all() == []


def test_administrator_makes_a_camp_and_lands_on_its_overview(visit: PageClient) -> None:
    visit.sign_in(make_user(is_administrator=True))
    visit.get("/administration/new")
    visit.submit(
        {"name": "Cluster Lab", "kind": "cluster_lab", "starts_on": "2027-05-04"}, button="Make the camp"
    )
    assert visit.response.request.path == "/console/cluster-lab"
    assert visit.texts(".flash") == ["The camp is made. Only its team can see it."]
    visit.get("/administration")
    assert visit.texts("tbody th") == ["Cluster Lab"]


def test_second_camp_of_one_address_is_refused(visit: PageClient) -> None:
    make_camp("camp")
    visit.sign_in(make_user(is_administrator=True))
    visit.get("/administration/new")
    visit.submit({"name": "Camp", "starts_on": "2027-05-04"}, button="Make the camp")
    assert visit.texts(".error-summary li") == ["There is a camp with the address “camp” already."]


def test_only_administrators_come_in(visit: PageClient) -> None:
    camp, user = make_camp("camp"), make_user()
    teams.join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    for path in ("/administration", "/administration/new", "/administration/import"):
        visit.get(path, status=404)
    visit.post("/administration/new", {"name": "X", "starts_on": "2027-05-04"}, status=404)
    assert db.session.scalar(db.select(db.func.count()).select_from(Camp)) == 1
