"""Asks whoever is to be asked on a day in June 2027, and says how many: `python -m tests.follow_up.an_asker`."""

import sys

import time_machine

from app.services.follow_up import rounds
from tests.follow_up.conftest import THREE_MONTHS
from wsgi import app

if __name__ == "__main__":
    with app.app_context(), time_machine.travel(THREE_MONTHS, tick=True):
        sys.stdout.write(f"{rounds.ask()}\n")
