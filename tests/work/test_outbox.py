import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.config import SettingsError
from app.extensions import db
from app.models import MessageStatus, OutboxMessage
from app.services.mail import mail_templates, mails, outbox, sending
from app.services.mail.letters import Letter, as_email
from app.services.mail.mail_transport import FileTransport, SmtpTransport, TransportDown, transport_for
from tests.makers import make_camp

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version",
    "Content-Type",
}  # fmt: skip


TAGS = {"html", "head", "meta", "title", "style", "body", "main", "p", "ul", "li", "blockquote", "a", "br"}


class Post:
    """A transport in memory that refuses recipients by their first letter, or is away."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.is_down = False

    def send(self, message: EmailMessage) -> None:
        if self.is_down:
            raise TransportDown("nobody there")
        if str(message["To"]).startswith("poison"):
            raise ValueError("550 no such user")
        self.sent.append(message)

    def close(self) -> None:
        pass

    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.sent]


def put(recipient: str = "ada@example.org", key: str | None = None, **values: object) -> bool:
    added = outbox.enqueue(recipient, "Hello", "Words.\n", dedupe_key=key or recipient, **values)
    db.session.commit()
    return added


def rows() -> dict[str, OutboxMessage]:
    db.session.expire_all()
    return {row.recipient: row for row in db.session.scalars(select(OutboxMessage))}


def a_letter(**values: object) -> Letter:
    usual = {
        "id": 1, "claim": "c", "message_id": "<m@example.org>", "recipient": "ada@example.org",
        "language": "da", "subject": "Hej", "body": "Ord.\n", "attachment_name": None,
        "attachment_type": None, "attachment": None, "attempts": 0, "created_at": NOON, "useless_after": None,
    }  # fmt: skip
    return Letter(**(usual | values))


def read_back(letter: Letter) -> EmailMessage:
    data = as_email(letter, "Camp <c@example.org>", "http://localhost").as_bytes()
    return email.message_from_bytes(data, policy=email.policy.default)


def test_a_mail_is_a_part_of_the_transaction_that_causes_it(app: Flask) -> None:
    assert outbox.enqueue("ada@example.org", "Hello", "Words.", dedupe_key="a")
    db.session.rollback()
    assert rows() == {}


def test_the_same_cause_sends_nothing_twice(app: Flask) -> None:
    assert put("ada@example.org", "cause")
    assert not put("ada@example.org", "cause")
    assert not put("bo@example.org", "cause")
    assert list(rows()) == ["ada@example.org"]


def test_what_is_due_is_sent_once_with_the_message_id_of_its_row(app: Flask) -> None:
    put(camp=make_camp(), language="da")
    post = Post()
    assert sending.something_is_due()
    assert sending.send_due(post) == 1
    assert sending.send_due(post) == 0
    assert not sending.something_is_due()
    row = rows()["ada@example.org"]
    assert (row.status, row.attempts, row.claimed_by, row.error) == (MessageStatus.SENT, 1, None, "")
    assert [(m["Message-ID"], m["Content-Language"]) for m in post.sent] == [(row.message_id, "da")]


def test_a_poisonous_message_comes_again_eight_times_and_holds_up_nobody(app: Flask) -> None:
    post = Post()
    with time_machine.travel(NOON, tick=False) as clock:
        put("poison@example.org")
        put("ada@example.org")
        assert sending.send_due(post) == 2
        assert post.recipients() == ["ada@example.org"]
        due = []
        while (row := rows()["poison@example.org"]).status is MessageStatus.WAITING:
            due.append((row.due_at - NOON) // timedelta(minutes=1))
            db.session.rollback()
            clock.move_to(row.due_at - timedelta(seconds=1))
            assert sending.send_due(post) == 0
            clock.shift(timedelta(seconds=1))
            assert sending.send_due(post) == 1
    assert due == [1, 6, 36, 156, 396, 876, 1596]
    assert (row.status, row.attempts) == (MessageStatus.FAILED, 8)
    assert row.error == "ValueError: 550 no such user"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SMTPDataError(554, b"5.7.1 looks like\r\nspam"), "554 5.7.1 looks like spam"),
        (SMTPRecipientsRefused({"ada@example.org": (550, b"no such user \xff")}), "550 no such user \ufffd"),
    ],
)
def test_what_a_server_said_is_kept_in_its_words(app: Flask, error: Exception, said: str) -> None:
    class Refusing(Post):
        def send(self, message: EmailMessage) -> None:
            raise error

    put("ada@example.org")
    assert sending.send_due(Refusing()) == 1
    assert rows()["ada@example.org"].error == said


def test_while_the_server_is_away_messages_wait_uncounted_and_go_when_it_is_back(app: Flask) -> None:
    put("ada@example.org")
    put("bo@example.org")
    post = Post()
    post.is_down = True
    for _round in range(20):
        with pytest.raises(TransportDown):
            sending.send_due(post)
    assert {(row.status, row.attempts, row.claimed_by) for row in rows().values()} == {
        (MessageStatus.WAITING, 0, None)
    }
    post.is_down = False
    assert sending.send_due(post) == 2
    assert post.recipients() == ["ada@example.org", "bo@example.org"]


def test_a_message_whose_link_has_run_out_is_not_sent(app: Flask) -> None:
    post = Post()
    with time_machine.travel(NOON, tick=False) as clock:
        put("ada@example.org", useless_after=NOON + timedelta(minutes=10))
        clock.shift(timedelta(minutes=11))
        sending.send_due(post)
    assert post.sent == []
    assert rows()["ada@example.org"].status is MessageStatus.FAILED


def test_a_message_that_a_crashed_sender_held_is_sent_after_a_while(app: Flask) -> None:
    post = Post()
    with time_machine.travel(NOON, tick=False) as clock:
        put()
        assert sending._claim(timedelta(seconds=30)) is not None
        assert sending.send_due(post) == 0
        clock.shift(timedelta(seconds=31))
        assert sending.send_due(post) == 1
    assert len(post.sent) == 1


def test_secrets_are_forgotten_and_old_mails_emptied(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        put("secret@example.org", useless_after=NOON + timedelta(minutes=10))
        put("ada@example.org")
        sending.send_due(Post())
        clock.shift(timedelta(minutes=69))
        outbox.forget_secrets()
        assert set(rows()) == {"secret@example.org", "ada@example.org"}
        clock.shift(timedelta(minutes=2))
        outbox.forget_secrets()
        assert {(row.recipient, row.body) for row in rows().values()} == {("ada@example.org", "Words.\n")}
        clock.shift(timedelta(days=30))
        outbox.forget_secrets()
        assert {(row.recipient, row.body) for row in rows().values()} == {("ada@example.org", "")}
        assert not put("ada@example.org")


def test_an_attachment_arrives_byte_for_byte_with_its_type(app: Flask) -> None:
    data = "BEGIN:VCALENDAR\r\nSUMMARY:Møde\r\nEND:VCALENDAR\r\n".encode()
    kind = "text/calendar; charset=utf-8; method=PUBLISH"
    letter = a_letter(attachment_name="agenda.ics", attachment_type=kind, attachment=data)
    read = read_back(letter)
    part = next(read.iter_attachments())
    assert part.get_payload(decode=True) == data
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "agenda.ics")
    assert (part.get_param("method"), part.get_param("charset")) == ("PUBLISH", "utf-8")


@given(text=st.text(max_size=200))
def test_no_text_makes_a_header_a_second_recipient_or_a_link(migrated_app: Flask, text: str) -> None:
    with migrated_app.app_context():
        links = {"link": "http://localhost/x", "sign_in": "http://localhost/y"}
        words = {"name": text, "camp": text, "code": "123456", "minutes": 10}
        written = mail_templates.write("confirmation", "en", links, **words)
    letter = a_letter(subject=mails.one_line(text) or "-", body=written.body)
    read = read_back(letter)
    assert set(read.keys()) == HEADERS
    assert len(read["To"].addresses) == 1
    assert read.get_body(("plain",)).get_content().count("http:/") == 2
    html = BeautifulSoup(read.get_body(("html",)).get_content(), "html.parser")
    assert [link["href"] for link in html.select("a")] == ["http://localhost/x", "http://localhost/y"]
    assert {tag.name for tag in html.find_all()} <= TAGS


@pytest.mark.parametrize(
    "name",
    [
        "Click http://evil.example now",
        "[x](http://evil.example)",
        "www.evil.example",
        "evil.example/path",
        "Ada\r\nBcc: all@example.org",
        "a@evil.example",
        "{event.__class__}",
        "\u202ehttp://evil.example",
        "x\x00y",
    ],
)
def test_a_hostile_name_stays_a_word(app: Flask, name: str) -> None:
    links = {"link": "http://localhost/a", "sign_in": "http://localhost/b"}
    text = mail_templates.write("confirmation", "en", links, name=name, camp="Camp", code="1", minutes=10)
    assert "evil.example" not in text.body
    assert text.body.count("http://") == 2
    assert "\r" not in text.body + text.subject
    assert "Bcc:" not in [line.split(" ")[0] for line in text.body.splitlines()]


@pytest.mark.parametrize(
    "address", ["ada@example.org\r\nBcc: all@example.org", "ada@example.org, bo@example.org", "ada"]
)
def test_an_address_that_is_none_cannot_become_a_mail(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        as_email(a_letter(recipient=address), "Camp <c@example.org>")


def test_files_are_whole_mails_and_the_same_one_again_replaces_its_file(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "mail")
    transport.send(as_email(a_letter(subject="Møde i Nyborg"), "Camp <c@example.org>"))
    transport.send(as_email(a_letter(subject="Møde i Nyborg"), "Camp <c@example.org>"))
    files = list((tmp_path / "mail").iterdir())
    assert [path.name for path in files] == ["20261123T120000-m.eml"]
    read = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert (read["Subject"], read.get_body(("plain",)).get_content()) == ("Møde i Nyborg", "Ord.\r\n")


@pytest.mark.parametrize("url", ["", "file:", "http://mail", "smtp://mail?tls=maybe"])
def test_a_mail_setting_that_means_nothing_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="MAIL_URL"):
        transport_for(url)


def test_the_mail_setting_is_read_whole() -> None:
    transport = transport_for("smtp://camp%40example.org:p%2Fw@mail.example.org?tls=ssl")
    assert isinstance(transport, SmtpTransport)
    assert (transport.host, transport.port, transport.user, transport.password, transport.tls) == (
        "mail.example.org", 465, "camp@example.org", "p/w", "ssl")  # fmt: skip


def test_a_rush_of_the_same_cause_leaves_one_row(app: Flask) -> None:
    for _press in range(3):
        for number in range(50):
            outbox.enqueue(f"p{number}@example.org", "New", "Words.", dedupe_key=f"publication:1:{number}")
        db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 50
