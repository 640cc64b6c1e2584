"""Last year's camp of the demonstration: over, with how its meetings went, and what came of them since.

It ended a little more than a year ago, so that the second round of the follow-up is open: rows and no mails,
for invented people get none, but for the one that leads the participant of the demonstration to their page.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import select, update

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    ContactAnswer,
    FollowUp,
    FollowUpMeeting,
    FollowUpRound,
    MessageStatus,
    OutboxMessage,
    Outcome,
    Participant,
    Result,
    Standing,
    User,
)
from app.services import tokens
from app.services.afterwards.follow_up import letters, times
from app.services.clock import now
from app.services.demonstration import people as cast
from app.services.demonstration import programme as plan
from app.services.demonstration import schedules, wishes
from app.services.demonstration.topics import TOPICS
from app.services.local_time import day_of
from app.services.registration import intake
from app.services.setup import blocks, tables, topics
from app.services.setup.tables import Layout

PEOPLE, SILENT, SECONDS = 44, 7, 1
SUMMARY = (
    "Cluster organisations and innovation networks met for a day and a half. What came of it is counted after "
    "three and twelve months."
)
RESULTS = (
    (Result.INFORMATIVE, 50), (Result.FOLLOW_UP_AGREED, 18), (Result.COOPERATION_POSSIBLE, 8),
    (Result.NO_COMMON_GROUND, 16), (Result.DID_NOT_TAKE_PLACE, 8),
)  # fmt: skip
PROMISING = (Result.FOLLOW_UP_AGREED, Result.COOPERATION_POSSIBLE)


def first_day(zone: str) -> date:
    """A Tuesday such that the camp's last day, the Wednesday, was a year and 17 to 23 days ago."""
    last = day_of(now(), zone) - timedelta(days=365 + 17)
    return last - timedelta(days=(last.weekday() - 2) % 7 + 1)


def fill(camp: Camp, organiser: User, seed: int) -> int:
    """Everything of the camp that is not there yet; returns how many meetings it had, 0 once all is there.

    The text comes last and marks a camp that is ready.
    """
    if camp.summary:
        return 0
    _set_up(camp)
    participants = _people(camp, seed)
    meetings = schedules.publish_first(camp, organiser, seconds=SECONDS)
    _hold(camp, participants, random.Random(seed + 1))
    camp.summary, camp.contact_email, camp.is_public = SUMMARY, organiser.email, True
    db.session.commit()
    return meetings


def _set_up(camp: Camp) -> None:
    """Topics, tables and blocks; the windows are those of its kind, long closed."""
    if not topics.topics_of(camp):
        topics.add_topics(camp, [(topic.name, topic.name_da) for topic in TOPICS.values()])
    if not tables.tables_of(camp):
        tables.add_tables(camp, 14, Layout("Ballroom", "in rows from the stage to the windows", 7))
    for block in plan.blocks(camp.starts_on, camp.time_zone)[len(blocks.blocks_of(camp)) :]:
        blocks.add_block(camp, block)


def _people(camp: Camp, seed: int) -> list[Participant]:
    """The participant of the demonstration among others, with their wishes, in one transaction."""
    query = select(Participant).where(Participant.camp_id == camp.id).order_by(Participant.id)
    if there := list(db.session.scalars(query)):
        return there
    rng = random.Random(seed)
    people = [cast.the_participant(), *rng.sample(cast.everybody(random.Random(seed)), PEOPLE)]
    made = intake.enrol_all(camp, cast.registered(people, rng, now() - timedelta(days=400)))
    chosen = wishes.choose(people, rng, set(rng.sample(range(1, len(people)), SILENT)))
    intake.state_wishes(camp, [(made[a], made[b], grade) for a, b, grade in chosen])
    db.session.commit()
    return made


def _hold(camp: Camp, people: Sequence[Participant], rng: random.Random) -> None:
    """Who came, how the meetings went, whose addresses were shared, and both rounds of the follow-up."""
    entries = list(db.session.scalars(select(CalendarEntry).where(CalendarEntry.camp_id == camp.id)))
    for person in people:
        if rng.random() < 0.94 or person is people[0]:
            person.checked_in_at = min(entry.starts_at for entry in entries) - timedelta(
                minutes=rng.randrange(300)
            )
    quiet = {person.id for person in rng.sample(list(people[1:]), len(people) // 4)}
    told = [one for entry in entries for one in _tell(entry, people[0], quiet, rng)]
    db.session.add_all(told)
    for number in FollowUpRound:
        _follow_up(camp, number, people, entries, told, rng)


def _tell(
    entry: CalendarEntry, me: Participant, quiet: set[int], rng: random.Random
) -> list[Outcome | ContactAnswer]:
    """What the two say right after the meeting; the quiet say nothing. The participant's own meetings went well."""
    found: list[Outcome | ContactAnswer] = []
    for person in (entry.person_lo_id, entry.person_hi_id):
        about = {"camp_id": entry.camp_id, "entry_id": entry.id, "participant_id": person,
                 "said_at": entry.ends_at + timedelta(minutes=5)}  # fmt: skip
        is_mine = person == me.id
        if is_mine or (person not in quiet and rng.random() < 0.8):
            results, weights = zip(*(RESULTS[:3] if is_mine else RESULTS), strict=True)
            result = rng.choices(results, weights)[0]
            found.append(Outcome(result=result, note="", **about))
            if result in PROMISING:
                found.append(ContactAnswer(is_given=is_mine or rng.random() < 0.8, **about))
    return found


def _follow_up(
    camp: Camp,
    number: FollowUpRound,
    people: Sequence[Participant],
    entries: Sequence[CalendarEntry],
    told: Sequence[Outcome | ContactAnswer],
    rng: random.Random,
) -> None:
    """Everybody is asked on the day; two in three answer, the others are reminded. Of the second round the
    participant has answered nothing yet, and finds the mail."""
    promising = {(one.participant_id, one.entry_id) for one in told
                 if isinstance(one, Outcome) and one.result in PROMISING}  # fmt: skip
    asked_at = times.opens_at(camp, number)
    for person in people:
        mine = [entry for entry in entries if person.id in (entry.person_lo_id, entry.person_hi_id)]
        if not mine:
            continue
        is_open = person is people[0] and number is FollowUpRound.TWELVE_MONTHS
        secret = tokens.new()
        row = FollowUp(camp_id=camp.id, participant_id=person.id, round=number, asked_at=asked_at,
                       link_hash=tokens.digest(secret))  # fmt: skip
        db.session.add(row)
        if is_open or rng.random() > 0.68:
            row.reminder_hash, row.reminded_at = tokens.digest(tokens.new()), asked_at + times.REMIND_AFTER
        else:
            _answer(row, rng)
        db.session.flush()
        if row.answered_at is not None:
            likely = [entry for entry in mine if (person.id, entry.id) in promising]
            db.session.add_all(_became(row, entry, rng) for entry in likely)
        if is_open:
            _put_into_the_mailbox(camp, person, row, secret)


def _answer(row: FollowUp, rng: random.Random) -> None:
    """What the camp has brought; most name ideas, few a product."""
    row.answered_at = row.told_at = row.asked_at + timedelta(days=rng.randrange(1, 12))
    row.new_ideas, row.new_competences = rng.random() < 0.75, rng.random() < 0.55
    row.new_product, row.new_service, row.new_process = (rng.random() < share for share in (0.1, 0.22, 0.18))
    row.new_membership = rng.random() < 0.15
    row.collaborations = rng.choice((0, 0, 0, 1, 2))


def _became(row: FollowUp, entry: CalendarEntry, rng: random.Random) -> FollowUpMeeting:
    """What a promising meeting has become: something in three of four cases."""
    standing = rng.choice((Standing.NOTHING, Standing.CONTACT, Standing.CONTACT, Standing.COOPERATION))
    ends: Callable[[float], bool] = lambda share: standing is Standing.COOPERATION and rng.random() < share  # noqa: E731
    return FollowUpMeeting(
        camp_id=row.camp_id, follow_up_id=row.id, entry_id=entry.id, standing=standing, said_at=row.told_at,
        is_across=ends(0.7), project=ends(0.5), product=ends(0.15), service=ends(0.25), process=ends(0.15),
    )  # fmt: skip


def _put_into_the_mailbox(camp: Camp, person: Participant, row: FollowUp, secret: str) -> None:
    """The mail with the link, as if it had been sent: nothing goes out, and the mailbox page shows it."""
    letters.post(camp, person, row, secret)
    mine = OutboxMessage.dedupe_key == letters.key_of(row, is_reminder=False)
    db.session.execute(
        update(OutboxMessage).where(mine).values(status=MessageStatus.SENT, sent_at=row.asked_at)
    )
