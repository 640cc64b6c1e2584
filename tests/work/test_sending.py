import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import MessageStatus, OutboxMessage
from app.services.mail import outbox, sending
from app.services.mail.mail_transport import SmtpTransport, TransportDown
from bench.mail_sender import send_all
from tests.work.mail_sink import Sink, free_port, listening
from tests.work.processes import Started, environment


def put(how_many: int) -> list[str]:
    """That many messages in the outbox; their recipients."""
    recipients = [f"person{number}@example.org" for number in range(how_many)]
    for address in recipients:
        outbox.enqueue(address, "Hello", "Words.\n", dedupe_key=address)
    db.session.commit()
    return recipients


def smtp(port: int, tls: str = "none") -> SmtpTransport:
    return SmtpTransport(f"smtp://127.0.0.1:{port}?tls={tls}", patience=5)


def count(status: MessageStatus) -> int:
    found = db.session.scalar(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.status == status)
    )
    db.session.rollback()
    return found or 0


def test_four_senders_at_once_send_each_of_three_hundred_once(app: Flask) -> None:
    recipients, sink, port = put(300), Sink(), free_port()
    barrier = Barrier(4)

    def send(_number: int) -> int:
        transport = smtp(port)
        with app.app_context():
            barrier.wait()
            sent = sending.send_due(transport, limit=1000)
        transport.close()
        return sent

    with listening(sink, port), ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(send, range(4)))
    assert sum(sent) == 300
    assert Counter(sink.recipients()) == Counter(recipients)
    assert len(set(sink.message_ids())) == 300
    assert count(MessageStatus.SENT) == 300


@pytest.mark.slow
def test_a_killed_sender_loses_nothing_and_repeats_at_most_what_it_had_in_flight(app: Flask) -> None:
    recipients, sink, port = put(200), Sink(pause=0.02), free_port()
    url = f"smtp://127.0.0.1:{port}?tls=none"
    with listening(sink, port):
        senders = [Started(send_all, environment(app, MAIL_URL=url), 2.0) for _ in range(3)]
        for killed, seen in ((0, 20), (1, 90)):
            while len(sink.envelopes) < seen:
                time.sleep(0.005)
            senders[killed].kill()
        assert senders[2].wait(120) == 0
    assert set(sink.recipients()) == set(recipients)
    repeated = len(sink.recipients()) - 200
    assert 0 <= repeated <= 2
    assert len(set(sink.message_ids())) == 200
    assert count(MessageStatus.SENT) == 200


def test_while_no_server_listens_messages_wait_and_then_go(app: Flask) -> None:
    put(3)
    sink, port = Sink(), free_port()
    transport = smtp(port)
    with pytest.raises(TransportDown, match="refused"):
        sending.send_due(transport)
    assert count(MessageStatus.WAITING) == 3
    with listening(sink, port):
        assert sending.send_due(transport) == 3
        transport.close()
    assert len(sink.envelopes) == 3


def test_a_server_that_hangs_up_between_two_mails_is_called_again(app: Flask) -> None:
    put(1)
    sink, port = Sink(), free_port()
    transport = smtp(port)
    with listening(sink, port):
        assert sending.send_due(transport) == 1
    outbox.enqueue("late@example.org", "Hello", "Words.\n", dedupe_key="late")
    db.session.commit()
    with listening(sink, port):
        assert sending.send_due(transport) == 1
        transport.close()
    assert sink.recipients() == ["person0@example.org", "late@example.org"]


def test_what_the_server_refuses_or_hangs_up_on_holds_up_nobody(app: Flask) -> None:
    for address in ("refused@example.org", "hang-up@example.org", "ada@example.org", "bo@example.org"):
        outbox.enqueue(address, "Hello", "Words.\n", dedupe_key=address)
    db.session.commit()
    sink, port = Sink(), free_port()
    transport = smtp(port)
    with listening(sink, port):
        assert sending.send_due(transport) == 4
        transport.close()
    assert sink.recipients() == ["ada@example.org", "bo@example.org"]
    rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.status == MessageStatus.WAITING))
    assert {row.recipient: row.attempts for row in rows} == {
        "refused@example.org": 1,
        "hang-up@example.org": 1,
    }


def test_a_server_without_encryption_gets_no_mail_when_encryption_is_asked_for(app: Flask) -> None:
    put(1)
    sink, port = Sink(), free_port()
    with listening(sink, port), pytest.raises(TransportDown):
        sending.send_due(smtp(port, tls="starttls"))
    assert sink.envelopes == []
    assert count(MessageStatus.WAITING) == 1
