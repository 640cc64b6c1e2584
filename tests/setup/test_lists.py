"""Tables, topics and the team: what is in use stays, and one camp never reaches another's."""

import pytest
from flask import Flask

from app.extensions import db
from app.models import CampRole, InterestKind, MeetingTable, OutboxMessage, TeamMember, User
from app.services.accounts import teams
from app.services.refusals import NotThere, Refusal
from app.services.setup import tables, topics
from app.services.setup.tables import Layout
from tests.makers import (
    make_camp,
    make_interest,
    make_participant,
    make_schedule,
    make_slots,
    make_topic,
    make_user,
)
from tests.page_client import PageClient
from tests.setup.runs import organised_camp


def _numbers(camp_id: int) -> list[int]:
    return list(db.session.scalars(db.select(MeetingTable.number).where(MeetingTable.camp_id == camp_id)))


def test_tables_are_numbered_on_and_keep_their_numbers(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 3, Layout("Ballroom", "by the stage"))
    tables.remove_tables(camp, 2, 2)
    tables.add_tables(camp, 2, Layout("Garden"))
    assert sorted(_numbers(camp.id)) == [1, 3, 4, 5]


def test_groups_join_neighbours_that_stand_together(app: Flask) -> None:
    camp = make_camp()
    tables.add_tables(camp, 3, Layout("A", "front"))
    tables.add_tables(camp, 2, Layout("A", "back"))
    tables.add_tables(camp, 1, Layout("A", "front"))
    tables.remove_tables(camp, 2, 2)
    assert [(group.first, group.last, group.hint, group.count) for group in tables.groups_of(camp)] == [
        (1, 1, "front", 1), (3, 3, "front", 1), (4, 5, "back", 2), (6, 6, "front", 1)]  # fmt: skip


def test_table_with_a_meeting_is_never_removed(app: Flask) -> None:
    camp = make_camp()
    stood = tables.add_tables(camp, 3)
    people = [make_participant(camp, name) for name in ("Ada", "Bo")]
    make_schedule(camp, [(*people, make_slots(camp)[0], stood[1])])
    with pytest.raises(Refusal, match=r"1 meeting is planned there.* table 2 \(schedule 1\)"):
        tables.remove_tables(camp, 1, 3)
    db.session.rollback()
    assert sorted(_numbers(camp.id)) == [1, 2, 3]


@pytest.mark.parametrize("count", [0, -1, 3001])
def test_impossible_numbers_of_tables_are_refused(app: Flask, count: int) -> None:
    camp = make_camp()
    with pytest.raises(Refusal, match="from 1 to 3000 tables"):
        tables.add_tables(camp, count)


def test_tables_of_another_camp_are_not_there(app: Flask) -> None:
    camp, other = make_camp(), make_camp()
    tables.add_tables(other, 2)
    for act in (
        lambda: tables.remove_tables(camp, 1, 2),
        lambda: tables.describe_tables(camp, 1, 2, Layout("Z")),
    ):
        with pytest.raises(NotThere):
            act()
    assert sorted(_numbers(other.id)) == [1, 2]


def test_organiser_adds_describes_and_removes_tables(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/tables")
    visit.submit({"count": "12", "zone": "Ballroom"}, button="Add the tables")
    assert visit.texts(".flash") == ["12 tables are added."]
    visit.get("/console/camp/tables/1-6")
    visit.submit({"hint": "by the stage"}, button="Save")
    assert visit.texts("tbody th") == ["1–6", "7–12"]
    visit.get("/console/camp/tables/remove")
    visit.submit({"first": "7", "last": "12"}, button="Remove these tables")
    assert visit.texts("tbody th") == ["1–6"]
    visit.get("/console/camp/tables/7-12", status=404)


def test_topics_come_all_or_none(app: Flask) -> None:
    camp = make_camp()
    make_topic(camp, "Water", "Vand")
    with pytest.raises(Refusal, match="topic called “WATER” already"):
        topics.add_topics(camp, [("Hydrogen", "Brint"), ("WATER", "Vand")])
    db.session.rollback()
    assert [topic.name for topic in topics.topics_of(camp)] == ["Water"]


def test_topic_that_somebody_names_is_renamed_but_never_removed(app: Flask) -> None:
    camp = make_camp()
    topic = make_topic(camp, "Hydrogn", "Brint")
    person = make_participant(camp)
    make_interest(person, topic, InterestKind.OFFER)
    make_interest(person, topic, InterestKind.NEED)
    with pytest.raises(Refusal, match=r"“Hydrogn” is named by 1 participant\."):
        topics.remove_topic(camp, topic.id)
    db.session.rollback()
    topics.rename_topic(camp, topic.id, "Hydrogen", "Brint")
    assert [found.name for found in topics.topics_of(camp)] == ["Hydrogen"]


def test_topics_of_another_camp_are_not_there(app: Flask) -> None:
    camp, topic = make_camp(), make_topic(make_camp())
    for act in (
        lambda: topics.remove_topic(camp, topic.id),
        lambda: topics.rename_topic(camp, topic.id, "X", "Y"),
    ):
        with pytest.raises(NotThere):
            act()


def test_organiser_writes_topics_one_a_line(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    visit.get("/console/camp/topics")
    visit.submit({"lines": "Hydrogen storage; Brintlagring\n\nWater;  Vand "}, button="Add the topics")
    assert visit.texts(".flash") == ["2 topics are added."]
    assert [(t.name, t.name_da) for t in topics.topics_of(camp)] == [
        ("Hydrogen storage", "Brintlagring"),
        ("Water", "Vand"),
    ]
    visit.submit(action=f"/topics/{topics.topics_of(camp)[1].id}/remove")
    assert visit.texts("tbody th") == ["Hydrogen storage"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Hydrogen", "Write the English and the Danish name with a semicolon between them: “Hydrogen”."),
        ("a;b;c", "Write the English and the Danish name with a semicolon between them: “a;b;c”."),
        ("%(line)s", "Write the English and the Danish name with a semicolon between them: “%(line)s”."),
        ("x;", "A topic needs an English and a Danish name."),
        ("x" * 101 + ";y", "“" + "x" * 40 + "” is too long: a topic has at most 100 characters."),
    ],
)
def test_hostile_topics_are_refused_in_words(visit: PageClient, lines: str, words: str) -> None:
    camp, _user = organised_camp(visit)
    visit.get("/console/camp/topics")
    visit.submit({"lines": lines}, button="Add the topics")
    assert visit.texts(".error-summary li") == [words]
    assert topics.topics_of(camp) == []


def test_somebody_added_to_the_team_gets_an_account_and_their_rights(visit: PageClient) -> None:
    organised_camp(visit)
    visit.get("/console/camp/team")
    visit.submit(
        {"email": " New.Helper@Example.org ", "name": "Nia", "role": "helper"}, button="Add to the team"
    )
    assert visit.texts("tbody th") == ["Ingrid Sørensen", "Nia"]
    user = db.session.scalars(db.select(User).where(User.email == "new.helper@example.org")).one()

    mail = db.session.scalars(db.select(OutboxMessage)).one()
    assert mail.recipient == user.email
    assert "Ingrid Sørensen has made you a helper" in mail.body
    assert "/console\n" in mail.body

    visit.sign_in(user)
    visit.get("/console/camp/check-in")
    for page in (
        "",
        "/set-up",
        "/programme",
        "/slots",
        "/tables",
        "/topics",
        "/team",
        "/people",
        "/people.csv",
    ):
        visit.get(f"/console/camp{page}", status=404)


def test_a_mail_is_sent_only_when_the_role_changes(visit: PageClient) -> None:
    camp, organiser = organised_camp(visit)
    helper = make_user("helper@example.org")

    for role in (CampRole.HELPER, CampRole.HELPER, CampRole.ORGANISER):
        teams.add_to_team(camp, helper.email, "", role, organiser)
    teams.add_to_team(camp, organiser.email, "", CampRole.ORGANISER, organiser)

    assert len(db.session.scalars(db.select(OutboxMessage)).all()) == 2


def test_rights_end_with_the_next_request_after_leaving_the_team(visit: PageClient) -> None:
    camp, organiser = organised_camp(visit)
    helper = make_user("helper@example.org")
    member = teams.join_team(camp, helper, CampRole.HELPER)
    visit.sign_in(helper)
    visit.get("/console/camp/check-in")

    assert teams.leave_team(camp, member.id, make_user()).user_id == helper.id

    visit.get("/console/camp/check-in", status=404)
    visit.sign_in(organiser)
    visit.get("/console/camp/team")
    assert visit.texts("tbody th") == ["Ingrid Sørensen"]


def test_last_organiser_cannot_leave_nor_become_a_helper(visit: PageClient) -> None:
    camp, organiser = organised_camp(visit)
    member = db.session.scalars(db.select(TeamMember)).one()
    visit.post(f"/console/camp/team/{member.id}/remove", follow=True, status=200)
    assert visit.texts(".flash") == ["A camp needs at least one organiser: add another one first."]
    with pytest.raises(Refusal):
        teams.add_to_team(camp, organiser.email, "", CampRole.HELPER, organiser)
    assert teams.role_at(organiser, camp) is CampRole.ORGANISER


def test_member_of_another_team_is_not_there(app: Flask) -> None:
    camp, other = make_camp(), make_camp()
    member = teams.join_team(other, make_user(), CampRole.ORGANISER)
    teams.join_team(other, make_user(), CampRole.ORGANISER)
    with pytest.raises(NotThere):
        teams.leave_team(camp, member.id, make_user())


@pytest.mark.parametrize(
    "email", ["", "nobody", "@example.org", "a@b@example.org", "x" * 250 + "@example.org"]
)
def test_team_needs_a_real_address(visit: PageClient, email: str) -> None:
    organised_camp(visit)
    visit.get("/console/camp/team")
    visit.submit({"email": email}, button="Add to the team")
    assert len(visit.texts(".error-summary li")) == 1
    assert db.session.scalar(db.select(db.func.count()).select_from(User)) == 1
