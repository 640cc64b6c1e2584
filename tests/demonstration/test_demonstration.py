"""The demonstration is there after one command, once, and is as awkward and as sensible as it should be."""

import time
import unicodedata
from collections import Counter

import pytest
from flask import Flask

from app.cli import load_demonstration
from app.extensions import db
from app.models import (
    Absence,
    Announcement,
    Attendance,
    Camp,
    FollowUp,
    Grade,
    InterestKind,
    Invitation,
    Meeting,
    Organisation,
    OrganisationKind,
    OutboxMessage,
    Outcome,
    Participant,
    ParticipantStatus,
    Picture,
    Schedule,
    StandInAsk,
    TopicInterest,
    User,
    Wish,
)
from app.services import camps
from app.services.accounts import accounts, teams
from app.services.afterwards.follow_up import answers, figures
from app.services.clock import now
from app.services.day import announcements, stand_ins
from app.services.demonstration import loading, moments, organisations
from app.services.interests import suggestions
from app.services.people import overview
from app.services.programme import programme
from app.services.registration import invitations, places
from app.services.setup import blocks, checklist, tables, topics

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
        for table in (
            Camp,
            User,
            Participant,
            Wish,
            Absence,
            Attendance,
            Schedule,
            Meeting,
            FollowUp,
            Outcome,
            Announcement,
            Invitation,
            Picture,
            StandInAsk,
            OutboxMessage,
        )
    }
    again = app.test_cli_runner().invoke(load_demonstration)
    assert again.exit_code == 0
    assert {table: _rows(table) for table in counts} == counts

    _check_people(loaded)
    _check_wishes(loaded)
    _check_logins(loaded)
    _check_schedule(loaded)
    _check_last_years_camp()
    _check_what_goes_on(loaded)


def _check_people(camp: Camp) -> None:
    """Real organisations, and names that break careless programs."""
    names = [person.name for person in _confirmed(camp)]
    assert len(set(names)) == len(names)
    assert max(len(name) for name in names) > 60
    assert {"Bo", "Wulandari", "Ann Null"} <= set(names)
    assert any(unicodedata.bidirectional(name[0]) in ("R", "AL") for name in names)
    assert any(unicodedata.combining(letter) for name in names for letter in name)
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
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
    schedule = db.session.scalars(db.select(Schedule).where(Schedule.camp_id == camp.id)).one()
    assert schedule.status == "published"
    assert _rows(Meeting) > 400
    mail = db.session.scalars(db.select(OutboxMessage)).one()
    assert (mail.recipient, mail.status) == (loading.PARTICIPANT, "sent")


def _check_last_years_camp() -> None:
    """It is over; its meetings were held, and both rounds of the follow-up have sums to show."""
    camp = camps.by_slug(loading.PAST_SLUG)
    assert camp is not None and camp.is_public and camp.summary
    assert (camp.starts_on.weekday(), camp.ends_on.weekday()) == (1, 2)
    assert 365 < (now().date() - camp.ends_on).days < 365 + 25
    assert sum(overview.outcomes(camp).values()) > 150
    three, twelve = figures.figures_of(camp)
    assert 35 <= three.asked == twelve.asked <= 45 and three.to_ask == twelve.to_ask == 0
    for one in (three, twelve):
        assert one.asked // 2 < one.answered < one.asked and one.reminded == one.asked - one.answered
        ideas = next(figure for figure in one.of_camp if figure.label == "New ideas")
        assert ideas.people > 10 and one.of_meetings[0].people >= 3
    letter = db.session.scalars(db.select(OutboxMessage)).one()
    page = answers.page_of(letter.body.partition("/follow-up/")[2].split()[0])
    assert (page.person.name, page.row.answered_at, bool(page.first)) == ("Katrine Holm", None, True)


def _check_what_goes_on(camp: Camp) -> None:
    """What the pages of a camp in full swing have to show, each at least once."""
    katrine = teams.participant_of(accounts.user_by_email(loading.PARTICIPANT), camp)
    assert katrine is not None and katrine.picture_key is not None
    assert _rows(Picture) == moments.WITH_PICTURE
    assert [len(one.words_da) > 20 for one in announcements.shown_to(camp, katrine)] == [True]
    assert len(stand_ins.asks_to(katrine)) == 2
    links = invitations.invitations_of(camp)
    assert [one.email != "" for one in links] == [True] * 3 + [False] * 2
    assert {invitations.state_of(one).value for one in links} == {"good", "used_up", "expired"}
    day = camps.by_slug(loading.DAY_SLUG)
    assert day is not None and day.needs_approval and day.capacity == day.places_taken
    states = db.session.scalars(db.select(Participant.status).where(Participant.camp_id == day.id))
    assert Counter(states) == {"confirmed": 19, "applied": 2, "waiting": 3}
