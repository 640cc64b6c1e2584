"""Two populated camps in an application's database, and a visitor of every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import time_machine
from flask import Flask
from structlog.testing import capture_logs

from app.extensions import db
from tests.world.camps import DURING, Populated, add_common_users, populate
from tests.world.rows import Rows, all_rows, bring_back
from tests.world.visitors import Visitor, visitors


@dataclass
class World:
    """Home is the camp whose addresses are visited; `rows` is all there was in the beginning."""

    app: Flask
    home: Populated
    other: Populated
    visitors: dict[str, Visitor]
    rows: Rows

    def restore(self, visitor: Visitor) -> None:
        """After a visit that may have changed something: the rows and the visitor's browser as they were."""
        if all_rows() != self.rows:
            bring_back(self.rows)
        visitor.enter()


@contextmanager
def built_world(app: Flask) -> Iterator[World]:
    """Both camps in a database of their own making, in the midst of November 2026, inside an app context."""
    with time_machine.travel(DURING, tick=True), capture_logs(), app.app_context():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()
        common = add_common_users()
        home = populate("home", "zqhome")
        other = populate("other", "zqother", first_table=101, first_schedule=7)
        yield World(app, home, other, visitors(app, home, other, common), all_rows())
        db.session.remove()
