"""The third camp of the demonstration: a matchmaking event whose people ask each other to meet."""

import random
from dataclasses import replace
from datetime import time, timedelta

from app.extensions import db
from app.models import Camp, MeetingRequest, Mode, Participant, RequestStatus
from app.services.clock import now
from app.services.demonstration import people as cast
from app.services.demonstration.topics import TOPICS
from app.services.local_time import moment_at
from app.services.registration import intake
from app.services.requests import request_rules
from app.services.setup import blocks, choosing, tables, topics
from app.services.setup.tables import Layout

PENDING, ACCEPTED, DECLINED = RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.DECLINED
PEOPLE = 18
SUMMARY = (
    "An afternoon of meetings between energy, maritime and food clusters around the Baltic Sea. Here you ask "
    "the people you want to meet, and they say yes or no: only what both agree to is planned."
)
MESSAGES = (
    "We have a test site for hydrogen storage and look for a port to try it in. Twenty minutes would help us on.",
    "Your name came up when we planned our next EU project. May I tell you about it?",
    "I would like to hear how you measure the effect of your matchmaking.",
    "",
)
REASON = "Thank you for asking. My colleague knows more about this, and you will find her at our stand."


def set_up(camp: Camp, zone: str) -> None:
    """Topics, tables, one block, and the rules of requests; nothing that is there already."""
    if not topics.topics_of(camp):
        topics.add_topics(camp, [(topic.name, topic.name_da) for topic in TOPICS.values()])
    if not tables.tables_of(camp):
        tables.add_tables(camp, 6, Layout("Harbour hall", "Along the windows towards the water", 3))
    if not blocks.blocks_of(camp):
        start, until = (moment_at(camp.starts_on, time(hour), zone) for hour in (13, 16))
        blocks.add_block(camp, blocks.BlockValues("Afternoon", start, until, 20, 0))
    if camp.mode is Mode.WISHES:
        rules = replace(choosing.rules_of(camp), mode=Mode.REQUESTS, most_open_requests=10)
        choosing.change_rules(camp, camp.version, rules)


def fill(camp: Camp, seed: int) -> int:
    """The participant of the demonstration among others, with requests in every state; how many people.

    Rows and no mails: invented people get none.
    """
    some = [cast.the_participant(), *random.Random(seed).sample(cast.everybody(random.Random(seed)), PEOPLE)]
    entries = [cast.as_new(person, now() - timedelta(days=12 - n % 12)) for n, person in enumerate(some)]
    me, *everybody = intake.enrol_all(camp, entries)
    db.session.flush()
    others = [one for one in everybody if one.organisation_id != me.organisation_id]
    states = (PENDING, PENDING, PENDING, ACCEPTED, PENDING, ACCEPTED, DECLINED)
    for number, (other, status) in enumerate(zip(others, states, strict=False)):
        asker, asked = (other, me) if number < 4 else (me, other)
        _put(camp, asker, asked, status, MESSAGES[number % len(MESSAGES)], days_ago=number % 3)
    for first, second in zip(others[8::2], others[9::2], strict=False):
        if first.organisation_id != second.organisation_id:
            _put(camp, first, second, ACCEPTED, MESSAGES[2], days_ago=3)
    db.session.commit()
    return len(entries)


def _put(
    camp: Camp, asker: Participant, asked: Participant, status: RequestStatus, message: str, days_ago: int
) -> None:
    lo, hi = sorted((asker.id, asked.id))
    at = now() - timedelta(days=days_ago, hours=2)
    remind_at, expires_at = request_rules.term(camp, at)
    db.session.add(MeetingRequest(
        camp_id=camp.id, asker_id=asker.id, asked_id=asked.id, lo_id=lo, hi_id=hi, status=status,
        message=message, reason=REASON if status is DECLINED else "", asked_at=at, remind_at=remind_at,
        expires_at=expires_at, ended_at=None if status is PENDING else at + timedelta(hours=1),
    ))  # fmt: skip
