"""Announcements: who gets them is shown first; then they stand on the readers' pages, and no one else's."""

import pytest
import time_machine

from app.extensions import db
from app.models import Announcement, Audience, Camp, CampRole, OutboxMessage
from app.services.accounts import teams
from app.services.day import announcements
from app.services.day.announcements import Draft
from app.services.refusals import Refusal
from tests.agenda.test_replies import BEFORE, camp, person  # noqa: F401
from tests.makers import make_attendance, make_session, make_user
from tests.page_client import PageClient
from tests.queries import count_queries


def test_an_organiser_sees_who_gets_it_and_announces_it_in_both_languages(
    camp: Camp,  # noqa: F811
    visit: PageClient,
) -> None:
    organiser = make_user("ida@example.org")
    teams.join_team(camp, organiser, CampRole.ORGANISER)
    person("Bo").user.language = "da"
    with time_machine.travel(BEFORE):
        visit.sign_in(organiser)
        visit.get("/console/nyborg/announcements")
        texts = {"words": "The bus is late.", "words_da": "Bussen er forsinket.", "by_mail": "y"}
        visit.submit(texts, button="Next")
        assert visit.texts(".confirm-page__consequences li") == [
            "4 participants see it at the top of their pages.",
            "4 mails are sent.",
        ]
        assert db.session.query(Announcement).count() == 0
        visit.submit(button="Announce")
        assert visit.texts(".flash")[0].startswith("Announced, with 4 mails.")
        mails = {mail.recipient: mail for mail in db.session.query(OutboxMessage)}
        assert "Bussen er forsinket." in mails[person("Bo").user.email].body
        assert "The bus is late." in mails[person("Cy").user.email].body
        visit.sign_in(person("Cy").user)
        for path in ("/camps/nyborg/agenda", "/camps/nyborg/people"):
            visit.get(path)
            assert visit.texts(".announcement") == ["08:00 The bus is late."]
        visit.sign_in(organiser)
        visit.get("/console/nyborg/announcements")
        visit.submit(button="Take back")
        assert announcements.shown_to(camp, person("Cy")) == []


def test_each_audience_reads_its_own(camp: Camp) -> None:  # noqa: F811
    user, session = make_user("ida@example.org"), make_session(camp)
    make_attendance(person("Cy"), session)
    person("Bo").checked_in_at = BEFORE
    db.session.commit()
    with time_machine.travel(BEFORE):
        for draft in (
            Draft("all", "", Audience.ALL),
            Draft("present", "", Audience.PRESENT),
            Draft("session", "", Audience.SESSION, session.id),
        ):
            announcements.announce(camp, user, draft)
        shown = {
            name: [one.words for one in announcements.shown_to(camp, person(name))]
            for name in ("Ada", "Bo", "Cy")
        }
        assert shown == {"Ada": ["all"], "Bo": ["present", "all"], "Cy": ["session", "all"]}
        assert [one.name for one in announcements.readers(camp, Draft("x", "", Audience.PRESENT))] == ["Bo"]
        with count_queries() as sent:
            announcements.shown_to(camp, person("Ada"))
        assert len(sent) <= 2  # one of them finds Ada


def test_pressing_twice_announces_once_and_nothing_is_refused(camp: Camp) -> None:  # noqa: F811
    user = make_user("ida@example.org")
    draft = Draft("The bus is late.", "", Audience.ALL, by_mail=True)
    with time_machine.travel(BEFORE, tick=False):
        assert announcements.announce(camp, user, draft) is announcements.announce(camp, user, draft)
        with pytest.raises(Refusal):
            announcements.announce(camp, user, Draft("", "", Audience.ALL))
    assert db.session.query(OutboxMessage).count() == 4


def test_a_helper_reads_and_does_not_write(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    helper = make_user("h@example.org")
    teams.join_team(camp, helper, CampRole.HELPER)
    visit.sign_in(helper)
    visit.get("/console/nyborg/announcements")
    assert visit.texts("h2") == ["Announced so far", "Nothing announced yet"]
    visit.post("/console/nyborg/announcements", {"words": "x", "audience": "all"}, status=404)
