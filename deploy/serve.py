"""Start web and worker together, and leave nothing behind: `python -m deploy.serve`.

This process listens on the port and hands the socket to gunicorn, so the address answers (late, but
it answers) even while the web server restarts. A child that dies is started again, each time a
little later. SIGTERM, SIGINT and SIGHUP stop both in order; and if this process itself is killed,
the kernel kills its children (PR_SET_PDEATHSIG), so none runs on without it.
"""

import argparse
import http.client
import ipaddress
import os
import signal
import socket
import sys
import threading
import time

from deploy.child import Child

PORTS_TO_TRY = 20
START_PATIENCE = 120.0
STOP_PATIENCE = 20.0


def complain(text: str) -> None:
    """Tell whoever reads the log."""
    print(text, file=sys.stderr, flush=True)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the port or, when it is taken, on the next free one; says so."""
    for candidate in range(port, port + PORTS_TO_TRY):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(2048)
        except PermissionError:
            sys.exit(f"Port {candidate} needs rights that this user does not have. Choose one from 1024 on.")
        except OSError:
            listener.close()
            continue
        if port not in (0, candidate):
            print(f"Port {port} is taken by another program; using {candidate}.", flush=True)
        return listener
    sys.exit(f"The ports {port} to {port + PORTS_TO_TRY - 1} are all taken. Choose another with PORT=…")


def answers(host: str, port: int) -> bool:
    """Whether the web server answers a request, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def gunicorn(listener: socket.socket) -> list[str]:
    """The web server's command line; what never differs stands in gunicorn.conf.py."""
    return [sys.executable, "-m", "gunicorn", "--config", "python:deploy.gunicorn_settings",
            "--bind", f"fd://{listener.fileno()}", "wsgi:app"]  # fmt: skip


class Launcher:
    """Web and worker as two children of this process."""

    def __init__(self, listener: socket.socket, environ: dict[str, str]) -> None:
        """Takes the socket over; nothing is started yet."""
        self.listener = listener
        self.web = Child("web server", gunicorn(listener), environ, keep=listener.fileno())
        self.worker = Child("worker", [sys.executable, "-m", "app.tasks"], environ)
        self.asked_to_stop = threading.Event()

    def run(self, greeting: str) -> int:
        """Start both and look after them until a signal says stop; returns the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda _number, _frame: self.asked_to_stop.set())
        children = (self.web, self.worker)
        for child in children:
            child.start()
        status = 0 if self._first_answer() else 1
        if status == 0 and not self.asked_to_stop.is_set():
            print(greeting, flush=True)
            while not self.asked_to_stop.wait(0.2):
                for child in children:
                    child.look_after()
        self._stop()
        return status

    def _first_answer(self) -> bool:
        """Wait until the web server answers; False when it gives up (a setting may be wrong)."""
        host, port = self.listener.getsockname()[:2]
        deadline = time.monotonic() + START_PATIENCE
        while not self.asked_to_stop.wait(0.2):
            if self.web.has_ended():
                complain("The web server could not start; its own words stand above.")
                return False
            if answers(host, port):
                return True
            if time.monotonic() > deadline:
                complain(f"The web server did not answer within {START_PATIENCE:.0f} s.")
                return False
        return True

    def _stop(self) -> None:
        """Ask both to finish what they are at, then insist."""
        for child in (self.web, self.worker):
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_PATIENCE
        for child in (self.web, self.worker):
            child.wait_until(deadline)


def main() -> int:
    """Read the command line and run until told to stop."""
    parser = argparse.ArgumentParser("python -m deploy.serve", description="Start web and worker together.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "5000")), help="0: any")
    parser.add_argument("--say", default="", help="what to print below the address")
    options = parser.parse_args()
    if os.environ.get("CAMPMATCH_DEVELOPMENT") == "1" and not is_loopback(options.host):
        sys.exit("CAMPMATCH_DEVELOPMENT=1 shows everybody's mail, so it runs on 127.0.0.1 only.")
    listener = listen(options.host, options.port)
    base_url = os.environ.get("BASE_URL") or f"http://{options.host}:{listener.getsockname()[1]}"
    launcher = Launcher(listener, {**os.environ, "BASE_URL": base_url})
    return launcher.run(f"\nCampmatch is running at {base_url}\n{options.say}\n\nCtrl-C stops it.")


if __name__ == "__main__":
    sys.exit(main())
