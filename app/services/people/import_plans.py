"""What taking a table in would do: who is new, who is there already and what of them would change.

Nothing here writes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Camp, Grade, InterestKind, Participant, ParticipantStatus, TopicInterest
from app.services.people.import_fields import BY_NAME
from app.services.people.import_rows import LINES, TOPICS, Entry, Fault
from app.services.registration import answers
from app.services.registration.organisations import name_key
from app.services.setup import meeting_rules

GONE = (ParticipantStatus.WITHDRAWN, ParticipantStatus.DECLINED)
KIND_OF = dict(zip(TOPICS, (InterestKind.OFFER, InterestKind.NEED, InterestKind.INTEREST), strict=True))


class Existing(StrEnum):
    """What becomes of those who are registered already."""

    LEAVE = "leave"
    FILL = "fill"
    OVERWRITE = "overwrite"


class Step(StrEnum):
    """What happens to one row."""

    NEW = "new"
    CHANGED = "changed"
    LEFT = "left"
    GONE = "gone"


@dataclass(frozen=True)
class Line:
    """One row with what it does. `changes` are the new values of somebody who is there, by field."""

    entry: Entry
    step: Step
    person: Participant | None
    changes: Mapping[str, object]

    @property
    def labels(self) -> list[str]:
        """What changes, in words."""
        own = [_("Answers to the camp’s questions")] if "answers" in self.changes else []
        return [*(str(BY_NAME[name].label) for name in self.changes if name in BY_NAME), *own]


@dataclass(frozen=True)
class Plan:
    """All rows in their order, and the faults for which nothing is done while there is any."""

    lines: Sequence[Line]
    faults: Sequence[Fault]

    def of(self, step: Step) -> list[Line]:
        """The lines of one step."""
        return [line for line in self.lines if line.step is step]

    @property
    def wishes(self) -> int:
        """How many wishes those who are new bring along."""
        return sum(len(line.entry.wishes) for line in self.of(Step.NEW))

    @property
    def digest(self) -> str:
        """Tells whether what is to be done is still what was shown."""
        told = [(line.entry.number, line.step.value, sorted(line.changes)) for line in self.lines]
        return sha256(repr((told, len(self.faults))).encode()).hexdigest()[:32]


def plan_of(camp: Camp, entries: Sequence[Entry], faults: Iterable[Fault], existing: Existing) -> Plan:
    """Compare the rows with who is registered; four queries, whatever their number."""
    there = _registered(camp)
    topics = _topics_of(camp)
    given = answers.answers_at(camp)
    lines = [_line(entry, there.get(entry.email), topics, given, existing) for entry in entries]
    wrong = _wish_faults(camp, lines, there)
    return Plan(lines, sorted([*faults, *wrong], key=lambda fault: fault.number))


def _registered(camp: Camp) -> dict[str, Participant]:
    query = select(Participant).where(Participant.camp_id == camp.id)
    query = query.options(joinedload(Participant.user), joinedload(Participant.organisation))
    return {person.user.email: person for person in db.session.scalars(query)}


def _topics_of(camp: Camp) -> dict[tuple[int, InterestKind], set[int]]:
    found: dict[tuple[int, InterestKind], set[int]] = defaultdict(set)
    query = select(TopicInterest.participant_id, TopicInterest.kind, TopicInterest.topic_id)
    for person, kind, topic in db.session.execute(query.where(TopicInterest.camp_id == camp.id)):
        found[person, kind].add(topic)
    return found


def _line(
    entry: Entry,
    person: Participant | None,
    topics: Mapping[tuple[int, InterestKind], set[int]],
    given: Mapping[int, Mapping[int, object]],
    existing: Existing,
) -> Line:
    if person is None:
        return Line(entry, Step.NEW, None, {})
    if person.status in GONE:
        return Line(entry, Step.GONE, person, {})
    if existing is Existing.LEAVE:
        return Line(entry, Step.LEFT, person, {})
    present = _present(person, topics)
    changes = {
        name: value
        for name, value in {**entry.values, "name": entry.name}.items()
        if name in present and (existing is Existing.OVERWRITE or not present[name])
        and not _is_same(name, value, present[name])
    }  # fmt: skip
    said = _answers(entry, given.get(person.id, {}), existing)
    changes |= {"answers": said} if said else {}
    return Line(entry, Step.CHANGED if changes else Step.LEFT, person, changes)


def _answers(entry: Entry, given: Mapping[int, object], existing: Existing) -> dict[int, object]:
    """The answers of the row that are taken over, by the question's number."""
    said: dict[int, object] = dict(entry.values.get("answers", {}))  # type: ignore[call-overload]
    return {
        number: answer for number, answer in said.items()
        if answer != given.get(number) and (existing is Existing.OVERWRITE or not given.get(number))
    }  # fmt: skip


def _is_same(name: str, value: object, present: object) -> bool:
    """An organisation is the same however it is spelled."""
    if name == "organisation":
        return name_key(str(value)) == name_key(str(present))
    return value == present


def _present(person: Participant, topics: Mapping[tuple[int, InterestKind], set[int]]) -> dict[str, object]:
    """What is said of somebody now, in the form in which a row says it."""
    return {
        **{name: getattr(person, name) for name in ("name", "country", *LINES)},
        "organisation": person.organisation.name if person.organisation else "",
        "languages": list(person.languages), "type": person.type_id,
        **{name: sorted(topics.get((person.id, kind), ())) for name, kind in KIND_OF.items()},
    }  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """What decides whether two may wish to meet."""

    house: str
    type_id: int | None


def _wish_faults(camp: Camp, lines: Sequence[Line], there: Mapping[str, Participant]) -> list[Fault]:
    """What is wrong with the wishes of those who are new."""
    sides = {
        mail: _Side(name_key(one.organisation.name) if one.organisation else "", one.type_id)
        for mail, one in there.items() if one.status not in GONE
    } | {
        line.entry.email: _Side(name_key(str(line.entry.values.get("organisation", ""))), line.entry.values.get("type"))  # type: ignore[arg-type]
        for line in lines if line.step is Step.NEW
    }  # fmt: skip
    rule = meeting_rules.rule_of(camp)
    faults = []
    for line in lines:
        if line.step is Step.NEW and line.entry.wishes:
            faults += [*_faults_of_one(line.entry, sides, rule), *_beyond_quota(camp, line.entry)]
    return faults


def _faults_of_one(entry: Entry, sides: Mapping[str, _Side], rule: meeting_rules.MeetingRule) -> list[Fault]:
    me, faults, seen = sides[entry.email], [], set[str]()
    for address, grade in entry.wishes:
        other, words = sides.get(address), ""
        if address == entry.email:
            words = _("Nobody can wish to meet themselves.")
        elif other is None:
            words = _("Nobody with the address %(address)s is here or in the file.", address=address)
        elif other.house and other.house == me.house:
            words = _("%(address)s is of the same organisation, and colleagues do not meet.", address=address)
        elif not rule.allows(me.type_id, other.type_id):
            words = _("At this camp the types of these two do not meet: %(address)s.", address=address)
        elif address in seen:
            words = _("%(address)s stands in both columns of wishes.", address=address)
        seen.add(address)
        if words:
            faults.append(Fault(entry.number, str(BY_NAME[grade.value].label), words))
    return faults


def _beyond_quota(camp: Camp, entry: Entry) -> list[Fault]:
    musts = sum(grade is Grade.MUST_MEET for _address, grade in entry.wishes)
    label = str(BY_NAME["must_meet"].label)
    faults = []
    if camp.most_must_meets is not None and musts > camp.most_must_meets:
        words = _("At most %(most)d must meets are allowed at this camp.", most=camp.most_must_meets)
        faults.append(Fault(entry.number, label, words))
    if camp.most_wishes is not None and len(entry.wishes) > camp.most_wishes:
        words = _("At most %(most)d wishes are allowed at this camp.", most=camp.most_wishes)
        faults.append(Fault(entry.number, label, words))
    return faults
