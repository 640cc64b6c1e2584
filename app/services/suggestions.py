"""Whom a participant may want to meet, and why: by profiles alone, never by what others have stated.

Somebody who would rather not meet the reader is suggested like anybody else. To leave them out would
betray them: who fits well and yet is missing must have said no. The pair is never scheduled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.formats import language_name
from app.models import Camp, Participant, Topic
from app.scheduling.people import Person, Reason, are_colleagues, common_languages, reasons_to_meet
from app.scheduling.similarity import likeness
from app.services.interests import people_of
from app.services.wishes import grades_by

READS_ALIKE = 0.25
MOST_TOPICS_IN_WORDS = 3


@dataclass(frozen=True)
class Fit:
    """How well somebody fits the reader (0 when nothing speaks for it) and the reasons, strongest first."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestion:
    """Somebody to meet, with the reasons and further facts in the reader's language."""

    participant: Participant
    reasons: list[str]
    facts: list[str]


def fits_for(me: Participant, people: Sequence[Person]) -> dict[str, Fit]:
    """How well everybody else fits this participant, by id; colleagues fit never. No queries.

    `people` must hold the participant too. Takes some 50 ms for 500 people.
    """
    viewer = next(person for person in people if person.id == str(me.id))
    others = [person for person in people if person is not viewer]
    need_mine = likeness(viewer.offer_words, [other.need_words for other in others])
    offer_me = likeness(viewer.need_words, [other.offer_words for other in others])
    return {
        other.id: _fit(viewer, other, needs, offers)
        for other, needs, offers in zip(others, need_mine, offer_me, strict=True)
    }


def _fit(viewer: Person, other: Person, needs_alike: float, offers_alike: float) -> Fit:
    if are_colleagues(viewer, other):
        return Fit(0.0, ())
    score = (
        _met(other.needs, viewer.offers) + _met(viewer.needs, other.offers)
        + 0.25 * _met(viewer.interests, other.interests) + 3 * (needs_alike + offers_alike)
    )  # fmt: skip
    if viewer.languages and other.languages and not common_languages(viewer, other):
        score /= 4
    reasons = [*reasons_to_meet(viewer, other)]
    codes = {reason.code for reason in reasons}
    if needs_alike >= READS_ALIKE and "needs_what_you_offer" not in codes:
        reasons.append(Reason("need_reads_like_your_offer"))
    if offers_alike >= READS_ALIKE and "offers_what_you_need" not in codes:
        reasons.append(Reason("offer_reads_like_your_need"))
    return Fit(score if {reason.code for reason in reasons} - {"common_language"} else 0.0, tuple(reasons))


def _met(wanted: Mapping[str, int], given: Mapping[str, int]) -> int:
    return sum(strength * given[topic] for topic, strength in wanted.items() if topic in given)


def suggestions_for(me: Participant, camp: Camp, limit: int = 3) -> list[Suggestion]:
    """The listed people who fit best and about whom nothing is stated yet; five queries at any size.

    Empty when nobody fits. Equal ones stand in the order in which they registered.
    """
    fits = fits_for(me, people_of(camp, seen_by=me))
    stated = grades_by(me)
    fitting = [(-fit.score, int(name)) for name, fit in fits.items() if fit.score > 0]
    chosen = [number for _score, number in sorted(fitting) if number not in stated][:limit]
    query = select(Participant).where(Participant.id.in_(chosen))
    rows = {row.id: row for row in db.session.scalars(query.options(joinedload(Participant.organisation)))}
    names = topic_names(camp)
    return [Suggestion(rows[number], *in_words(fits[str(number)].reasons, names)) for number in chosen]


def topic_names(camp: Camp) -> dict[str, str]:
    """The camp's topics in the reader's language, by their number as a text; one query."""
    locale = get_locale()
    danish = locale is not None and locale.language == "da"
    query = select(Topic.id, Topic.name, Topic.name_da).where(Topic.camp_id == camp.id)
    return {str(number): name_da if danish else name for number, name, name_da in db.session.execute(query)}


def in_words(reasons: Sequence[Reason], names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Reasons as sentences, and further facts as short phrases, in the reader's language.

    Whatever names no person fits here: the reasons made of profiles, none that tells a wish.
    """
    sentences, facts = [], []
    for code, group in groupby(reasons, key=lambda reason: reason.code):
        data = [item for reason in group for item in reason.data]
        if code == "shared_interest":
            facts.append(ngettext("%(num)d topic in common", "%(num)d topics in common", len(data)))
        elif code == "common_language":
            facts.append(_("speaks %(languages)s", languages=", ".join(map(language_name, data))))
        else:
            sentences.append(_sentence(code, [names[topic] for topic in data if topic in names]))
    return sentences, facts


def _sentence(code: str, topics: list[str]) -> str:
    named = ", ".join(topics[:MOST_TOPICS_IN_WORDS])
    if code == "needs_what_you_offer":
        return str(_("Needs what you offer: %(topics)s", topics=named))
    if code == "offers_what_you_need":
        return str(_("Offers what you need: %(topics)s", topics=named))
    if code == "need_reads_like_your_offer":
        return str(_("What they look for reads like what you offer"))
    return str(_("What they offer reads like what you look for"))
