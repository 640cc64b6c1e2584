"""The report's tables give no stage away that is left out: what their numbers add up to is hidden too."""

from collections import Counter

import pytest
from flask import Flask

from app.models import Camp, Schedule
from app.services.afterwards.report import of_schedule, sections
from app.services.afterwards.report.facts import Facts, Person
from app.services.afterwards.report.hiding import Told
from app.services.matching.comparing import Column

LEFT_OUT = "fewer than 3, or left out"


def column(counts: dict[int, int], promised: int, shares: list[float]) -> Column:
    kept = sum(people for meetings, people in counts.items() if meetings >= promised)
    return Column(Schedule(), None, "", 0, kept, counts, shares, [])


def stages(**people: Told) -> dict[str, Told]:
    keys = ("registered", "confirmed", "wishing", "scheduled", "checked_in", "held", "agreed")
    return {key: people.get(key) for key in keys}


@pytest.mark.parametrize(("wishing", "told"), [(22, [0, 5, 0, 9, 8]), (None, [0, LEFT_OUT, 0, 9, LEFT_OUT])])
def test_own_wishes_do_not_add_up_to_who_has_wishes(app: Flask, wishing: Told, told: list[object]) -> None:
    shares = [0.3] * 5 + [0.7] * 9 + [1.0] * 8
    section = of_schedule._own_wishes(column({}, 1, shares), stages(wishing=wishing), is_outside=True)
    assert [row[1] for row in section.rows] == told


@pytest.mark.parametrize(("agreed", "told"), [(7, [4, 3]), (None, [LEFT_OUT, LEFT_OUT])])
def test_groups_do_not_add_up_to_who_agreed(app: Flask, agreed: Told, told: list[object]) -> None:
    people = {n: Person(n, "DK" if n < 10 else "SE", None, None, has_come=False) for n in range(20)}
    facts = Facts(people, 20, 0, [], 0, 0, [], Counter(), {0, 1, 2, 3, 10, 11, 12}, {})
    by_country = sections.groupings(facts)[2]
    section = sections.by_group(facts, by_country, stages(agreed=agreed), is_outside=True)
    assert [row[3] for row in section.rows] == told


@pytest.mark.parametrize(
    ("counts", "scheduled", "finding", "told"),
    [
        ({0: 8, 1: 2, 2: 10}, 12, "How many meetings people have", [8, LEFT_OUT, LEFT_OUT]),
        ({0: 8, 1: 6, 2: 10}, 16, "10 of 24 people have the 2 meetings promised or more", [8, 6, 10]),
        ({0: 3, 1: 1, 2: 3, 3: 9}, 13, "How many meetings people have", [3, LEFT_OUT, LEFT_OUT, 9]),
        ({0: 1, 1: 6, 2: 9}, None, "9 of 16 people have the 2 meetings promised or more", [LEFT_OUT, LEFT_OUT, 9]),
    ],
)  # fmt: skip
def test_meetings_a_person_beside_their_promise_and_their_stage(
    app: Flask, counts: dict[int, int], scheduled: Told, finding: str, told: list[object]
) -> None:
    """In the first, 12 have meetings and 10 have two: two people have one. In the third it is one person."""
    camp, found = Camp(promised_meetings=2), stages(scheduled=scheduled, confirmed=sum(counts.values()))
    section = of_schedule._per_person(camp, column(counts, 2, []), found, is_outside=True)
    assert section.finding == finding
    assert [row[1] for row in section.rows] == told
