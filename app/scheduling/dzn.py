"""Read the published business-to-business instances (MiniZinc data) as problems.

They ask for all given meetings with the fewest idle blocks, nobody waiting two more than anybody else:
Bofill and others, JAIR 2022, article 12670. In the files everything counts from 1; a meeting's third
number is its session (1 morning, 2 afternoon, 3 any), a fixed slot of 0 is none, and so is a forbidden
slot of 0. Tables are only a number, and days have no clock, so slots of twenty minutes are made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from .problem import Problem
from .values import Candidate, Fault, Pair, Participant, Placing, ProblemError, Slot, Table, pair_of

MORNING, AFTERNOON, ANY = 1, 2, 3
START = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))
LENGTH = timedelta(minutes=20)
LUNCH = timedelta(hours=1)
MOST_NUMBER = 10_000


@dataclass(frozen=True, slots=True)
class Published:
    """A published instance as a problem; `repeated` are pairs asked for twice, which meet once here."""

    problem: Problem
    repeated: tuple[Pair, ...]


def read_dzn(text: str) -> Published:
    """Return the problem in the text of a `.dzn` file; raise `ProblemError` naming what is wrong."""
    data = _Data(text)
    people, slots = data.number("nBusiness"), data.number("nTotalSlots")
    morning, rows = data.number("nMorningSlots"), data.rows("requested", 3)
    forbidden, fixed = data.sets("forbidden"), data.numbers("fixed")
    after = data.sets("precedences")
    data.expect("forbidden", len(forbidden), people)
    for name, found in (("fixed", fixed), ("precedences", after), ("requested", rows)):
        data.expect(name, len(found), data.number("nMeetings"))
    if any(not 0 <= other <= len(rows) for others in after for other in others):
        data.faults.append(Fault("precedences", f"must be meetings from 1 to {len(rows)}"))
    data.refuse()
    pairs = [pair_of(f"p{a}", f"p{b}") for a, b, _ in rows]
    firsts = {pair: index for index, pair in reversed(list(enumerate(pairs)))}
    kept = sorted(firsts.values())
    problem = Problem(
        slots=_slots(slots, morning),
        tables=tuple(Table(f"t{n + 1}") for n in range(data.number("nTables"))),
        participants=tuple(
            Participant(f"p{n + 1}", absent_slots=tuple(f"s{s}" for s in sorted(away - {0})), promised=0)
            for n, away in enumerate(forbidden)
        ),
        candidates=tuple(_candidate(rows[n], after[n], pairs, slots, morning) for n in kept),
        pinned=tuple(Placing(*pairs[n], f"s{fixed[n]}") for n in kept if fixed[n]),
        goals=("waiting",),
        waiting="idle_blocks",
        max_waiting_difference=2,
    )
    return Published(problem, tuple(pairs[n] for n in range(len(pairs)) if firsts[pairs[n]] != n))


def _slots(count: int, morning: int) -> tuple[Slot, ...]:
    found = []
    for number in range(count):
        start = START + number * LENGTH + (LUNCH if number >= morning else timedelta())
        found.append(
            Slot(f"s{number + 1}", start, start + LENGTH, "morning" if number < morning else "afternoon")
        )
    return tuple(found)


def _candidate(row: list[int], after: set[int], pairs: list[Pair], slots: int, morning: int) -> Candidate:
    spans = {MORNING: range(1, morning + 1), AFTERNOON: range(morning + 1, slots + 1)}
    session = spans.get(row[2])
    return Candidate(
        a=f"p{row[0]}",
        b=f"p{row[1]}",
        worth=1,
        required=True,
        slots=None if session is None else tuple(f"s{slot}" for slot in session),
        after=tuple(pairs[other - 1] for other in sorted(after - {0})),
    )


class _Data:
    """The assignments of a `.dzn` file; collects faults, which `refuse` raises together."""

    def __init__(self, text: str) -> None:
        plain = re.sub(r"%[^\n]*", "", text)
        parts = [part.partition("=") for part in plain.split(";") if part.strip()]
        self._found = {name.strip(): value.strip() for name, _, value in parts}
        self.faults: list[Fault] = []

    def refuse(self) -> None:
        if self.faults:
            raise ProblemError(self.faults)

    def expect(self, name: str, found: int, wanted: int) -> None:
        if found != wanted:
            self.faults.append(Fault(name, f"holds {found} entries instead of {wanted}"))

    def _matching(self, name: str, pattern: str, kind: str) -> str:
        value = self._found.get(name, "")
        if not re.fullmatch(pattern, value, re.DOTALL):
            raise ProblemError([*self.faults, Fault(name, f"must be {kind}")])
        if re.search(r"\d{7}", value):
            raise ProblemError([*self.faults, Fault(name, "holds a number of more than six digits")])
        return value

    def number(self, name: str) -> int:
        value = self._matching(name, r"\d{1,6}", "a whole number")
        if int(value) > MOST_NUMBER:
            raise ProblemError([Fault(name, f"is larger than {MOST_NUMBER}")])
        return int(value)

    def numbers(self, name: str) -> list[int]:
        value = self._matching(name, r"\[[\d\s,]*\]", "a list of whole numbers")
        return [int(part) for part in re.findall(r"\d+", value)]

    def rows(self, name: str, width: int) -> list[list[int]]:
        value = self._matching(name, r"\[\|[\d\s,|]*\|\]", f"rows of {width} whole numbers")
        rows = [[int(part) for part in re.findall(r"\d+", row)] for row in value[2:-2].split("|")]
        found = [row for row in rows if row]
        if any(len(row) != width for row in found):
            raise ProblemError([Fault(name, f"must be rows of {width} whole numbers")])
        return found

    def sets(self, name: str) -> list[set[int]]:
        value = self._matching(name, r"\[[\d\s,{}.]*\]", "a list of sets")
        found = []
        for inner in re.findall(r"\{([^{}]*)\}|(\d+)\s*\.\.\s*(\d+)", value):
            if inner[1]:
                found.append(set(range(int(inner[1]), min(int(inner[2]), MOST_NUMBER) + 1)))
            else:
                found.append({int(part) for part in re.findall(r"\d+", inner[0])})
        return found
