"""Whoever is invited may say that they want no invitations: by one press, for the whole series, and it is obeyed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, InvitationRefusal, OutboxMessage, Participant, ParticipantStatus, User
from app.services import tokens
from app.services.refusals import NotThere, Refusal
from app.services.registration import colleagues, invitation_refusals, invitations, registration_mails
from app.services.registration.invitations import Letter, Sent
from tests.makers import make_camp, make_organisation, make_participant, make_user
from tests.page_client import PageClient
from tests.registration.journey import open_time  # noqa: F401
from tests.setup.runs import organised_camp

pytestmark = pytest.mark.usefixtures("open_time")
ADDRESS = "ida@example.org"


def invite(camp: Camp, *addresses: str, language: str = "en") -> Sent:
    return invitations.invite(camp, addresses or [ADDRESS], Letter("", language), make_user())


def mail() -> OutboxMessage:
    return db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()


def path_in(message: OutboxMessage) -> str:
    assert message.unsubscribe is not None
    return message.unsubscribe.removeprefix("http://localhost")


def test_an_invitation_says_how_to_get_no_more(app: Flask) -> None:
    assert invite(make_camp("camp"), language="da") == Sent(1, [], [])
    assert mail().body.splitlines()[-3:] == [
        "-- ",
        "Du får denne mail, fordi du er inviteret til Camp camp. Hvis du ikke vil have flere invitationer:",
        mail().unsubscribe,
    ]
    assert ADDRESS not in mail().unsubscribe


def test_one_press_of_a_mail_program_stops_them_and_only_a_mark_is_kept(app: Flask) -> None:
    camp = make_camp("camp")
    invite(camp)
    path = path_in(mail())
    app.config["WTF_CSRF_ENABLED"] = True
    for _press in range(2):
        answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
    kept = db.session.scalars(select(InvitationRefusal)).one()
    assert (kept.camp_id, kept.address_hash) == (camp.id, tokens.digest(ADDRESS))
    assert invite(camp, "IDA@Example.org", "bo@example.org") == Sent(1, [], [ADDRESS])
    assert mail().recipient == "bo@example.org"


def test_to_look_changes_nothing_and_it_can_be_taken_back(visit: PageClient) -> None:
    camp = make_camp("camp")
    invite(camp, language="da")
    path = path_in(mail())
    page = visit.get(path)
    assert page.html["lang"] == "da"
    assert page.h1.text.strip().endswith("Vil du ikke have flere invitationer?")
    assert invitation_refusals.refused_of(camp, [ADDRESS]) == set()
    visit.submit({}, action=path, status=200)
    assert invitation_refusals.refused_of(camp, [ADDRESS]) == {ADDRESS}
    visit.submit({}, action=f"{path}/again")
    assert invitation_refusals.refused_of(camp, [ADDRESS]) == set()
    assert invite(camp).mails == 1


def test_what_waits_is_not_sent_and_the_link_stays_good(app: Flask) -> None:
    camp = make_camp("camp")
    invite(camp, ADDRESS, "bo@example.org")
    mine = db.session.scalars(select(OutboxMessage).where(OutboxMessage.recipient == ADDRESS)).one()
    invitation_refusals.refuse(invitation_refusals.meant_by(path_in(mine).rpartition("/")[2]))
    assert db.session.scalars(select(OutboxMessage.recipient)).all() == ["bo@example.org"]
    made = next(one for one in invitations.invitations_of(camp) if one.email == ADDRESS)
    assert invitations.opens_registration(camp, made)


def test_it_holds_for_the_series_and_for_no_other_camp(app: Flask) -> None:
    first = make_camp("first")
    later = [timedelta(days=364 * number) for number in (1, 2)]
    second, third = (
        make_camp(f"later-{days.days}", starts_on=first.starts_on + days, ends_on=first.ends_on + days) for days in later
    )  # fmt: skip
    second.follows_id, third.follows_id = first.id, second.id
    db.session.commit()
    invite(second)
    invitation_refusals.refuse(invitation_refusals.meant_by(path_in(mail()).rpartition("/")[2]))
    assert [invite(camp).unwilling for camp in (first, second, third)] == [[ADDRESS]] * 3
    assert invite(make_camp("other")).mails == 1


def test_organisers_see_who_wants_none(app: Flask, visit: PageClient) -> None:
    camp, _organiser = organised_camp(visit)
    invite(camp, ADDRESS, "bo@example.org")
    invitation_refusals.refuse(invitation_refusals.Invited(camp, tokens.digest(ADDRESS), "en"))
    visit.get("/console/camp/invitations")
    assert [line.split()[0] for line in visit.texts("tbody tr") if "Wants no mail" in line] == [ADDRESS]
    visit.get("/console/camp/invitations/letter")
    visit.submit({"addresses": ADDRESS, "language": "en"})
    assert visit.texts(".flash") == [
        f"These have said that they want no invitations, so they get no mail: {ADDRESS}"
    ]


def test_a_colleague_may_refuse_too_and_nobody_learns_who_is_registered(app: Flask) -> None:
    camp = make_camp("camp")
    me = make_participant(camp, "Ada", organisation_id=make_organisation().id)
    colleagues.register_colleague(me, camp, "Ida", ADDRESS)
    invited = invitation_refusals.meant_by(path_in(mail()).rpartition("/")[2])
    assert "no more invitations" in mail().body
    invitation_refusals.refuse(invited)
    there = db.session.scalars(select(Participant).join(User).where(User.email == ADDRESS)).one()
    for status in (ParticipantStatus.UNCONFIRMED, ParticipantStatus.WITHDRAWN):
        there.status = status
        db.session.commit()
        with pytest.raises(Refusal, match="wants no invitations"):
            colleagues.register_colleague(me, camp, "Ida", ADDRESS)
        db.session.rollback()


def test_whom_organisers_enter_may_refuse_until_they_confirm(app: Flask) -> None:
    camp = make_camp("camp")
    ida, bo = (
        make_participant(
            camp, name, user=make_user(f"{name}@example.org"), status=ParticipantStatus.UNCONFIRMED
        )
        for name in ("ida", "bo")
    )
    invitation_refusals.refuse(invitation_refusals.Invited(camp, tokens.digest(ADDRESS), "en"))
    registration_mails.entered(camp, [ida, bo])
    assert mail().recipient == "bo@example.org"
    assert "no more invitations" in mail().body
    ida.status = ParticipantStatus.CONFIRMED
    registration_mails.entered(camp, [ida])
    assert (mail().recipient, mail().unsubscribe) == (ADDRESS, None)


@pytest.mark.parametrize("token", ["x", "", "W10.AAAA", "x" * 2000])
def test_nobody_makes_an_address_up(app: Flask, token: str) -> None:
    with pytest.raises(NotThere):
        invitation_refusals.meant_by(token)
