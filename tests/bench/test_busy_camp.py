"""The camp whose console is measured is one that the console can show, and its forms are read as they stand."""

import random

from flask import Flask

from app.extensions import db
from app.models import ScheduleStatus
from app.services import camps
from app.services.clock import now
from app.services.day import live_board
from app.services.demonstration import people as cast
from app.services.publishing import restoring
from app.services.schedules import schedules
from bench import busy_camp
from bench.forms import parsed_forms
from tests.makers import make_user


def test_it_has_a_schedule_out_one_before_and_a_draft_on_its_very_day(app: Flask) -> None:
    made = busy_camp.make(cast.everybody(random.Random(1))[:40], make_user())
    camp = camps.by_slug(busy_camp.SLUG)
    assert camp is not None
    states = [
        schedules.by_number(camp, number).status for number in (made.before, made.published, made.draft)
    ]
    assert states == [ScheduleStatus.SUPERSEDED, ScheduleStatus.PUBLISHED, ScheduleStatus.DRAFT]
    assert min(schedules.meeting_counts(camp).values()) > 100
    assert live_board.board_of(camp, now()).pairs
    assert restoring.look(camp, schedules.by_number(camp, made.before)).stays > 0
    db.session.rollback()


def test_a_form_is_sent_as_it_stands() -> None:
    page = """<form method="get"><input name="q"></form><form method="post" action="/a"><input type="hidden" name="t"
        value="1"><input type="checkbox" name="mail" value="yes" checked><input type="checkbox" name="all"></form>"""
    assert parsed_forms(page) == [("/a", [("t", "1"), ("mail", "yes")])]
