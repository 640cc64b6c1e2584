"""Mails that need not be: the way to stop them stands in each, works without signing in, and is obeyed."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Audience, Camp, MailChoice, MailKind, Mode, OutboxMessage, Participant
from app.services.afterwards.follow_up import rounds
from app.services.day import announcements
from app.services.mail import mail_choices, outbox
from app.services.mail.letters import Letter, as_email
from app.services.mail.mail_choices import Choices
from app.services.own_data import erasing, my_data
from app.services.people import people
from app.services.publishing import publishing
from app.services.registration import registration_mails
from app.services.reminding import reminders, timely_mails
from app.services.requests import request_mails, request_rounds
from tests.makers import (
    make_camp,
    make_participant,
    make_request,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient
from tests.queries import count_queries

NONE = Choices(reminders=False, announcements=False, surveys=False)


def two_at(slug: str = "nyborg", **values: object) -> tuple[Camp, Participant, Participant]:
    """Ada, and Bo who wants none of the mails that may be refused."""
    camp = make_camp(slug, **values)
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    mail_choices.choose(bo, NONE)
    return camp, ada, bo


def mails() -> list[OutboxMessage]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def token_in(message: OutboxMessage) -> str:
    assert message.unsubscribe is not None
    return message.unsubscribe.removeprefix("http://localhost/mails/").removesuffix("/stop")


def reminded(camp: Camp, *persons: Participant) -> int:
    codes = [person.code for person in persons]
    return reminders.send(
        camp, codes, reminders.Reminder(reminders.Purpose.NOTE, "Bring a coat"), make_user(), again=True
    )


def test_a_reminder_goes_to_who_wants_it_and_says_how_to_stop(app: Flask) -> None:
    camp, ada, bo = two_at()
    seen = reminders.readers(
        camp, people.with_codes(camp, [ada.code, bo.code]), reminders.Purpose.NOTE, again=False
    )
    assert ([one.name for one in seen.gets], [one.name for one in seen.unwilling]) == (["Ada"], ["Bo"])
    assert reminded(camp, ada, bo) == 1
    [message] = mails()
    assert message.recipient == ada.user.email
    assert mail_choices.meant_by(token_in(message)) == (camp, ada, MailKind.REMINDERS)
    page = f"http://localhost/mails/{token_in(message)}"
    assert message.body.splitlines()[-3:] == [
        "-- ",
        "You get this because you are registered at Camp nyborg. Choose which mails you want, or none:",
        page,
    ]


def test_mails_by_the_clock_go_to_those_who_want_them(app: Flask) -> None:
    _camp, ada, _bo = two_at(wishes_close_at=datetime(2027, 3, 3, tzinfo=UTC))
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False):
        assert timely_mails.tell_of_closing() == 1
    assert [(one.recipient, one.unsubscribe is None) for one in mails()] == [(ada.user.email, False)]


def test_an_announcement_stands_on_the_pages_of_who_wants_no_mail(app: Flask) -> None:
    camp, ada, _bo = two_at()
    draft = announcements.Draft("The bus is late", "", Audience.ALL, by_mail=True)
    made = announcements.announce(camp, make_user(), draft)
    assert (made.mailed, [one.recipient for one in mails()]) == (1, [ada.user.email])
    assert mail_choices.meant_by(token_in(mails()[0]))[2] is MailKind.ANNOUNCEMENTS


def test_the_follow_up_asks_and_reminds_those_who_want_it(app: Flask) -> None:
    camp, ada, bo = two_at()
    [slot], [table] = make_slots(camp, 1), make_tables(camp, 1)
    schedule = make_schedule(camp, [(ada, bo, slot, table)])
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        publishing.publish(camp, schedule, make_user())
    after = datetime(2027, 6, 12, 8, tzinfo=UTC)
    with time_machine.travel(after, tick=False) as clock:
        assert rounds.ask() == 1
        mail_choices.stop(ada, MailKind.SURVEYS)
        clock.shift(timedelta(days=20))
        assert rounds.remind() == 0
    [survey] = [one for one in mails() if one.dedupe_key.startswith("follow-up:")]
    assert (survey.recipient, mail_choices.meant_by(token_in(survey))[2]) == (
        ada.user.email,
        MailKind.SURVEYS,
    )


def test_a_reminder_of_requests_is_not_written_to_who_wants_none(app: Flask) -> None:
    camp, ada, bo = two_at(mode=Mode.REQUESTS)
    asked_at = datetime(2026, 10, 1, tzinfo=UTC)
    make_request(ada, bo, asked_at=asked_at)
    make_request(make_participant(camp, "Cy"), ada, asked_at=asked_at)
    with time_machine.travel(asked_at + timedelta(days=5, hours=1), tick=False):
        request_rounds.remind()
    assert [one.recipient for one in mails()] == [ada.user.email]


def test_what_somebody_must_know_carries_no_way_to_stop_it(app: Flask) -> None:
    camp, ada, bo = two_at()
    registration_mails.approved(camp, bo)
    request_mails.asked(camp, make_request(ada, bo))
    db.session.commit()
    assert [(one.recipient, one.unsubscribe) for one in mails()] == [(bo.user.email, None)] * 2
    assert not any("/mails/" in one.body for one in mails())


def a_letter(unsubscribe: str | None) -> Letter:
    return Letter(1, "c", "<m@example.org>", "ada@example.org", "da", "Hej", "Ord.\n", None, None, None, 0,
                  datetime(2026, 11, 23, tzinfo=UTC), None, unsubscribe)  # fmt: skip


def test_mail_programs_are_offered_one_press_where_the_way_is_safe(app: Flask) -> None:
    """Both headers in one line each and as they are: a program that meets an encoded word shows no button."""
    _camp, ada, _bo = two_at()
    address = f"https://camp.example.org/mails/{mail_choices.token_of(ada, MailKind.ANNOUNCEMENTS)}/stop"
    raw = as_email(a_letter(address), "Camp <c@example.org>").as_bytes()
    assert f"List-Unsubscribe: <{address}>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    plain = as_email(a_letter(address.replace("https", "http")), "Camp <c@example.org>")
    assert (plain["List-Unsubscribe"] is None, plain["List-Unsubscribe-Post"]) == (False, None)
    assert as_email(a_letter(None), "Camp <c@example.org>")["List-Unsubscribe"] is None
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert read["List-Unsubscribe"] == f"<{address}>"


@pytest.mark.parametrize("kind", list(MailKind))
def test_one_press_stops_one_sort_without_signing_in_or_our_page(app: Flask, kind: MailKind) -> None:
    _camp, ada, _bo = two_at()
    path = f"/mails/{mail_choices.token_of(ada, kind)}/stop"
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True
    for _press in range(2):
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
    db.session.expire_all()
    told = mail_choices.choices_of(ada)
    wanted = {one: getattr(told, one.value) for one in mail_choices.REFUSABLE}
    assert wanted == {one: one is not kind for one in mail_choices.REFUSABLE}
    assert db.session.get_one(MailChoice, ada.id).minutes_before is None


def test_to_look_at_the_link_changes_nothing(visit: PageClient) -> None:
    _camp, ada, _bo = two_at()
    token = mail_choices.token_of(ada, MailKind.REMINDERS)
    for path in (f"/mails/{token}", f"/mails/{token}/stop"):
        visit.get(path)
    assert mail_choices.choices_of(ada) == Choices()
    page = visit.get(f"/mails/{token}/stop")
    assert "Get no more of these mails?" in page.text
    visit.submit({}, action=f"/mails/{token}/stop", status=200)
    assert mail_choices.choices_of(ada) == Choices(reminders=False)


def test_the_page_behind_the_link_keeps_what_is_ticked(visit: PageClient) -> None:
    _camp, ada, _bo = two_at()
    token = mail_choices.token_of(ada, MailKind.SURVEYS)
    visit.get(f"/mails/{token}")
    visit.submit({"announcements": None, "surveys": "y", "reminders": "y"}, action=None)
    assert mail_choices.choices_of(ada) == Choices(announcements=False)
    page = visit.get(f"/mails/{token}")
    assert [box.has_attr("checked") for box in page.select("input[type=checkbox]")] == [True, False, True]


def test_the_page_speaks_as_the_mail_does(visit: PageClient) -> None:
    camp = make_camp()
    ada = make_participant(camp, user=make_user(language="da"))
    page = visit.get(f"/mails/{mail_choices.token_of(ada, MailKind.SURVEYS)}")
    assert page.h1 is not None
    assert "Mails, du får" in page.h1.text


def test_who_is_signed_in_chooses_on_a_page_of_their_own(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    ada = make_participant(camp, user=make_user(email_confirmed_at=datetime(2026, 6, 1, tzinfo=UTC)))
    visit.sign_in(ada.user)
    assert visit.get("/camps/nyborg/me").select_one('a[href="/camps/nyborg/me/mails"]')
    visit.get("/camps/nyborg/me/mails")
    visit.submit({"reminders": None})
    assert mail_choices.choices_of(ada) == Choices(reminders=False)


@pytest.mark.parametrize("token", ["x", "a.b", "WyJ4IiwieCJd.x", "é" * 500])
def test_a_link_that_we_have_not_made_leads_nowhere(app: Flask, token: str) -> None:
    client = app.test_client()
    for path in (f"/mails/{token}", f"/mails/{token}/stop"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (400, 404)


def test_a_link_of_another_ends_with_its_owner(app: Flask) -> None:
    """Signed for one participant: changing it makes it nothing, and after the erasing it leads nowhere."""
    _camp, ada, bo = two_at()
    token = mail_choices.token_of(ada, MailKind.REMINDERS)
    payload, _dot, signature = mail_choices.token_of(bo, MailKind.REMINDERS).partition(".")
    forged = f"{token.partition('.')[0]}.{signature}"
    assert app.test_client().get(f"/mails/{forged}").status_code == 404
    erasing.erase_registration(bo)
    assert app.test_client().get(f"/mails/{payload}.{signature}").status_code == 404
    assert db.session.scalars(select(MailChoice)).all() == []


def test_organisers_see_how_many_are_left_out(visit: PageClient) -> None:
    camp, _ada, _bo = two_at()
    root = make_user(is_administrator=True, email_confirmed_at=datetime(2026, 6, 1, tzinfo=UTC))
    visit.sign_in(root)
    visit.get("/console/nyborg/announcements")
    page = visit.submit(
        {"words": "The bus is late", "by_mail": "y"}, action="/console/nyborg/announcements", status=200
    )
    assert "2 participants see it" in page.text
    assert "1 mail is sent." in page.text
    assert "1 wants no announcements by mail and gets none." in page.text
    assert mail_choices.refusals_at(camp) == {
        MailKind.REMINDERS: 1, MailKind.ANNOUNCEMENTS: 1, MailKind.SURVEYS: 1}  # fmt: skip


def test_own_data_tell_what_was_chosen(app: Flask) -> None:
    _camp, _ada, bo = two_at()
    told = my_data.everything_about(bo.user)["registrations"][0]["mail_choices"]
    assert (told["wants_reminders"], told["minutes_before"]) == (False, None)


def test_who_gets_a_mail_is_known_by_two_queries(app: Flask) -> None:
    camp, ada, bo = two_at()
    persons = [ada, bo, *(make_participant(camp, f"P{number}") for number in range(20))]
    for person in persons:
        assert person.id
    assert camp.id
    with count_queries() as queries:
        assert len(mail_choices.reach(camp, persons, MailKind.REMINDERS).gets) == 21
    assert len(queries) == 2


def test_a_hostile_camp_name_makes_no_link_of_the_footer(app: Flask) -> None:
    camp, ada, _bo = two_at(name="Win at http://evil.example")
    mail = outbox.Mail("ada@example.org", "S", "B\n", "k")
    body = mail_choices.may_refuse(camp, ada, MailKind.REMINDERS, replace(mail, language="da")).body
    assert body.count("http://") == 1
    assert "evil.example" not in body
