"""Invitations by a link: they open what is closed, to so many and no more, until they are taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Camp, Invitation, OutboxMessage, Participant, ParticipantStatus
from app.services.registration import invitations
from app.services.registration.invitations import LinkValues
from tests.makers import make_camp, make_organisation, make_participant, make_user
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.registration.journey import YOU, answer_all, open_time  # noqa: F401
from tests.setup.runs import organised_camp

pytestmark = pytest.mark.usefixtures("open_time")
CLOSED = {"is_public": False, "registration_closes_at": datetime(2026, 3, 1, tzinfo=UTC), "capacity": 5}


def come(app, invitation: Invitation) -> PageClient:
    """Somebody who opens the link in a browser of their own."""
    guest = PageClient(app)
    guest.get(f"/camps/camp/invited/{invitation.code}", follow=True)
    return guest


def test_link_opens_a_hidden_camp_whose_registration_is_closed(app, visit):
    organised_camp(visit, **CLOSED, needs_approval=True)
    stranger = PageClient(app)
    stranger.get("/camps/camp/", status=404)
    assert "Camp camp" not in stranger.response.text
    visit.get("/console/camp/invitations")
    assert visit.texts(".empty-state h2") == ["No invitation yet"]
    visit.get("/console/camp/invitations/link")
    visit.submit({"label": "Newsletter", "most_uses": "1", "skips_approval": "y"})
    made = db.session.scalars(select(Invitation)).one()
    assert visit.page.select_one(".copy-field input")["value"].endswith(f"/camps/camp/invited/{made.code}")
    guest = come(app, made)
    assert "You are invited. Your registration needs no approval." in guest.texts(".way-in p")
    answer_all(guest, "camp")
    guest.submit()
    person = db.session.scalars(select(Participant)).one()
    assert (person.status, person.invitation_id) == (ParticipantStatus.UNCONFIRMED, made.id)
    late = PageClient(app)
    late.get(f"/camps/camp/invited/{made.code}", follow=True)
    assert "no longer good" in late.texts(".flash")[0]
    assert late.page.find("a", string="Register") is None
    visit.get("/console/camp/invitations")
    assert visit.texts("main h3") == ["Newsletter Used up"]


def test_link_taken_back_stops_whoever_has_not_sent_yet(app, visit):
    camp, _organiser = organised_camp(visit, registration_opens_at=None)
    made = invitations.make_link(camp, LinkValues("Friends"))
    guest = come(app, made)
    answer_all(guest, "camp")
    visit.post(f"/console/camp/invitations/{made.id}/revoke")
    guest.submit()
    assert guest.texts("h1") == ["Registration has not opened yet"]
    guest.get(f"/camps/camp/invited/{made.code}", follow=True)
    assert "no longer good" in guest.texts(".flash")[0]
    assert db.session.scalar(select(Participant)) is None


def test_mail_brings_each_person_a_link_of_their_own(app, visit):
    camp, _organiser = organised_camp(visit, is_public=False, name="Innovation Camp")
    there = make_participant(camp, user=make_user("there@example.org"))
    visit.get("/console/camp/invitations/letter")
    visit.submit({"addresses": "nobody", "message": "Please come"})
    assert visit.texts(".error-summary__list li") == ["“nobody” is no email address."]
    assert visit.page.find(id="message").get_text(strip=True) == "Please come"
    visit.submit({"addresses": "ada@example.org, ADA@example.org\nthere@example.org", "language": "en"})
    assert visit.texts(".flash") == [
        "1 invitation goes out.",
        "Registered already, so without a mail: there@example.org",
    ]
    mail = db.session.scalars(select(OutboxMessage)).one()
    made = db.session.scalars(select(Invitation)).one()
    assert (mail.recipient, mail.subject) == ("ada@example.org", "You are invited: Innovation Camp")
    assert "from Tuesday 9 March 2027 to Wednesday 10 March 2027" in mail.body
    assert "Please come" in mail.body and invitations.address_of(camp, made) in mail.body
    guest = come(app, made)
    guest.get("/camps/camp/register/you")
    assert guest.page.find(id="email")["value"] == "ada@example.org"
    assert there.status is ParticipantStatus.CONFIRMED


def test_full_camp_lets_the_invited_wait(app, visit):
    camp, _organiser = organised_camp(visit, capacity=1, places_taken=1, registration_opens_at=None)
    guest = come(app, invitations.make_link(camp, LinkValues("Friends")))
    answer_all(guest, "camp")
    guest.submit()
    assert db.session.scalars(select(Participant.status)).one() is ParticipantStatus.WAITING


def test_link_for_three_brings_no_fourth_however_many_come_at_once(app):
    made = invitations.make_link(make_camp("camp"), LinkValues("Three", most_uses=3))
    number = made.id
    db.session.commit()

    def take(_turn: int) -> bool:
        with app.app_context():
            taken = invitations.use(db.session.get_one(Invitation, number))
            db.session.commit()
            return taken

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [False] * 5 + [True] * 3
    assert db.session.scalar(select(Invitation.uses)) == 3


def test_invitation_of_one_camp_opens_no_other(app, visit):
    organised_camp(visit, **CLOSED)
    other = make_camp("other", is_public=False)
    made = invitations.make_link(other, LinkValues("Other"))
    PageClient(app).get(f"/camps/camp/invited/{made.code}", status=404)
    visit.post(f"/console/camp/invitations/{made.id}/revoke", status=404)
    assert made.revoked_at is None


def test_page_takes_as_many_queries_for_many_invitations(visit):
    camp, organiser = organised_camp(visit)
    for _turn in range(2):
        letter = invitations.Letter("", "en")
        invitations.invite(camp, [f"p{n}@example.org" for n in range(3)], letter, organiser)
    with count_queries() as few:
        visit.get("/console/camp/invitations")
    assert db.session.scalar(select(func.count(Invitation.id))) == 3, "a good link is sent again"
    invitations.invite(camp, [f"q{n}@example.org" for n in range(40)], letter, organiser)
    with count_queries() as many:
        visit.get("/console/camp/invitations")
    assert len(few) == len(many)


def test_colleague_is_registered_and_confirms_for_themselves(app, visit):
    house = make_organisation("Energy Cluster Denmark")
    camp = make_camp("camp", capacity=5, places_taken=1)
    me = make_participant(camp, "Ada Holm", organisation_id=house.id, country="DK")
    visit.sign_in(me.user)
    visit.get("/camps/camp/me")
    visit.get(visit.page.find("a", string="Register a colleague")["href"])
    visit.submit({"name": "", "email": "bo"})
    assert len(visit.texts(".error-summary__list li")) == 2
    visit.submit({"name": "Bo Lind", "email": "Bo@Example.org"})
    assert "A mail has gone to Bo@Example.org" in visit.texts(".flash")[0]
    bo = db.session.scalars(select(Participant).where(Participant.name == "Bo Lind")).one()
    assert (bo.status, bo.organisation_id, bo.registered_by_id) == (
        ParticipantStatus.UNCONFIRMED,
        house.id,
        me.id,
    )
    assert not any((bo.is_listed, bo.shares_contact, bo.allows_photos, bo.wants_mail))
    assert db.session.get_one(Camp, camp.id).places_taken == 2
    mail = db.session.scalars(select(OutboxMessage)).one()
    assert mail.subject.startswith("Ada Holm has registered you")
    bo.status, bo.name = ParticipantStatus.CONFIRMED, "Bo himself"
    visit.get("/camps/camp/me/colleague")
    visit.submit({"name": "Somebody", "email": "bo@example.org"})
    db.session.refresh(bo)
    assert "A mail has gone to bo@example.org" in visit.texts(".flash")[0], (
        "it tells nobody who is registered"
    )
    assert (bo.name, db.session.get_one(Camp, camp.id).places_taken) == ("Bo himself", 2)


def test_nobody_registers_colleagues_by_the_dozen(visit):
    camp = make_camp("camp")
    me = make_participant(camp, organisation_id=make_organisation().id)
    for _number in range(10):
        make_participant(camp, registered_by_id=me.id, status=ParticipantStatus.UNCONFIRMED)
    visit.sign_in(me.user)
    visit.get("/camps/camp/me/colleague")
    visit.submit({"name": "One more", "email": YOU["email"]})
    assert visit.texts(".error-summary__list li")[0].startswith("Ten of those whom you registered")
    assert db.session.scalar(select(OutboxMessage)) is None
