"""A real event that was published as a puzzle: from its file to the calendars of all who took part."""

import os
from collections import defaultdict
from pathlib import Path

import pytest

from app.config import ROOT
from app.extensions import db
from app.models import Camp, Participant
from app.services.calendars import calendars
from tests.browser.calendars import Entry, entries
from tests.browser.conftest import NewPerson
from tests.browser.product import Product
from tests.browser.test_organising import generate, publish

FOLDER = Path(os.environ.get("CAMPMATCH_INSTANCES", ROOT.parent / "shared" / "data" / "b2b"))
FILE = FOLDER / "forum-14.original.dzn"
PEOPLE, WANTED = 78, 302

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not FILE.exists(), reason=f"the published instances are not in {FOLDER}"),
]


def feeds(product: Product) -> dict[str, str]:
    """A private address for each participant, as the page of calendars gives it, by name."""
    with product.app.app_context():
        camp = db.session.scalars(db.select(Camp).where(Camp.slug == "forum-14")).one()
        people = db.session.scalars(db.select(Participant).where(Participant.camp_id == camp.id)).all()
        return {person.name: calendars.feed_address(calendars.issue_token(camp, person)) for person in people}


def test_forum_14_from_its_file_to_78_calendars(new_person: NewPerson, product: Product) -> None:
    said = product.command("import-dzn", str(FILE), "--camp", "forum-14")
    assert f"{PEOPLE} participants" in said

    organiser = new_person("organiser")
    generate(organiser, "/console/forum-14")
    assert organiser.page.locator(".grid-meeting").count() == WANTED
    publish(organiser)

    held: dict[str, list[Entry]] = {}
    http = organiser.context.request
    for name, address in feeds(product).items():
        answer = http.get(address)
        assert answer.status == 200
        held[name] = [entry for entry in entries(answer.text()).values() if entry.is_meeting]
    assert len(held) == PEOPLE

    both: dict[str, set[str]] = defaultdict(set)
    at_table: dict[tuple[object, str], set[str]] = defaultdict(set)
    for name, own in held.items():
        assert len({entry.starts_at for entry in own}) == len(own), f"{name} is in two meetings at once"
        for entry in own:
            both[entry.uid].add(name)
            at_table[entry.starts_at, entry.location].add(entry.uid)
    assert len(both) == WANTED
    assert {len(people) for people in both.values()} == {2}
    assert {len(meetings) for meetings in at_table.values()} == {1}
