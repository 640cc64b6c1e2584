"""Whom a participant may want to meet, and why: by profiles alone, never by what others have stated.

Somebody who would rather not meet the reader is suggested like anybody else. To leave them out would
betray them: who fits well and yet is missing must have said no. The pair is never scheduled.
"""

from collections.abc import Collection, Mapping, Sequence
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
from app.scheduling.similarity import likeness, words_in_common
from app.services.interests.interests import people_of
from app.services.requests import request_lists, request_rules
from app.services.setup import meeting_rules
from app.services.wishes.wishes import grades_by

READS_ALIKE = 0.25
MOST_TOPICS_IN_WORDS = 3
STRONG = ("needs_what_you_offer", "offers_what_you_need")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well somebody fits the reader: the score, 0 when nothing speaks for it, and the sides of it.

    `wants` is that they need what the reader offers, `gives` that they offer what the reader needs, by
    topic or because the texts read alike.
    """

    score: float = 0.0
    wants: bool = False
    gives: bool = False
    need_reads_alike: bool = False
    offer_reads_alike: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Somebody to meet, with the reasons and further facts in the reader's language."""

    participant: Participant
    reasons: list[str]
    facts: list[str]


def fits_for(me: Participant, people: Sequence[Person], apart: Collection[str] = ()) -> dict[str, Fit]:
    """How well everybody else fits this participant, by id. No queries.

    Colleagues fit never, nor those in `apart`, whom the types of participants keep from meeting.

    `people` must hold the participant too. Takes some 10 ms for 500 people whose texts were seen before.
    """
    viewer = next(person for person in people if person.id == str(me.id))
    need_mine = likeness(viewer.offer_words, [person.need_words for person in people])
    offer_me = likeness(viewer.need_words, [person.offer_words for person in people])
    return {
        other.id: Fit() if other.id in apart else _fit(viewer, other, needs, offers)
        for other, needs, offers in zip(people, need_mine, offer_me, strict=True)
        if other is not viewer
    }


def _fit(viewer: Person, other: Person, needs_alike: float, offers_alike: float) -> Fit:
    if are_colleagues(viewer, other):
        return Fit()
    wanted, given = _met(other.needs, viewer.offers), _met(viewer.needs, other.offers)
    shared = _met(viewer.interests, other.interests)
    need_reads, offer_reads = needs_alike >= READS_ALIKE, offers_alike >= READS_ALIKE
    if not (wanted or given or shared or need_reads or offer_reads):
        return Fit()
    score = wanted + given + 0.25 * shared + 3 * (needs_alike + offers_alike)
    if viewer.languages and other.languages and not common_languages(viewer, other):
        score /= 4
    return Fit(score, bool(wanted) or need_reads, bool(given) or offer_reads, need_reads, offer_reads)


def _met(wanted: Mapping[str, int], given: Mapping[str, int]) -> int:
    if wanted.keys().isdisjoint(given):  # as with most people; quicker than to find nothing
        return 0
    return sum(wanted[topic] * given[topic] for topic in wanted.keys() & given.keys())


def why(viewer: Person, other: Person, fit: Fit) -> tuple[Reason, ...]:
    """What speaks for meeting, strongest first; nothing for colleagues.

    A topic that both name in any way is in common, unless a stronger reason names it already.
    """
    if are_colleagues(viewer, other):
        return ()
    strong = [reason for reason in reasons_to_meet(viewer, other) if reason.code in STRONG]
    codes = {reason.code for reason in strong}
    if fit.need_reads_alike and "needs_what_you_offer" not in codes:
        words = words_in_common(viewer.offer_words, other.need_words)
        strong.append(Reason("need_reads_like_your_offer", words))
    if fit.offer_reads_alike and "offers_what_you_need" not in codes:
        words = words_in_common(viewer.need_words, other.offer_words)
        strong.append(Reason("offer_reads_like_your_need", words))
    named = {topic for reason in strong for topic in reason.data}
    shared = sorted(_named_by(viewer) & _named_by(other) - named)
    return (*strong, *(Reason("shared_interest", (topic,)) for topic in shared), *_language(viewer, other))


def _language(viewer: Person, other: Person) -> tuple[Reason, ...]:
    """What both speak, or that it is nothing; nothing said where one of them told no language."""
    if not viewer.languages or not other.languages:
        return ()
    common = common_languages(viewer, other)
    return (Reason("common_language", common) if common else Reason("no_common_language"),)


def _named_by(person: Person) -> set[str]:
    return {*person.offers, *person.needs, *person.interests}


def suggestions_for(me: Participant, camp: Camp, limit: int = 3) -> list[Suggestion]:
    """The listed people who fit best and about whom nothing is stated or asked yet; six or seven queries at
    any size, one more in requests mode.

    Empty when nobody fits. Equal ones stand in the order in which they registered.
    """
    people = {person.id: person for person in people_of(camp, seen_by=me)}
    fits = fits_for(me, list(people.values()), meeting_rules.apart_at(camp).from_(str(me.id)))
    asked = request_lists.standings_of(me, camp) if request_rules.in_use(camp) else {}
    stated = grades_by(me).keys() | asked.keys()
    fitting = [(-fit.score, int(name)) for name, fit in fits.items() if fit.score > 0]
    chosen = [number for _score, number in sorted(fitting) if number not in stated][:limit]
    query = select(Participant).where(Participant.id.in_(chosen))
    rows = {row.id: row for row in db.session.scalars(query.options(joinedload(Participant.organisation)))}
    names, viewer = topic_names(camp), people[str(me.id)]
    return [
        Suggestion(rows[number], *in_words(why(viewer, people[str(number)], fits[str(number)]), names))
        for number in chosen
    ]


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
        elif code == "no_common_language":
            facts.append(_("no language in common"))
        else:
            named = data if "reads_like" in code else [names[topic] for topic in data if topic in names]
            sentences.append(_sentence(code, named))
    return sentences, facts


def _sentence(code: str, named: list[str]) -> str:
    """A reason as a sentence; `named` are topics or, where texts read alike, words out of theirs."""
    words = ", ".join(named[:MOST_TOPICS_IN_WORDS])
    if code == "needs_what_you_offer":
        return str(_("Needs what you offer: %(topics)s", topics=words))
    if code == "offers_what_you_need":
        return str(_("Offers what you need: %(topics)s", topics=words))
    if code == "need_reads_like_your_offer":
        if named:
            return str(_("What they look for reads like what you offer: %(words)s", words=words))
        return str(_("What they look for reads like what you offer"))
    if named:
        return str(_("What they offer reads like what you look for: %(words)s", words=words))
    return str(_("What they offer reads like what you look for"))
