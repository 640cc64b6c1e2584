"""What is in a mail as it travels: sender, answers, and the same words as text and as HTML."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.extensions import db
from app.models import Camp
from app.services.mail import mails, outbox, sending
from app.services.mail.html_letters import html_of
from app.services.mail.letters import Letter, as_email
from tests.makers import make_camp, make_user
from tests.page_client import PageClient
from tests.work.mail_sink import Sink, free_port, listening
from tests.work.test_sending import smtp

SITE = "https://camp.example.org"
FILE = ("agenda.ics", "text/calendar; charset=utf-8; method=PUBLISH", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
INVITE = ("invite.ics", "text/calendar; charset=utf-8; method=REQUEST", FILE[2])


def a_letter(body: str = "Words.\n", file: tuple[str, str, bytes] | None = None, **values: object) -> Letter:
    name, kind, data = file or (None, None, None)
    usual = {
        "id": 1, "claim": "c", "message_id": "<m@example.org>", "recipient": "ada@example.org", "language": "da",
        "subject": "Hej", "body": body, "attachment_name": name, "attachment_type": kind, "attachment": data,
        "attempts": 0, "created_at": datetime(2026, 11, 23, tzinfo=UTC), "useless_after": None,
    }  # fmt: skip
    return Letter(**(usual | values))


def read(letter: Letter) -> EmailMessage:
    """As another program reads the bytes that travel."""
    data = as_email(letter, "Campmatch <c@example.org>", SITE).as_bytes()
    return email.message_from_bytes(data, policy=email.policy.default)


def shape(part: EmailMessage) -> object:
    kind = part.get_content_type()
    return {kind: [shape(one) for one in part.iter_parts()]} if part.is_multipart() else kind


def test_every_mail_is_text_and_html_and_keeps_its_files() -> None:
    both = {"multipart/alternative": ["text/plain", "text/html"]}
    assert shape(read(a_letter())) == both
    assert shape(read(a_letter(file=FILE))) == {"multipart/mixed": [both, "text/calendar"]}
    invited = {"multipart/alternative": ["text/plain", "text/html", "text/calendar"]}
    assert shape(read(a_letter(file=INVITE))) == {"multipart/mixed": [invited, "application/ics"]}
    assert {read(a_letter(file=file))["Content-Language"] for file in (None, FILE, INVITE)} == {"da"}


def test_text_and_html_say_the_same() -> None:
    body = (
        "Dear Ada,\n\nThese are yours:\n\n- 09:00 Bo & Co\n- 09:20 <Cy>\n\n> quoted\n\n    123456\n\n"
        f"One line\nand the next:\n{SITE}/camps/x/agenda\n\n-- \nChoose:\n{SITE}/mails/t.k\n"
    )
    found = read(a_letter(body))
    page = BeautifulSoup(found.get_body(("html",)).get_content(), "html.parser")
    plain = found.get_body(("plain",)).get_content()
    assert plain.replace("\r\n", "\n") == body
    assert page.html["lang"] == "da"
    assert [item.text for item in page.select("li")] == ["09:00 Bo & Co", "09:20 <Cy>"]
    assert page.select_one("blockquote").text == "quoted"
    assert page.select_one(".code").text == "123456"
    assert [link["href"] for link in page.select("a")] == [f"{SITE}/camps/x/agenda", f"{SITE}/mails/t.k"]
    assert page.select_one(".end").text.startswith("Choose:")
    words = [word for word in body.split() if word not in ("-", ">", "--")]
    assert page.main.text.split() == words


def test_nothing_is_fetched_and_nobody_is_followed() -> None:
    page = BeautifulSoup(html_of("S", f"{SITE}/x\n", "en", SITE), "html.parser")
    assert page.select("img, script, link, iframe, form, [src], [background]") == []
    assert "url(" not in page.style.text


@pytest.mark.parametrize(
    ("line", "hrefs"),
    [
        (f"{SITE}/a", [f"{SITE}/a"]),
        (f"See {SITE}/a, and {SITE}/b.", [f"{SITE}/a", f"{SITE}/b"]),
        (f"{SITE}.evil.example/a", []),
        ("https://evil.example/", []),
        (f"https://evil.example/?{SITE[:10]}", []),
        ("javascript:alert(1)", []),
        (f"<a href='{SITE}/x'>x</a>", [f"{SITE}/x"]),
    ],
)
def test_only_addresses_of_our_own_become_links(line: str, hrefs: list[str]) -> None:
    page = BeautifulSoup(html_of("S", line, "en", SITE), "html.parser")
    assert [link["href"] for link in page.select("a")] == hrefs
    assert page.main.text.strip() == line


@given(text=st.text(max_size=200))
def test_no_typed_text_becomes_a_link_or_markup(text: str) -> None:
    html = html_of(str(mails.plain(text)), f"{mails.plain(text)}\n\n- {mails.plain(text)}\n", "en", SITE)
    page = BeautifulSoup(html, "html.parser")
    assert page.select("a") == []
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "p", "ul", "li", "blockquote", "br"}
    assert {tag.name for tag in page.find_all()} <= allowed


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Innovation Camp 2027", "Innovation Camp 2027"),
        ("Møde, i “Nyborg” · æøå", "Møde, i “Nyborg” · æøå"),
        ("Bank <boss@bank.example>", "Bank boss bank.example"),
        ("Ada\r\nBcc: all@example.org", "Ada Bcc: all example.org"),
        ("=?utf-8?q?boss?= x", "= utf-8?q?boss?= x"),
        ('", evil@example.org, "', ", evil example.org,"),
        ("\u202egro.live", "gro.live"),
        ("", "Campmatch"),
        ("日本語 " * 60, None),
    ],
)
def test_the_camp_is_the_sender_and_the_address_stays_ours(name: str, shown: str | None) -> None:
    found = read(a_letter(sender_name=name))
    [sender] = found["From"].addresses
    assert sender.addr_spec == "c@example.org"
    assert shown is None or sender.display_name == shown
    assert len(sender.display_name.replace(" ", "")) <= 100


@given(name=st.text(max_size=300))
def test_no_name_makes_a_second_sender_or_a_header(name: str) -> None:
    found = read(a_letter(sender_name=name, reply_to="team@example.org"))
    assert [one.addr_spec for one in found["From"].addresses] == ["c@example.org"]
    assert set(found.keys()) == {
        "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type", "Content-Language",
    }  # fmt: skip


def test_answers_go_to_the_organisers_but_those_of_calendars_to_where_they_are_read() -> None:
    assert read(a_letter(reply_to="team@example.org"))["Reply-To"] == "team@example.org"
    assert read(a_letter(file=FILE, reply_to="team@example.org"))["Reply-To"] == "team@example.org"
    assert read(a_letter(file=INVITE, reply_to="team@example.org"))["Reply-To"] is None
    assert read(a_letter())["Reply-To"] is None
    with pytest.raises(ValueError, match=r".+"):
        as_email(a_letter(reply_to="team@example.org\r\nBcc: x@example.org"), "c@example.org")


def sent_by(camp: Camp | None) -> EmailMessage:
    """The mail that a server on this machine has got."""
    sink, port = Sink(), free_port()
    outbox.enqueue("ada@example.org", "Hello", "Words.\n", dedupe_key="k", camp=camp)
    db.session.commit()
    transport = smtp(port)
    with listening(sink, port):
        assert sending.send_due(transport) == 1
        transport.close()
    return sink.envelopes[0][1]


def test_a_camp_says_who_sends_and_where_answers_go(app: Flask) -> None:
    camp = make_camp(name="Camp Nyborg", contact_email="info@nyborg.example")
    found = sent_by(camp)
    assert found["From"] == "Camp Nyborg <campmatch@localhost>"
    assert found["Reply-To"] == "info@nyborg.example"


def test_what_a_camp_says_of_its_sender_holds_for_what_waits(app: Flask) -> None:
    camp = make_camp(name="Camp", sender_name="Cluster Fyn", reply_to="team@nyborg.example",
                     contact_email="info@nyborg.example")  # fmt: skip
    found = sent_by(camp)
    assert (found["From"].addresses[0].display_name, found["Reply-To"]) == (
        "Cluster Fyn",
        "team@nyborg.example",
    )


def test_a_mail_of_no_camp_comes_from_the_installation(app: Flask) -> None:
    found = sent_by(None)
    assert (found["From"], found["Reply-To"]) == ("Campmatch <campmatch@localhost>", None)


def test_organisers_say_who_sends(visit: PageClient) -> None:
    camp = make_camp("nyborg")
    visit.sign_in(make_user(is_administrator=True, email_confirmed_at=datetime(2026, 6, 1, tzinfo=UTC)))
    page = visit.get("/console/nyborg/set-up")
    assert "campmatch@localhost" in page.text
    for fields in ({"sender_name": "Bank <boss@bank.example>"}, {"reply_to": "nobody"}):
        visit.get("/console/nyborg/set-up")
        visit.submit(fields, status=200)
    visit.get("/console/nyborg/set-up")
    visit.submit({"sender_name": "Cluster Fyn", "reply_to": "team@nyborg.example"})
    db.session.refresh(camp)
    assert (camp.sender_name, camp.reply_to) == ("Cluster Fyn", "team@nyborg.example")
