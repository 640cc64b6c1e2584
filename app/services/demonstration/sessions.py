"""Who of the demonstration sits in which session that is chosen."""

import random
from collections import defaultdict
from datetime import datetime

from app.models import Camp, Participant, Session
from app.services.programme import programme, session_places

# How likely somebody chooses one of the sessions that begin at a moment, by their kind.
_LIKELY = {"workshop": 0.7, "social": 0.4, "talk": 0.3}
_DURING_MEETINGS = 0.08
# One in so many of those who found no place stands in line for the session they came too late for.
_ONE_IN_LINE = 2


def choose(camp: Camp, people: list[Participant], meetings_at: set[datetime], rng: random.Random) -> None:
    """Each chooses at most one of the sessions that begin at the same time, while there are places.

    Few choose one that begins at one of the moments `meetings_at`; some wait for one that is full. In the
    present transaction.
    """
    together: dict[datetime, list[Session]] = defaultdict(list)
    for session in programme.sessions_of(camp):
        if not session.is_for_all:
            together[session.starts_at].append(session)
    offered = [session for group in together.values() for session in group]
    left = {session.id: session.capacity or len(people) for session in offered}
    for number, participant in enumerate(people):
        chosen, waits = [], []
        for starts_at, group in together.items():
            likely = _DURING_MEETINGS if starts_at in meetings_at else _LIKELY[group[0].kind.value]
            free = [session.id for session in group if left[session.id]]
            if free and rng.random() < likely:
                chosen.append(rng.choice(free))
                left[chosen[-1]] -= 1
            elif len(free) < len(group) and number % _ONE_IN_LINE == 0:
                waits.append(next(session.id for session in group if not left[session.id]))
        session_places.choose_sessions(participant, chosen, waits)
