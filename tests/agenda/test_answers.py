"""Answers from calendars: who is believed, what follows, and that nothing hostile gets through or is lost."""

import io
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
import vobject
from flask import Flask
from sqlalchemy import select

from app.config import SettingsError
from app.extensions import db
from app.models import (
    AskedChange,
    AskedKind,
    AskedStatus,
    CalendarAnswer,
    CalendarReply,
    CampRole,
    OutboxMessage,
    ReceivedMail,
    Verdict,
)
from app.services.accounts.teams import join_team
from app.services.calendars import calendar_turns
from app.services.mail.reply_mail import MOST_BYTES
from app.services.mailbox import received_mails
from app.services.mailbox.reply_boxes import Arrived, BoxDown, FolderBox, ImapBox, box_for
from app.services.repairing import settling
from app.tasks.rounds import Replies
from tests.agenda.imap_server import a_mailbox, new_certificate
from tests.agenda.test_invites import BEFORE, Scene, letters, told
from tests.page_client import PageClient


@pytest.fixture(autouse=True)
def days_before() -> None:
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Ada and Bo get invitations, Cy does not."""
    scene = Scene()
    for person in (scene.ada, scene.bo):
        calendar_turns.turn_on(scene.camp, person)
    return scene


def answer(letter: OutboxMessage, partstat: str, **changes: str) -> bytes:
    """The mail with which a calendar answers an invitation; `changes` say what a cheat would write."""
    [event] = vobject.readOne((letter.attachment or b"").decode()).vevent_list
    told = {"sender": letter.recipient, "attendee": letter.recipient, "uid": event.uid.value,
            "sequence": event.sequence.value, "comment": "", "method": "REPLY"} | changes  # fmt: skip
    comment = f"COMMENT:{told['comment']}\r\n" if told["comment"] else ""
    content = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Calendar//EN\r\n"
        f"METHOD:{told['method']}\r\nBEGIN:VEVENT\r\nUID:{told['uid']}\r\nSEQUENCE:{told['sequence']}\r\n"
        f"DTSTAMP:{told.get('stamp', '20270227T120000Z')}\r\nDTSTART:20270309T080000Z\r\n"
        f"ORGANIZER:mailto:campmatch@localhost\r\n{comment}"
        f"ATTENDEE;PARTSTAT={partstat};CN=Somebody:MAILTO:{told['attendee']}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = told["sender"], "campmatch@localhost", "Answer"
    mail.set_content("Answered in the calendar.")
    mail.add_alternative(
        content.encode(), maintype="text", subtype="calendar", params={"method": told["method"]}
    )
    return mail.as_bytes()


def take(folder: Path, *mails: bytes) -> list[Verdict]:
    """Put mails into a folder, read it, and say what became of each."""
    seen = db.session.scalar(select(ReceivedMail.id).order_by(ReceivedMail.id.desc()).limit(1)) or 0
    for number, mail in enumerate(mails):
        (folder / f"{number:03}-{time.monotonic_ns()}.eml").write_bytes(mail)
    received_mails.take_in_all(FolderBox(folder))
    db.session.expire_all()
    query = select(ReceivedMail.verdict).where(ReceivedMail.id > seen)
    return list(db.session.scalars(query.order_by(ReceivedMail.id)))


def answers() -> list[tuple[str, CalendarReply, int]]:
    rows = db.session.scalars(select(CalendarAnswer).order_by(CalendarAnswer.id))
    return [(row.participant.name, row.reply, row.sequence) for row in rows]


def open_changes(scene: Scene) -> list[tuple[int, AskedKind, str]]:
    query = select(AskedChange).where(AskedChange.is_open).order_by(AskedChange.id)
    return [(row.participant_id, row.kind, row.reason) for row in db.session.scalars(query)]


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_each_answer_is_kept_with_its_version(scene: Scene, tmp_path: Path, partstat: str) -> None:
    assert take(tmp_path, answer(letters(scene.ada)[0], partstat)) == [Verdict.APPLIED]
    assert answers() == [("Ada", CalendarReply(partstat.lower()), 1)]


def test_a_declined_meeting_stands_and_waits_for_the_organisers(scene: Scene, tmp_path: Path) -> None:
    take(tmp_path, answer(letters(scene.ada)[0], "DECLINED", comment="At the dentist's\\, sorry"))
    entry = scene.entry(scene.ada, scene.bo)
    assert not entry.is_cancelled
    assert open_changes(scene) == [(scene.ada.id, AskedKind.DECLINED, "At the dentist's, sorry")]
    assert len(letters(scene.bo)) == 1
    take(tmp_path, answer(letters(scene.ada)[0], "ACCEPTED", stamp="20270227T130000Z"))
    assert open_changes(scene) == []


def test_organisers_cancel_what_was_declined_and_both_calendars_hear(scene: Scene, tmp_path: Path) -> None:
    take(tmp_path, answer(letters(scene.ada)[0], "DECLINED"))
    asked = db.session.scalars(select(AskedChange)).one()
    settling.accept(scene.camp, asked.id, scene.organiser)
    assert scene.entry(scene.ada, scene.bo).is_cancelled
    assert asked.status is AskedStatus.DONE
    assert told(scene.ada, since=2) == [("CANCEL", "Bo", 2)]
    assert told(scene.bo, since=1) == [("CANCEL", "Ada", 2)]
    assert open_changes(scene) == [(scene.ada.id, AskedKind.CANCEL, "")]


def test_organisers_let_it_stand_and_say_so(scene: Scene, tmp_path: Path) -> None:
    take(tmp_path, answer(letters(scene.ada)[0], "DECLINED"))
    asked = db.session.scalars(select(AskedChange)).one()
    settling.decline(scene.camp, asked.id, scene.organiser, "Please come, it is your only one.")
    assert (asked.status, scene.entry(scene.ada, scene.bo).is_cancelled) == (AskedStatus.DECLINED, False)
    mails = select(OutboxMessage.body).where(OutboxMessage.recipient == "ada@example.org")
    assert any("your only one" in body for body in db.session.scalars(mails))


def test_worker_leaves_what_was_declined_to_the_organisers(scene: Scene, tmp_path: Path) -> None:
    take(tmp_path, answer(letters(scene.ada)[0], "DECLINED"))
    settling.take_up()
    assert db.session.scalars(select(AskedChange)).one().worked_out_at is None


def test_a_moved_meeting_asks_anew_and_another_table_does_not(scene: Scene, tmp_path: Path) -> None:
    def asks(letter: OutboxMessage) -> list[str]:
        params = vobject.readOne((letter.attachment or b"").decode()).vevent.attendee.params
        return params["PARTSTAT"] + params["RSVP"]

    take(tmp_path, answer(letters(scene.ada)[0], "ACCEPTED"))
    scene.publish((scene.ada, scene.bo, scene.s[0], scene.t[2]), scene.first[1])
    assert asks(letters(scene.ada)[-1]) == ["ACCEPTED", "FALSE"]
    assert answers() == [("Ada", CalendarReply.ACCEPTED, 2)]
    scene.publish((scene.ada, scene.bo, scene.s[3], scene.t[2]), scene.first[1])
    assert asks(letters(scene.ada)[-1])[0] == "NEEDS-ACTION"
    assert answers() == []


def test_answers_to_other_versions_change_nothing(scene: Scene, tmp_path: Path) -> None:
    first = letters(scene.ada)[0]
    scene.publish((scene.ada, scene.bo, scene.s[3], scene.t[0]), scene.first[1])
    late, never = answer(first, "DECLINED"), answer(first, "DECLINED", sequence="99")
    assert take(tmp_path, late, never) == [Verdict.OUTDATED, Verdict.UNKNOWN_MEETING]
    assert answers() == open_changes(scene) == []


def test_an_older_answer_that_arrives_later_is_outdated(scene: Scene, tmp_path: Path) -> None:
    letter = letters(scene.ada)[0]
    newer, older = answer(letter, "ACCEPTED", stamp="20270227T130000Z"), answer(letter, "DECLINED")
    assert take(tmp_path, newer, older) == [Verdict.APPLIED, Verdict.OUTDATED]
    assert answers() == [("Ada", CalendarReply.ACCEPTED, 1)]


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"sender": "bo@example.org"}, Verdict.NOT_THEIRS),
        ({"attendee": "bo@example.org"}, Verdict.NOT_THEIRS),
        ({"sender": "cy@example.org", "attendee": "cy@example.org"}, Verdict.NOT_THEIRS),
        ({"uid": "somebody-elses@example.org"}, Verdict.UNKNOWN_MEETING),
        ({"method": "REQUEST"}, Verdict.NO_REPLY),
        ({"sequence": "x"}, Verdict.BROKEN),
        ({"attendee": "nobody"}, Verdict.BROKEN),
    ],
)
def test_who_is_not_invited_answers_for_nobody(
    scene: Scene, tmp_path: Path, changes: dict[str, str], verdict: Verdict
) -> None:
    assert take(tmp_path, answer(letters(scene.ada)[0], "DECLINED", **changes)) == [verdict]
    assert answers() == open_changes(scene) == []
    assert len(list((tmp_path / "refused").iterdir())) == 1


def test_address_is_compared_without_regard_to_case(scene: Scene, tmp_path: Path) -> None:
    mail = answer(
        letters(scene.ada)[0], "ACCEPTED", sender="Ada <ADA@Example.org>", attendee="Ada@EXAMPLE.org"
    )
    assert take(tmp_path, mail) == [Verdict.APPLIED]


def hostile() -> dict[str, bytes]:
    """Mails that nobody should write."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", b"\0" * 50_000_000)
    zipped = EmailMessage()
    zipped["From"] = "ada@example.org"
    zipped.set_content("See attached.")
    zipped.add_attachment(archive.getvalue(), maintype="application", subtype="zip", filename="a.zip")
    head = b"From: ada@example.org\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n"
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)
    )
    parts = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 20_000
    rule = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u\r\nRRULE:FREQ=SECONDLY\r\n" \
           b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"  # fmt: skip
    return {
        "empty": b"",
        "zeros": b"\0" * 10_000,
        "zip": zipped.as_bytes(),
        "nested": nested,
        "parts": parts,
        "cut": head + b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEV",
        "unfolded": head + b"BEGIN:VCALENDAR\r\n" + b"X" * 90_000,
        "calendar too large": head + b"X-A:B\r\n" * 20_000,
        "rule": head + rule,
        "header": b"From: " + b"a" * 500_000 + b"@b.c\r\nContent-Type: text/calendar\r\n\r\n" + rule,
        "addresses": b"From: " + b"<a@b.c>," * 60_000 + b"\r\nContent-Type: text/calendar\r\n\r\n" + rule,
        "charset": b"From: a@b.c\r\nContent-Type: text/calendar; charset=\xff\xfe\r\n\r\n" + rule,
        "large": head + b"y" * MOST_BYTES,
        "50 MB": b"z" * 50_000_000,
    }


def test_hostile_mails_end_with_a_verdict_soon_and_stay(scene: Scene, tmp_path: Path) -> None:
    mails = hostile()
    started = time.process_time()
    found = take(tmp_path, *mails.values())
    assert time.process_time() - started < 30
    assert Verdict.APPLIED not in found
    assert dict(zip(mails, found, strict=True))["50 MB"] is Verdict.TOO_LARGE
    kept = sorted(path.stat().st_size for path in (tmp_path / "refused").iterdir())
    assert kept == sorted(map(len, mails.values()))
    assert take(tmp_path, answer(letters(scene.ada)[0], "ACCEPTED")) == [Verdict.APPLIED]


def test_the_same_mail_twice_counts_once(scene: Scene, tmp_path: Path) -> None:
    mail = answer(letters(scene.ada)[0], "ACCEPTED")
    assert take(tmp_path, mail, mail) == [Verdict.APPLIED]
    assert len(list((tmp_path / "read").iterdir())) == 2


def test_what_is_not_put_away_after_a_crash_is_read_again_and_counts_once(
    scene: Scene, tmp_path: Path
) -> None:
    def crash(_refused: bool) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.eml").write_bytes(answer(letters(scene.ada)[0], "DECLINED"))

    class Crashing(FolderBox):
        def _one(self, path: Path, is_maildir: bool) -> Arrived:
            whole = super()._one(path, is_maildir)
            return Arrived(whole.digest, whole.data, crash)

    with pytest.raises(KeyboardInterrupt):
        received_mails.take_in_all(Crashing(tmp_path))
    assert received_mails.take_in_all(FolderBox(tmp_path)) == 1
    assert (len(answers()), len(open_changes(scene))) == (1, 1)


def test_a_maildir_gets_its_marks(scene: Scene, tmp_path: Path) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(answer(letters(scene.ada)[0], "ACCEPTED"))
    (tmp_path / "new" / "2.host").write_bytes(b"Subject: hello\n\nJust words.\n")
    assert received_mails.take_in_all(FolderBox(tmp_path)) == 2
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,FS"]
    assert list((tmp_path / "new").iterdir()) == []


def test_links_and_half_written_files_are_left_alone(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("From: a@b.c\n\nsecret")
    (tmp_path / "link.eml").symlink_to(tmp_path / "secret")
    (tmp_path / ".half.eml").write_text("From")
    assert received_mails.take_in_all(FolderBox(tmp_path)) == 0
    with pytest.raises(BoxDown):
        received_mails.take_in_all(FolderBox(tmp_path / "nowhere"))


def test_a_mailbox_on_a_server_is_read_and_marked(scene: Scene) -> None:
    mails = [
        answer(letters(scene.ada)[0], "DECLINED"),
        b"Subject: words\r\n\r\nHello\r\n",
        b"z" * (MOST_BYTES + 1),
    ]
    with a_mailbox(*mails) as server:
        box = box_for(server.url)
        assert received_mails.take_in_all(box) == 3
        assert received_mails.take_in_all(box) == 0
        assert server.flags == {1: {r"\Seen"}, 2: {r"\Seen", r"\Flagged"}, 3: {r"\Seen", r"\Flagged"}}
        assert server.fetched == [1, 2]
    assert answers() == [("Ada", CalendarReply.DECLINED, 1)]
    with pytest.raises(BoxDown):
        received_mails.take_in_all(box)


def test_a_mailbox_elsewhere_is_spoken_to_by_tls_only() -> None:
    with pytest.raises(SettingsError):
        box_for("imap://reader:secret@mail.example.org/INBOX?tls=none")
    assert isinstance(box_for("imaps://reader:secret@mail.example.org"), ImapBox)


def test_a_mailbox_is_read_by_tls_and_only_where_its_certificate_is_trusted(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = new_certificate(tmp_path)
    with a_mailbox(answer(letters(scene.ada)[0], "DECLINED"), certificate=certificate) as server:
        box = box_for(server.url)
        with pytest.raises(BoxDown, match="certificate verify failed"):
            received_mails.take_in_all(box)
        assert server.fetched == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert received_mails.take_in_all(box) == 1
    assert answers() == [("Ada", CalendarReply.DECLINED, 1)]


def test_worker_goes_on_when_the_mailbox_is_away(app: Flask, tmp_path: Path) -> None:
    assert Replies(FolderBox(tmp_path / "nowhere"))() > 0
    assert Replies(FolderBox(tmp_path))() > 0


def test_organisers_see_ways_and_answers_and_send_again(
    scene: Scene, tmp_path: Path, visit: PageClient
) -> None:
    join_team(scene.camp, scene.organiser, CampRole.ORGANISER)
    take(tmp_path, answer(letters(scene.ada)[0], "DECLINED"), answer(letters(scene.ada)[1], "ACCEPTED"))
    visit.sign_in(scene.organiser)
    page = visit.get("/console/nyborg/calendars/")
    text = " ".join(page.get_text(" ").split())
    assert "1 accepted, 0 tentative, 1 declined" in text
    assert "nothing known" in text  # Cy
    visit.submit(action=f"/{scene.ada.code}/again")
    assert told(scene.ada, since=2) == [("REQUEST", "Bo", 1), ("REQUEST", "Cy", 1)]
    links = visit.get("/console/nyborg/calendars/").find_all("a")
    link = next(one for one in links if "Settle it" in one.get_text())
    text = visit.get(str(link["href"])).get_text(" ")
    assert "Declined in the calendar" in text and "Cancel the meeting" in text


def test_participants_of_other_camps_cannot_be_sent_to(scene: Scene, visit: PageClient) -> None:
    join_team(scene.camp, scene.organiser, CampRole.ORGANISER)
    visit.sign_in(scene.organiser)
    visit.post("/console/nyborg/calendars/nobody/again", status=404)
    visit.post(f"/console/nyborg/calendars/{scene.cy.code}/again", follow=True, status=200)
    assert "gets no invitations" in visit.page.get_text(" ")
