"""The promise about mail, with real processes and a real mail server; the thousands are for `python -m bench --mail`."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import OutboxMessage
from bench.mail import Sent, measure
from tests.work.processes import environment

pytestmark = pytest.mark.slow


def test_four_senders_lose_nothing_and_send_nothing_twice(app: Flask) -> None:
    db.session.rollback()
    sent = measure(environment(app), 150, 4)
    assert (sent.lost, sent.doubled, sent.kills, sent.messages) == (0, 0, 0, 150)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_a_killed_sender_repeats_at_most_what_it_held_under_the_same_name(app: Flask) -> None:
    db.session.rollback()
    sent = measure(environment(app), 150, 3, kill_every=0.5)
    assert sent.kills >= 1
    assert (sent.lost, sent.other_ids) == (0, 0)
    assert sent.doubled <= sent.kills
    assert sent.is_sound


@pytest.mark.parametrize(
    ("lost", "doubled", "other_ids", "is_sound"),
    [(0, 0, 0, True), (0, 2, 0, True), (1, 0, 0, False), (0, 3, 0, False), (0, 1, 1, False)],
)
def test_what_breaks_the_promise_is_seen(lost: int, doubled: int, other_ids: int, is_sound: bool) -> None:
    assert Sent("x", 10, 4, 2, 1.0, lost, doubled, other_ids).is_sound is is_sound
