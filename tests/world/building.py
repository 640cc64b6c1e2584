"""Two populated camps in an application's database, and a visitor of every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import time_machine
from flask import Flask
from structlog.testing import capture_logs

from app.extensions import db
from tests.world.camps import DURING, Populated, add_common_users, populate
from tests.world.rows import Rows, Writes, all_rows, bring_back, remove_all
from tests.world.visitors import Visitor, visitors


@dataclass
class World:
    """Home is the camp whose addresses are visited; `rows` is all there was in the beginning, `here` what there was
    when that was last looked at after a write; None while it is the same."""

    app: Flask
    home: Populated
    other: Populated
    visitors: dict[str, Visitor]
    rows: Rows
    writes: Writes
    here: Rows | None = None

    def changed(self) -> bool:
        """Whether the rows are others than they were; they are read only when something was written."""
        if self.writes.tables:
            self.here = all_rows(self.here or self.rows, self.writes.tables)
            self.writes.forget()
        return self.here is not None and self.here != self.rows

    def restore(self, visitor: Visitor) -> None:
        """After a visit that may have changed something: the rows and the visitor's browser as they were."""
        if self.changed():
            bring_back(self.rows, self.here)
        self.here = None
        self.writes.forget()
        visitor.enter()


@contextmanager
def built_world(app: Flask) -> Iterator[World]:
    """Both camps in a database of their own making, in the midst of November 2026, inside an app context."""
    with time_machine.travel(DURING, tick=True), capture_logs(), app.app_context():
        remove_all()
        common = add_common_users()
        home = populate("home", "zqhome")
        other = populate("other", "zqother", first_table=101, first_schedule=7)
        people = visitors(app, home, other, common)
        with Writes(db.engine) as writes:
            yield World(app, home, other, people, all_rows(), writes)
        db.session.remove()
