"""The agenda that goes along with a mail: as it is when the mail is sent, and only while there is whose it is."""

from email.message import EmailMessage

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import MessageStatus, OutboxMessage
from app.services.calendars import agenda_files
from app.services.mail import sending
from app.tasks.rounds import Mailing
from tests.schedules.test_publishing import Scene


class Post:
    """Takes in what is sent, and whether a transaction was open then."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.was_open: list[bool] = []

    def send(self, message: EmailMessage) -> None:
        self.sent.append(message)
        self.was_open.append(db.session().in_transaction())

    def close(self) -> None:
        pass

    def files(self, address: str) -> list[str]:
        """The agendas that this one has got, the latest mail last; nothing for a mail without."""
        mine = [mail for mail in self.sent if mail["To"] == address]
        return [str(part.get_content()) for mail in mine for part in mail.iter_attachments()]


def test_the_worker_sends_the_agenda_as_it_is_by_then(app: Flask) -> None:
    scene = Scene()
    scene.publish((scene.a, scene.b, scene.s[0], scene.t[0]))
    assert db.session.scalar(select(func.count(OutboxMessage.attachment))) == 0, "none is made in the request"
    scene.publish((scene.a, scene.c, scene.s[0], scene.t[0]))
    post = Post()
    Mailing(post)()
    assert len(post.sent) == 5 and not any(post.was_open)
    first, second = post.files(scene.a.user.email)
    assert (
        first == second
        and "SUMMARY:Meeting with Cy" in first
        and "SUMMARY:Cancelled: Meeting with Bo" in first
    )
    [own] = post.files(scene.c.user.email)
    assert "Meeting with Ada" in own and "Bo" not in own


def test_who_has_another_address_by_then_gets_the_mail_without_it(app: Flask) -> None:
    scene = Scene()
    scene.publish((scene.a, scene.b, scene.s[0], scene.t[0]))
    old, scene.a.user.email = scene.a.user.email, "new@example.org"
    db.session.commit()
    post = Post()
    assert sending.send_due(post, write_file=agenda_files.agenda_for) == 2
    assert post.files(old) == [] and len(post.files(scene.b.user.email)) == 1
    assert set(db.session.scalars(select(OutboxMessage.status))) == {MessageStatus.SENT}
