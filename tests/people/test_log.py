"""The log of who did what, and what organisers do for a participant."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    CampRole,
    Consent,
    Grade,
    InterestKind,
    OutboxMessage,
    Participant,
    TopicInterest,
)
from app.services import acts
from app.services.accounts import teams
from app.services.own_data import erasing
from app.services.people import approvals, behalf
from app.services.publishing import publishing
from app.services.refusals import Conflict
from tests.makers import (
    make_camp,
    make_interest,
    make_organisation,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.setup.runs import organised_camp


def lines(visit: PageClient) -> list[str]:
    return visit.texts("tbody td:last-child")


def test_acts_of_every_sort_are_lines_with_who_and_when(visit: PageClient) -> None:
    camp, user = organised_camp(visit, name="Camp")
    bo = make_participant(camp, "Bo Lind")
    slots, tables = make_slots(camp), make_tables(camp)
    schedule = make_schedule(camp, [(make_participant(camp, "Ada"), bo, slots[0], tables[0])])
    visit.get("/console/camp/log")
    assert visit.texts(".empty-state__title") == ["Nothing done yet"]
    visit.get("/console/camp/team")
    visit.submit({"email": "nia@example.org", "name": "Nia", "role": "helper"}, button="Add to the team")
    visit.submit(button="Take out", action=f"team/{_member('nia@example.org', camp.id)}/remove")
    visit.post("/console/camp/hide")
    visit.get("/console/camp/invitations/link")
    visit.submit({"label": "Friends"}, button="Make the link")
    visit.submit(button="Take the link back")
    publishing.publish(camp, schedule, user)
    approvals.withdraw(camp, bo.code, user)
    visit.get("/console/camp/log")
    assert lines(visit) == [
        "Withdrew the registration of Bo Lind.",
        "Published schedule 1 as final.",
        "Took an invitation back.",
        "Made a link to register.",
        "Hid the camp from the public.",
        "Took Nia out of the team.",
        "Made Nia a helper.",
    ]
    assert set(visit.texts("tbody td:nth-child(2)")) == {"Ingrid Sørensen"}
    visit.get("/console/camp/log?kind=published")
    assert lines(visit) == ["Published schedule 1 as final."]
    visit.get("/console/camp/log?by=999999&kind=nonsense")
    assert visit.texts(".empty-state__title") == ["Nothing of the kind"]


def _member(address: str, camp_id: int) -> int:
    query = select(teams.TeamMember.id).join(teams.TeamMember.user).where(teams.User.email == address)
    return db.session.scalars(query.where(teams.TeamMember.camp_id == camp_id)).one()


def test_log_outlives_a_member_of_the_team_and_forgets_erased_names(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    second = make_user("second@example.org", "Second Organiser")
    teams.join_team(camp, second, CampRole.ORGANISER)
    bo = make_participant(camp, "Bo Lind")
    approvals.withdraw(camp, bo.code, second)
    member = _member("second@example.org", camp.id)
    teams.leave_team(camp, member, user)
    visit.get("/console/camp/log")
    assert visit.texts("tbody tr td:nth-child(2)") == ["Ingrid Sørensen", "Second Organiser"]
    erasing.erase_account(second)
    erasing.erase_registration(bo)
    visit.get("/console/camp/log")
    assert "Second Organiser" not in visit.page.get_text() and "Bo Lind" not in visit.page.get_text()
    assert visit.texts("tbody tr td:nth-child(2)") == ["Ingrid Sørensen", "Somebody who has left"]
    assert lines(visit)[1] == "Withdrew the registration of A participant who has left."


def test_what_is_refused_leaves_no_line(app: Flask) -> None:
    camp, user = make_camp("camp"), make_user()
    bo = make_participant(camp, "Bo")
    with pytest.raises(Conflict):
        approvals.approve(camp, bo.code, user)
    assert db.session.scalar(select(func.count(Act.id))) == 0


def test_log_is_paged_and_its_queries_do_not_grow(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    elsewhere = make_camp("elsewhere")
    acts.note(elsewhere, user, ActKind.CAMP_OPENED)
    for person in [make_participant(camp, f"Person {n}") for n in range(55)]:
        acts.note(camp, user, ActKind.TYPE_SET, about=person)
    db.session.commit()
    with count_queries() as sent:
        visit.get("/console/camp/log")
    assert (len(lines(visit)), len(sent) <= 10) == (50, True), len(sent)
    visit.get("/console/camp/log?page=2")
    assert len(lines(visit)) == 5


def test_organiser_changes_a_profile_and_the_participant_hears_of_it(visit: PageClient) -> None:
    camp, user = organised_camp(visit, name="Innovation Camp")
    topic, other = make_topic(camp), make_topic(camp, "Wind", "Vind")
    ada = make_participant(camp, "Ada", organisation=make_organisation(), country="DK", is_listed=True)
    bo = make_participant(camp, "Bo")
    make_interest(ada, topic, InterestKind.OFFER)
    make_wish(ada, bo, Grade.RATHER_NOT)
    visit.get(f"/console/camp/people/{ada.code}")
    visit.get(f"/console/camp/people/{ada.code}/edit")
    assert visit.page.find("input", attrs={"name": "is_listed"}) is None
    visit.submit(
        {"name": "Ada Holm", "offer_topics": [str(other.id)], "job_title": "Director"}, button="Save and tell"
    )
    assert visit.texts(".flash") == ["The profile of Ada Holm is saved, and a mail tells them."]
    db.session.expire_all()
    assert (ada.name, ada.job_title, ada.is_listed, ada.country) == ("Ada Holm", "Director", True, "DK")
    assert db.session.scalars(select(TopicInterest.topic_id)).all() == [other.id]
    assert db.session.scalar(select(func.count(Consent.id))) == 0, "they have said nothing"
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.recipient, "Ingrid Sørensen" in mail.body) == (ada.user.email, True)
    act = db.session.scalars(select(Act)).one()
    assert (act.kind, act.participant_id, act.user_id, act.details) == (
        ActKind.PROFILE_EDITED, ada.id, user.id, {},
    )  # fmt: skip
    visit.get("/console/camp/log")
    assert lines(visit) == ["Changed the profile of Ada Holm."]
    stale = db.session.get_one(Participant, ada.id).version - 1
    with pytest.raises(Conflict):
        behalf.edit_profile(camp, ada.code, stale, {"name": "Late"}, user)
    assert db.session.get_one(Participant, ada.id).name == "Ada Holm"


def test_taking_a_proof_out_is_a_line_of_the_log(visit: PageClient) -> None:
    camp, _user = organised_camp(visit, name="Camp")
    people = [make_participant(camp, name) for name in ("Ada", "Bo")]
    schedule = make_schedule(camp, [(*people, make_slots(camp)[0], make_tables(camp)[0])])
    visit.http.get(f"/console/camp/schedules/{schedule.number}/proof.zip")
    visit.get("/console/camp/log")
    assert lines(visit) == ["Took the proof of a schedule out as a file."]
