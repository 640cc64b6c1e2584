"""The wish to stop from outside: what a signal makes of a running command."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any


class Stop:
    """Turns SIGINT and SIGTERM into a wish to stop, while it is entered."""

    def __init__(self) -> None:
        """Change nothing yet."""
        self._asked = False
        self._before: dict[int, Any] = {}

    def is_asked(self) -> bool:
        """Tell whether a signal has come."""
        return self._asked

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True

    def __enter__(self) -> Stop:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
