"""A camp with agendas out, of which Ada has told how her meetings went, and the day three months later."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from app.models import Camp
from app.services.afterwards import outcomes
from tests.agenda.test_replies import camp, person  # noqa: F401 -- `camp` is a fixture
from tests.makers import START
from tests.page_client import PageClient

THREE_MONTHS = datetime(2027, 6, 10, 7, tzinfo=UTC)
"""Nine in the morning in Copenhagen, in summer time, three months after the last day in winter time."""


@pytest.fixture
def told(camp: Camp) -> Camp:  # noqa: F811
    """Ada has agreed on a follow-up with Bo and found no common ground with Cy."""
    with time_machine.travel(START.replace(hour=9)):
        outcomes.tell(camp, person("Ada"), person("Bo").code, "follow_up_agreed", "")
        outcomes.tell(camp, person("Ada"), person("Cy").code, "no_common_ground", "")
    return camp


@pytest.fixture
def phone(app: Flask) -> PageClient:
    """Somebody who follows the link without signing in."""
    return PageClient(app)
