"""A camp with a row in every table, every text of it marked.

Two of them, differently marked, show what leaks from one camp into another. What anybody may read of
a public camp carries another mark than what is for its own people only.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import select

from app.extensions import db
from app.models import (
    AskedKind,
    Audience,
    Block,
    CalendarEntry,
    Camp,
    CampRole,
    FollowUp,
    FollowUpMeeting,
    FollowUpRound,
    Grade,
    InterestKind,
    Job,
    JobKind,
    JobStatus,
    MailKind,
    MeetingTable,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    PeopleView,
    Picture,
    SavedFilter,
    Schedule,
    Session,
    SessionKind,
    Slot,
    StandInAsk,
    Standing,
    TeamMember,
    Topic,
    User,
    WorkerPulse,
)  # fmt: skip
from app.services import tokens
from app.services.accounts import sign_in
from app.services.calendars import calendars, camp_feeds
from app.services.changes import asked_changes
from app.services.day import announcements
from app.services.day.announcements import Draft
from app.services.mail import mail_choices
from app.services.matching import problems, solving
from app.services.people import people_imports
from app.services.publishing import publishing, versions
from app.services.registration import invitation_refusals, invitations
from app.services.work import jobs
from tests.makers import (
    START,
    _save,
    make_absence,
    make_answer,
    make_attendance,
    make_camp,
    make_interest,
    make_organisation,
    make_participant,
    make_question,
    make_request,
    make_session,
    make_slots,
    make_topic,
    make_type,
    make_user,
    make_wish,
)  # fmt: skip
from tests.world.asked import ask_about

DURING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The moment at which the tests of these camps run: registration and wishes are open."""


@dataclass
class Populated:
    """One camp and what stands in addresses of its pages; `people` and `users` go by what they are.

    `mark` ends every private text of it, as in "Name partner" + mark, and `public` every public one.
    """

    camp: Camp
    mark: str
    public: str
    people: dict[str, Participant] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    addresses: dict[str, object] = field(default_factory=dict)


def populate(slug: str, mark: str, first_table: int = 1, first_schedule: int = 1) -> Populated:
    """A camp in the midst of its preparation: people in every state, one schedule out and one draft."""
    public = f"open{slug}"
    camp = make_camp(
        slug, name=f"Camp {public}", summary=f"Summary {public}", place=f"Place {public}",
        contact_email=f"contact-{public}@camp.example", promised_meetings=1, capacity=40,
    )  # fmt: skip
    made = Populated(camp, mark, public)
    _add_times_and_places(made, first_table)
    _add_people(made)
    _add_team(made)
    _add_import(made)
    _add_interests(made)
    _add_schedules(made, first_schedule)
    made.addresses |= dict(zip(("mail", "link"), sign_in_link(made.people["participant"].user), strict=True))
    made.users |= {name: person.user for name, person in made.people.items()}
    return made


def add_common_users() -> dict[str, User]:
    """Those who belong to no camp; and a worker that seems to live."""
    _save(WorkerPulse(name="a worker", beat_at=DURING + timedelta(hours=1)))
    return {
        "stranger": make_user("stranger@example.org", "Stranger", email_confirmed_at=START),
        "administrator": make_user(
            "root@example.org", "Root", is_administrator=True, email_confirmed_at=START
        ),
    }


def _add_times_and_places(made: Populated, first_table: int) -> None:
    camp, mark, public = made.camp, made.mark, made.public
    slots = make_slots(camp, 6, name=f"Block {public}")
    later = START + timedelta(hours=6)
    empty = _save(Block(camp_id=camp.id, name=f"Empty {public}", starts_at=later, slot_minutes=20))
    numbers = range(first_table, first_table + 3)
    db.session.add_all(
        MeetingTable(camp_id=camp.id, number=n, zone=f"Zone {mark}", hint=f"Hint {mark}") for n in numbers
    )
    workshop = make_session(
        camp, START + timedelta(hours=3), title=f"Workshop {public}", description=f"About {public}",
        speaker=f"Speaker {public}", room=f"Room {public}", capacity=20,
    )  # fmt: skip
    lunch = {"title": f"Lunch {public}", "kind": SessionKind.MEAL, "is_for_all": True}
    make_session(camp, START + timedelta(hours=4), **lunch)
    topic = make_topic(camp, f"Topic {public}", f"Emne {public}")
    spare = make_topic(camp, f"Spare {public}", f"Reserve {public}")
    kind = make_type(camp, f"Type {public}", f"Type {public}")
    made.addresses |= {
        "slug": camp.slug, "session": workshop.id, "block": slots[0].block_id, "empty block": empty.id,
        "slot": slots[-1].id, "topic": topic.id, "spare topic": spare.id, "type": kind.id, "first": numbers[0],
        "last": numbers[-1],
    }  # fmt: skip


def _person(made: Populated, name: str, **values: object) -> Participant:
    """A participant all of whose texts tell camp and person: "<mark>" and "<name><mark>"."""
    mark = f"{name}{made.mark}"
    user = make_user(f"mail-{mark}@people.example", f"Account {mark}", email_confirmed_at=START)
    organisation = make_organisation(f"House {mark}")
    person = make_participant(
        made.camp, f"Name {mark}", user, organisation_id=organisation.id, job_title=f"Job {mark}",
        country="DK", about=f"About {mark}", offers=f"Offers {mark}", needs=f"Needs {mark}", **values,
    )  # fmt: skip
    made.people[name] = person
    return person


def _add_people(made: Populated) -> None:
    """Who meets whom: `participant`, `partner`, `generous` and `crowd` wish to meet each other."""
    _person(made, "participant")
    _person(made, "partner")
    _person(made, "generous", shares_contact=True)
    _person(made, "distant", shares_contact=True)
    _person(made, "unwanted")
    _person(made, "unlisted", is_listed=False)
    _person(made, "unconfirmed", status=ParticipantStatus.UNCONFIRMED)
    _person(made, "waiting", status=ParticipantStatus.WAITING)
    _person(made, "withdrawn", status=ParticipantStatus.WITHDRAWN)
    _add_answers(made)
    partner = made.people["partner"]
    partner.picture_key = made.addresses["picture key"] = f"key-{made.camp.slug}"
    _save(Picture(participant_id=partner.id, camp_id=made.camp.id, content=b"jpeg"))
    link = invitations.make_link(made.camp, invitations.LinkValues(f"Link {made.mark}"))
    made.addresses["invitation"] = link.id
    made.addresses |= {"code": made.people["partner"].code, "other code": made.people["participant"].code}
    made.addresses |= {"waiting code": made.people["waiting"].code}
    made.camp.places_taken = 7


def _add_answers(made: Populated) -> None:
    """A question to which everybody has answered, for the organisers' eyes only."""
    question = make_question(made.camp, f"Question {made.public}", f"Spørgsmål {made.public}")
    made.addresses["question"] = question.id
    for name, person in made.people.items():
        make_answer(person, question, f"Answer {name}{made.mark}")


def _add_team(made: Populated) -> None:
    for role in CampRole:
        user = make_user(f"{role}-{made.mark}@team.example", f"{role} {made.mark}", email_confirmed_at=START)
        made.users[role.value] = user
        member = _save(TeamMember(camp_id=made.camp.id, user_id=user.id, role=role))
        made.addresses[f"{role} member"] = member.id


def _add_import(made: Populated) -> None:
    """A file that an organiser has uploaded and not yet imported."""
    mark = f"import{made.mark}"
    content = f"Name,Email,Organisation\nName {mark},{mark}@people.example,House {mark}\n".encode()
    made.addresses["import"] = people_imports.upload(
        made.camp, made.users["organiser"], f"{mark}.csv", content
    ).id


def _add_interests(made: Populated) -> None:
    people = made.people
    workshop = db.session.get_one(Session, made.addresses["session"])
    topic = db.session.get_one(Topic, made.addresses["topic"])
    friends = [people[name] for name in ("participant", "partner", "generous")]
    for author in friends:
        for target in friends:
            if author is not target:
                make_wish(author, target, Grade.MUST_MEET)
    make_wish(people["unwanted"], people["participant"])
    make_wish(people["participant"], people["unwanted"], Grade.RATHER_NOT)
    make_absence(people["distant"], db.session.get_one(Slot, made.addresses["slot"]))
    for person in friends:
        for kind in (InterestKind.OFFER, InterestKind.NEED):
            make_interest(person, topic, kind)
        make_attendance(person, workshop)
    made.addresses["request"] = make_request(
        people["partner"], people["participant"], f"Message {made.mark}"
    ).id
    made.addresses["own request"] = make_request(people["participant"], people["generous"]).id
    saved = SavedFilter(camp_id=made.camp.id, participant_id=people["participant"].id, asked="country=DK",
                        name=f"Filter {made.mark}", created_at=DURING)  # fmt: skip
    made.addresses["filter"] = _save(saved).id
    made.addresses["view"] = _save(
        PeopleView(camp_id=made.camp.id, user_id=made.users["organiser"].id, asked="country=DK",
                   name=f"View {made.mark}", created_at=DURING)
    ).id  # fmt: skip


def _solve(made: Populated) -> Schedule:
    """A draft by the engine itself, as the worker makes it."""
    settings = problems.Choices(seconds=1).as_settings()
    with force_locale("en"):
        job = jobs.open_job(JobKind.SOLVE, made.camp, made.users["organiser"], settings)
        claim = jobs.claim(job.id, "test")
        assert claim is not None
        solving.solve_camp(claim)
    db.session.expire_all()
    assert job.status is JobStatus.DONE, job.error
    return db.session.get_one(Schedule, job.schedule_id)


def _add_schedules(made: Populated, first: int) -> None:
    """The first is published, with mails and calendar entries; the second is a draft; a third run goes on."""
    published = _solve(made)
    published.number = first
    db.session.commit()
    with force_locale("en"):
        publishing.publish(made.camp, published, made.users["organiser"])
    made.addresses["publication"] = versions.list_of(made.camp, 1, 1)[0].id
    draft = _solve(made)
    people = made.people
    asked = asked_changes.ask(made.camp, people["participant"], people["partner"].code, AskedKind.ANOTHER_TIME,
                              f"Reason participant{made.mark}")  # fmt: skip
    made.addresses["asked"] = asked.id
    _add_stand_in_ask(made)
    running = _save(Job(
        kind=JobKind.SOLVE, camp_id=made.camp.id, status=JobStatus.RUNNING, owner="elsewhere", attempt=1,
        settings=problems.Choices().as_settings(), lease_ends_at=DURING + timedelta(days=900),
        rung_at=DURING, created_at=DURING, started_at=DURING,
    ))  # fmt: skip
    ask_about(made, draft)
    words = Draft(f"Announced {made.mark}", f"Meldt {made.mark}", Audience.ALL)
    announced = announcements.announce(made.camp, made.users["organiser"], words)
    made.addresses["announcement"] = announced.id
    _add_follow_up(made)
    camp_feeds.issue(made.camp, made.users["organiser"], 0)
    made.addresses["camp feed"] = camp_feeds.feeds_of(made.camp)[0].id
    secret = calendars.issue_token(made.camp, made.people["participant"])
    made.addresses |= {"published": first, "draft": draft.number, "job": running.id, "feed": secret}


def _add_follow_up(made: Populated) -> None:
    """`participant` was asked what has come of it and has said something of the meeting with `partner`."""
    secret = f"follow-up-{made.camp.slug}"
    row = _save(FollowUp(
        camp_id=made.camp.id, participant_id=made.people["participant"].id, round=FollowUpRound.THREE_MONTHS,
        link_hash=tokens.digest(secret), asked_at=DURING, answered_at=DURING, told_at=DURING, new_ideas=True,
    ))  # fmt: skip
    entry = db.session.scalars(
        select(CalendarEntry).where(CalendarEntry.has(row.participant_id)).order_by(CalendarEntry.id)
    ).first()
    assert entry is not None
    _save(FollowUpMeeting(camp_id=made.camp.id, follow_up_id=row.id, entry_id=entry.id, said_at=DURING,
                          standing=Standing.CONTACT, project=True))  # fmt: skip
    made.addresses |= {"follow-up": secret, "entry": entry.id}
    made.addresses["mails"] = mail_choices.token_of(made.people["participant"], MailKind.SURVEYS)
    made.addresses["invited"] = invitation_refusals.token_of(made.camp, "invited@example.org", "en")


def _add_stand_in_ask(made: Populated) -> None:
    """`distant`, who has no meeting, asks `participant` to meet right now, in a slot that no run has seen."""
    asker, asked = made.people["distant"], made.people["participant"]
    block = _save(Block(camp_id=made.camp.id, name=f"Now {made.public}", starts_at=DURING, slot_minutes=60))
    slot = _save(Slot(camp_id=made.camp.id, block_id=block.id, starts_at=DURING,
                      ends_at=DURING + timedelta(hours=1)))  # fmt: skip
    _save(
        StandInAsk(
            camp_id=made.camp.id, slot_id=slot.id, asker_id=asker.id, asked_id=asked.id, asked_at=DURING
        )
    )
    made.addresses |= {"asked slot": slot.id, "asker code": asker.code}


def sign_in_link(user: User) -> tuple[int, str]:
    """A fresh mail with a link to sign in, and the secret in that link."""
    sign_in.ask(user.email, f"browser of {user.id}", "/", "en")
    query = (
        select(OutboxMessage).where(OutboxMessage.recipient == user.email).order_by(OutboxMessage.id.desc())
    )
    mail = db.session.scalars(query).first()
    assert mail is not None
    found = re.search(r"/sign-in/link/([\w-]+)", mail.body)
    assert found is not None, mail.body
    return mail.id, found[1]
