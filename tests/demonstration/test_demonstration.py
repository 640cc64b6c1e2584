"""The demonstration is there after one command, once, and is as awkward and as sensible as it should be."""

import time
import unicodedata

import pytest
from flask import Flask

from app.cli import load_demonstration
from app.extensions import db
from app.models import (
    Absence,
    Attendance,
    Camp,
    Grade,
    InterestKind,
    Meeting,
    Organisation,
    OrganisationKind,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    Schedule,
    TopicInterest,
    User,
    Wish,
)
from app.services import (
    accounts,
    blocks,
    camps,
    checklist,
    places,
    programme,
    suggestions,
    tables,
    teams,
    topics,
)
from app.services.clock import now
from app.services.demonstration import loading, organisations

CONFIRMED = Participant.status == ParticipantStatus.CONFIRMED


def _rows(table: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0


@pytest.fixture
def loaded(app: Flask) -> Camp:
    began = time.monotonic()
    result = app.test_cli_runner().invoke(load_demonstration)
    print(f"the demonstration took {time.monotonic() - began:.1f} s")
    assert result.exit_code == 0, result.output
    assert loading.PASSWORD in result.output
    camp = camps.by_slug(loading.CAMP_SLUG)
    assert camp is not None
    return camp


def _confirmed(camp: Camp) -> list[Participant]:
    return list(db.session.scalars(db.select(Participant).where(Participant.camp_id == camp.id, CONFIRMED)))


@pytest.mark.slow
def test_demonstration_is_a_lively_camp_that_lies_ahead(loaded: Camp, app: Flask) -> None:
    assert checklist.missing(loaded) == [] and loaded.is_public
    assert 40 <= (loaded.starts_on - now().date()).days <= 70
    assert (loaded.starts_on.weekday(), loaded.ends_on.weekday()) == (1, 2)
    assert 145 <= len(_confirmed(loaded)) <= 160
    assert [(len(slots), block.slot_minutes) for block, slots in blocks.blocks_with_slots(loaded)] == [
        (7, 20),
        (7, 20),
    ]
    assert {table.zone for table in tables.tables_of(loaded)} == {"Ballroom", "Orangery"}
    assert all(table.hint for table in tables.tables_of(loaded))
    assert len(topics.topics_of(loaded)) == 26
    assert len(programme.sessions_of(loaded)) == 16
    assert blocks.sessions_over_slots(loaded) == []
    assert _rows(Absence) > 30 and _rows(Attendance) > 150

    second = camps.by_slug(loading.LAB_SLUG)
    assert second is not None
    assert places.registration_state(second) == "open"
    assert len(_confirmed(second)) == 8

    counts = {
        table: _rows(table)
        for table in (Camp, User, Participant, Wish, Absence, Attendance, Schedule, Meeting)
    }
    again = app.test_cli_runner().invoke(load_demonstration)
    assert again.exit_code == 0
    assert {table: _rows(table) for table in counts} == counts

    _check_people(loaded)
    _check_wishes(loaded)
    _check_logins(loaded)
    _check_schedule(loaded)


def _check_people(camp: Camp) -> None:
    """Real organisations, and names that break careless programs."""
    names = [person.name for person in _confirmed(camp)]
    assert len(set(names)) == len(names)
    assert max(len(name) for name in names) > 60
    assert {"Bo", "Wulandari", "Ann Null"} <= set(names)
    assert any(unicodedata.bidirectional(name[0]) in ("R", "AL") for name in names)
    assert any(unicodedata.normalize("NFC", name) != name for name in names)
    assert any("’" in name for name in names)
    national = {body.name for body in organisations.NATIONAL_CLUSTERS}
    stored = db.session.scalars(
        db.select(Organisation.name).where(Organisation.kind == OrganisationKind.CLUSTER)
    )
    assert len(national) == 14 and national <= set(stored)
    addresses = db.session.scalars(db.select(User.email))
    assert [address for address in addresses if not address.endswith(".example")] == []


def _check_wishes(camp: Camp) -> None:
    """Wishes are mostly about people who offer what the author needs, or the other way round."""
    wishes = list(db.session.scalars(db.select(Wish).where(Wish.camp_id == camp.id)))
    positive = {(w.author_id, w.target_id) for w in wishes if w.grade is not Grade.RATHER_NOT}
    named: dict[tuple[int, InterestKind], set[int]] = {}
    for row in db.session.scalars(db.select(TopicInterest).where(TopicInterest.camp_id == camp.id)):
        named.setdefault((row.participant_id, row.kind), set()).add(row.topic_id)

    def meets(a: int, b: int) -> bool:
        return bool(named.get((a, InterestKind.NEED), set()) & named.get((b, InterestKind.OFFER), set()))

    fitting = sum(meets(a, b) or meets(b, a) for a, b in positive)
    assert fitting / len(positive) > 0.7
    mutual = sum((b, a) in positive for a, b in positive) // 2
    assert mutual > 200
    assert 8 <= sum(w.grade is Grade.RATHER_NOT for w in wishes) <= 30
    authors = {a for a, _b in positive}
    people = _confirmed(camp)
    assert 4 <= sum(person.id not in authors for person in people) <= 12
    isolated = next(person for person in people if person.name == "Bo")
    assert all(isolated.id not in (w.author_id, w.target_id) for w in wishes)

    katrine = next(person for person in people if person.user.email == loading.PARTICIPANT)
    wished = {b for a, b in positive if a == katrine.id}
    assert len(wished) >= 4
    offered = suggestions.suggestions_for(katrine, camp, limit=10)
    assert len(offered) == 10


def _check_logins(camp: Camp) -> None:
    users = [
        accounts.user_by_email(address)
        for address in (loading.ORGANISER, loading.PARTICIPANT, loading.HELPER)
    ]
    assert all(accounts.password_fits(user, loading.PASSWORD) for user in users)
    assert [user.is_administrator for user in users if user] == [True, False, False]
    assert [teams.role_at(user, camp) for user in users] == ["organiser", None, "helper"]
    me = teams.participant_of(users[1], camp)
    assert me is not None and me.is_listed and len(me.about) > 100


def _check_schedule(camp: Camp) -> None:
    """A published schedule shows agendas at once, and no invented person gets a mail."""
    schedule = db.session.scalars(db.select(Schedule)).one()
    assert (schedule.status, schedule.camp_id) == ("published", camp.id)
    assert _rows(Meeting) > 300
    assert _rows(OutboxMessage) == 0
