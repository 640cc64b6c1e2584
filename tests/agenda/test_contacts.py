"""Sharing addresses after a meeting: nothing is shown, told or handed out before both have said yes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy import select

from app.exports.vcard import Card, vcard
from app.extensions import db
from app.models import Camp, ContactAnswer, OutboxMessage, ParticipantStatus
from app.services.afterwards import contacts
from app.services.changes import cancellations
from app.services.own_data import erasing, my_data
from app.services.refusals import NotThere, Refusal
from tests.agenda.test_replies import BEFORE, camp, entry, person  # noqa: F401  Ada meets Bo, then Cy
from tests.makers import START, make_organisation
from tests.page_client import PageClient

SHARE = "Share my email address with "


@pytest.fixture
def met(camp: Camp) -> Iterator[Camp]:  # noqa: F811
    """Ada and Bo have just met."""
    person("Bo").organisation_id = make_organisation("Sæd; & Søn").id
    db.session.commit()
    with time_machine.travel(START + timedelta(minutes=21), tick=False):
        yield camp


def at(visit: PageClient, me: str, other: str) -> str:
    """What somebody reads where they say how the meeting with the other one went."""
    visit.sign_in(person(me).user)
    visit.get(f"/camps/nyborg/meetings/{person(other).code}/outcome")
    return visit.texts("main")[0]


def test_nothing_is_shown_before_both_have_said_yes_and_everything_then(met: Camp, visit: PageClient) -> None:
    ada, bo = person("Ada").user.email, person("Bo").user.email
    card = f"/camps/nyborg/meetings/{person('Bo').code}/contact.vcf"
    at(visit, "Ada", "Bo")
    assert ada not in visit.response.text and bo not in visit.response.text
    visit.submit(button=f"{SHARE}Bo")
    asked = at(visit, "Bo", "Ada")
    for one, other in (("Ada", "Bo"), ("Bo", "Ada")):
        at(visit, one, other)
        assert ada not in visit.response.text and bo not in visit.response.text
    assert visit.http.get(card).status_code == 404
    assert db.session.query(OutboxMessage).count() == 0
    db.session.query(ContactAnswer).delete()
    db.session.commit()
    assert at(visit, "Bo", "Ada") == asked  # Bo cannot tell whether Ada has said yes
    contacts.answer(met, person("Ada"), person("Bo").code, is_given=True)
    at(visit, "Bo", "Ada")
    visit.submit(button=f"{SHARE}Ada")
    assert ada in visit.texts("main")[0]
    assert bo in at(visit, "Ada", "Bo")
    read = vobject.readOne(visit.http.get(card).text)
    assert (read.fn.value, read.email.value, read.org.value) == ("Bo", bo, ["Sæd; & Søn"])
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.recipient, bo in mail.body) == (ada, False)
    assert mail.subject == "Bo shares their address with you"


def test_each_is_asked_once_and_may_think_again(met: Camp, visit: PageClient) -> None:
    at(visit, "Ada", "Bo")
    visit.submit(button="No, thank you")
    assert "No, thank you" not in at(visit, "Ada", "Bo")
    contacts.answer(met, person("Bo"), person("Ada").code, is_given=True)
    assert person("Bo").user.email not in at(visit, "Ada", "Bo")
    visit.submit(button=f"{SHARE}Bo")
    assert person("Bo").user.email in visit.texts("main")[0]
    visit.submit(button="Share it no longer")
    assert person("Bo").user.email not in at(visit, "Ada", "Bo")
    assert person("Ada").user.email not in at(visit, "Bo", "Ada")
    assert db.session.query(ContactAnswer).count() == 2


def test_only_two_who_have_met_are_asked(met: Camp, visit: PageClient) -> None:
    with pytest.raises(NotThere):
        contacts.answer(met, person("Di"), person("Bo").code, is_given=True)
    with time_machine.travel(BEFORE):
        assert SHARE not in at(visit, "Ada", "Bo")
        with pytest.raises(Refusal):
            contacts.answer(met, person("Ada"), person("Bo").code, is_given=True)
    db.session.rollback()
    cancellations.give_up(entry("Ada", "Bo"))
    db.session.commit()
    assert SHARE not in at(visit, "Ada", "Bo")


def test_who_leaves_or_is_erased_takes_the_address_along(met: Camp) -> None:
    ada, bo = person("Ada"), person("Bo")
    for one, other in ((ada, bo), (bo, ada)):
        contacts.answer(met, one, other.code, is_given=True)
    meeting = next(
        m for m in my_data.everything_about(bo.user)["registrations"][0]["meetings"] if m["person"] == "Ada"
    )
    assert meeting["contact"]["is_given"] is True
    assert contacts.card_of(met, ada, bo.code).startswith(b"BEGIN:VCARD\r\nVERSION:4.0\r\n")
    bo.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    with pytest.raises(NotThere):
        contacts.card_of(met, ada, bo.code)
    bo.status = ParticipantStatus.CONFIRMED
    db.session.commit()
    erasing.erase_registration(bo)
    assert [row.participant_id for row in db.session.query(ContactAnswer)] == [ada.id]


def test_a_card_holds_what_was_typed_and_nothing_else(app: Flask) -> None:
    name = "Ærø, Bo; \\ EMAIL:x@y" * 9
    content = vcard(Card(f"{name}\r\nEMAIL:evil@example.org", "bo@example.org", title="CEO, founder"))
    assert max(map(len, content.split(b"\r\n"))) <= 75
    read = vobject.readOne(content.decode())
    assert read.fn.value == f"{name} EMAIL:evil@example.org"
    assert [line.value for line in read.contents["email"]] == ["bo@example.org"]
    assert read.title.value == "CEO, founder" and set(read.contents) == {"version", "fn", "email", "title"}
