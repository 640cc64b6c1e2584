"""Carrying out the plan of an import: accounts, organisations, registrations, topics, wishes, mails.

Nothing here commits, and the number of queries does not grow with that of the people.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select

from app.extensions import db
from app.models import (
    Answer,
    Camp,
    Organisation,
    OrganisationKind,
    Participant,
    ParticipantStatus,
    TopicInterest,
    User,
    Wish,
)
from app.services.clock import now
from app.services.people.import_plans import KIND_OF, Line, Plan, Step
from app.services.people.import_rows import LINES
from app.services.registration import places, registration_mails
from app.services.registration.organisations import name_key


def take_in(camp: Camp, plan: Plan, language: str, *, confirmed: bool, by_mail: bool) -> None:
    """Enter those who are new and change those who are there, in the present transaction.

    The caller holds the camp. Whoever is new gets a place in the order of the rows, or waits for one.
    Nobody has agreed to anything by it: the consents are theirs to give.
    """
    new, changed = plan.of(Step.NEW), plan.of(Step.CHANGED)
    houses = _organisations((line.changes if line.person else line.entry.values) for line in [*new, *changed])
    people = _enter(camp, new, _accounts(new, language), houses, confirmed=confirmed)
    for line in changed:
        if line.person is not None:
            _change(line.person, line.changes, houses)
    db.session.flush()
    _put_topics(camp, new, people)
    _put_wishes(camp, new, people)
    _put_answers(
        camp, [*zip(new, people, strict=True), *((line, line.person) for line in changed if line.person)]
    )
    if by_mail:
        registration_mails.entered(camp, people)


def _accounts(lines: Sequence[Line], language: str) -> dict[str, User]:
    """An account for each address: those that are there stay as they are."""
    addresses = [line.entry.email for line in lines]
    found = {user.email: user for user in db.session.scalars(select(User).where(User.email.in_(addresses)))}
    for line in lines:
        if line.entry.email not in found:
            found[line.entry.email] = User(
                email=line.entry.email, name=line.entry.name, language=language, created_at=now()
            )
    db.session.add_all(found.values())
    db.session.flush()
    return found


def _organisations(said: Iterable[Mapping[str, object]]) -> dict[str, Organisation]:
    """The organisations named, by their keys; new ones are entered."""
    wanted = {name_key(str(values["organisation"])): values for values in said if values.get("organisation")}
    query = select(Organisation).where(Organisation.name_key.in_(wanted))
    found = {one.name_key: one for one in db.session.scalars(query)}
    for key, values in wanted.items():
        if key not in found:
            kind = values.get("organisation_kind", OrganisationKind.OTHER)
            country = values.get("country")
            found[key] = Organisation(
                name=str(values["organisation"]), name_key=key, kind=kind, country=country
            )
    db.session.add_all(found.values())
    db.session.flush()
    return found


def _enter(
    camp: Camp,
    lines: Sequence[Line],
    accounts: Mapping[str, User],
    houses: Mapping[str, Organisation],
    *,
    confirmed: bool,
) -> list[Participant]:
    with_place = places.take_places(camp, len(lines))
    placed = ParticipantStatus.CONFIRMED if confirmed else ParticipantStatus.UNCONFIRMED
    people = []
    for position, line in enumerate(lines):
        values = line.entry.values
        person = Participant(
            camp_id=camp.id, user=accounts[line.entry.email], code=secrets.token_urlsafe(12),
            name=line.entry.name, status=placed if position < with_place else ParticipantStatus.WAITING,
            organisation=houses.get(name_key(str(values.get("organisation", "")))),
            languages=values.get("languages", []), country=values.get("country"), type_id=values.get("type"),
            entered_by_organisers=True, registered_at=now(), updated_at=now(),
            **{name: values.get(name, "") for name in LINES},
        )  # fmt: skip
        people.append(person)
    db.session.add_all(people)
    db.session.flush()
    return people


def _change(person: Participant, changes: Mapping[str, object], houses: Mapping[str, Organisation]) -> None:
    for name, value in changes.items():
        if name == "organisation":
            person.organisation = houses[name_key(str(value))]
        elif name == "type":
            person.type_id = value  # type: ignore[assignment]
        elif name == "answers":
            continue  # kept apart, for all at once
        elif name in KIND_OF:
            _replace_topics(person, name, value)  # type: ignore[arg-type]
        else:
            setattr(person, name, value)
    person.updated_at = now()


def _replace_topics(person: Participant, name: str, numbers: Sequence[int]) -> None:
    mine = (TopicInterest.participant_id == person.id, TopicInterest.kind == KIND_OF[name])
    db.session.execute(delete(TopicInterest).where(*mine, TopicInterest.topic_id.not_in(numbers)))
    kept = set(db.session.scalars(select(TopicInterest.topic_id).where(*mine)))
    db.session.add_all(_topic(person, name, number) for number in numbers if number not in kept)


def _topic(person: Participant, name: str, number: int) -> TopicInterest:
    return TopicInterest(
        camp_id=person.camp_id, participant_id=person.id, topic_id=number, kind=KIND_OF[name]
    )


def _put_topics(camp: Camp, lines: Sequence[Line], people: Sequence[Participant]) -> None:
    db.session.add_all(
        _topic(person, name, number)
        for line, person in zip(lines, people, strict=True)
        for name in KIND_OF
        for number in line.entry.values.get(name, ())  # type: ignore[attr-defined]
    )


def _put_answers(camp: Camp, entered: Sequence[tuple[Line, Participant]]) -> None:
    """The answers to the camp's own questions; those given before and not named stay. Two queries."""
    said = {
        (person.id, question): value
        for line, person in entered
        for question, value in (line.changes if line.person else line.entry.values).get("answers", {}).items()  # type: ignore[attr-defined]
    }
    if not said:
        return
    moment, stored = now(), db.session.scalars(select(Answer).where(Answer.camp_id == camp.id))
    for row in stored:
        if (row.participant_id, row.question_id) in said:
            row.value, row.answered_at = said.pop((row.participant_id, row.question_id)), moment
    db.session.add_all(
        Answer(camp_id=camp.id, participant_id=person, question_id=question, value=value, answered_at=moment)
        for (person, question), value in said.items()
    )


def _put_wishes(camp: Camp, lines: Sequence[Line], people: Sequence[Participant]) -> None:
    """The wishes of those who are new, each grade in the order of its cell. Whoever was here before states
    their own: what they would rather not is nobody's business."""
    if not any(line.entry.wishes for line in lines):
        return
    query = select(User.email, Participant.id).join(Participant, Participant.user_id == User.id)
    found = db.session.execute(query.where(Participant.camp_id == camp.id))
    numbers = {row[0]: row[1] for row in found}
    moment = now()
    for line, person in zip(lines, people, strict=True):
        place: dict[str, int] = {}
        for address, grade in line.entry.wishes:
            place[grade] = place.get(grade, 0) + 1
            db.session.add(
                Wish(camp_id=camp.id, author_id=person.id, target_id=numbers[address], grade=grade,
                     place=place[grade], updated_at=moment)
            )  # fmt: skip
