"""A child process that is started again when it dies, and that never outlives its parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

PR_SET_PDEATHSIG = 1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LIVED_LONG = 60.0

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent goes. Call it in the new process, first thing."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class Child:
    """One program in a process group of its own, so that a Ctrl-C reaches the launcher alone."""

    def __init__(
        self, name: str, command: list[str], environ: dict[str, str], keep: int | None = None
    ) -> None:
        """`keep` is a file descriptor that the child inherits."""
        self.name, self.command, self.environ = name, command, environ
        self.inherited = () if keep is None else (keep,)
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.pause = FIRST_PAUSE
        self.start_again_at: float | None = None

    def start(self) -> None:
        """Start the program. From the main thread only: the kernel watches the thread that forks."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command, env=self.environ, pass_fds=self.inherited, start_new_session=True,
            stdin=subprocess.DEVNULL, preexec_fn=lambda: die_with(parent),
        )  # fmt: skip
        self.started_at = time.monotonic()
        self.start_again_at = None

    def has_ended(self) -> bool:
        """Whether the program is not running."""
        return self.process is None or self.process.poll() is not None

    def look_after(self) -> None:
        """Start the program again when it has died, after a pause that doubles while it keeps dying."""
        if not self.has_ended():
            return
        moment = time.monotonic()
        if self.start_again_at is None:
            self._kill_group()
            if moment - self.started_at > LIVED_LONG:
                self.pause = FIRST_PAUSE
            self.start_again_at = moment + self.pause
            print(f"The {self.name} ended ({self._how()}); starting it again in {self.pause:g} s.",
                  file=sys.stderr, flush=True)  # fmt: skip
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
        elif moment >= self.start_again_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Let the program finish what it is at."""
        if self.process is not None and not self.has_ended():
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        """Wait for the end until a moment of the monotonic clock; then kill what is left, children too."""
        if self.process is not None:
            try:
                self.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"The {self.name} did not stop in time and is killed.", file=sys.stderr, flush=True)
            self._kill_group()
            self.process.wait()

    def _how(self) -> str:
        status = self.process.returncode if self.process else 0
        return f"signal {-status}" if status < 0 else f"status {status}"

    def _kill_group(self) -> None:
        """Kill whatever still lives in the program's process group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
