"""Reports of mail servers (RFC 3464) as several of them write these."""

DELIVERY = """\
From: MAILER-DAEMON@mail.example.org
To: campmatch@localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
{envelope}Arrival-Date: Mon, 23 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {reason}

--b1
{original}
--b1--
"""


def report(
    message_id: str,
    recipient: str = "ada@example.org",
    action: str = "failed",
    status: str = "5.1.1",
    reason: str = "550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown",
    whole: bool = False,
    envelope: str = "",
) -> bytes:
    """One report; `whole` brings the mail back with its body, else its headers only; without an id neither."""
    headers = f"From: campmatch@localhost\nTo: {recipient}\nMessage-ID: {message_id}\nSubject: Hello\n"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    original = f"Content-Type: {kind}\n\n{headers}" + ("\nWords.\n" if whole else "")
    text = DELIVERY.format(
        recipient=recipient, action=action, status=status, reason=reason,
        envelope=f"Original-Envelope-Id: {envelope}\n" if envelope else "",
        original=original if message_id else "Content-Type: text/plain\n\nNothing more.\n",
    )  # fmt: skip
    return text.replace("\n", "\r\n").encode()
