"""Who could step in for people left alone, as organisers see it: from profiles and from the wishes of both sides.

Where one of the two would rather not meet the other, they stand on the list like anybody else: it may not betray them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import AskStatus, CalendarEntry, Camp, Grade, Participant, Slot, StandInAsk, Wish
from app.scheduling.people import Reason
from app.services.day import stand_ins
from app.services.interests import suggestions
from app.services.interests.interests import people_of
from app.services.setup import meeting_rules

BOTH, THEIRS, OWN = "both", "theirs", "own"
_WISHES_FIRST = {BOTH: 1000.0, THEIRS: 400.0, OWN: 300.0, "": 0.0}


@dataclass(frozen=True)
class Candidate:
    """Somebody free then. `wish` is BOTH, THEIRS (theirs to meet the one left alone), OWN or empty; `asked` where a
    question between the two about this slot stands, `is_offered` that organisers asked it."""

    person: Participant
    wish: str
    reasons: list[str]
    asked: AskStatus | None
    is_offered: bool = False


def candidates_for(
    camp: Camp, alone: Sequence[tuple[Participant, Slot]], most: int = stand_ins.MOST_SHOWN
) -> list[list[Candidate]]:
    """For each who is left alone in a slot, whoever is listed, free then and fits: mutual wishes first, then one's,
    then profiles; `most` for each. As many queries for all as for one."""
    if not alone:
        return []
    people = {person.id: person for person in people_of(camp)}
    everybody, apart, numbers = (
        list(people.values()),
        meeting_rules.apart_at(camp),
        {me.id for me, _s in alone},
    )
    wished, met, asks = _wishes_around(numbers), _met_by(numbers), _asks_around(alone)
    free = stand_ins.free_at(camp, [slot for _me, slot in alone], _listed(camp))
    fits = [suggestions.fits_for(me, everybody, apart.from_(str(me.id))) for me, _slot in alone]
    best = []
    for (me, slot), own in zip(alone, fits, strict=True):
        could = {int(name) for name in own} & free[slot.id] - met[me.id] - {me.id}
        scores = ((own[str(one)].score + _WISHES_FIRST[wished[me.id].get(one, "")], one) for one in could)
        best.append(
            [one for _score, one in sorted((-score, one) for score, one in scores if score > 0)[:most]]
        )
    rows, names = people_with({one for found in best for one in found}), suggestions.topic_names(camp)
    return [
        [
            Candidate(
                rows[one], wished[me.id].get(one, ""), **_state(asks.get((slot.id, me.id, one)), me),
                reasons=_in_words(
                    me.name, suggestions.why(people[str(me.id)], people[str(one)], own[str(one)]), names
                ),
            )
            for one in found
        ]
        for (me, slot), own, found in zip(alone, fits, best, strict=True)
    ]  # fmt: skip


def people_with(numbers: Collection[int]) -> dict[int, Participant]:
    """The participants of these numbers, with their organisations; one query."""
    query = select(Participant).where(Participant.id.in_(numbers))
    return {row.id: row for row in db.session.scalars(query.options(joinedload(Participant.organisation)))}


def _listed(camp: Camp) -> set[int]:
    query = select(Participant.id).where(Participant.camp_id == camp.id, Participant.is_listed)
    return set(db.session.scalars(query))


def _in_words(name: str, reasons: Sequence[Reason], topics: Mapping[str, str]) -> list[str]:
    """What speaks for it in the eyes of a third, who is neither of the two; `name` is the one left alone's."""
    sentences = {
        "needs_what_you_offer": _("Needs what %(name)s offers", name=name),
        "need_reads_like_your_offer": _("Needs what %(name)s offers", name=name),
        "offers_what_you_need": _("Offers what %(name)s needs", name=name),
        "offer_reads_like_your_need": _("Offers what %(name)s needs", name=name),
    }
    found: dict[str, list[str]] = {}
    for reason in reasons:
        if reason.code in sentences:
            words = [topics.get(word, word) for word in reason.data]
            found.setdefault(str(sentences[reason.code]), []).extend(words)
    return [f"{sentence}: {', '.join(words)}" if words else sentence for sentence, words in found.items()]


def _wishes_around(numbers: Collection[int]) -> dict[int, dict[int, str]]:
    """For each of these, who wishes to meet them, whom they wish to meet, or both, by the other one's number."""
    query = select(Wish.author_id, Wish.target_id).where(
        or_(Wish.author_id.in_(numbers), Wish.target_id.in_(numbers)), Wish.grade != Grade.RATHER_NOT
    )
    found: dict[int, dict[int, str]] = {number: {} for number in numbers}
    for author, target in db.session.execute(query):
        for me, other, word, opposite in ((author, target, OWN, THEIRS), (target, author, THEIRS, OWN)):
            if me in found:
                found[me][other] = BOTH if found[me].get(other) == opposite else word
    return found


def _met_by(numbers: Collection[int]) -> dict[int, set[int]]:
    """With whom each of these has, or had, a meeting at the camp."""
    lo, hi = CalendarEntry.person_lo_id, CalendarEntry.person_hi_id
    found: dict[int, set[int]] = {number: set() for number in numbers}
    for first, second in db.session.execute(select(lo, hi).where(or_(lo.in_(numbers), hi.in_(numbers)))):
        for me, other in ((first, second), (second, first)):
            if me in found:
                found[me].add(other)
    return found


def _asks_around(alone: Sequence[tuple[Participant, Slot]]) -> dict[tuple[int, int, int], StandInAsk]:
    """The questions between each and others about their slot, by slot, the one and the other; of two the one that
    still waits. What organisers asked and took back, or what lapsed, can be asked again."""
    query = select(StandInAsk).where(StandInAsk.slot_id.in_({slot.id for _me, slot in alone}))
    found: dict[tuple[int, int, int], StandInAsk] = {}
    for ask in db.session.scalars(query):
        if ask.is_offered and ask.status is AskStatus.LAPSED:
            continue
        for me, other in ((ask.asker_id, ask.asked_id), (ask.asked_id, ask.asker_id)):
            key = (ask.slot_id, me, other)
            if key not in found or found[key].status is not AskStatus.WAITING:
                found[key] = ask
    return found


def _state(ask: StandInAsk | None, me: Participant) -> dict[str, Any]:
    """How a question between the one left alone and somebody shows."""
    is_offered = ask is not None and ask.is_offered and ask.asker_id == me.id
    return {"asked": ask.status if ask else None, "is_offered": is_offered}
