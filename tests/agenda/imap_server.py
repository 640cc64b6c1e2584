"""A mailbox on a server, as far as a reader of replies needs one: enough of RFC 9051 for the standard library's client."""

import re
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Mailbox(socketserver.ThreadingTCPServer):
    """Mails by UID with their flags; `fetched` notes the UIDs whose body was asked for."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails: list[bytes], certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme, self.query = ("imap", "?tls=none") if certificate is None else ("imaps", "")
        self.mails = dict(enumerate(mails, 1))
        self.flags: dict[int, set[str]] = {uid: set() for uid in self.mails}
        self.fetched: list[int] = []

    @property
    def url(self) -> str:
        return f"{self.scheme}://reader:se%40cret@127.0.0.1:{self.server_address[1]}/Replies{self.query}"

    def handle_error(self, _request: object, _client: object) -> None:
        """A client that hangs up because it trusts no such certificate is what a test wants to see."""


class _Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("* OK [CAPABILITY IMAP4rev1] ready")
        for line in self.rfile:
            tag, command, *rest = line.decode().strip().split(" ", 2)
            text = rest[0] if rest else ""
            answer = getattr(self, f"on_{command.lower()}")(text)
            self.say(f"{tag} {answer}")
            if command.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def on_capability(self, _text: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def on_login(self, text: str) -> str:
        return "OK in" if text == 'reader "se@cret"' else "NO wrong"

    def on_select(self, text: str) -> str:
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say("* OK [UIDVALIDITY 7] yes")
        return "OK [READ-WRITE] chosen" if text == '"Replies"' else "NO such folder"

    def on_logout(self, _text: str) -> str:
        self.say("* BYE")
        return "OK out"

    def on_uid(self, text: str) -> str:
        what, _space, rest = text.partition(" ")
        return getattr(self, f"uid_{what.lower()}")(rest)

    def uid_search(self, _text: str) -> str:
        unseen = [str(uid) for uid, flags in self.server.flags.items() if r"\Seen" not in flags]
        self.say(f"* SEARCH {' '.join(unseen)}")
        return "OK found"

    def uid_fetch(self, text: str) -> str:
        uid = int(text.split()[0])
        mail = self.server.mails[uid]
        if "RFC822.SIZE" in text:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail)})")
            return "OK size"
        self.server.fetched.append(uid)
        self.say(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(mail)}}}")
        self.wfile.write(mail + b")\r\n")
        return "OK body"

    def uid_store(self, text: str) -> str:
        uid, _space, rest = text.partition(" ")
        self.server.flags[int(uid)] |= set(re.findall(r"\\\w+", rest))
        return "OK stored"


def new_certificate(folder: Path) -> Path:
    """A key and a certificate that nobody else has signed, for this machine, in one file."""
    file = folder / "mailbox.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return file


@contextmanager
def a_mailbox(*mails: bytes, certificate: Path | None = None) -> Iterator[Mailbox]:
    """A server with these mails, answering in a thread; with a certificate it speaks TLS from the first byte."""
    with Mailbox(list(mails), certificate) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
