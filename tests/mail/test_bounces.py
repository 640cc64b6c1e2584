"""Mails that come back: matched to what was sent, shown, obeyed, and nothing hostile gets through or is lost."""

import random
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    Bounce,
    Camp,
    MailKind,
    MessageStatus,
    OutboxMessage,
    Participant,
    ReceivedMail,
    Verdict,
)
from app.services.mail import bounce_mail, bounces, mail_choices, outbox, reply_mail, sending
from app.services.mail.mail_transport import FileTransport
from app.services.mail.reply_mail import MOST_BYTES, Unfit
from app.services.mailbox import received_mails
from app.services.mailbox.reply_boxes import Arrived, FolderBox, box_for
from app.services.own_data import erasing
from app.services.reminding import reminders
from tests.agenda.imap_server import a_mailbox
from tests.mail.reports import report
from tests.mail.test_mail_choices import reminded
from tests.makers import make_camp, make_participant, make_user
from tests.page_client import PageClient

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def then() -> None:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def ada(app: Flask) -> Participant:
    return make_participant(make_camp("nyborg"), "Ada", make_user("ada@example.org", "Ada"))


def sent(
    person: Participant, key: str = "k", tmp: Path = Path("/nowhere"), **values: object
) -> OutboxMessage:
    """A mail to the participant that a mail server has taken."""
    camp = db.session.get_one(Camp, person.camp_id)
    outbox.enqueue(person.user.email, "Hello", "Words.\n", dedupe_key=key, camp=camp, **values)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
    message.status, message.sent_at = MessageStatus.SENT, NOW
    db.session.commit()
    return message


def take(data: bytes) -> Verdict:
    """What becomes of a mail in the mailbox."""
    arrived = Arrived(sha256(data).hexdigest(), data, lambda _refused: None)
    verdict = received_mails.take_in(arrived)
    db.session.expire_all()
    return verdict


def standing() -> list[tuple[str, bool, str, bool]]:
    rows = db.session.scalars(select(Bounce).order_by(Bounce.id))
    return [(row.address, row.is_permanent, row.status, row.settled_at is not None) for row in rows]


def gets_reminders(person: Participant) -> bool:
    camp = db.session.get_one(Camp, person.camp_id)
    return bool(mail_choices.reach(camp, [person], MailKind.REMINDERS).gets)


@pytest.mark.parametrize("whole", [True, False])
def test_a_mail_that_came_back_for_good_stops_what_need_not_be_sent(ada: Participant, whole: bool) -> None:
    message = sent(ada)
    assert take(report(message.message_id, whole=whole)) is Verdict.RETURNED
    assert standing() == [("ada@example.org", True, "5.1.1", False)]
    assert "User unknown" in db.session.scalars(select(Bounce.reason)).one()
    assert not gets_reminders(ada)
    camp = db.session.get_one(Camp, ada.camp_id)
    assert reminded(camp, ada) == 0
    seen = reminders.readers(camp, [], reminders.Purpose.NOTE, again=True)
    assert seen.unreachable == []


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [
        ("delayed", "4.4.1", False),
        ("failed", "4.4.7", False),
        ("failed", "5.2.2", True),
        ("FAILED", "", True),
    ],
)
def test_what_may_pass_is_told_as_such(ada: Participant, action: str, status: str, permanent: bool) -> None:
    message = sent(ada)
    assert take(report(message.message_id, action=action, status=status, reason="try")) is Verdict.RETURNED
    assert standing() == [("ada@example.org", permanent, status, False)]
    assert gets_reminders(ada) is not permanent


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "", "nonsense"])
def test_a_report_of_success_says_nothing_against_an_address(ada: Participant, action: str) -> None:
    assert take(report(sent(ada).message_id, action=action, status="2.0.0")) is Verdict.NO_REPLY
    assert standing() == []


def test_a_delay_that_becomes_a_failure_is_one_and_stays_it(ada: Participant) -> None:
    message = sent(ada)
    for action, status in (("delayed", "4.4.1"), ("failed", "5.1.1"), ("delayed", "4.4.1")):
        take(report(message.message_id, action=action, status=status))
    assert standing() == [("ada@example.org", True, "5.1.1", False)]


def test_without_the_mail_the_envelope_says_which_it_was(ada: Participant) -> None:
    message = sent(ada)
    name = message.message_id.strip("<>").partition("@")[0]
    assert take(report("", envelope=name)) is Verdict.RETURNED
    assert standing() == [("ada@example.org", True, "5.1.1", False)]


@pytest.mark.parametrize("message_id", ["", "<deadbeef@localhost>", f"<{'0' * 32}@localhost>", "%"])
def test_who_does_not_know_the_mail_stops_nothing(ada: Participant, message_id: str) -> None:
    """Anybody may write that an address is dead; only who had the mail knows its name."""
    sent(ada)
    assert take(report(message_id, envelope="%")) is Verdict.UNKNOWN_MAIL
    assert standing() == []
    assert gets_reminders(ada)


def test_a_mail_that_was_never_sent_cannot_have_come_back(ada: Participant) -> None:
    message = sent(ada)
    message.status = MessageStatus.WAITING
    db.session.commit()
    assert take(report(message.message_id)) is Verdict.UNKNOWN_MAIL


def test_a_new_address_begins_anew(ada: Participant) -> None:
    take(report(sent(ada).message_id))
    ada.user.email = "ada@new.example"
    db.session.commit()
    assert gets_reminders(ada)
    assert bounces.standing_against(ada) is None


def test_sending_again_sends_what_came_back_and_lifts_the_stop(ada: Participant, tmp_path: Path) -> None:
    camp = db.session.get_one(Camp, ada.camp_id)
    message, other = sent(ada), sent(ada, "fine")
    useless = sent(ada, "late", useless_after=NOW)
    for one in (message, useless):
        take(report(one.message_id))
    organiser = make_user()
    assert bounces.send_again(camp, ada.code, organiser) == (ada, 1)
    assert gets_reminders(ada)
    db.session.refresh(message)
    assert (message.status, other.status) == (MessageStatus.WAITING, MessageStatus.SENT)
    assert sending.send_due(FileTransport(tmp_path)) == 1
    assert [(act.kind, act.details) for act in db.session.scalars(select(Act))] == [
        (ActKind.SENT_AGAIN, {"mails": 1})
    ]
    assert take(report(message.message_id)) is Verdict.RETURNED
    assert standing()[0] == ("ada@example.org", True, "5.1.1", True), "the same report tells nothing new"


def test_a_mail_sent_again_may_come_back_again(ada: Participant, tmp_path: Path) -> None:
    camp = db.session.get_one(Camp, ada.camp_id)
    message = sent(ada)
    with time_machine.travel(NOW) as clock:
        take(report(message.message_id))
        bounces.send_again(camp, ada.code, make_user())
        clock.shift(3600)
        sending.send_due(FileTransport(tmp_path))
        take(report(message.message_id, reason="550 5.1.1 still nobody"))
    assert standing() == [("ada@example.org", True, "5.1.1", False)]


def test_a_server_that_refuses_to_the_last_tells_the_same(ada: Participant) -> None:
    class Refusing:
        def send(self, _email: object) -> None:
            raise SMTPRecipientsRefused({"ada@example.org": (550, b"no such\r\nuser")})

        def close(self) -> None:
            pass

    message = sent(ada)
    message.status, message.attempts = MessageStatus.WAITING, sending.MOST_ATTEMPTS - 1
    db.session.commit()
    assert sending.send_due(Refusing()) == 1
    assert standing() == [("ada@example.org", True, "550", False)]
    assert db.session.scalars(select(Bounce.reason)).one() == "no such user"


def test_who_is_erased_leaves_nothing_of_it(ada: Participant) -> None:
    take(report(sent(ada).message_id))
    erasing.erase_account(ada.user)
    assert standing() == []


def test_a_report_is_known_when_the_mail_itself_is_forgotten(ada: Participant) -> None:
    message = sent(ada, useless_after=NOW)
    take(report(message.message_id))
    db.session.delete(message)
    db.session.commit()
    assert standing() == [("ada@example.org", True, "5.1.1", False)]


def test_organisers_see_it_at_the_person_and_among_the_mails(visit: PageClient, ada: Participant) -> None:
    visit.sign_in(make_user(is_administrator=True, email_confirmed_at=NOW))
    assert "No mail has come back" in visit.get("/console/nyborg/mails/").text
    hostile = 'smtp <script>alert(1)</script> http://evil.example/"'
    take(report(sent(ada).message_id, reason=hostile))
    page = visit.get("/console/nyborg/mails/")
    assert [row.text for row in page.select("tbody th a")] == ["Ada"]
    assert page.select("tbody script, tbody a[href*='evil']") == []
    assert "The address takes no mail" in visit.get(f"/console/nyborg/people/{ada.code}").text
    visit.submit({}, action=f"/console/nyborg/mails/{ada.code}/again")
    assert "No mail has come back" in visit.get("/console/nyborg/mails/").text


def test_organisers_see_what_no_server_took(visit: PageClient, ada: Participant) -> None:
    message = sent(ada)
    message.status, message.error = MessageStatus.FAILED, "SMTPDataError(554, 'spam')"
    db.session.commit()
    visit.sign_in(make_user(is_administrator=True, email_confirmed_at=NOW))
    page = visit.get("/console/nyborg/mails/")
    assert "554" in page.text
    visit.submit({}, action=f"/console/nyborg/mails/{ada.code}/again")
    db.session.refresh(message)
    assert (message.status, message.attempts, message.error) == (MessageStatus.WAITING, 0, "")


def test_reports_come_from_the_same_boxes_as_answers(ada: Participant, tmp_path: Path) -> None:
    one, two = sent(ada), sent(ada, "two")
    (tmp_path / "1.eml").write_bytes(report(one.message_id))
    (tmp_path / "2.eml").write_bytes(report("<none@x>"))
    assert received_mails.take_in_all(FolderBox(tmp_path)) == 2
    assert [path.name for path in (tmp_path / "read").iterdir()] == ["1.eml"]
    assert [path.name for path in (tmp_path / "refused").iterdir()] == ["2.eml"]
    with a_mailbox(report(two.message_id)) as server:
        assert received_mails.take_in_all(box_for(server.url)) == 1
    assert [row[1] for row in standing()] == [True, True]


def many_groups(count: int) -> bytes:
    data = report("<none@x>").decode()
    group = "\r\nFinal-Recipient: rfc822; x@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    return data.replace(
        "\r\n--b1\r\nContent-Type: text/rfc822-headers",
        group * count + "\r\n--b1\r\nContent-Type: text/rfc822-headers",
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        report("<x@y>")[:300],
        report("<x@y>").replace(b"message/delivery-status", b"text/plain"),
        report("<x@y>").replace(b"Action: failed", b"Action: " + b"failed " * 9000),
        report("<x@y>").replace(b"Status: 5.1.1", b"Status: " + b"5" * 90_000),
        report("<" + "a" * 100_000 + "@y>"),
        report("<x@y>", reason="x" * 200_000),
        report("<x@y>", reason="=?utf-8?b?" + "A" * 5000),
        report("<x@y>").replace(b"us-ascii", b"no-such-charset"),
        report("<x@y>").replace(b"text/rfc822-headers", b"multipart/mixed; boundary=b1"),
        many_groups(40),
        many_groups(3000),
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n" + b"--a\r\n" * 20_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 5000,
        report("<x@y>") + b"x" * MOST_BYTES,
    ],
)  # fmt: skip
def test_a_hostile_report_is_refused_or_bounded(ada: Participant, data: bytes) -> None:
    sent(ada)
    assert take(data) in set(Verdict) - {Verdict.APPLIED, Verdict.RETURNED}
    assert standing() == []
    assert db.session.scalars(select(ReceivedMail)).one()


def test_a_broken_report_never_breaks_the_reader(ada: Participant) -> None:
    """A thousand reports, each with some bytes changed: a verdict for every one."""
    whole, dice = report(f"<{'0' * 32}@localhost>", whole=True), random.Random(7)
    for _number in range(1000):
        data = bytearray(whole)
        for _change in range(dice.randint(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            bounce_mail.read(bytes(data))
        except Unfit:
            continue


@given(data=st.binary(max_size=2000))
def test_any_bytes_end_with_a_verdict(data: bytes) -> None:
    for read in (bounce_mail.read, reply_mail.read):
        try:
            read(data)
        except Unfit as unfit:
            assert unfit.verdict in set(Verdict)
