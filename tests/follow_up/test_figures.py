"""What organisers see: how far the follow-up has come, and sums from which nobody can be recognised."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    CampRole,
    FollowUp,
    FollowUpMeeting,
    FollowUpRound,
    OrganisationKind,
    Participant,
    Standing,
)
from app.services import links
from app.services.accounts.teams import join_team
from app.services.afterwards.follow_up import figures
from tests.follow_up.conftest import THREE_MONTHS
from tests.makers import START, make_camp, make_organisation, make_participant, make_user
from tests.page_client import PageClient
from tests.queries import count_queries

LATER = THREE_MONTHS + timedelta(days=5)
PATH = "/console/nyborg/follow-up"


@pytest.fixture
def asked(app: Flask) -> list[FollowUp]:
    """Eight participants of organisations 0 to 7, the first five SMEs, each of whom was asked and has answered."""
    camp = make_camp("nyborg")
    join_team(camp, make_user("olga@example.org"), CampRole.ORGANISER)
    rows = []
    for number in range(8):
        kind = OrganisationKind.SME if number < 5 else OrganisationKind.CLUSTER
        body = make_organisation(f"House {number}", kind=kind)
        one = make_participant(camp, f"=Person {number}", organisation_id=body.id)
        rows.append(FollowUp(camp_id=camp.id, participant_id=one.id, round=FollowUpRound.THREE_MONTHS, told_at=LATER,
                             link_hash=f"{number:064}", asked_at=THREE_MONTHS, answered_at=LATER))  # fmt: skip
    db.session.add_all(rows)
    db.session.commit()
    return rows


def met(one: FollowUp, other: FollowUp) -> CalendarEntry:
    lo, hi = sorted((one.participant_id, other.participant_id))
    entry = CalendarEntry(camp_id=one.camp_id, person_lo_id=lo, person_hi_id=hi, uid=f"{lo}-{hi}", table_number=1,
                          starts_at=START, ends_at=START, created_at=START, updated_at=START)  # fmt: skip
    db.session.add(entry)
    db.session.commit()
    return entry


def say(row: FollowUp, entry: CalendarEntry, standing: Standing, **more: bool) -> None:
    db.session.add(FollowUpMeeting(camp_id=row.camp_id, follow_up_id=row.id, entry_id=entry.id, standing=standing,
                                   said_at=LATER, **more))  # fmt: skip
    db.session.commit()


def found(camp_id: int) -> dict[str, tuple[int | None, int, int, int]]:
    """Of the first round, by label: how many, people, organisations, SMEs."""
    with time_machine.travel(LATER):
        first = figures.figures_of(db.session.get_one(Camp, camp_id))[0]
    return {one.label: (one.count, one.people, one.organisations, one.small)
            for one in (*first.of_meetings, *first.of_camp)}  # fmt: skip


def ideas(rows: list[FollowUp]) -> tuple[int | None, int, int, int]:
    for row in rows:
        row.new_ideas = True
    db.session.commit()
    return found(rows[0].camp_id)["New ideas"]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ([], (None, 0, 0, 0)),
        ([0, 1], (None, -1, -1, -1)),
        ([0, 1, 2], (None, 3, 3, 3)),
        ([5, 6, 7], (None, 3, 3, 0)),
        ([0, 1, 5, 6], (None, 4, 4, -1)),
        ([0, 1, 2, 5], (None, 4, 4, -1)),
        ([0, 1, 2, 5, 6, 7], (None, 6, 6, 3)),
    ],
)
def test_one_or_two_are_told_nowhere_nor_to_be_reckoned(
    asked: list[FollowUp], who: list[int], told: object
) -> None:
    if who:
        assert ideas([asked[number] for number in who]) == told
    else:
        assert found(asked[0].camp_id)["New ideas"] == told


def test_three_people_of_one_organisation_do_not_show_it(asked: list[FollowUp]) -> None:
    for row in asked[1:3]:
        one, first = (db.session.get_one(Participant, r.participant_id) for r in (row, asked[0]))
        one.organisation_id = first.organisation_id
    assert ideas(asked[:3]) == (None, 3, -1, -1)


def test_a_meeting_counts_once_and_only_with_three_people_behind_it(asked: list[FollowUp]) -> None:
    pairs = [met(asked[0], asked[1]), met(asked[2], asked[3]), met(asked[4], asked[5])]
    for entry, rows in zip(pairs, (asked[0:2], asked[2:4], asked[4:6]), strict=True):
        for row in rows:
            say(row, entry, Standing.COOPERATION, is_across=entry is not pairs[2], project=row is asked[0])
    sums = found(asked[0].camp_id)
    assert sums["Meetings that led to an agreed cooperation"] == (3, 6, 6, -1)
    assert sums["Meetings whose people are still in contact"] == (3, 6, 6, -1)
    assert sums["… across regions or borders"] == (-1, 4, 4, 4)  # two meetings, of which four people tell
    assert sums["… with a common project"] == (-1, -1, -1, -1)
    assert sums["… with a new product"] == (0, 0, 0, 0)


def test_collaborations_beside_the_meetings_are_added_up(asked: list[FollowUp]) -> None:
    for row, number in zip(asked, (2, 3, 4), strict=False):
        row.collaborations = number
    assert found(asked[0].camp_id)["Collaborations with others met at the camp"] == (9, 3, 3, 3)


def test_before_three_have_answered_there_are_no_sums(asked: list[FollowUp], visit: PageClient) -> None:
    for row in asked[2:]:
        row.answered_at = row.told_at = None
    for row in asked[:2]:
        row.new_ideas = True
    db.session.commit()
    assert found(asked[0].camp_id) == {}
    with time_machine.travel(LATER):
        organiser(visit).get(PATH)
    assert "Sums stand here once three people have answered." in visit.texts("p")
    assert visit.page.select("tbody") == []


def organiser(visit: PageClient) -> PageClient:
    visit.sign_in(
        db.session.query(db.Model.registry._class_registry["User"]).filter_by(email="olga@example.org").one()
    )
    return visit


def test_the_page_says_how_far_it_has_come_and_who_was_asked(
    asked: list[FollowUp], visit: PageClient
) -> None:
    ideas(asked[:4])
    with time_machine.travel(LATER):
        page = organiser(visit).get(PATH).main
    assert visit.texts(".stat-list__value")[:3] == ["8", "8", "0"]
    assert len(visit.texts(".people-list li")) == 8
    rows = {" ".join(row.th.get_text().split()): [" ".join(cell.get_text().split()) for cell in row.find_all("td")]
            for row in page.select("tbody tr")}  # fmt: skip
    assert rows["New ideas"] == ["–", "4", "4", "4"]
    assert rows["New competences"] == ["–", "0", "0", "0"]


def test_a_camp_that_lies_ahead_says_when_it_asks(app: Flask, visit: PageClient) -> None:
    join_team(make_camp("nyborg"), make_user("olga@example.org"), CampRole.ORGANISER)
    organiser(visit).get(PATH)
    assert visit.texts(".empty-state__text") == [
        "From Thursday 10 June 2027, 09:00 (Copenhagen) everybody is asked who had a published meeting.",
        "From Friday 10 March 2028, 09:00 (Copenhagen) everybody is asked who had a published meeting.",
    ]
    assert "What has come of Camp nyborg? It takes a minute" in visit.texts("strong")
    assert links.address("survey.show", token="personal-link") in visit.page.pre.get_text()
    visit.get(f"{PATH}?mail=da")
    assert "Hvad er der kommet ud af Camp nyborg? Det tager et minut" in visit.texts("strong")


def test_switching_off_and_on_says_what_it_does(asked: list[FollowUp], visit: PageClient) -> None:
    one, other = (
        make_participant(db.session.get_one(Camp, asked[0].camp_id), name) for name in ("Ada", "Bo")
    )
    lo, hi = sorted((one.id, other.id))
    db.session.add(CalendarEntry(camp_id=one.camp_id, person_lo_id=lo, person_hi_id=hi, uid="x", table_number=1,
                                 starts_at=START, ends_at=START, created_at=START, updated_at=START))  # fmt: skip
    db.session.commit()
    with time_machine.travel(LATER):
        organiser(visit).get(PATH)
        visit.submit(button="Do not ask")
        assert "Nobody is asked" in visit.texts(".badge")
        assert "Switched on, 2 people get a mail within ten minutes." in visit.page.main.get_text()
        visit.submit(button="Ask the participants")
        assert "Participants are asked" in visit.texts(".badge")


def test_the_file_holds_the_same_sums_and_no_formula(asked: list[FollowUp], visit: PageClient) -> None:
    ideas(asked[:2])
    with time_machine.travel(LATER):
        organiser(visit).http.get(f"{PATH}/figures.csv")
        text = visit.http.get(f"{PATH}/figures.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["Asked after", "What came of it", "How many"]
    assert ["3 months", "Asked", "8", "", "", ""] in rows
    assert ["3 months", "New ideas", "", "fewer than 3", "fewer than 3", "fewer than 3"] in rows
    assert ["12 months", "Asked", "0", "", "", ""] in rows
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)
    assert "Person" not in text


def test_the_page_asks_as_often_for_eight_as_for_forty(asked: list[FollowUp], visit: PageClient) -> None:
    counts = []
    camp = db.session.get_one(Camp, asked[0].camp_id)
    with time_machine.travel(LATER):
        organiser(visit).get(PATH)
        for number in (0, 32):
            for more in range(number):
                one = make_participant(camp, f"Further {more}")
                db.session.add(FollowUp(camp_id=camp.id, participant_id=one.id, round=FollowUpRound.THREE_MONTHS,
                                        link_hash=f"more{more:060}", asked_at=THREE_MONTHS))  # fmt: skip
            db.session.commit()
            with count_queries() as sent:
                visit.get(PATH)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 20
