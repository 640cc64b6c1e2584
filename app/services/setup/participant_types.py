"""The types of participants at a camp, as its organisers set them, and which of them may meet."""

from collections.abc import Collection, Sequence
from itertools import combinations_with_replacement

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import (
    ActKind,
    Camp,
    Grade,
    Participant,
    ParticipantStatus,
    ParticipantType,
    TypePair,
    User,
    Wish,
)
from app.services import acts, camps
from app.services.clock import now
from app.services.refusals import NotThere, Refusal
from app.services.setup import meeting_rules

MOST_TYPES = 12
Pair = tuple[int, int]


def types_of(camp: Camp) -> list[ParticipantType]:
    """The camp's types in the order in which they were added."""
    query = select(ParticipantType).where(ParticipantType.camp_id == camp.id).order_by(ParticipantType.id)
    return list(db.session.scalars(query))


def type_of(camp: Camp, number: int) -> ParticipantType:
    """The camp's type with this id; NotThere for any other camp's."""
    found = db.session.scalar(
        select(ParticipantType).where(ParticipantType.camp_id == camp.id, ParticipantType.id == number)
    )
    if found is None:
        raise NotThere(_("There is no such type."))
    return found


def names_of(camp: Camp, language: str) -> dict[int, str]:
    """The types' names by their numbers; one query."""
    return {one.id: one.name_in(language) for one in types_of(camp)}


def uses_of(camp: Camp) -> dict[int | None, int]:
    """How many registrations that stand are of each type, None for those without one."""
    query = select(Participant.type_id, func.count()).where(
        Participant.camp_id == camp.id,
        Participant.status.not_in((ParticipantStatus.WITHDRAWN, ParticipantStatus.DECLINED)),
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Participant.type_id))}


def possible_pairs(types: Sequence[ParticipantType]) -> list[tuple[ParticipantType, ParticipantType]]:
    """Every two types, and each with itself; the lower number first."""
    return list(combinations_with_replacement(sorted(types, key=lambda one: one.id), 2))


def add_types(camp: Camp, names: Sequence[tuple[str, str]], by: User | None = None) -> None:
    """Add types, each with its English and its Danish name. Commits. All of them or, refused, none."""
    camps.lock(camp)
    taken = {one.name.casefold() for one in types_of(camp)}
    if len(taken) + len(names) > MOST_TYPES:
        raise Refusal(_("A camp has at most %(most)d types.", most=MOST_TYPES))
    for name, name_da in names:
        _check(name, name_da, taken)
        taken.add(name.casefold())
        db.session.add(ParticipantType(camp_id=camp.id, name=name, name_da=name_da))
    acts.note(camp, by, ActKind.SET_UP, part="types", what="added")
    db.session.commit()


def rename_type(camp: Camp, number: int, name: str, name_da: str, by: User | None = None) -> None:
    """Call a type otherwise; its people stay of it. Commits."""
    camps.lock(camp)
    one = type_of(camp, number)
    _check(name, name_da, {other.name.casefold() for other in types_of(camp) if other is not one})
    one.name, one.name_da = name, name_da
    acts.note(camp, by, ActKind.SET_UP, part="types", what="changed")
    db.session.commit()


def remove_type(camp: Camp, number: int, by: User | None = None) -> ParticipantType:
    """Remove a type: its people have none then, and its pairs go. Commits.

    Refused when its pairs are the last ones, for without any everybody may meet everybody.
    """
    camps.lock(camp)
    one = type_of(camp, number)
    pairs = meeting_rules.rule_of(camp).pairs
    if pairs and all(number in pair for pair in pairs):
        raise Refusal(_("Every pair that may meet has this type. Say first who else may meet whom."))
    mine = or_(TypePair.first_id == number, TypePair.second_id == number)
    db.session.execute(delete(TypePair).where(TypePair.camp_id == camp.id, mine))
    query = update(Participant).where(Participant.camp_id == camp.id, Participant.type_id == number)
    db.session.execute(query.values(type_id=None, updated_at=now()))
    db.session.delete(one)
    acts.note(camp, by, ActKind.SET_UP, part="types", what="removed")
    db.session.commit()
    return one


def set_pairs(camp: Camp, pairs: Collection[Pair] | None, by: User | None = None) -> None:
    """Say which types may meet; None for everybody with everybody. Commits. Refused without any pair."""
    camps.lock(camp)
    known = {(first.id, second.id) for first, second in possible_pairs(types_of(camp))}
    wanted = set() if pairs is None else set(pairs)
    if not wanted <= known:
        raise Refusal(_("The types have changed. Look at the list again."))
    if pairs is not None and not wanted:
        raise Refusal(_("Tick at least one pair, or let everybody meet everybody."))
    db.session.execute(delete(TypePair).where(TypePair.camp_id == camp.id))
    db.session.add_all(
        TypePair(camp_id=camp.id, first_id=first, second_id=second) for first, second in sorted(wanted)
    )
    acts.note(camp, by, ActKind.SET_UP, part="types", what="pairs")
    db.session.commit()


def set_type(camp: Camp, person: Participant, chosen: str, by: User) -> None:
    """Let a participant be of another type, by its number as a form sends it, or of none (""), at the
    organisers' word. Commits. NotThere for anything else."""
    numbers = {"": None} | {str(one.id): one.id for one in types_of(camp)}
    if chosen not in numbers:
        raise NotThere(_("There is no such type."))
    person.type_id = numbers[chosen]
    acts.note(camp, by, ActKind.TYPE_SET, about=person)
    db.session.commit()


def wishes_apart(camp: Camp) -> int:
    """How many wishes to meet are between people whose types keep them apart. For organisers' eyes: a
    wish to rather not meet is not counted."""
    rule = meeting_rules.rule_of(camp)
    author, target = aliased(Participant), aliased(Participant)
    query = (
        select(author.type_id, target.type_id, func.count())
        .select_from(Wish)
        .join(author, author.id == Wish.author_id)
        .join(target, target.id == Wish.target_id)
        .where(Wish.camp_id == camp.id, Wish.grade != Grade.RATHER_NOT)
        .group_by(author.type_id, target.type_id)
    )
    return sum(row[2] for row in db.session.execute(query) if not rule.allows(row[0], row[1]))


def _check(name: str, name_da: str, taken: set[str]) -> None:
    if not name.strip() or not name_da.strip():
        raise Refusal(_("A type needs an English and a Danish name."))
    if max(len(name), len(name_da)) > 80:
        raise Refusal(_("“%(name)s” is too long: a type has at most 80 characters.", name=name[:40]))
    if name.casefold() in taken:
        raise Refusal(_("There is a type called “%(name)s” already.", name=name))
