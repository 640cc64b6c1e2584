"""A camp in the midst of its day, for the pages of the console: everybody has wishes, meetings and a place to be."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from app.extensions import db
from app.models import CalendarEntry, Camp, CampKind, CampRole, Grade, Outcome, Participant, Result, User
from app.scheduling import by_hand
from app.services.accounts import teams
from app.services.clock import now
from app.services.demonstration import people as cast
from app.services.demonstration.topics import TOPICS
from app.services.local_time import day_of
from app.services.matching import kept_drafts
from app.services.matching.problems import Choices, problem_of
from app.services.publishing import publishing
from app.services.registration import intake
from app.services.setup import blocks, new_camps, tables, topics

from .baselines import greedy

SLUG, ZONE = "busy", "Europe/Copenhagen"
WISHES, SLOTS = 12, 40
TABLES_FOR_TEN = 3
SEED = 7


@dataclass(frozen=True)
class Busy:
    """The numbers of three schedules: one that was out before, the one that is out, and a draft; and somebody."""

    before: int
    published: int
    draft: int
    code: str


def make(people: list[cast.Person], organiser: User) -> Busy:
    """The camp of these people, of whom a third has not come yet; commits."""
    rng = random.Random(SEED)
    camp = _camp(now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3), len(people))
    teams.join_team(camp, organiser, CampRole.ORGANISER)
    made = intake.enrol_all(camp, [cast.as_new(one, now() - timedelta(days=40)) for one in people])
    intake.state_wishes(camp, _wishes(made, rng))
    db.session.commit()
    before, published, draft = (
        _schedule(camp, organiser, rng, is_out=is_out) for is_out in (True, True, False)
    )
    _hold(camp, rng)
    return Busy(before, published, draft, made[1].code)


def _camp(start: datetime, people: int) -> Camp:
    """Two days of twenty slots, the first of which has begun, and tables for three in five people at a time."""
    kind, day = CampKind.MATCHMAKING_EVENT, day_of(start, ZONE)
    camp = new_camps.add_camp(new_camps.NewCamp("Busy camp", kind, day, ZONE, "Nyborg", SLUG))
    topics.add_topics(camp, [(topic.name, topic.name_da) for topic in TOPICS.values()])
    tables.add_tables(camp, people * TABLES_FOR_TEN // 10)
    camp.capacity, camp.ends_on = people, day + timedelta(days=1)
    for number in range(2):
        begins = start + timedelta(days=number)
        ends = begins + timedelta(minutes=20) * (SLOTS // 2)
        blocks.add_block(camp, blocks.BlockValues(f"Day {number + 1}", begins, ends, 20, 0))
    return camp


def _wishes(people: list[Participant], rng: random.Random) -> list[tuple[Participant, Participant, Grade]]:
    """Twelve each, a third of them musts, for anybody of another organisation."""
    found = []
    for author in people:
        others = [
            one for one in rng.sample(people, 2 * WISHES) if one.organisation is not author.organisation
        ]
        for place, target in enumerate([one for one in others if one is not author][:WISHES]):
            found.append((author, target, Grade.MUST_MEET if place < 4 else Grade.WOULD_LIKE))
    return found


def _schedule(camp: Camp, organiser: User, rng: random.Random, *, is_out: bool) -> int:
    """A schedule by the greedy way, of candidates in an order of its own; its number. Verified like any other."""
    problem = problem_of(camp, Choices())
    others = rng.sample(problem.candidates, len(problem.candidates))
    meetings = greedy(replace(problem, candidates=tuple(others)), 1.0)
    schedule = kept_drafts.keep(camp.id, organiser.id, problem, by_hand.revised(problem, None, meetings), [])
    assert schedule is not None
    db.session.commit()
    if is_out:
        publishing.publish(camp, schedule, organiser, with_mail=False)
    return schedule.number


def _hold(camp: Camp, rng: random.Random) -> None:
    """Two in three are checked in, and one side in three has told how a meeting went."""
    numbers = list(db.session.scalars(select(Participant.id).where(Participant.camp_id == camp.id)))
    here = [number for number in numbers if number % 3]
    db.session.execute(update(Participant).where(Participant.id.in_(here)).values(checked_in_at=now()))
    over = select(CalendarEntry).where(CalendarEntry.camp_id == camp.id, CalendarEntry.ends_at <= now())
    rows = [
        {"camp_id": camp.id, "entry_id": entry.id, "participant_id": person, "note": "", "said_at": now(),
         "result": rng.choice(list(Result))}
        for entry in db.session.scalars(over) for person in (entry.person_lo_id, entry.person_hi_id)
        if rng.random() < 1 / 3
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Outcome), rows)
    db.session.commit()
