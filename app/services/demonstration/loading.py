"""Loading the demonstration. Each step looks first, so that it may be run again or go on after a break."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import select

from app.extensions import db
from app.models import Camp, CampKind, CampRole, Grade, Participant, ParticipantStatus, User
from app.services import camps
from app.services.accounts import accounts, teams
from app.services.clock import now
from app.services.demonstration import (
    changes,
    moments,
    past,
    questions,
    requests,
    schedules,
    sessions,
    types,
    wishes,
)
from app.services.demonstration import people as cast
from app.services.demonstration import programme as plan
from app.services.demonstration.topics import TOPICS
from app.services.local_time import day_of, moment_at
from app.services.programme import programme
from app.services.registration import camp_edits, intake, registrations
from app.services.registration.camp_edits import CampValues
from app.services.setup import blocks, new_camps, tables, topics
from app.services.setup.new_camps import NewCamp
from app.services.setup.tables import Layout

PASSWORD = "innovation-camp"  # noqa: S105  the demonstration's, printed by `make run`
ORGANISER, PARTICIPANT, HELPER = (
    f"{name}@campmatch.example" for name in ("organiser", "participant", "helper")
)
CAMP_SLUG, LAB_SLUG, DAY_SLUG = "innovation-camp", "cluster-lab", "matchmaking-day"
PAST_SLUG = "innovation-camp-before"
ZONE = "Europe/Copenhagen"
SEED = 2027
Tell = Callable[[str], None]


def load(tell: Tell) -> None:
    """Make what is not there yet: three accounts, four camps. `tell` hears of each step that did something."""
    organiser = _account(ORGANISER, "Ingrid Sørensen", is_administrator=True)
    helper = _account(HELPER, "Mikkel Birk")
    _account(PARTICIPANT, "Katrine Holm")
    first_day = _a_tuesday_ahead()
    name = f"Innovation Camp {first_day.year}"
    new = NewCamp(name, CampKind.INNOVATION_CAMP, first_day, ZONE, "Hotel Nyborg Strand, Nyborg", CAMP_SLUG)
    camp = _camp(organiser, helper, new)
    _set_up(camp)
    _people(camp, tell)
    if meetings := schedules.publish_first(camp, organiser):
        tell(f"{camp.name}: a schedule of {meetings} meetings is published")
        changes.ask_one(camp, _participants_of(camp)[1:40])
    moments.liven(camp, organiser, _participants_of(camp), SEED + 4)
    _past(organiser, helper, tell)
    name, later = "Cluster Lab: methods for circular materials", first_day + timedelta(days=42)
    new = NewCamp(name, CampKind.CLUSTER_LAB, later, ZONE, "CREATE, Aalborg", LAB_SLUG)
    lab = _camp(organiser, helper, new)
    _open_lab(lab, tell)
    new = NewCamp("Baltic matchmaking day", CampKind.MATCHMAKING_EVENT, first_day + timedelta(days=21), ZONE,
                  "Pakhusene, Aarhus", DAY_SLUG)  # fmt: skip
    _open_day(_camp(organiser, helper, new), tell)


def _past(organiser: User, helper: User, tell: Tell) -> None:
    """Last year's camp, with what came of it."""
    day = past.first_day(ZONE)
    place = "Hotel Nyborg Strand, Nyborg"
    new = NewCamp(f"Innovation Camp {day.year}", CampKind.INNOVATION_CAMP, day, ZONE, place, PAST_SLUG)
    camp = _camp(organiser, helper, new)
    if meetings := past.fill(camp, organiser, SEED + 5):
        tell(f"{camp.name}: {meetings} meetings were held, and people tell what came of them")


def _account(address: str, name: str, *, is_administrator: bool = False) -> User:
    user = accounts.user_by_email(address)
    if user is None:
        user = accounts.add_user(address, name, "en", is_administrator=is_administrator)
        user.email_confirmed_at = now()
        accounts.set_password(user, PASSWORD)
    return user


def _a_tuesday_ahead() -> date:
    """The first Tuesday at least eight weeks from now."""
    day = day_of(now(), ZONE) + timedelta(weeks=8)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def _camp(organiser: User, helper: User, new: NewCamp) -> Camp:
    camp = camps.by_slug(new.address)
    if camp is None:
        camp = new_camps.add_camp(new)
        teams.join_team(camp, organiser, CampRole.ORGANISER)
        teams.join_team(camp, helper, CampRole.HELPER)
    return camp


def _set_up(camp: Camp) -> None:
    """Texts, windows, programme, blocks, tables and topics of the first camp; the text comes last, and
    marks a camp that is ready: what an organiser changes after that stays changed."""
    if camp.summary:
        return
    if not topics.topics_of(camp):
        topics.add_topics(camp, [(topic.name, topic.name_da) for topic in TOPICS.values()])
    if not tables.tables_of(camp):
        for zone, count, hint in plan.TABLES:
            tables.put_tables(camp, count, Layout(zone, hint, in_a_row=count))
        db.session.commit()
    for block in plan.blocks(camp.starts_on, ZONE)[len(blocks.blocks_of(camp)) :]:
        blocks.add_block(camp, block)
    standing = {(session.title, session.starts_at) for session in programme.sessions_of(camp)}
    for session in plan.sessions(camp.starts_on, ZONE):
        if (session.title, session.starts_at) not in standing:
            programme.add_session(camp, session)
    questions.ask(camp, questions.CAMP)
    _describe(camp, plan.SUMMARY, closes_in_days=21)


def _describe(camp: Camp, summary: str, closes_in_days: int) -> None:
    """Give a camp that has no summary yet its texts and windows, and open it."""
    if camp.summary:
        return
    today = day_of(now(), ZONE)
    present = {name: getattr(camp, name) for name in CampValues.__dataclass_fields__}
    values = replace(
        CampValues(**present), summary=summary, contact_email=ORGANISER,
        registration_opens_at=moment_at(today - timedelta(days=75), time(9), ZONE),
        registration_closes_at=moment_at(today + timedelta(days=closes_in_days), time(23, 59), ZONE),
        wishes_close_at=moment_at(camp.starts_on - timedelta(days=12), time(23, 59), ZONE),
    )  # fmt: skip
    camp_edits.edit_camp(camp, camp.version, values)
    camp_edits.open_camp(camp)


def _people(camp: Camp, tell: Tell) -> None:
    """Participants of the first camp with their absences and wishes, in one transaction, when it has none."""
    if _participants_of(camp):
        return
    rng = random.Random(SEED)
    people = [cast.the_participant(), *cast.everybody(rng), cast.the_isolated()]
    participants = intake.enrol_all(camp, cast.registered(people, rng, now() - timedelta(days=2)))
    _mark_absences(camp, participants, rng)
    sessions.choose(camp, participants[:-1], {slot.starts_at for slot in blocks.slots_of(camp)}, rng)
    questions.answer(camp, participants[:-1], random.Random(SEED + 3))
    count = _state_wishes(camp, people, participants)
    late = _add_latecomers(camp)
    db.session.commit()
    registrations.withdraw(late[-1], camp)
    tell(f"{camp.name}: {len(participants)} participants, {count} wishes")


def _participants_of(camp: Camp) -> list[Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id).order_by(Participant.id)
    return list(db.session.scalars(query))


def _mark_absences(camp: Camp, participants: list[Participant], rng: random.Random) -> None:
    """One in seven misses a block, or its end; one in twenty has a single slot taken."""
    first, second = (
        [slot.id for slot in blocks.slots_of(camp) if slot.block_id == block.id]
        for block in blocks.blocks_of(camp)
    )
    absences = []
    for participant in participants[1:-1]:
        fate = rng.random()
        if fate < 0.05:
            absences.append((participant, first))
        elif fate < 0.14:
            absences.append((participant, second[rng.randrange(2, 6) :]))
        elif fate < 0.19:
            absences.append((participant, [rng.choice(first + second)]))
    intake.mark_absent(camp, absences)


def _state_wishes(camp: Camp, people: list[cast.Person], participants: list[Participant]) -> int:
    """Wishes of everybody but a few: the isolated one, and six who have not come to it."""
    rng = random.Random(SEED + 1)
    last = len(people) - 1
    silent = {last, *rng.sample(range(20, last), 6)}
    chosen: list[tuple[int, int, Grade]] = [
        wish for wish in wishes.choose(people, rng, silent) if wish[1] != last
    ]
    return intake.state_wishes(camp, [(participants[a], participants[b], grade) for a, b, grade in chosen])


def _add_latecomers(camp: Camp) -> list[Participant]:
    """People who have registered since, and whose addresses are not confirmed yet."""
    late = (
        ("Rosa Ørum-Lindahl", "MADE", "DK"),
        ("Matteo Fiorentino", "MESAP", "IT"),
        ("Dagny Sólveig Jónsdóttir", "Iceland Ocean Cluster", "IS"),
    )
    entries = [
        intake.NewParticipant(
            email=f"{new_camps.slug_for(name)}@late.example", name=name, organisation=body, country=country,
            job_title="Project manager", status=ParticipantStatus.UNCONFIRMED,
            registered_at=now() - timedelta(hours=30 - number),
        )
        for number, (name, body, country) in enumerate(late)
    ]  # fmt: skip
    return intake.enrol_all(camp, entries)


def _open_day(camp: Camp, tell: Tell) -> None:
    """The third camp: people ask each other."""
    requests.set_up(camp, ZONE)
    _describe(camp, requests.SUMMARY, closes_in_days=49)
    if not _participants_of(camp):
        tell(f"{camp.name}: {requests.fill(camp, SEED + 3)} participants who ask each other")
    if not camp.needs_approval:
        moments.crowd(camp)


def _open_lab(camp: Camp, tell: Tell) -> None:
    """The second camp: open for registration, with a handful of people and no schedule."""
    if not topics.topics_of(camp):
        chosen = (
            "circular",
            "test_facilities",
            "data",
            "design",
            "construction",
            "matchmaking",
            "effects",
            "food",
        )
        topics.add_topics(camp, [(TOPICS[key].name, TOPICS[key].name_da) for key in chosen])
    if not tables.tables_of(camp):
        tables.add_tables(
            camp, 10, Layout("Workshop floor", "Standing tables along the wall with the drawings", 5)
        )
    if not blocks.blocks_of(camp):
        start, until = (moment_at(camp.starts_on, time(hour), ZONE) for hour in (15, 16))
        blocks.add_block(camp, blocks.BlockValues("Afternoon", start, until, 15, 5))
    questions.ask(camp, questions.LAB)
    types.set_up(camp)
    _describe(camp, plan.LAB_SUMMARY, closes_in_days=70)
    if not _participants_of(camp):
        rng = random.Random(SEED + 2)
        topic_names = {topic.name for topic in topics.topics_of(camp)}
        some = rng.sample(cast.everybody(random.Random(SEED)), 8)
        entries = [cast.as_new(person, now() - timedelta(days=9 - n)) for n, person in enumerate(some)]
        entries = [
            replace(entry, topics=tuple(t for t in entry.topics if t[1] in topic_names)) for entry in entries
        ]
        types.deal(camp, intake.enrol_all(camp, entries))
        db.session.commit()
        tell(f"{camp.name}: {len(entries)} participants")
