"""A place is kept three days for an address that nobody confirms."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.models import Camp, OutboxMessage, Participant, ParticipantStatus
from app.services.registration.registrations import CONFIRM_WITHIN, lapse_unconfirmed
from tests.makers import make_camp, make_participant

ASKED = datetime(2027, 1, 4, 9, tzinfo=UTC)


def make_full_camp(**values: object) -> Camp:
    return make_camp(capacity=1, places_taken=1, **values)


def make_unconfirmed(camp: Camp) -> Participant:
    return make_participant(camp, status=ParticipantStatus.UNCONFIRMED, registered_at=ASKED, updated_at=ASKED)


@pytest.mark.usefixtures("app")
def test_a_place_that_nobody_confirms_goes_to_who_waits() -> None:
    camp = make_full_camp()
    late = make_unconfirmed(camp)
    waiting = make_participant(camp, "Bo Lund", status=ParticipantStatus.WAITING)

    with time_machine.travel(ASKED + CONFIRM_WITHIN + timedelta(minutes=1)):
        assert lapse_unconfirmed() == 1
        assert lapse_unconfirmed() == 0

    db.session.expire_all()
    assert late.status is ParticipantStatus.WITHDRAWN
    assert waiting.status in (ParticipantStatus.CONFIRMED, ParticipantStatus.UNCONFIRMED)
    assert camp.places_taken == 1
    assert [mail.recipient for mail in db.session.query(OutboxMessage)] == [waiting.user.email]


@pytest.mark.usefixtures("app")
def test_it_stays_as_long_as_was_said() -> None:
    person = make_unconfirmed(make_full_camp())

    with time_machine.travel(ASKED + CONFIRM_WITHIN - timedelta(minutes=1)):
        assert lapse_unconfirmed() == 0

    db.session.expire_all()
    assert person.status is ParticipantStatus.UNCONFIRMED


@pytest.mark.usefixtures("app")
def test_on_the_days_of_the_camp_nothing_lapses() -> None:
    camp = make_full_camp()
    person = make_unconfirmed(camp)

    with time_machine.travel(datetime(2027, 3, 9, 12, tzinfo=UTC)):
        assert lapse_unconfirmed() == 0

    db.session.expire_all()
    assert person.status is ParticipantStatus.UNCONFIRMED


@pytest.mark.parametrize("status", [s for s in ParticipantStatus if s is not ParticipantStatus.UNCONFIRMED])
def test_nobody_else_loses_a_place(app: Flask, status: ParticipantStatus) -> None:
    person = make_participant(make_full_camp(), status=status, updated_at=ASKED)

    with time_machine.travel(ASKED + 2 * CONFIRM_WITHIN):
        assert lapse_unconfirmed() == 0

    db.session.expire_all()
    assert person.status is status
