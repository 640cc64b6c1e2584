"""Who may meet whom at a camp: by the types of participants, by their languages, and by who has met before."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import (
    CalendarEntry,
    Camp,
    Participant,
    ParticipantStatus,
    TypePair,
)
from app.services.setup import series
from app.services.setup.interpreters import Interpreters, interpreters_at
from app.services.setup.taking_place import took_place

Pair = tuple[int, int]


class Bar(StrEnum):
    """What keeps two apart."""

    TYPES = "types"
    LANGUAGES = "languages"
    MET_BEFORE = "met_before"


@dataclass(frozen=True)
class MeetingRule:
    """The pairs of types that may meet, each with the lower number first; without any everybody may.

    Whoever has no type may meet everybody: they registered before the camp had types, and their
    organisers are told.
    """

    pairs: frozenset[tuple[int, int]] = frozenset()

    def allows(self, first: int | None, second: int | None) -> bool:
        """Whether people of these two types may meet."""
        if not self.pairs or first is None or second is None:
            return True
        return (min(first, second), max(first, second)) in self.pairs


def rule_of(camp: Camp) -> MeetingRule:
    """The camp's rule; one query."""
    query = select(TypePair.first_id, TypePair.second_id).where(TypePair.camp_id == camp.id)
    return MeetingRule(frozenset((row[0], row[1]) for row in db.session.execute(query)))


@dataclass(frozen=True)
class Apart:
    """Who at a camp may not meet whom, for people by the numbers of their rows as texts.

    `languages` is empty where none need be in common, `met` where old acquaintances may meet. Two without a
    language in common meet with one of `interpreters`, if there is one who understands both.
    """

    rule: MeetingRule
    types: dict[str, int | None]
    languages: dict[str, frozenset[str]] = field(default_factory=dict)
    met: frozenset[Pair] = frozenset()
    interpreters: Interpreters = field(default_factory=Interpreters)

    def between(self, first: str, second: str) -> Bar | None:
        """What keeps the two apart; None when they may meet. Whoever names no language speaks with everybody."""
        if not self.rule.allows(self.types.get(first), self.types.get(second)):
            return Bar.TYPES
        if self.need_interpreter(first, second) and not self.interpreter(first, second):
            return Bar.LANGUAGES
        lo, hi = sorted((int(first), int(second)))
        return Bar.MET_BEFORE if (lo, hi) in self.met else None

    def need_interpreter(self, first: str, second: str) -> bool:
        """Whether a language in common is asked for and the two have none."""
        mine, theirs = (self.languages.get(one) for one in (first, second))
        return bool(mine and theirs and not mine & theirs)

    def interpreter(self, first: str, second: str) -> str:
        """What the core calls the interpreter whom the two need; "" where they need none, or there is none."""
        if not self.need_interpreter(first, second):
            return ""
        return self.interpreters.between(self.languages[first], self.languages[second])

    def may_meet(self, first: str, second: str) -> bool:
        """Whether the two may meet."""
        return self.between(first, second) is None

    def from_(self, person: str) -> set[str]:
        """All whom this person may not meet."""
        others = set(self.types) | set(self.languages) | {str(one) for pair in self.met for one in pair}
        return {other for other in others - {person} if not self.may_meet(person, other)}


def apart_at(camp: Camp) -> Apart:
    """Everybody confirmed at the camp; one query where nothing is kept apart, at most four and one for each
    earlier camp of the series."""
    rule = rule_of(camp)
    met = met_before(camp) if camp.only_new_pairs else frozenset()
    if not rule.pairs and not camp.needs_common_language:
        return Apart(rule, {}, {}, met)
    query = select(Participant.id, Participant.type_id, Participant.languages).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    rows = db.session.execute(query).all()
    spoken = {str(row[0]): frozenset(row[2]) for row in rows} if camp.needs_common_language else {}
    types = {str(row[0]): row[1] for row in rows}
    return Apart(rule, types, spoken, met, interpreters_at(camp))


def bar_between(camp: Camp, first: Participant, second: Participant) -> Bar | None:
    """What keeps these two apart; None when they may meet. One query, more only where a rule asks for them."""
    return _apart_of(camp, first, second).between(str(first.id), str(second.id))


def interpreter_between(camp: Camp, first: Participant, second: Participant) -> str:
    """What the core calls the interpreter whom these two need to meet; "" where they need none."""
    return _apart_of(camp, first, second).interpreter(str(first.id), str(second.id))


def _apart_of(camp: Camp, first: Participant, second: Participant) -> Apart:
    people = {str(one.id): one for one in (first, second)}
    spoken = (
        {key: frozenset(one.languages) for key, one in people.items()} if camp.needs_common_language else {}
    )
    met = met_before(camp, first, second) if camp.only_new_pairs else frozenset()
    types = {key: one.type_id for key, one in people.items()}
    return Apart(rule_of(camp), types, spoken, met, interpreters_at(camp))


def met_before(camp: Camp, *of_these: Participant) -> frozenset[Pair]:
    """The pairs of the camp's participants, the lower number first, whose meeting stood at an earlier camp of
    the series, and of which neither has said that it did not take place; all, or those among `of_these`."""
    earlier = series.earlier_than(camp)
    if not earlier:
        return frozenset()
    then_lo, then_hi, lo, hi = (aliased(Participant) for _ in range(4))
    query = (
        select(lo.id, hi.id)
        .select_from(CalendarEntry)
        .join(then_lo, then_lo.id == CalendarEntry.person_lo_id)
        .join(then_hi, then_hi.id == CalendarEntry.person_hi_id)
        .join(lo, (lo.user_id == then_lo.user_id) & (lo.camp_id == camp.id))
        .join(hi, (hi.user_id == then_hi.user_id) & (hi.camp_id == camp.id))
        .where(CalendarEntry.camp_id.in_(earlier), CalendarEntry.is_cancelled.is_(False), took_place())
    )
    if of_these:
        numbers = [one.id for one in of_these]
        query = query.where(lo.id.in_(numbers), hi.id.in_(numbers))
    return frozenset((min(pair), max(pair)) for pair in db.session.execute(query))
