"""Makers of rows for tests: sensible by default, anything can be said otherwise. Each commits."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Absence,
    Answer,
    Attendance,
    Block,
    Camp,
    CampKind,
    Grade,
    InterestKind,
    Meeting,
    MeetingRequest,
    MeetingTable,
    Organisation,
    Participant,
    ParticipantStatus,
    ParticipantType,
    Question,
    QuestionKind,
    QuestionOption,
    RequestStatus,
    Schedule,
    ScheduleStatus,
    Seat,
    Session,
    SessionKind,
    Slot,
    Topic,
    TopicInterest,
    User,
    Wish,
)  # fmt: skip
from app.services.accounts.accounts import add_user

_numbers = count(1)
START = datetime(2027, 3, 9, 8, 0, tzinfo=UTC)


def _save(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row


def make_user(email: str | None = None, name: str = "Ada Holm", **values: Any) -> User:
    user = add_user(email or f"person{next(_numbers)}@example.org", name, "en")
    for key, value in values.items():
        setattr(user, key, value)
    return _save(user)


def make_camp(slug: str | None = None, **values: Any) -> Camp:
    """A public Innovation Camp on 9–10 March 2027 in Copenhagen's zone, open for registration and wishes."""
    slug = slug or f"camp-{next(_numbers)}"
    defaults: dict[str, Any] = {
        "slug": slug, "name": f"Camp {slug}", "kind": CampKind.INNOVATION_CAMP, "time_zone": "Europe/Copenhagen",
        "starts_on": date(2027, 3, 9), "ends_on": date(2027, 3, 10), "is_public": True, "place": "Nyborg",
        "registration_opens_at": datetime(2026, 1, 1, tzinfo=UTC),
        "registration_closes_at": datetime(2027, 3, 1, tzinfo=UTC),
        "wishes_close_at": datetime(2027, 3, 3, tzinfo=UTC), "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    return _save(Camp(**(defaults | values)))


def make_organisation(name: str = "Energy Cluster Denmark", **values: Any) -> Organisation:
    return _save(Organisation(name=name, name_key=name.casefold(), **values))


def make_participant(
    camp: Camp, name: str = "Ada Holm", user: User | None = None, **values: Any
) -> Participant:
    """A confirmed, listed participant; `organisation` may be a row."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "camp_id": camp.id, "user_id": (user or make_user(name=name)).id, "code": f"code{number:08d}",
        "status": ParticipantStatus.CONFIRMED, "name": name, "is_listed": True, "languages": ["en"],
        "registered_at": datetime(2026, 6, 1, tzinfo=UTC), "updated_at": datetime(2026, 6, 1, tzinfo=UTC),
    }  # fmt: skip
    return _save(Participant(**(defaults | values)))


def make_topic(camp: Camp, name: str = "Hydrogen storage", name_da: str = "Brintlagring") -> Topic:
    return _save(Topic(camp_id=camp.id, name=name, name_da=name_da))


def make_type(camp: Camp, name: str = "Start-up", name_da: str = "Iværksætter") -> ParticipantType:
    return _save(ParticipantType(camp_id=camp.id, name=name, name_da=name_da))


def make_wish(author: Participant, target: Participant, grade: Grade = Grade.WOULD_LIKE) -> Wish:
    return _save(Wish(camp_id=author.camp_id, author_id=author.id, target_id=target.id, grade=grade,
                      updated_at=datetime(2026, 6, 2, tzinfo=UTC)))  # fmt: skip


def make_request(
    asker: Participant,
    asked: Participant,
    message: str = "",
    status: RequestStatus = RequestStatus.PENDING,
    **values: Any,
) -> MeetingRequest:
    """Asked now, with a week to answer and a reminder after five days."""
    lo, hi = sorted((asker.id, asked.id))
    at = values.pop("asked_at", datetime.now(UTC))
    defaults: dict[str, Any] = {
        "camp_id": asker.camp_id, "asker_id": asker.id, "asked_id": asked.id, "lo_id": lo, "hi_id": hi,
        "status": status, "message": message, "asked_at": at, "remind_at": at + timedelta(days=5),
        "expires_at": at + timedelta(days=7),
    }  # fmt: skip
    return _save(MeetingRequest(**(defaults | values)))


def make_slots(camp: Camp, how_many: int = 4, start: datetime = START, name: str = "Morning") -> list[Slot]:
    """A block of slots of twenty minutes, one after the other, from 09:00 in Copenhagen."""
    block = _save(Block(camp_id=camp.id, name=name, starts_at=start, slot_minutes=20))
    step = timedelta(minutes=20)
    slots = [Slot(camp_id=camp.id, block_id=block.id, starts_at=start + i * step, ends_at=start + (i + 1) * step)
             for i in range(how_many)]  # fmt: skip
    db.session.add_all(slots)
    db.session.commit()
    return slots


def make_tables(camp: Camp, how_many: int = 3) -> list[MeetingTable]:
    tables = [MeetingTable(camp_id=camp.id, number=i + 1, zone="A") for i in range(how_many)]
    db.session.add_all(tables)
    db.session.commit()
    return tables


def make_session(camp: Camp, start: datetime = START, minutes: int = 60, **values: Any) -> Session:
    """A workshop that people choose."""
    defaults: dict[str, Any] = {
        "camp_id": camp.id, "kind": SessionKind.WORKSHOP, "title": f"Workshop {next(_numbers)}",
        "starts_at": start, "ends_at": start + timedelta(minutes=minutes), "updated_at": START,
    }  # fmt: skip
    return _save(Session(**(defaults | values)))


def make_absence(person: Participant, slot: Slot) -> Absence:
    return _save(Absence(camp_id=person.camp_id, participant_id=person.id, slot_id=slot.id))


def make_attendance(person: Participant, session: Session) -> Attendance:
    return _save(Attendance(camp_id=person.camp_id, participant_id=person.id, session_id=session.id))


Booked = tuple[Participant, Participant, Slot, MeetingTable]


def make_schedule(camp: Camp, meetings: list[Booked], **values: Any) -> Schedule:
    """A draft with these meetings and their seats; its files are empty, for nothing was solved."""
    number = (
        db.session.scalar(select(func.max(Schedule.number)).where(Schedule.camp_id == camp.id)) or 0
    ) + 1
    defaults: dict[str, Any] = {
        "camp_id": camp.id, "number": number, "status": ScheduleStatus.DRAFT, "problem": "{}", "solution": "{}",
        "created_at": datetime(2026, 7, 1, tzinfo=UTC),
    }  # fmt: skip
    schedule = _save(Schedule(**(defaults | values)))
    for first, second, slot, table in meetings:
        lo, hi = sorted((first.id, second.id))
        meeting = Meeting(camp_id=camp.id, schedule_id=schedule.id, slot_id=slot.id, table_id=table.id,
                          person_lo_id=lo, person_hi_id=hi)  # fmt: skip
        db.session.add(meeting)
        db.session.flush()
        db.session.add_all(Seat(meeting_id=meeting.id, participant_id=person, schedule_id=schedule.id, slot_id=slot.id)
                           for person in (lo, hi))  # fmt: skip
    db.session.commit()
    return schedule


def make_interest(person: Participant, topic: Topic, kind: InterestKind, strength: int = 2) -> TopicInterest:
    return _save(TopicInterest(camp_id=person.camp_id, participant_id=person.id, topic_id=topic.id, kind=kind,
                               strength=strength))  # fmt: skip


def make_question(
    camp: Camp,
    label: str = "What do you eat?",
    label_da: str = "Hvad spiser du?",
    *options: str,
    **values: Any,
) -> Question:
    """A question in words, or with options by their English names one of several."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "camp_id": camp.id, "position": number, "label": label, "label_da": label_da,
        "kind": QuestionKind.CHOICE if options else QuestionKind.TEXT,
        "options": [QuestionOption(position=place, name=name, name_da=f"{name} (da)")
                    for place, name in enumerate(options, 1)],
    }  # fmt: skip
    return _save(Question(**(defaults | values)))


def make_answer(person: Participant, question: Question, value: Any) -> Answer:
    return _save(Answer(camp_id=person.camp_id, participant_id=person.id, question_id=question.id, value=value,
                        answered_at=START))  # fmt: skip


def make_crowd(
    camp: Camp, how_many: int, words: str = "Havvind og data i projekt {number}"
) -> list[Participant]:
    """Many participants in one transaction, each with words of their own to offer and to need."""
    numbers = [next(_numbers) for _ in range(how_many)]
    users = [User(email=f"crowd{n}@example.org", name=f"Person {n:05}", created_at=START)
             for n in numbers]  # fmt: skip
    db.session.add_all(users)
    db.session.flush()
    people = [
        Participant(camp_id=camp.id, user_id=user.id, code=f"crowd{n:08d}", status=ParticipantStatus.CONFIRMED,
                    name=user.name, is_listed=True, languages=["en"], registered_at=START, updated_at=START,
                    offers=words.format(number=n), needs=words.format(number=-n)[::-1])
        for n, user in zip(numbers, users, strict=True)
    ]  # fmt: skip
    db.session.add_all(people)
    db.session.commit()
    return people
