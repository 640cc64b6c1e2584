"""Sessions: what changes is told to calendars, what is removed leaves every agenda."""

from dataclasses import replace

import pytest
from flask import Flask

from app.extensions import db
from app.models import Attendance, Camp, Session, SessionKind
from app.services.programme import double_bookings, programme
from app.services.programme.availability import Times
from app.services.programme.programme import SessionValues
from app.services.refusals import NotThere, Refusal
from app.services.times import own_times
from tests.makers import make_camp, make_participant
from tests.page_client import PageClient
from tests.setup.runs import at, organised_camp

WORKSHOP = SessionValues(
    SessionKind.WORKSHOP, "Onboarding", at(9, 11), at(9, 12, 15), room="Library", capacity=2
)


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({"title": "New title"}, 1),
        ({"room": "Garden"}, 1),
        ({"starts_at": at(9, 11, 15)}, 1),
        ({"ends_at": at(9, 13)}, 1),
        ({"speaker": "Ada"}, 0),
        ({"track": "Members"}, 0),
        ({"description": "More"}, 0),
        ({"capacity": 9}, 0),
        ({}, 0),
    ],
)
def test_sequence_rises_only_when_calendars_must_be_told(
    app: Flask, change: dict[str, object], sequence: int
) -> None:
    camp = make_camp()
    session = programme.add_session(camp, WORKSHOP)
    told = session.updated_at

    programme.change_session(camp, session.id, replace(WORKSHOP, **change))  # type: ignore[arg-type]

    assert session.sequence == sequence
    assert (session.updated_at > told) is bool(sequence)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (replace(WORKSHOP, title=" "), "Give the session a title."),
        (replace(WORKSHOP, ends_at=at(9, 11)), "It must end after it begins."),
        (replace(WORKSHOP, starts_at=at(8, 23), ends_at=at(9, 1)), "It must begin during the camp"),
        (replace(WORKSHOP, is_for_all=True), "cannot have a limited number"),
        (replace(WORKSHOP, capacity=0), "at least one place"),
    ],
)
def test_session_that_means_nothing_is_refused(app: Flask, values: SessionValues, words: str) -> None:
    camp = make_camp()
    with pytest.raises(Refusal, match=words):
        programme.add_session(camp, values)
    assert programme.sessions_of(camp) == []


def test_places_cannot_fall_below_those_taken(app: Flask) -> None:
    camp = make_camp()
    session = programme.add_session(camp, WORKSHOP)
    for name in ("Ada", "Bo"):
        own_times.edit(camp, make_participant(camp, name), Times(sessions=[session.id]))
    with pytest.raises(Refusal, match="2 people have chosen this session"):
        programme.change_session(camp, session.id, replace(WORKSHOP, capacity=1))


def test_removed_session_leaves_every_agenda(app: Flask) -> None:
    camp = make_camp()
    session, other = (
        programme.add_session(camp, WORKSHOP),
        programme.add_session(camp, replace(WORKSHOP, title="Stays")),
    )
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    own_times.edit(camp, ada, Times(sessions=[session.id]))
    own_times.edit(camp, bo, Times(sessions=[other.id]))

    programme.remove_session(camp, session.id)

    assert [found.title for found in programme.sessions_of(camp)] == ["Stays"]
    assert list(db.session.scalars(db.select(Attendance.participant_id))) == [bo.id]


def test_sessions_of_another_camp_are_not_there(app: Flask) -> None:
    camp, other = make_camp(), make_camp()
    session = programme.add_session(other, WORKSHOP)
    for act in (
        lambda: programme.session_of(camp, session.id),
        lambda: programme.change_session(camp, session.id, WORKSHOP),
        lambda: programme.remove_session(camp, session.id),
    ):
        with pytest.raises(NotThere):
            act()
    assert len(programme.sessions_of(other)) == 1


def test_organiser_adds_changes_and_removes_a_session(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/programme/new")
    visit.submit(
        {"title": "Dinner", "kind": "meal", "starts": "19:00", "ends": "01:00", "is_for_all": "y"},
        button="Save",
    )
    assert visit.texts(".flash") == ["The session is in the programme."]
    assert visit.texts("tbody td .numeric") == ["19:00–01:00"]

    session = db.session.scalars(db.select(Session)).one()
    assert (session.starts_at, session.ends_at) == (at(9, 19), at(10, 1))
    visit.get(f"/console/camp/programme/{session.id}")
    visit.submit({"title": "Gala dinner", "day": "2027-03-10"}, button="Save")
    assert visit.texts("tbody th a") == ["Gala dinner"]

    visit.get(f"/console/camp/programme/{session.id}/remove")
    assert visit.texts(".confirm-page__consequences li") == [
        "The session disappears from the programme and from every agenda.",
        "0 participants have chosen it and are free then.",
    ]
    visit.submit(button="Remove the session")
    assert visit.texts(".flash") == ["“Gala dinner” is removed."]
    assert db.session.scalars(db.select(Session)).all() == []


def test_session_refused_by_a_rule_keeps_what_was_typed(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/programme/new")
    fields = {"title": "<b>Talk</b>", "starts": "09:00", "ends": "10:00", "is_for_all": "y", "capacity": "5"}
    page = visit.submit(fields, button="Save")
    assert visit.texts(".error-summary li") == [
        "A session for everybody cannot have a limited number of places."
    ]
    assert page.select_one("input[name=title]")["value"] == "<b>Talk</b>"
    assert page.find("b") is None


def test_time_that_the_clocks_skip_is_refused(visit: PageClient) -> None:
    """Copenhagen's clocks go from 02:00 to 03:00 on 28 March 2027."""
    organised_camp(visit, starts_on=at(28, 9).date(), ends_on=at(28, 9).date())
    visit.get("/console/camp/programme/new")
    visit.submit({"title": "Night", "starts": "02:30", "ends": "05:00"}, button="Save")
    assert visit.texts(".error-summary li") == [
        "There is no 02:30 on 2027-03-28: the clocks are put forward."
    ]


def double_bookings_of(camp: Camp) -> list[tuple[str, bool, str, str]]:
    found = double_bookings.found_in(programme.sessions_of(camp))
    return [(one.name, one.is_room, one.first.title, one.second.title) for one in found]


def test_a_room_taken_twice_and_a_speaker_in_two_places_are_seen(app: Flask) -> None:
    camp = make_camp()
    first = replace(WORKSHOP, title="First", speaker="Ada Lund; Bo  Ek")
    programme.add_session(camp, first)
    programme.add_session(camp, replace(first, title="Later", starts_at=at(9, 12, 15), ends_at=at(9, 13)))
    programme.add_session(
        camp, replace(first, title="Beside", room=" library ", speaker="Cy", starts_at=at(9, 12))
    )
    programme.add_session(
        camp, replace(first, title="Elsewhere", room="", speaker="bo ek", ends_at=at(9, 11, 15))
    )
    assert double_bookings_of(camp) == [
        ("Bo Ek", False, "First", "Elsewhere"),
        ("Library", True, "First", "Beside"),
    ]


def test_sessions_without_room_and_speaker_are_in_nobodys_way(app: Flask) -> None:
    camp = make_camp()
    for title in ("One", "Two"):
        programme.add_session(camp, replace(WORKSHOP, title=title, room=" ", speaker=" ; "))
    assert double_bookings_of(camp) == []


def test_organisers_see_what_is_in_each_others_way(visit: PageClient) -> None:
    camp, _olga = organised_camp(visit)
    programme.add_session(camp, replace(WORKSHOP, track="Members", speaker="Ada; Bo"))
    programme.add_session(camp, replace(WORKSHOP, title="Funding", speaker="Bo"))
    visit.get("/console/camp/programme")
    words = [" ".join(line.split()) for line in visit.texts(".notice li")]
    assert [line.split(":")[0] for line in words] == ["Library is taken twice", "Bo speaks in two places"]
    assert "Members · Ada; Bo" in [" ".join(line.split()) for line in visit.texts("tbody th .muted")]


def test_the_camps_text_is_markdown_of_organisers(visit: PageClient) -> None:
    camp = make_camp("nyborg", summary="Come!\n\n## Getting there\n\n- by **train** <b>x</b>")
    page = visit.get("/camps/nyborg/")
    assert "Getting there" in visit.texts("main h2") and visit.texts("main li strong")[0] == "train"
    assert page.find("b") is None and camp.summary.startswith("Come!")
