"""The program that fetches and reads one calendar, and is ended when it takes too much.

A question in JSON on the first line of its input, the file after it; the answer in JSON on its output.
"""

import json
import resource
import sys
from datetime import datetime
from ipaddress import ip_network

from app.exports.busy.address import fetched
from app.exports.busy.spans import BusyTimes, busy_times
from app.exports.busy.words import Unreadable

PROCESSOR_SECONDS = 6
MEMORY = 768 * 1024 * 1024


def answer(line: bytes, data: bytes) -> dict[str, object]:
    """The busy times as moments in ISO 8601, or why there are none."""
    question = json.loads(line)
    begins, ends = (datetime.fromisoformat(question[name]) for name in ("begins", "ends"))
    try:
        if question["address"]:
            data = fetched(question["address"], [ip_network(network) for network in question["allowed"]])
        found = busy_times(data, begins, ends, question["zone"], frozenset(question["ours"]))
    except Unreadable as error:
        return {"why": error.why}
    return _as_json(found)


def _as_json(found: BusyTimes) -> dict[str, object]:
    return {
        name: [[start.isoformat(), end.isoformat()] for start, end in spans]
        for name, spans in (("timed", found.timed), ("whole_days", found.whole_days))
    }


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.readline(), sys.stdin.buffer.read())))
