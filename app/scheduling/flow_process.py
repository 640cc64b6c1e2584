"""Flows that can be given up: OR-Tools does not look up from a large one, so a process of its own computes it.

Small flows are over in a fraction of the time that anybody would wait, and are computed where they are
asked for. The process is started with the first large one and serves all that follow; the same program
computes both, so the answers are the same.
"""

from __future__ import annotations

import selectors
import subprocess
import sys
import weakref
from pathlib import Path
from typing import IO

import numpy as np

from . import flow
from .flow import FlowError, Integers, Network, best_flow, packed
from .watch import Watch

# A flow of fewer arcs takes less than a fifth of a second.
LARGE = 50_000
POLL = 0.05
CHUNK = 1 << 20


class Flows:
    """Computes flows until a watch is over; then a large one raises `Stopped`, and its process is gone."""

    def __init__(self, watch: Watch, large: int = LARGE) -> None:
        """Start nothing yet; `large` is the number of arcs from which a process is used."""
        self._watch, self._large = watch, large
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, arcs: Network) -> Integers:
        """Return the best flow on each arc, as `best_flow` does."""
        if len(arcs.tails) < self._large:
            self._watch.check_late()
            return best_flow(arcs)
        self._watch.check()
        try:
            return self._asked(arcs)
        except OSError:
            # Where no process may be started, or it was taken away, the flow is worth the wait.
            self.close()
            return best_flow(arcs)

    def close(self) -> None:
        """End the process, whatever it is at."""
        child, self._child = self._child, None
        if child is not None:
            _end(child)

    def _asked(self, arcs: Network) -> Integers:
        child = self._child
        if child is None:
            program = [sys.executable, "-P", str(Path(flow.__file__).resolve())]
            child = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)  # noqa: S603
            self._child = child
            weakref.finalize(self, _end, child)
        answer = self._exchanged(child, packed(arcs), 8 * (len(arcs.tails) + 1))
        found = np.frombuffer(answer, dtype=np.int64)
        if not found[0]:
            raise FlowError("the flow has no optimum")
        return found[1:]

    def _exchanged(self, child: subprocess.Popen[bytes], question: bytes, size: int) -> bytes:
        """Send a question and return the answer of so many bytes; end the process when the watch is over."""
        answer, sent = bytearray(), 0
        with selectors.DefaultSelector() as ready:
            ready.register(_pipe(child.stdin), selectors.EVENT_WRITE)
            ready.register(_pipe(child.stdout), selectors.EVENT_READ)
            while len(answer) < size:
                for key, _events in ready.select(POLL):
                    if key.fileobj is child.stdin:
                        sent += _pipe(child.stdin).write(question[sent : sent + CHUNK]) or 0
                        if sent == len(question):
                            ready.unregister(_pipe(child.stdin))
                    else:
                        more = _pipe(child.stdout).read(CHUNK)
                        if not more:
                            raise BrokenPipeError("the process of the flow has ended")
                        answer += more
                if self._watch.is_over():
                    self.close()
                    self._watch.check()
        return bytes(answer)


def _pipe(file: IO[bytes] | None) -> IO[bytes]:
    if file is None:
        raise BrokenPipeError("there is no process for the flow")
    return file


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a process that has nothing to lose, and take leave of it."""
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    child.wait()
