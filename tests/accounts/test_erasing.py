"""Erasing somebody: the consequence first, then no trace of name and address in any table."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    CampRole,
    OutboxMessage,
    Outcome,
    Participant,
    ParticipantStatus,
    RegistrationDraft,
    User,
)
from app.services.accounts import accounts, browsers, teams
from app.services.afterwards import outcomes
from app.services.calendars.agenda_files import agenda_for
from app.services.own_data import erasing, my_data
from app.services.refusals import Refusal
from app.services.registration import drafts
from tests.agenda.test_replies import BEFORE, camp, person  # noqa: F401  a camp with its agendas out
from tests.makers import START, make_camp, make_interest, make_participant, make_topic, make_user, make_wish
from tests.page_client import PageClient
from tests.world.camps import DURING, add_common_users, populate
from tests.world.rows import all_rows


def cells() -> list[tuple[str, str, Any]]:
    """Table, column and value of everything that is kept."""
    return [
        (table, column, value)
        for table, rows in all_rows().items()
        for row in rows
        for column, value in row.items()
        if value is not None
    ]


def traces(*words: str) -> list[tuple[str, str]]:
    """Where any of the words still stands, in whatever case, in texts, JSON and attachments."""
    found = []
    for table, column, value in cells():
        text = (
            value.decode("utf-8", "replace").replace("\r\n ", "") if isinstance(value, bytes) else str(value)
        )
        found += [(table, column) for word in words if word.casefold() in text.casefold()]
    return sorted(set(found))


def test_no_trace_of_somebody_is_left_in_any_table(app: Flask) -> None:
    with time_machine.travel(DURING, tick=True):
        add_common_users()
        home = populate("home", "zqhome")
        ada = home.people["participant"]
        ada.organisation.name, ada.organisation.name_key = "Holm and daughter", "holm and daughter"
        db.session.commit()
        browsers.enter(ada.user, "")
        teams.add_to_team(home.camp, ada.user.email, "", CampRole.HELPER, home.users["organiser"])
        drafts.save_step(
            home.camp, "another browser", "you", {"email": ada.user.email.upper(), "name": ada.name}
        )
        own = ("participantzqhome",)
        before = traces(*own)
        assert {"participant", "user", "outbox_message", "registration_draft"} <= {name for name, _ in before}
        erasing.erase_account(ada.user)

    assert traces(*own) == []
    assert ada.name == "A participant who has left"
    assert {table for table, _c, _v in cells()} >= {"calendar_entry", "meeting", "seat"}


def test_the_others_hear_of_it_without_the_name(camp: Camp) -> None:  # noqa: F811
    bo, cy = person("Bo"), person("Cy")
    ada, bo.user.language = person("Ada"), "da"
    ada.name = "Zqada"
    db.session.commit()
    with time_machine.travel(BEFORE):
        erasing.erase_account(ada.user)
    mails = {mail.recipient: mail for mail in db.session.scalars(select(OutboxMessage))}
    assert mails.keys() == {bo.user.email, cy.user.email}
    assert "En deltager, der har forladt os" in mails[bo.user.email].subject
    assert "A participant who has left" in mails[cy.user.email].subject
    assert b"STATUS:CANCELLED" in agenda_for(mails[cy.user.email])
    assert [entry.is_cancelled for entry in db.session.scalars(select(CalendarEntry))] == [True, True]
    assert traces("zqada") == []


def test_after_the_camp_the_figures_stay_without_the_words(camp: Camp) -> None:  # noqa: F811
    ada = person("Ada")
    with time_machine.travel(START):
        outcomes.tell(camp, ada, person("Bo").code, "follow_up_agreed", "zqsecret about Bo")
        outcomes.tell(camp, person("Bo"), ada.code, "informative", "what Bo thinks")
    with time_machine.travel(START + timedelta(days=9)):
        erasing.erase_account(ada.user)
    kept = {outcome.participant_id: outcome for outcome in db.session.scalars(select(Outcome))}
    assert (kept[ada.id].result, kept[ada.id].note) == ("follow_up_agreed", "")
    assert kept[person("Bo").id].note == "what Bo thinks"
    assert ada.status is ParticipantStatus.CONFIRMED
    assert not any(entry.is_cancelled for entry in db.session.scalars(select(CalendarEntry)))
    assert db.session.query(OutboxMessage).count() == 0


def test_one_registration_is_erased_and_the_other_stays(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    ada, other = person("Ada"), make_camp("odense", name="Odense")
    there = make_participant(other, "Ada at Odense", ada.user, about="zqkept")
    ada.about = "zqgone"
    make_interest(ada, make_topic(camp), "offer")
    make_wish(person("Di"), ada)
    with time_machine.travel(BEFORE):
        visit.sign_in(ada.user)
        visit.get("/account")
        assert len(visit.texts(".access-list__way")) == 2
        visit.get(f"/account/registrations/{ada.code}/erase")
        assert "2 meetings on your agenda are cancelled, and the others get a mail." in visit.texts("li")
        visit.submit(button="Leave and erase")
    assert (traces("zqgone"), traces("zqkept")) == ([], [("participant", "about")])
    assert [own.person.id for own in my_data.registrations_of(ada.user)] == [there.id]
    assert traces("would_like") == []


def test_somebody_elses_registration_is_not_there(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    visit.sign_in(person("Ada").user)
    for method in (visit.get, visit.post):
        method(f"/account/registrations/{person('Bo').code}/erase", status=404)
    assert person("Bo").status is ParticipantStatus.CONFIRMED


def test_the_account_goes_only_with_its_address_typed(camp: Camp, visit: PageClient) -> None:  # noqa: F811
    user = person("Ada").user
    address = user.email
    with time_machine.travel(BEFORE):
        visit.sign_in(user)
        visit.get("/account/delete")
        assert "2 meetings on your agenda are cancelled, and the others get a mail." in visit.texts("li")
        visit.submit({"email": "somebody@example.org"}, button="Delete my account")
        assert len(visit.texts(".field__error")) == 1 and accounts.user_by_email(address) is not None
        visit.submit({"email": f" {address.upper()}"}, button="Delete my account")
        assert visit.texts(".flash") != []
        assert visit.http.get("/account").status_code == 302
        assert accounts.user_by_email(address) is None
        assert make_user(address).email == address


def test_the_last_organiser_and_the_last_administrator_stay(app: Flask, visit: PageClient) -> None:
    root = make_user("root@example.org", is_administrator=True)
    user, camp = make_user("ida@example.org"), make_camp("nyborg", name="Nyborg")  # noqa: F811
    teams.join_team(camp, user, CampRole.ORGANISER)
    for one in (root, user):
        with pytest.raises(Refusal):
            erasing.erase_account(one)
        db.session.rollback()
    visit.sign_in(user)
    visit.get("/account/delete")
    visit.submit({"email": user.email}, button="Delete my account")
    assert "You are the only organiser of Nyborg" in visit.texts(".field__error")[0]
    teams.join_team(camp, root, CampRole.ORGANISER)
    erasing.erase_account(user)
    assert db.session.query(RegistrationDraft).count() == 0
    assert db.session.scalars(select(User).where(User.is_administrator)).one() == root
    assert db.session.query(Participant).count() == 0
